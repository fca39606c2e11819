import type { Span } from '../../core/types.ts';
import type { Entries, Entry } from './entries.ts';

interface Reading {
  readonly text: string;
  readonly entries: Entry[];
  at: number;
}

class SyntaxFault extends Error {
  readonly at: number;
  constructor(at: number, message: string) {
    super(message);
    this.at = at;
  }
}

/** JSON with the comments and trailing commas that configuration files are allowed (tsconfig.json, wrangler.jsonc). */
export function readJson(text: string): Entries {
  const reading: Reading = { text, entries: [], at: 0 };
  try {
    skip(reading);
    if (reading.at < text.length) readValue(reading, [], { start: 0, end: 0 }, reading.at);
    return { entries: reading.entries };
  } catch (error) {
    if (!(error instanceof SyntaxFault)) throw error;
    return { entries: [], error: { start: error.at, end: Math.min(error.at + 1, text.length), message: error.message } };
  }
}

const TRIVIA = /(?:[\s\uFEFF]|\/\/[^\n]*|\/\*[\s\S]*?\*\/)*/y;

function skip(reading: Reading): void {
  TRIVIA.lastIndex = reading.at;
  reading.at += TRIVIA.exec(reading.text)?.[0].length ?? 0;
}

const STRING = /"((?:[^"\\\n]|\\.)*)"/y;
const SCALAR = /[^\s,\]}"/]+/y;

function match(reading: Reading, pattern: RegExp): RegExpExecArray | undefined {
  pattern.lastIndex = reading.at;
  const found = pattern.exec(reading.text) ?? undefined;
  if (found) reading.at += found[0].length;
  return found;
}

const DEEPEST = 100;

function readValue(reading: Reading, keys: readonly string[], keySpan: Span, start: number): void {
  if (keys.length > DEEPEST) throw new SyntaxFault(reading.at, 'it is nested too deeply');
  const open = reading.text[reading.at];
  if (open === '{') {
    readItems(reading, '}', () => {
      readProperty(reading, keys);
    });
    return;
  }
  if (open === '[') {
    let index = 0;
    readItems(reading, ']', () => {
      readValue(reading, [...keys, String(index++)], keySpan, reading.at);
    });
    return;
  }
  const from = reading.at;
  const string = match(reading, STRING);
  if (string) {
    reading.entries.push({ keys, keySpan, value: decode(string[0]), valueSpan: { start: from + 1, end: reading.at - 1 }, start, end: reading.at });
    return;
  }
  const scalar = match(reading, SCALAR);
  if (!scalar) throw new SyntaxFault(reading.at, 'a value was expected');
  reading.entries.push({ keys, keySpan, value: scalar[0], valueSpan: { start: from, end: reading.at }, start, end: reading.at });
}

function readProperty(reading: Reading, keys: readonly string[]): void {
  const start = reading.at;
  const key = match(reading, STRING);
  if (!key) throw new SyntaxFault(start, 'a name in double quotes was expected');
  const keySpan = { start: start + 1, end: reading.at - 1 };
  skip(reading);
  if (reading.text[reading.at] !== ':') throw new SyntaxFault(reading.at, 'a colon was expected');
  reading.at++;
  skip(reading);
  readValue(reading, [...keys, decode(key[0])], keySpan, start);
}

function readItems(reading: Reading, close: string, readItem: () => void): void {
  reading.at++;
  skip(reading);
  while (reading.text[reading.at] !== close) {
    if (reading.at >= reading.text.length) throw new SyntaxFault(reading.at, `the file ends before \`${close}\``);
    readItem();
    skip(reading);
    if (reading.text[reading.at] === ',') {
      reading.at++;
      skip(reading);
    } else if (reading.text[reading.at] !== close) throw new SyntaxFault(reading.at, `a comma or \`${close}\` was expected`);
  }
  reading.at++;
}

function decode(quoted: string): string {
  try {
    return String(JSON.parse(quoted));
  } catch {
    return quoted.slice(1, -1);
  }
}

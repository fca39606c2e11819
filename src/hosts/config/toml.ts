import { ParseError, parseTOML, type AST } from 'toml-eslint-parser';
import type { Span } from '../../core/types.ts';
import type { Entries, Entry } from './entries.ts';

/** The leaves of a TOML file. */
export function readToml(text: string): Entries {
  try {
    const entries: Entry[] = [];
    for (const node of parseTOML(text).body[0].body) readTop(node, entries);
    return { entries };
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    return { entries: [], error: { start: error.index, end: Math.min(error.index + 1, text.length), message: error.message } };
  }
}

function readTop(node: AST.TOMLTable | AST.TOMLKeyValue, entries: Entry[]): void {
  if (node.type === 'TOMLKeyValue') readPair(node, [], entries);
  else for (const pair of node.body) readPair(pair, node.resolvedKey.map(String), entries);
}

function readPair(pair: AST.TOMLKeyValue, outer: readonly string[], entries: Entry[]): void {
  const names = pair.key.keys.map((key) => (key.type === 'TOMLBare' ? key.name : key.value));
  readValue(pair.value, [...outer, ...names], { start: pair.key.range[0], end: pair.key.range[1] }, entries, pair.range[0]);
}

function readValue(node: AST.TOMLContentNode, keys: readonly string[], keySpan: Span, entries: Entry[], from: number): void {
  const [start, end] = node.range;
  if (node.type === 'TOMLArray') {
    node.elements.forEach((element, index) => readValue(element, [...keys, String(index)], keySpan, entries, element.range[0]));
  } else if (node.type === 'TOMLInlineTable') {
    for (const pair of node.body) readPair(pair, keys, entries);
  } else {
    const isString = node.kind === 'string';
    const width = isString && node.multiline ? 3 : isString ? 1 : 0;
    const value = node.value instanceof Date ? node.value.toISOString() : String(node.value);
    entries.push({ keys, keySpan, value, valueSpan: { start: start + width, end: end - width }, start: from, end });
  }
}

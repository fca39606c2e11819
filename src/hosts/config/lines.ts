import type { Entries, Entry } from './entries.ts';

const ASSIGNMENT = /^([ \t]*(?:(#)[ \t]*)?(?:export[ \t]+)?)([A-Za-z_][\w.]*)([ \t]*=[ \t]*)(?:"((?:[^"\\]|\\.)*)"|'([^']*)'|`([^`]*)`|([^\r\n]*?))[ \t]*(?:#[^\r\n]*)?\r?$/gm;

/**
 * The lines `KEY=value` of an environment file, `export` and quotes allowed; a quoted value may go over several lines.
 * A line that is commented out documents a setting and is an entry as well, when its key is in capitals.
 */
export function readEnv(text: string): Entries {
  const entries: Entry[] = [];
  for (const match of text.matchAll(ASSIGNMENT)) {
    const [, head, comment, key, middle] = match as unknown as readonly [string, string, string | undefined, string, string];
    if (comment && !/^[A-Z][A-Z0-9_]*$/.test(key)) continue;
    const keyStart = match.index + head.length;
    const keyEnd = keyStart + key.length;
    const quoted = match[5] ?? match[6] ?? match[7];
    const plain = (match[8] ?? '').replace(/(?:^|[ \t])#.*$/, '').trimEnd();
    const start = keyEnd + middle.length + (quoted === undefined ? 0 : 1);
    const value = quoted ?? plain;
    entries.push({
      keys: [key], keySpan: { start: keyStart, end: keyEnd }, value, valueSpan: { start, end: start + value.length },
      start: match.index, end: match.index + match[0].replace(/\r$/, '').length, ...(comment && { isComment: true }),
    });
  }
  return { entries };
}

/** `[section]`, `key = value` and `key: value`, as ini and cfg files have them. */
export function readIni(text: string): Entries {
  const entries: Entry[] = [];
  let section: readonly string[] = [];
  for (const match of text.matchAll(/^[ \t]*(?:\[([^\]\r\n]+)\]|([^=:#;\s[][^=:\r\n]*?)([ \t]*[=:][ \t]*)([^\r\n]*))/gm)) {
    if (match[1] !== undefined) {
      section = match[1].trim().split('.');
      continue;
    }
    const key = match[2]!;
    const keyStart = match.index + match[0].indexOf(key);
    const start = keyStart + key.length + match[3]!.length;
    const value = match[4]!.replace(/[ \t]+[;#].*$/, '').trimEnd();
    entries.push({
      keys: [...section, key], keySpan: { start: keyStart, end: keyStart + key.length }, value, valueSpan: { start, end: start + value.length },
      start: match.index, end: match.index + match[0].length,
    });
  }
  return { entries };
}

/** Each line of a script, Dockerfile or Makefile that is no comment, as an entry without a key. */
export function readLines(text: string): Entries {
  const entries: Entry[] = [];
  for (const match of text.matchAll(/^[ \t]*([^\s#][^\r\n]*)/gm)) {
    const value = match[1]!.trimEnd();
    const start = match.index + match[0].length - match[1]!.length;
    const span = { start, end: start + value.length };
    const isWhole = value.length > 0;
    if (isWhole) entries.push({ keys: [], keySpan: { start, end: start }, value, valueSpan: span, ...span });
  }
  return { entries };
}

import { createHash } from 'node:crypto';

export interface FingerprintParts {
  readonly rule: string;
  /** The SQL statement the finding is in, as written. */
  readonly statement?: string | undefined;
  /** The source line the finding begins on; counts only where there is no statement. */
  readonly line: string;
  /** The file, relative and POSIX. */
  readonly path: string;
  /** The function around the finding. */
  readonly symbol?: string | undefined;
  /** 0 for the first finding with otherwise equal parts in the report, 1 for the second. */
  readonly ordinal: number;
}

const SQL_PARTS = /--[^\n]*|\/\*[\s\S]*?\*\/|'(?:[^']|'')*'|\b\d[\w.]*|\s+/g;

/** A statement with comments dropped, string and number literals masked and white space joined: what stays equal when only data changes. */
export const normaliseStatement = (text: string): string =>
  text.replace(SQL_PARTS, (part) => (/^(?:--|\/\*|\s)/.test(part) ? ' ' : part.startsWith("'") ? "'?'" : '0')).replace(/ {2,}/g, ' ').replace(/[\s;]+$/, '').trim();

const HEX_DIGITS = 16;

/** Sixteen hexadecimal digits that survive moves inside the file and reformatting; line numbers play no part. */
export function toFingerprint(parts: FingerprintParts): string {
  const subject = parts.statement === undefined ? parts.line.replace(/\s+/g, ' ').trim() : normaliseStatement(parts.statement);
  const key = [parts.rule, parts.path, parts.symbol ?? '', subject, String(parts.ordinal)].join('\0');
  return createHash('sha256').update(key).digest('hex').slice(0, HEX_DIGITS);
}

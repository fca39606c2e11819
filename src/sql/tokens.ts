import type { Span } from '../core/types.ts';
import { sqliteLibrary } from './library.ts';

/** A token of SQLite's own tokenizer. `kind` is its name there: `ID`, `STRING`, `SELECT`, `VARIABLE`, `COMMENT`, `SPACE`, ... */
export interface Token extends Span {
  readonly kind: string;
  readonly text: string;
}

/**
 * All tokens of a text, white space and comments included; joined, they are the text.
 * A PostgreSQL dollar-quoted string (manual, 4.1.2.4) is one token of kind `STRING`.
 */
export function tokenizeWithTrivia(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let from = 0;
  while (from < text.length) from = readTokens(text, from, tokens, true);
  return tokens;
}

/** Reads on to the end of the text, or to the end of the next dollar-quoted string; returns where it stopped. */
function readTokens(text: string, from: number, tokens: Token[], emitTrivia: boolean): number {
  const { tokenize: sqliteTokenize, tokenName } = sqliteLibrary();
  for (const token of sqliteTokenize(from === 0 ? text : text.slice(from), { emitTrivia })) {
    const start = from + token.span.offset;
    const closed = text[start] === '$' ? dollarQuoteEnd(text, start) : undefined;
    const end = closed ?? start + token.span.length;
    tokens.push({ kind: closed ? 'STRING' : (tokenName(token.type) ?? 'ILLEGAL'), text: text.slice(start, end), start, end });
    if (closed) return closed;
  }
  return text.length;
}

function dollarQuoteEnd(text: string, start: number): number | undefined {
  const open = /^\$([A-Za-z_\u0080-\uffff][A-Za-z_0-9\u0080-\uffff]*)?\$/.exec(text.slice(start, start + 70))?.[0];
  if (!open) return undefined;
  const close = text.indexOf(open, start + open.length);
  return close < 0 ? undefined : close + open.length;
}

/** The tokens without white space and comments. */
export function tokenize(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let from = 0;
  while (from < text.length) from = readTokens(text, from, tokens, false);
  return tokens;
}

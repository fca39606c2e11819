import type { Span } from '../core/types.ts';
import { tokenize, type Token } from './tokens.ts';

/** One statement of a script, from its first to its last token, without the `;`. */
export interface Slice extends Span {
  readonly tokens: readonly Token[];
}

/**
 * Splits a script at the `;` that end statements; a trigger's body (`BEGIN ... END`, with CASE ... END inside) is kept whole.
 * Empty statements are left out.
 */
export function splitStatements(text: string): readonly Slice[] {
  const slices: Slice[] = [];
  let tokens: Token[] = [];
  let depth = 0;
  const flush = (): void => {
    const first = tokens[0];
    if (first) slices.push({ start: first.start, end: tokens.at(-1)!.end, tokens });
    tokens = [];
    depth = 0;
  };
  for (const token of tokenize(text)) {
    if (token.kind === 'SEMI' && depth === 0) {
      flush();
      continue;
    }
    tokens.push(token);
    if (isTrigger(tokens)) depth += depthChange(token, depth);
  }
  flush();
  return slices;
}

const isTrigger = (tokens: readonly Token[]): boolean =>
  tokens[0]?.kind === 'CREATE' && (tokens[1]?.kind === 'TRIGGER' || tokens[2]?.kind === 'TRIGGER');

function depthChange(token: Token, depth: number): number {
  if (token.kind === 'BEGIN') return 1;
  if (token.kind === 'CASE') return depth > 0 ? 1 : 0;
  return token.kind === 'END' && depth > 0 ? -1 : 0;
}

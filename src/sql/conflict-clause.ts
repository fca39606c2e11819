import type { Span } from '../core/types.ts';
import type { Statement } from './statement.ts';
import { spanOf, tokenIndexAt } from './tree.ts';

type Spanned = { readonly span: { readonly offset: number; readonly length: number } };


export interface ConflictClause extends Span {
  /** With the white space after it: what is cut out. */
  readonly cut: Span;
  /** It is the verb REPLACE. */
  readonly isVerb: boolean;
}

/** The `OR IGNORE` of an INSERT or UPDATE, or the verb REPLACE; undefined without such a clause. */
export function conflictClause({ tokens, text }: Pick<Statement, 'tokens' | 'text'>, node: Spanned): ConflictClause | undefined {
  const { end } = spanOf(node);
  for (let at = tokenIndexAt(tokens, node.span.offset); at < tokens.length && tokens[at]!.start < end; at++) {
    const token = tokens[at]!;
    const next = tokens[at + 1];
    if (token.kind === 'REPLACE' && next?.kind === 'INTO') return { start: token.start, end: token.end, cut: token, isVerb: true };
    const isVerb = token.kind === 'INSERT' || token.kind === 'UPDATE';
    const action = tokens[at + 2];
    if (!isVerb || next?.kind !== 'OR' || !action) continue;
    const space = /^\s*/.exec(text.slice(action.end))![0].length;
    return { start: next.start, end: action.end, cut: { start: next.start, end: action.end + space }, isVerb: false };
  }
  return undefined;
}

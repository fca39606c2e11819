import { ts } from 'ts-morph';
import type { Pieces, ProposedEdit, Related, Span } from '../../core/types.ts';
import { localName } from './names.ts';
import type { Promised } from './promises.ts';
import { isMethodName, type SupportName } from './support.ts';

/** The conversion while it is planned: edits, the calls that will hold an `await`, and what a person must know. */
export interface Draft {
  readonly edits: ProposedEdit[];
  readonly seeds: Set<ts.Node>;
  /** Functions whose text the conversion wraps into an async function of its own. */
  readonly regions: Set<ts.Node>;
  readonly converted: Related[];
  readonly barriers: Related[];
  readonly review: Related[];
  /** What each file needs of the support module. */
  readonly uses: Map<string, Set<SupportName>>;
  /** Parts that are converted as a whole already. */
  readonly done: Set<ts.Node>;
  /** Calls with callbacks that are promises now, and what they become. */
  readonly promised: Map<ts.CallExpression, Promised>;
  /** Whether the support module must keep an order of statements, as the old driver did. */
  isOrdered: boolean;
  readonly pathOf: (node: ts.Node) => string;
}

export const createDraft = (toPath: (absolute: string) => string): Draft => ({
  edits: [], seeds: new Set(), regions: new Set(), converted: [], barriers: [], review: [],
  uses: new Map(), done: new Set(), promised: new Map(), isOrdered: false,
  pathOf: (node) => toPath(node.getSourceFile().fileName),
});

export const spanOf = (node: ts.Node): Span => ({ start: node.getStart(), end: node.end });

export function replace(draft: Draft, node: ts.Node, text: string | Pieces): void {
  draft.edits.push({ path: draft.pathOf(node), ...spanOf(node), text });
}

/** What gave a promise gives its value at once: an `await` goes, other uses get a promise. */
export function replaceAwaited(draft: Draft, node: ts.Expression, pieces: readonly Part[], isPromise: boolean): void {
  if (ts.isAwaitExpression(node.parent)) replace(draft, node.parent, kept(...pieces));
  else replace(draft, node, kept(...(isPromise ? ['Promise.resolve(', ...pieces, ')'] : pieces)));
}

export function note(list: Related[], draft: Draft, node: ts.Node, message: string): void {
  list.push({ path: draft.pathOf(node), span: spanOf(node), message });
}

export function use(draft: Draft, node: ts.Node, name: SupportName): string {
  const path = draft.pathOf(node);
  const own = draft.uses.get(path) ?? new Set();
  draft.uses.set(path, own.add(name));
  return isMethodName(name) ? name : localName(node.getSourceFile(), name);
}

/** Whether a file is TypeScript: types may be written. */
export const isTyped = (node: ts.Node): boolean => /\.[cm]?tsx?$/.test(node.getSourceFile().fileName);

/** A piece of a text that is written: new, or a part of the original that is kept and may be edited by others. */
export type Part = string | ts.Node | Span;

export const kept = (...parts: readonly Part[]): Pieces => parts.map((part) => (typeof part === 'string' || !('kind' in part) ? part : spanOf(part)));

/** Some neighbouring arguments of a call as they are written: with their lines and comments, and the lines around them where each has its own. */
export function listOf(given: readonly ts.Expression[]): readonly Part[] {
  const [first] = given;
  const last = given.at(-1);
  if (!first || !last) return [];
  const { parent } = last;
  const isBroken = ts.isCallExpression(parent) && first.getFullText().slice(0, first.getLeadingTriviaWidth()).includes('\n');
  const isLast = isBroken && parent.arguments.at(-1) === last;
  return [{ start: isBroken ? first.pos : first.getStart(), end: isLast ? parent.end - 1 : last.end }];
}

/** `await x` needs parentheses where a member, a call or `!` follows. */
export function needsParentheses(node: ts.Node): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent) || ts.isElementAccessExpression(parent)) return parent.expression === node;
  return (ts.isCallExpression(parent) || ts.isNonNullExpression(parent)) && parent.expression === node;
}

export const awaited = (node: ts.Node, pieces: readonly Part[]): readonly Part[] =>
  (needsParentheses(node) ? ['(await ', ...pieces, ')'] : ['await ', ...pieces]);

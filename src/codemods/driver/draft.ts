import { ts } from 'ts-morph';
import type { Pieces, Span } from '../../core/types.ts';
import type { CodemodContext } from '../codemod.ts';
import { createDraft, spanOf, type Draft } from '../draft.ts';
import { unwrap } from './handles.ts';
import { localName } from './names.ts';
import type { HandleCall } from './plan.ts';
import type { Promised } from './promises.ts';
import { isMethodName, type SupportName } from './support.ts';

/** The conversion of a driver while it is planned: what each step leaves to the next. */
export interface DriverDraft extends Draft {
  /** Calls that will hold an `await`. */
  readonly seeds: Set<ts.Node>;
  /** Functions whose text the conversion wraps into an async function of its own. */
  readonly regions: Set<ts.Node>;
  /** What each file needs of the support module. */
  readonly uses: Map<string, Set<SupportName>>;
  /** Parts that are converted as a whole already. */
  readonly done: Set<ts.Node>;
  /** Calls with callbacks that are promises now, and what they become. */
  readonly promised: Map<ts.CallExpression, Promised>;
  /** Whether the support module must keep an order of statements, as the old driver did. */
  isOrdered: boolean;
}

export const createDriverDraft = (context: CodemodContext): DriverDraft => ({
  ...createDraft(context, 'driver', `the SQLite driver to ${context.options.target}`),
  seeds: new Set(), regions: new Set(), uses: new Map(), done: new Set(), promised: new Map(), isOrdered: false,
});

/** What gave a promise gives its value at once: an `await` goes, other uses get a promise. */
export function replaceAwaited(draft: DriverDraft, node: ts.Expression, pieces: readonly Part[], isPromise: boolean): void {
  if (ts.isAwaitExpression(node.parent)) draft.replace(node.parent, kept(...pieces));
  else draft.replace(node, kept(...(isPromise ? ['Promise.resolve(', ...pieces, ')'] : pieces)));
}

export function use(draft: DriverDraft, node: ts.Node, name: SupportName): string {
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

/** `handle.query`, and `handle?.query` where the call is optional. */
export function methodOn({ receiver, call }: HandleCall, name: string): readonly Part[] {
  const callee = unwrap(call.expression) as ts.PropertyAccessExpression;
  return [receiver, `${callee.questionDotToken ? '?' : ''}.${name}`];
}

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

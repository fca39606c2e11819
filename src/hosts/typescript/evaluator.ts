import type { Node } from './node.ts';
import type { Scopes, Variable } from './scopes.ts';
import type { HolePart, Parts } from './text-parts.ts';

/** What an expression builds: one text or several, or why there is none to see. */
export type Evaluated = { readonly variants: readonly Parts[]; readonly tagged?: boolean } | Missing;

export type Missing =
  | { readonly missing: 'reason'; readonly reason: string }
  | { readonly missing: 'parameter'; readonly parameter: Variable; readonly path: readonly string[] }
  | { readonly missing: 'import'; readonly specifier: string; readonly imported: string; readonly path: readonly string[] };

export interface Evaluator {
  readonly source: string;
  readonly scopes: Scopes;
  /** The text that an expression builds. */
  readonly evaluate: (node: Node, known: Known) => Evaluated;
  /** The parts of an expression inside a longer text: what is not seen becomes a hole. */
  readonly inline: (node: Node, known: Known, hole: Omit<HolePart, 'kind'>) => Parts;
  /** Variables that are being followed. */
  readonly active: Set<Variable>;
  /** How often a variable led back to itself: what was found on such a way is not the whole. */
  circles: number;
  /** How many names and members the search for one value has gone through. */
  resolving: number;
}

/** Whether a variable is being followed already. */
export function isCircle(evaluator: Evaluator, variable: Variable): boolean {
  if (!evaluator.active.has(variable)) return false;
  evaluator.circles += 1;
  return true;
}

/** What variables hold while a function is looked into, or a text is put together. */
export type Known = ReadonlyMap<Variable, Evaluated>;

export const NOTHING_KNOWN: Known = new Map();
/** Texts that differ in their parts; elements of lists of statements are not counted. */
export const MOST_VARIANTS = 4;

export const because = (reason: string): Missing => ({ missing: 'reason', reason });
export const isMissing = (evaluated: Evaluated): evaluated is Missing => 'missing' in evaluated;
export const one = (parts: Parts): Evaluated => ({ variants: [parts] });
export const holeAt = (node: Node): Omit<HolePart, 'kind'> => ({ from: node.start, to: node.end, node });

/** Every way to put two texts together, or one text with choices when these are too many. */
export function crossJoin(left: readonly Parts[], right: readonly Parts[]): readonly Parts[] {
  if (left.length * right.length <= MOST_VARIANTS) return left.flatMap((a) => right.map((b) => [...a, ...b]));
  return [[...toChoice(left), ...toChoice(right)]];
}

export const toChoice = (variants: readonly Parts[]): Parts => (variants.length === 1 ? variants[0]! : [{ kind: 'choice', options: variants }]);

import { ts } from 'ts-morph';
import { assertionOf, plainCallIn, type Assertion, type PlainCall } from './assertions.ts';
import { awaitEdits, isReturned, type LocalEdit } from './awaits.ts';
import type { Conversions } from './elements.ts';
import { asyncEdits, awaitedTypeEdits, returnTypeEdits, settledTypeEdits } from './functions.ts';
import type { Graph } from './graph.ts';
import { functionAround, isCode, type FunctionNode } from './nodes.ts';
import type { Spread } from './spread.ts';

/** Hands every edit of a spread to `write`, with the node that it belongs to. */
export function writeEdits(
  result: Spread, graph: Graph, { edits, inlined }: Conversions, seeds: readonly ts.Node[], write: (node: ts.Node, edits: readonly LocalEdit[]) => void,
): void {
  const { assertions, gone } = readAssertions(result, seeds);
  for (const fn of new Set([...result.turned, ...result.waiting])) if (!gone.has(fn) && !inlined.has(fn)) write(fn, asyncEdits(fn));
  for (const fn of result.waiting) if (!result.turned.has(fn)) write(fn, settledTypeEdits(fn));
  for (const fn of result.turned) {
    if (!inlined.has(fn)) write(fn, returnTypeEdits(fn, standsForOthers(fn, graph)));
    for (const type of graph.returnTypes.get(fn) ?? []) write(type, awaitedTypeEdits(type));
  }
  const isInlined = (node: ts.Node): boolean => (inlined as ReadonlySet<ts.Node | undefined>).has(functionAround(node));
  for (const promise of result.awaited) {
    const own = ts.isCallExpression(promise) ? edits.get(promise) : undefined;
    if (own) write(promise, own);
    else if (!isReturned(promise) || isInlined(promise)) write(promise, awaitEdits(promise));
  }
  for (const { promise, edits: inside } of assertions) write(promise, inside);
}

/** Whether a function that gives something stands in for this type of a function. */
const standsForOthers = (fn: FunctionNode, { checker, links }: Graph): boolean =>
  !isCode(fn) && [...links.get(fn) ?? []].some((other) => {
    const signature = checker.getSignatureFromDeclaration(other);
    return signature !== undefined && (checker.getReturnTypeOfSignature(signature).flags & NOTHING) === 0;
  });

const NOTHING = ts.TypeFlags.Void | ts.TypeFlags.Undefined | ts.TypeFlags.Any | ts.TypeFlags.Never;

/** The assertions that something throws, and the functions in them that are replaced by the one call they hold. */
function readAssertions(result: Spread, seeds: readonly ts.Node[]): { readonly assertions: readonly Assertion[]; readonly gone: ReadonlySet<ts.Node> } {
  const waiting: readonly ts.Node[] = [...result.awaited, ...seeds];
  const holdsOthers = ({ body }: PlainCall): boolean => waiting.some((node) => node !== body && contains(body, node));
  const gone = new Set<ts.Node>();
  const assertions = [...result.throwing].map((call) => {
    const plain = plainCallIn(call);
    const called = plain && result.awaited.has(plain.body) && !holdsOthers(plain) ? plain : undefined;
    if (called) gone.add(called);
    return assertionOf(call, called);
  });
  return { assertions, gone };
}

const contains = (outer: ts.Node, inner: ts.Node): boolean =>
  outer.getSourceFile() === inner.getSourceFile() && outer.pos <= inner.pos && inner.end <= outer.end;

import { ts } from 'ts-morph';
import { assertionOf, plainCallIn, type Assertion, type PlainCall } from './assertions.ts';
import { awaitEdits, isReturned, type LocalEdit } from './awaits.ts';
import { defaultEdits } from './defaults.ts';
import { detachedEdits } from './detached.ts';
import type { Conversions } from './elements.ts';
import { executorEdits } from './executors.ts';
import { asyncEdits, awaitedTypeEdits, returnTypeEdits, settledTypeEdits } from './functions.ts';
import type { Graph } from './graph.ts';
import { catchingEdits } from './handlers.ts';
import type { InlineFunction } from './loops.ts';
import { getterEdits, holdingEdits, isPromise, type Waits } from './members.ts';
import { functionAround, isCode, withParentheses, type FunctionNode, type TurningNode } from './nodes.ts';
import type { Spread } from './spread.ts';
import { loopEdits, streamTypeEdits } from './streams.ts';

/** Hands every edit of a spread to `write`, with the node that it belongs to. What encloses a node is handed over before what is inside. */
export function writeEdits(
  result: Spread, graph: Graph, conversions: Conversions, seeds: readonly ts.Node[], write: (node: ts.Node, edits: readonly LocalEdit[]) => void,
): void {
  const { turned, waiting, awaited, places } = result;
  const { edits, inlined } = conversions;
  const waits: Waits = { awaited, all: new Set<ts.Node>([...awaited, ...seeds]) };
  const { assertions, gone } = readAssertions(result, waits.all);
  writePlaces(result, graph, waits, write);
  for (const fn of new Set([...turned, ...waiting])) if (!gone.has(fn) && !inlined.has(fn) && !places.executors.has(fn)) write(fn, asyncEdits(fn));
  for (const fn of waiting) if (!turned.has(fn)) write(fn, settledTypeEdits(fn));
  for (const node of turned) {
    if (!inlined.has(node)) write(node, places.streams.has(node) ? streamTypeEdits(node) : returnTypeEdits(node, standsForOthers(node, graph)));
  }
  for (const fn of turned) for (const type of isFunction(fn) ? graph.returnTypes.get(fn) ?? [] : []) write(type, awaitedTypeEdits(type));
  const isInlined = (node: ts.Node): boolean => (inlined as ReadonlySet<ts.Node | undefined>).has(functionAround(node));
  const held = new Set([...places.holdings.values()].map(({ value }) => value).filter((value) => isPromise(value, waits)));
  for (const promise of awaited) {
    const own = edits.get(promise);
    if (own) write(promise, own);
    else if ((!isReturned(promise) || isInlined(promise)) && !held.has(withParentheses(promise) as ts.Expression)) write(promise, awaitEdits(promise));
  }
  for (const { promise, edits: inside } of assertions) write(promise, inside);
}

const isFunction = (node: ts.Node): node is FunctionNode => ts.isFunctionLike(node);

function writePlaces({ turned, waiting, places }: Spread, { checker }: Graph, waits: Waits, write: (node: ts.Node, edits: readonly LocalEdit[]) => void): void {
  for (const [node, catching] of places.catching) write(node, catchingEdits(catching));
  for (const parameter of places.defaults) write(parameter, defaultEdits(checker, parameter));
  for (const executor of places.executors) write(executor, executorEdits(executor as InlineFunction));
  for (const [{ member }, edits] of holdingEdits([...places.holdings.values()], waits)) write(member, edits);
  for (const node of new Set([...turned, ...waiting])) if (ts.isGetAccessorDeclaration(node)) write(node, getterEdits(node, waits));
  for (const attempt of places.detached) write(attempt, detachedEdits(attempt));
  for (const loop of places.loops) write(loop, loopEdits(loop));
}

/** Whether a function that gives something stands in for this type of a function. */
const standsForOthers = (node: TurningNode, { checker, links }: Graph): boolean =>
  !isCode(node) && [...links.get(node) ?? []].some((other) => {
    const signature = isFunction(other) ? checker.getSignatureFromDeclaration(other) : undefined;
    return signature !== undefined && (checker.getReturnTypeOfSignature(signature).flags & NOTHING) === 0;
  });

const NOTHING = ts.TypeFlags.Void | ts.TypeFlags.Undefined | ts.TypeFlags.Any | ts.TypeFlags.Never;

/** The assertions that something throws, and the functions in them that are replaced by the one call they hold. */
function readAssertions(result: Spread, waits: ReadonlySet<ts.Node>): { readonly assertions: readonly Assertion[]; readonly gone: ReadonlySet<ts.Node> } {
  const holdsOthers = ({ body }: PlainCall): boolean => [...waits].some((node) => node !== body && contains(body, node));
  const gone = new Set<ts.Node>();
  const assertions = [...result.places.throwing].map((call) => {
    const plain = plainCallIn(call);
    const called = plain && result.awaited.has(plain.body) && !holdsOthers(plain) ? plain : undefined;
    if (called) gone.add(called);
    return assertionOf(call, called);
  });
  return { assertions, gone };
}

const contains = (outer: ts.Node, inner: ts.Node): boolean =>
  outer.getSourceFile() === inner.getSourceFile() && outer.pos <= inner.pos && inner.end <= outer.end;

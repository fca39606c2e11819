import { ts } from 'ts-morph';
import { assertionOf } from './assertions.ts';
import { makeGroups, type Groups } from './groups.ts';
import type { Escape, Graph } from './graph.ts';
import { isAsync, isGenerator, nameOf, withParentheses, type FunctionNode } from './nodes.ts';
import { ownerOf, type Owner, type Surroundings } from './owner.ts';
import { isPromise, receive } from './receivers.ts';

/** What a cascade changes, before it is written as edits. */
export interface Spread {
  /** Functions, and types of functions, whose calls give a promise now and did not before. */
  readonly turned: ReadonlySet<FunctionNode>;
  /** Functions that hold an `await` now, also those that gave a promise before. */
  readonly waiting: ReadonlySet<FunctionNode>;
  /** Expressions that are promises now and must be awaited. */
  readonly awaited: ReadonlySet<ts.Expression>;
  /** Calls of array methods whose callback turned. */
  readonly elements: ReadonlySet<ts.CallExpression>;
  /** Assertions that something throws, whose callback turned. */
  readonly throwing: ReadonlySet<ts.CallExpression>;
  readonly barriers: ReadonlyMap<ts.Node, string>;
  /** What changes together: a component each. */
  readonly groups: Groups;
}

/** Methods that the language or its library calls by itself, without waiting. */
const IMPLICITLY_CALLED = /^(?:toJSON|toString|valueOf|toLocaleString)$/;

export function spread(graph: Graph, seeds: readonly ts.Node[], surroundings: Surroundings): Spread {
  const { checker } = graph;
  const turned = new Set<FunctionNode>();
  const waiting = new Set<FunctionNode>();
  const awaited = new Set<ts.Expression>();
  const elements = new Set<ts.CallExpression>();
  const throwing = new Set<ts.CallExpression>();
  const barriers = new Map<ts.Node, string>();
  const groups = makeGroups();
  const pending: FunctionNode[] = [];

  const stop = (node: ts.Node, cause: ts.Node, message: string): void => {
    groups.join(node, cause);
    barriers.set(node, message);
  };
  const turn = (fn: FunctionNode, cause: ts.Node): void => {
    groups.join(fn, cause);
    if (turned.has(fn) || givesPromise(checker, fn)) return;
    turned.add(fn);
    pending.push(fn);
  };
  const turnOwner = (owner: Owner, node: ts.Node): void => {
    if (owner.kind === 'function') {
      waiting.add(owner.fn);
      turn(owner.fn, node);
    } else if (owner.kind === 'barrier') stop(node, node, owner.message);
  };
  const wait = (promise: ts.Expression, cause: ts.Node): void => {
    groups.join(promise, cause);
    if (awaited.has(promise) || ts.isAwaitExpression(withParentheses(promise).parent)) return;
    awaited.add(promise);
    turnOwner(ownerOf(promise, surroundings), promise);
  };

  const handOver = (fn: FunctionNode, escape: Escape): void => {
    const reception = receive(checker, escape);
    if (reception.kind === 'refuses') stop(escape.site, fn, reception.message);
    if (reception.kind === 'elements') elements.add(reception.call);
    if (reception.kind === 'throws') throwing.add(reception.call);
    if ('call' in reception) wait(reception.kind === 'throws' ? assertionOf(reception.call).promise : reception.call, fn);
  };

  const follow = (fn: FunctionNode): void => {
    const refusal = refusalOf(fn);
    if (refusal !== undefined) { stop(fn, fn, refusal); return; }
    for (const other of graph.links.get(fn) ?? []) turn(other, fn);
    for (const call of graph.calls.get(fn) ?? []) wait(call, fn);
    for (const escape of graph.escapes.get(fn) ?? []) handOver(fn, escape);
  };

  for (const seed of seeds) turnOwner(ownerOf(seed, surroundings), seed);
  for (let fn = pending.shift(); fn; fn = pending.shift()) follow(fn);
  return { turned, waiting, awaited, elements, throwing, barriers, groups };
}

function refusalOf(fn: FunctionNode): string | undefined {
  const name = nameOf(fn);
  if (name !== undefined && IMPLICITLY_CALLED.test(name)) return `\`${name}\` is called by JavaScript itself, which does not wait. Load what it needs before.`;
  if (isGenerator(fn) && !isAsync(fn)) return 'A generator would have to become an async generator, and all that iterates over it with it. Return an array from an async function instead.';
  if (fn.type && ts.isTypePredicateNode(fn.type)) return 'A type guard cannot be async. Load what it looks at before, and hand it over.';
  if (ts.isConstructSignatureDeclaration(fn) || ts.isConstructorTypeNode(fn)) return 'A constructor cannot be async.';
  return undefined;
}

/** Whether a call of the function gave a promise before. */
function givesPromise(checker: ts.TypeChecker, fn: FunctionNode): boolean {
  if (isAsync(fn)) return true;
  const signature = checker.getSignatureFromDeclaration(fn);
  return signature !== undefined && isPromise(checker.getReturnTypeOfSignature(signature));
}

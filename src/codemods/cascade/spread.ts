import { ts } from 'ts-morph';
import { assertionOf } from './assertions.ts';
import { detachableAttempt } from './detached.ts';
import { makeGroups, type Groups } from './groups.ts';
import type { Escape, Graph } from './graph.ts';
import { catchingOf, isHandlerCall, type Catching } from './handlers.ts';
import type { Holding } from './members.ts';
import { addTo, isAsync, isCode, isGenerator, nameOf, withParentheses, type CodeNode, type FunctionNode, type TurningNode } from './nodes.ts';
import { ownerOf, type Owner, type Surroundings } from './owner.ts';
import { isPromise, receive, type Reception } from './receivers.ts';
import { drainOf, isStreamType } from './streams.ts';

/** What a cascade changes, before it is written as edits. */
export interface Spread {
  /** Functions, types of functions and members, that give a promise now and did not before. */
  readonly turned: ReadonlySet<TurningNode>;
  /** Functions that hold an `await` now, also those that gave a promise before. */
  readonly waiting: ReadonlySet<CodeNode | ts.GetAccessorDeclaration>;
  /** Expressions that are promises now and must be awaited. */
  readonly awaited: ReadonlySet<ts.Expression>;
  readonly places: Places;
  readonly barriers: ReadonlyMap<ts.Node, string>;
  /** What behaves otherwise in a way that a person should know. */
  readonly notes: ReadonlyMap<ts.Node, string>;
  /** What changes together: a component each. */
  readonly groups: Groups;
}

/** Where more is to be written than `async` and `await`. */
export interface Places {
  /** Calls of array methods whose callback turned. */
  readonly elements: Set<ts.CallExpression>;
  /** Assertions that something throws, whose callback turned. */
  readonly throwing: Set<ts.CallExpression>;
  /** Functions and types of functions that give an async iterable. */
  readonly streams: Set<TurningNode>;
  /** Loops over the values of a generator that turned, and calls whose values are taken all at once. */
  readonly loops: Set<ts.ForOfStatement>;
  readonly collected: Set<ts.Expression>;
  readonly executors: Set<ts.Node>;
  readonly holdings: Map<ts.PropertyDeclaration, Holding>;
  readonly defaults: Set<ts.ParameterDeclaration>;
  /** What waits at the top level of CommonJS modules. */
  readonly tops: Map<ts.SourceFile, Set<ts.Node>>;
  readonly catching: Map<ts.Node, Catching>;
  readonly detached: Set<ts.TryStatement>;
}

/** Methods that the language or its library calls by itself, without waiting. */
const IMPLICITLY_CALLED = /^(?:toJSON|toString|valueOf|toLocaleString)$/;

interface State extends Spread {
  readonly graph: Graph;
  readonly surroundings: Surroundings;
  readonly turned: Set<TurningNode>;
  readonly waiting: Set<CodeNode | ts.GetAccessorDeclaration>;
  readonly awaited: Set<ts.Expression>;
  readonly barriers: Map<ts.Node, string>;
  readonly notes: Map<ts.Node, string>;
  readonly pending: TurningNode[];
}

export function spread(graph: Graph, seeds: readonly ts.Node[], surroundings: Surroundings): Spread {
  const state: State = {
    graph, surroundings, turned: new Set(), waiting: new Set(), awaited: new Set(), barriers: new Map(), notes: new Map(), groups: makeGroups(), pending: [],
    places: {
      elements: new Set(), throwing: new Set(), streams: new Set(), loops: new Set(), collected: new Set(), executors: new Set(), holdings: new Map(),
      defaults: new Set(), tops: new Map(), catching: new Map(), detached: new Set(),
    },
  };
  for (const seed of seeds) waitAt(state, seed);
  for (let node = state.pending.shift(); node; node = state.pending.shift()) follow(state, node);
  return state;
}

function stop({ groups, barriers }: State, node: ts.Node, cause: ts.Node, message: string): void {
  groups.join(node, cause);
  barriers.set(node, message);
}

function turn({ graph, groups, turned, places, pending }: State, node: TurningNode, cause: ts.Node, isStream = isGenerator(node)): void {
  groups.join(node, cause);
  if (turned.has(node) || (isStream ? isAsync(node) : givesPromise(graph.checker, node))) return;
  turned.add(node);
  if (isStream) places.streams.add(node);
  pending.push(node);
}

function wait(state: State, promise: ts.Expression, cause: ts.Node): void {
  state.groups.join(promise, cause);
  if (state.awaited.has(promise) || ts.isAwaitExpression(withParentheses(promise).parent)) return;
  state.awaited.add(promise);
  waitAt(state, promise);
}

/** Lets the code around a node wait. */
function waitAt(state: State, node: ts.Node, owner: Owner = ownerOf(state.graph.checker, node, state.surroundings)): void {
  const { places, groups } = state;
  const detached = owner.kind === 'function' && isCode(owner.fn) ? detachableAttempt(state.graph, owner.fn, node) : undefined;
  if (detached) {
    places.detached.add(detached);
    groups.join(detached, node);
    state.notes.set(detached, 'The function around this cannot wait, so that it goes on before this has ended; errors are ignored as before.');
  } else if (owner.kind === 'function') {
    state.waiting.add(owner.fn);
    turn(state, owner.fn, node);
  } else if (owner.kind === 'field') {
    places.holdings.set(owner.holding.member, owner.holding);
    turn(state, owner.holding.member, node);
  } else if (owner.kind === 'default') {
    if ([...places.defaults].some((other) => other !== owner.parameter && other.parent === owner.fn)) stop(state, node, node, 'Only one default value can be set in the body. Set it there by hand.');
    places.defaults.add(owner.parameter);
    waitAt(state, node, { kind: 'function', fn: owner.fn });
  } else if (owner.kind === 'top') {
    addTo(places.tops, node.getSourceFile(), node);
    groups.join(node.getSourceFile(), node);
  } else if (owner.kind === 'barrier') stop(state, node, node, owner.message);
}

function follow(state: State, node: TurningNode): void {
  const { graph, places } = state;
  const isStream = places.streams.has(node);
  const refusal = refusalOf(node, isStream);
  if (refusal !== undefined) {
    stop(state, node, node, refusal);
    return;
  }
  for (const other of graph.links.get(node) ?? []) turn(state, other, node, isStream);
  for (const call of graph.calls.get(node) ?? []) {
    if (isStream) drain(state, call, node);
    else wait(state, call, node);
  }
  for (const place of graph.unwaitable.get(node) ?? []) {
    stop(state, place, node, `\`${place.getText()}\` is a promise now, and cannot be awaited here. Read it by itself (\`await store.total\`), and change it in a method.`);
  }
  if (ts.isFunctionLike(node)) for (const escape of graph.escapes.get(node) ?? []) handOver(state, node, escape);
}

function handOver(state: State, fn: FunctionNode, escape: Escape): void {
  const { graph, places } = state;
  const reception = receive(graph.checker, escape);
  if (reception.kind === 'refuses') stop(state, escape.site, fn, reception.message);
  if (reception.kind === 'elements') places.elements.add(reception.call);
  if (reception.kind === 'throws') places.throwing.add(reception.call);
  if (reception.kind === 'executes') places.executors.add(escape.site);
  if (reception.kind === 'accepts') noteErrors(state, fn, escape, reception);
  if (reception.kind === 'elements' || reception.kind === 'throws' || reception.kind === 'answers') {
    wait(state, reception.kind === 'throws' ? assertionOf(reception.call).promise : reception.call, fn);
  }
}

/** What an error becomes that was thrown to the caller, and is that of a promise now. */
function noteErrors({ notes, groups, places, surroundings }: State, fn: FunctionNode, { site, signature }: Escape, { note }: Reception & { readonly kind: 'accepts' }): void {
  const call = withParentheses(site).parent;
  if (note !== undefined) notes.set(site, note);
  groups.join(site, fn);
  if (!ts.isCallExpression(call) || !surroundings.isExpress4(call.getSourceFile()) || !isHandlerCall(call, signature, fn)) return;
  const catching = catchingOf(site as ts.Expression, fn);
  places.catching.set(catching.kind === 'wrap' ? site : catching.fn, catching);
}

/** What takes the values of a generator waits for them. */
function drain(state: State, values: ts.Expression, cause: ts.Node): void {
  const { graph, places, groups } = state;
  const drained = drainOf(graph.checker, values);
  groups.join(values, cause);
  if (drained.kind === 'kept') for (const use of drained.uses) drain(state, use, cause);
  if (drained.kind === 'step') wait(state, drained.call, cause);
  if (drained.kind === 'unknown') stop(state, values, cause, 'These values would have to be waited for, one by one. Take them in a `for...of` loop, or as an array (`[...values]`).');
  if (drained.kind === 'collect') {
    places.collected.add(values);
    wait(state, values, cause);
  }
  if (drained.kind === 'loop') places.loops.add(drained.loop);
  if (drained.kind === 'loop') groups.join(drained.loop, cause);
  if (drained.kind === 'loop' || drained.kind === 'delegate') waitAt(state, values);
}

function refusalOf(node: TurningNode, isStream: boolean): string | undefined {
  if (ts.isPropertyAssignment(node) || ts.isShorthandPropertyAssignment(node)) return 'Elsewhere this property is a promise, and here it is a value. Make it a method of both.';
  if (!ts.isFunctionLike(node)) return undefined;
  const name = nameOf(node);
  if (name !== undefined && IMPLICITLY_CALLED.test(name)) return `\`${name}\` is called by JavaScript itself, which does not wait. Load what it needs before.`;
  if (isStream && ((isCode(node) && !isGenerator(node)) || !isStreamType(node))) return 'What this gives would have to be an async iterable. Make it an async generator, or return an array from an async function.';
  if (isGenerator(node) && ts.isMethodDeclaration(node) && ts.isComputedPropertyName(node.name)) return 'An iterator that JavaScript asks for by itself cannot wait. Make it an async generator with a name.';
  if (ts.isSetAccessorDeclaration(node)) return 'A setter cannot wait. Make it a method, so that its callers can await it.';
  if (node.type && ts.isTypePredicateNode(node.type)) return 'A type guard cannot be async. Load what it looks at before, and hand it over.';
  if (ts.isConstructSignatureDeclaration(node) || ts.isConstructorTypeNode(node)) return 'A constructor cannot be async.';
  return undefined;
}

/** Whether a call of the function, or the member, gave a promise before. */
function givesPromise(checker: ts.TypeChecker, node: TurningNode): boolean {
  if (!ts.isFunctionLike(node)) return ts.isPropertySignature(node) || ts.isPropertyDeclaration(node) ? isPromise(checker.getTypeAtLocation(node)) : false;
  if (isAsync(node)) return true;
  const signature = checker.getSignatureFromDeclaration(node);
  return signature !== undefined && isPromise(checker.getReturnTypeOfSignature(signature));
}

import type { Span } from '../../core/types.ts';
import { functionName } from './functions.ts';
import { isFunction, isWrapper, keyName, nameOf, nodeAt, nodesAt, type Node } from './node.ts';
import { functionAround } from './scopes.ts';
import type { Tree } from './tree.ts';
import { walk } from './walk.ts';

export interface Surroundings {
  readonly awaited: boolean;
  readonly swallowed: boolean;
  readonly swallowedIn?: Span;
  readonly within?: { readonly name: string; readonly async: boolean };
}

/** What stands around a call: the function, whether somebody waits for it, whether its error is swallowed. */
export function surroundings(tree: Tree, node: Node): Surroundings {
  const within = functionAround(node);
  const swallowing = swallowingNode(tree, node);
  return {
    awaited: hasCallback(node) || isAwaited(tree, node, 0), swallowed: swallowing !== undefined,
    ...(swallowing && { swallowedIn: { start: swallowing.start, end: swallowing.end } }),
    ...(within && { within: { name: functionName(tree, within) || outerName(tree, within), async: within['async'] === true } }),
  };
}

/** A function as the last argument gets the result: there is nothing to wait for. */
const hasCallback = (node: Node): boolean => {
  const last = nodesAt(node, 'arguments').at(-1);
  const callee = nodeAt(node, 'callee');
  return last !== undefined && isFunction(last) && callee?.type === 'MemberExpression' && /^(?:query|execute|run|get|all|each|exec|prepare|connect)$/.test(keyName(callee) ?? '');
};

/** An inline function is known by the function around it. */
function outerName(tree: Tree, node: Node): string {
  for (let outer = functionAround(node); outer; outer = functionAround(outer)) {
    const name = functionName(tree, outer);
    if (name !== '') return name;
  }
  return '';
}

const DEEPEST = 4;

/**
 * Whether a promise that the expression gives is waited for, or handed to somebody who can: awaited, chained, returned, an argument, an element. A
 * variable counts by its uses.
 */
function isAwaited(tree: Tree, node: Node, depth: number): boolean {
  const parent = tree.parentOf(node);
  if (!parent || depth > DEEPEST) return false;
  if (isWrapper(parent) || parent.type === 'ConditionalExpression' || parent.type === 'LogicalExpression') return nodeAt(parent, 'test') !== node && isAwaited(tree, parent, depth);
  switch (parent.type) {
    case 'AwaitExpression':
    case 'ReturnStatement':
    case 'YieldExpression':
    case 'ArrayExpression':
    case 'SpreadElement':
    case 'Property':
    case 'ExportDefaultDeclaration':
    case 'TemplateLiteral':
      return true;
    case 'UnaryExpression':
      return parent['operator'] === 'void';
    case 'ArrowFunctionExpression':
      return nodeAt(parent, 'body') === node;
    case 'CallExpression':
    case 'NewExpression':
      return nodeAt(parent, 'callee') !== node;
    case 'ForOfStatement':
      return parent['await'] === true;
    case 'MemberExpression':
      return /^(?:then|catch|finally)$/.test(keyName(parent) ?? '');
    case 'AssignmentExpression':
      return nodeAt(parent, 'left')?.type === 'MemberExpression' || isAwaited(tree, parent, depth + 1) || variableAwaited(tree, nodeAt(parent, 'left'), depth);
    case 'VariableDeclarator':
      return variableAwaited(tree, nodeAt(parent, 'id'), depth);
    default:
      return false;
  }
}

function variableAwaited(tree: Tree, identifier: Node | undefined, depth: number): boolean {
  const variable = identifier?.type === 'Identifier' ? tree.variableOf(identifier) : undefined;
  return variable?.references.some((reference) => !reference.isWrite && isAwaited(tree, reference.node, depth + 1)) ?? false;
}

/** In a `try` whose `catch` neither throws nor hands the error on, or followed by such a `.catch(...)`. */
function swallowingNode(tree: Tree, node: Node): Node | undefined {
  let inner = node;
  for (let outer = tree.parentOf(node); outer && !(isFunction(outer) && !isCallback(tree, outer)); inner = outer, outer = tree.parentOf(outer)) {
    if (outer.type === 'TryStatement' && nodeAt(outer, 'block') === inner) {
      const handler = nodeAt(outer, 'handler');
      if (handler) return handsOn(handler, nodeAt(handler, 'param'), nodeAt(handler, 'body') ?? handler) ? undefined : outer;
    }
    if (outer.type === 'MemberExpression' && keyName(outer) === 'catch') {
      const call = tree.parentOf(outer);
      const [handler] = call ? nodesAt(call, 'arguments') : [];
      if (handler && isFunction(handler)) return handsOn(handler, nodesAt(handler, 'params')[0], nodeAt(handler, 'body') ?? handler) ? undefined : call;
    }
  }
  return undefined;
}

/** An inline function that runs while the call around it does. */
function isCallback(tree: Tree, node: Node): boolean {
  const call = tree.parentOf(node);
  if (call?.type !== 'CallExpression') return false;
  const callee = nodeAt(call, 'callee');
  return callee === node || (callee?.type === 'MemberExpression' && /^(?:forEach|map|filter|reduce|some|every|transaction|begin)$/.test(keyName(callee) ?? ''));
}

/** Something is thrown, or the error goes to a function or back to the caller. */
function handsOn(handler: Node, parameter: Node | undefined, body: Node): boolean {
  const name = parameter && nameOf(parameter);
  let isHandedOn = false;
  walk(body as never, (found) => {
    const node = found as unknown as Node;
    if (node !== handler && isFunction(node) && node !== body) return false;
    if (node.type === 'ThrowStatement') isHandedOn = true;
    if (node.type === 'ReturnStatement' && name !== undefined && mentions(nodeAt(node, 'argument'), name)) isHandedOn = true;
    if (node.type === 'CallExpression' && isHandler(node) && (name === undefined || nodesAt(node, 'arguments').length > 0)) isHandedOn = true;
    return !isHandedOn;
  });
  return isHandedOn;
}

const isHandler = (node: Node): boolean => {
  const callee = nodeAt(node, 'callee');
  const name = callee && (callee.type === 'MemberExpression' ? keyName(callee) : nameOf(callee));
  return name !== undefined && /^(?:reject|next|done|callback|cb|fail|exit|throwError|handleError|rethrow|abort)$/.test(name);
};

function mentions(node: Node | undefined, name: string): boolean {
  let found = false;
  if (node) walk(node as never, (inner) => {
    if (nameOf(inner as unknown as Node) === name) found = true;
    return !found;
  });
  return found;
}

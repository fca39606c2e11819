/**
 * A node of an ESTree, from oxc-parser or from ESLint's parser. Trees of odd code lack what the types promise, so children are asked for by these
 * functions, which answer `undefined` or nothing instead of failing.
 */
export interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [key: string]: unknown;
}

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && typeof (value as { readonly type?: unknown }).type === 'string';

export function nodeAt(node: Node, key: string): Node | undefined {
  const value = node[key];
  return isNode(value) ? value : undefined;
}

const NO_NODES: readonly Node[] = [];

export function nodesAt(node: Node, key: string): readonly Node[] {
  const value = node[key];
  return Array.isArray(value) ? value.filter(isNode) : NO_NODES;
}

export function stringAt(node: Node, key: string): string | undefined {
  const value = node[key];
  return typeof value === 'string' ? value : undefined;
}

/** The name of an identifier, private name or `this`. */
export const nameOf = (node: Node): string | undefined =>
  (node.type === 'Identifier' || node.type === 'JSXIdentifier' ? stringAt(node, 'name') : node.type === 'PrivateIdentifier' ? `#${stringAt(node, 'name')}` : undefined);

const WRAPPERS = new Set(['TSAsExpression', 'TSNonNullExpression', 'TSSatisfiesExpression', 'TSTypeAssertion', 'TSInstantiationExpression', 'ParenthesizedExpression', 'ChainExpression']);

/** Whether a node only says something about the type of its expression. */
export const isWrapper = (node: Node): boolean => WRAPPERS.has(node.type);

/** The expression inside casts, `!`, parentheses and optional chains. */
export function unwrap(node: Node): Node {
  let inner = node;
  while (isWrapper(inner)) {
    const next = nodeAt(inner, 'expression');
    if (!next) return inner;
    inner = next;
  }
  return inner;
}

export const isFunction = (node: Node | undefined): boolean =>
  node !== undefined && (node.type === 'ArrowFunctionExpression' || node.type === 'FunctionExpression' || node.type === 'FunctionDeclaration');

/** The name that a property, method or member expression asks for; undefined when it is computed from a value. */
export function keyName(node: Node): string | undefined {
  const key = nodeAt(node, 'key') ?? nodeAt(node, 'property');
  if (!key) return undefined;
  if (node['computed'] !== true) return nameOf(key) ?? literalKey(key);
  return literalKey(key);
}

const literalKey = (key: Node): string | undefined => (key.type === 'Literal' && typeof key['value'] === 'string' ? key['value'] : undefined);

/** The expression that a function gives back, when it is one only. */
export function returnedBy(node: Node): Node | undefined {
  const body = nodeAt(node, 'body');
  if (body?.type !== 'BlockStatement') return body;
  const last = nodesAt(body, 'body').at(-1);
  return last?.type === 'ReturnStatement' ? nodeAt(last, 'argument') : undefined;
}

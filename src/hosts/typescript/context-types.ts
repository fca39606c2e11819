import type { SiteRead } from '../../core/types.ts';
import { isWrapper, keyName, nodeAt, nodesAt, unwrap, type Node } from './node.ts';
import { functionAround } from './scopes.ts';
import type { Tree } from './tree.ts';
import { typedReads } from './typed-reads.ts';

const DEEPEST = 8;

/**
 * The type that the value of a property is promised to have: `{ n: row.n }` where the object is returned, as an element of a mapped list too, by a
 * function with a declared type, or given to a variable that has one.
 */
export function promisedRead(tree: Tree, property: Node, steps: readonly string[]): readonly SiteRead[] {
  const name = keyName(property);
  const object = tree.parentOf(property);
  if (name === undefined || object?.type !== 'ObjectExpression' || steps.length === 0) return [];
  const type = typeAround(tree, object, 0);
  const found = type && typedReads(tree, type, []).find((read) => read.steps.filter((step) => step !== '[]').join('.') === name);
  const value = nodeAt(property, 'value') ?? property;
  return found ? [{ steps, use: 'typed', start: value.start, end: value.end, ...(found.detail !== undefined && { detail: found.detail }) }] : [];
}

/** The declared type of what an expression is returned as, or assigned to. */
function typeAround(tree: Tree, node: Node, depth: number): Node | undefined {
  const parent = tree.parentOf(node);
  if (!parent || depth > DEEPEST) return undefined;
  if (isWrapper(parent)) return nodeAt(parent, 'typeAnnotation') ?? typeAround(tree, parent, depth + 1);
  switch (parent.type) {
    case 'VariableDeclarator':
      return nodeAt(nodeAt(parent, 'id') ?? parent, 'typeAnnotation');
    case 'AwaitExpression':
    case 'ConditionalExpression':
    case 'LogicalExpression':
    case 'ArrayExpression':
      return typeAround(tree, parent, depth + 1);
    case 'ReturnStatement':
    case 'ArrowFunctionExpression': {
      const owner = parent.type === 'ReturnStatement' ? functionAround(parent) : parent;
      if (!owner || (owner === parent && nodeAt(parent, 'body') !== node)) return undefined;
      return nodeAt(owner, 'returnType') ?? typeOfMapped(tree, owner, depth);
    }
    default:
      return undefined;
  }
}

/** `return rows.map((row) => ({ ... }))`: the list that the call gives is what is returned. */
function typeOfMapped(tree: Tree, callback: Node, depth: number): Node | undefined {
  const call = tree.parentOf(callback);
  const callee = call?.type === 'CallExpression' ? nodeAt(call, 'callee') : undefined;
  const isMapped = callee !== undefined && unwrap(callee).type === 'MemberExpression' && /^(?:map|flatMap|then)$/.test(keyName(unwrap(callee)) ?? '');
  return isMapped && nodesAt(call!, 'arguments')[0] === callback ? typeAround(tree, call!, depth + 1) : undefined;
}

import { isFunction, keyName, nameOf, nodeAt, type Node } from './node.ts';
import type { Tree } from './tree.ts';

/** Ids of the functions and classes of a file: names where they have one, so that other files can ask for them. */
export interface FunctionIds {
  readonly idOf: (node: Node) => string;
  readonly classId: (node: Node) => string;
}

export const functionId = (ids: FunctionIds, node: Node): string => ids.idOf(node);

export function createFunctionIds(tree: Tree): FunctionIds {
  const ids = new Map<Node, string>();
  const taken = new Set<string>();
  const remember = (node: Node, wanted: string): string => {
    const known = ids.get(node);
    if (known !== undefined) return known;
    const id = taken.has(wanted) ? `${wanted}@${node.start}` : wanted;
    taken.add(id);
    ids.set(node, id);
    return id;
  };
  const classId = (node: Node): string => ids.get(node) ?? remember(node, classNameOf(tree, node) || `class@${node.start}`);
  return {
    classId,
    idOf: (node) => {
      const known = ids.get(node);
      if (known !== undefined) return known;
      const owner = methodOwner(tree, node);
      if (owner) return remember(node, owner.isConstructor ? `${classId(owner.class)}#constructor` : `${classId(owner.class)}.${owner.name}`);
      const name = functionName(tree, node);
      return remember(node, name === '' ? `function@${node.start}` : isTop(tree, node) ? name : `${name}@${node.start}`);
    },
  };
}

const classNameOf = (tree: Tree, node: Node): string => {
  const own = nodeAt(node, 'id');
  const parent = tree.parentOf(node);
  return (own && nameOf(own)) ?? (parent?.type === 'VariableDeclarator' ? nameOf(nodeAt(parent, 'id') ?? parent) : undefined) ?? '';
};

interface MethodOwner {
  readonly class: Node;
  readonly name: string;
  readonly isConstructor: boolean;
}

function methodOwner(tree: Tree, node: Node): MethodOwner | undefined {
  const definition = tree.parentOf(node);
  if (definition?.type !== 'MethodDefinition' && definition?.type !== 'PropertyDefinition') return undefined;
  const body = tree.parentOf(definition);
  const owner = body && tree.parentOf(body);
  if (!owner) return undefined;
  return { class: owner, name: keyName(definition) ?? `@${node.start}`, isConstructor: definition['kind'] === 'constructor' };
}

/** The name of a function as readers know it: its own, its variable's, its property's, its method's; empty for inline ones. */
export function functionName(tree: Tree, node: Node): string {
  const own = nodeAt(node, 'id');
  if (own) return nameOf(own) ?? '';
  const parent = tree.parentOf(node);
  if (!parent) return '';
  if (parent.type === 'VariableDeclarator') return nameOf(nodeAt(parent, 'id') ?? parent) ?? '';
  if (parent.type === 'AssignmentExpression') {
    const left = nodeAt(parent, 'left');
    return left ? ((left.type === 'MemberExpression' ? keyName(left) : nameOf(left)) ?? '') : '';
  }
  return parent.type === 'Property' || parent.type === 'MethodDefinition' || parent.type === 'PropertyDefinition' ? (keyName(parent) ?? '') : '';
}

/** The functions around a node, innermost first. */
export function functionsAround(tree: Tree, node: Node): readonly Node[] {
  const found: Node[] = [];
  for (let outer = tree.parentOf(node); outer; outer = tree.parentOf(outer)) if (isFunction(outer)) found.push(outer);
  return found;
}

/** No other function stands around it, and it is no property of something passed along. */
const isTop = (tree: Tree, node: Node): boolean => functionsAround(tree, node).length === 0;

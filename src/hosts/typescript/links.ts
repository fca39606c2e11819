import type { LinkClass, LinkFunction, Links, Origin, Site } from '../../core/types.ts';
import { exportsOf } from './exports.ts';
import type { FunctionIds } from './functions.ts';
import { functionName } from './functions.ts';
import { isFunction, keyName, nameOf, nodeAt, nodesAt, unwrap, type Node } from './node.ts';
import type { Origins } from './origins.ts';
import type { Tree } from './tree.ts';
import { anyOf } from './types.ts';
import { nodesOf } from './walk.ts';

export interface LinkNeeds {
  readonly tree: Tree;
  readonly ids: FunctionIds;
  readonly origins: Origins;
}

interface Collected {
  readonly functions: Node[];
  readonly classes: Node[];
  /** What each function gives back. */
  readonly returns: Map<Node, Node[]>;
  /** What is assigned to members of `this`, by class. */
  readonly fields: Map<Node, Map<string, Node[]>>;
}

/** All that other files may ask of one: its module scope, exports, functions, classes and calls. */
export function createLinks(needs: LinkNeeds, sites: readonly Site[]): Links {
  const { tree, ids, origins } = needs;
  const collected = collect(tree);
  const exported = exportsOf(tree, origins);
  const symbols: Record<string, Origin> = {};
  for (const variable of tree.scopes.moduleVariables) {
    if (variable.kind !== 'type' && variable.kind !== 'import') symbols[variable.name] = origins.originOfVariable(variable);
  }
  const exportedNames = new Set(exported.locals);
  const functions: Record<string, LinkFunction> = {};
  for (const node of collected.functions) functions[ids.idOf(node)] = toFunction(needs, node, collected.returns.get(node) ?? [], exportedNames);
  const classes: Record<string, LinkClass> = {};
  for (const node of collected.classes) classes[ids.classId(node)] = toClass(needs, node, collected.fields.get(node));
  return { symbols, exports: exported.exports, stars: exported.stars, functions, classes, sites };
}

const COLLECTED = ['ArrowFunctionExpression', 'FunctionExpression', 'FunctionDeclaration', 'ClassDeclaration', 'ClassExpression', 'ReturnStatement', 'AssignmentExpression'];

function collect(tree: Tree): Collected {
  const found: Collected = { functions: [], classes: [], returns: new Map(), fields: new Map() };
  for (const node of nodesOf(tree.program, ...COLLECTED)) {
    if (isFunction(node)) {
      found.functions.push(node);
      const body = nodeAt(node, 'body');
      if (body && body.type !== 'BlockStatement') add(found.returns, node, body);
    } else if (node.type === 'ClassDeclaration' || node.type === 'ClassExpression') found.classes.push(node);
    else if (node.type === 'ReturnStatement') {
      const owner = around(tree, node, isFunction);
      const value = nodeAt(node, 'argument');
      if (owner && value) add(found.returns, owner, value);
    } else if (node.type === 'AssignmentExpression') noteField(tree, node, found.fields);
  }
  return found;
}

function add<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}

function around(tree: Tree, node: Node, fits: (node: Node) => boolean): Node | undefined {
  for (let outer = tree.parentOf(node); outer; outer = tree.parentOf(outer)) if (fits(outer)) return outer;
  return undefined;
}

const isClass = (node: Node): boolean => node.type === 'ClassDeclaration' || node.type === 'ClassExpression';

function noteField(tree: Tree, node: Node, fields: Collected['fields']): void {
  const left = nodeAt(node, 'left');
  const right = nodeAt(node, 'right');
  const name = left?.type === 'MemberExpression' && nodeAt(left, 'object')?.type === 'ThisExpression' ? keyName(left) : undefined;
  const owner = name === undefined ? undefined : around(tree, node, isClass);
  if (!owner || !right || name === undefined) return;
  const own = fields.get(owner) ?? new Map<string, Node[]>();
  add(own, name, right);
  fields.set(owner, own);
}

const MOST_RETURNS = 8;

function toFunction({ tree, ids, origins }: LinkNeeds, node: Node, returns: readonly Node[], exported: ReadonlySet<string>): LinkFunction {
  const id = ids.idOf(node);
  const parameters = nodesAt(node, 'params').filter((parameter) => nameOf(parameter) !== 'this').map((parameter) => {
    const inner = parameter.type === 'TSParameterProperty' ? (nodeAt(parameter, 'parameter') ?? parameter) : parameter;
    const target = inner.type === 'AssignmentPattern' ? (nodeAt(inner, 'left') ?? inner) : inner.type === 'RestElement' ? (nodeAt(inner, 'argument') ?? inner) : inner;
    return { name: nameOf(target) ?? '', origin: origins.declaredParameter(parameter), isRest: inner.type === 'RestElement', span: { start: parameter.start, end: parameter.end } };
  });
  const declared = origins.originOfType(nodeAt(node, 'returnType'));
  return {
    start: node.start, end: node.end, name: id.includes('@') ? functionName(tree, node) : id, parameters, isExported: exported.has(id) || exported.has(id.slice(0, Math.max(0, id.search(/[.#]/)))),
    returns: anyOf([...returns.slice(0, MOST_RETURNS).map((value) => origins.originOf(value)), declared]),
  };
}

function toClass({ ids, origins }: LinkNeeds, node: Node, assigned: ReadonlyMap<string, readonly Node[]> | undefined): LinkClass {
  const parts = new Map<string, Origin[]>();
  const put = (name: string | undefined, origin: Origin): void => {
    if (name !== undefined) add(parts, name, origin);
  };
  for (const member of nodesAt(nodeAt(node, 'body') ?? node, 'body')) {
    const value = nodeAt(member, 'value');
    if (member.type === 'MethodDefinition' && value) {
      const own: Origin = { kind: 'function', id: ids.idOf(value) };
      if (member['kind'] === 'constructor') nodesAt(value, 'params').forEach((parameter, index) => putProperty(put, ids.idOf(value), parameter, index));
      else put(keyName(member), member['kind'] === 'get' ? { kind: 'returned', of: own } : own);
    } else if (member.type === 'PropertyDefinition' || member.type === 'AccessorProperty') {
      put(keyName(member), anyOf([origins.originOfType(nodeAt(member, 'typeAnnotation')), origins.originOf(value)]));
    }
  }
  for (const [name, values] of assigned ?? []) for (const value of values.slice(0, MOST_RETURNS)) put(name, origins.originOf(value));
  const members: Record<string, Origin> = {};
  for (const [name, options] of parts) members[name] = anyOf(options);
  return { name: nameOf(nodeAt(node, 'id') ?? node) ?? '', members, parents: parentsOf(node, origins) };
}

function putProperty(put: (name: string | undefined, origin: Origin) => void, id: string, parameter: Node, index: number): void {
  if (parameter.type !== 'TSParameterProperty') return;
  const inner = nodeAt(parameter, 'parameter') ?? parameter;
  const target = inner.type === 'AssignmentPattern' ? (nodeAt(inner, 'left') ?? inner) : inner;
  put(nameOf(target), { kind: 'parameter', function: id, index });
}

function parentsOf(node: Node, origins: Origins): readonly Origin[] {
  const superClass = nodeAt(node, 'superClass');
  const parents = superClass ? [origins.originOf(unwrap(superClass))] : [];
  return parents.filter((parent) => parent.kind !== 'unknown');
}

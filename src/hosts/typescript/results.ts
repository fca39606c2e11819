import type { SiteRead } from '../../core/types.ts';
import { isFunction, isWrapper, keyName, nameOf, nodeAt, nodesAt, unwrap, type Node } from './node.ts';
import type { Tree } from './tree.ts';
import { useOf } from './uses.ts';
import { typedReads } from './typed-reads.ts';
import { walk } from './walk.ts';

const MOST_READS = 300;
const DEEPEST = 12;

/** A walk from the value that a call gives to where it is used. */
interface Trail {
  readonly tree: Tree;
  readonly reads: SiteRead[];
}

/** The uses of what a call gives: through variables, destructuring, members, loops, callbacks and casts of the same file. */
export function readResult(tree: Tree, node: Node): readonly SiteRead[] {
  const trail: Trail = { tree, reads: [] };
  follow(trail, node, [], 0);
  const types = nodesAt(nodeAt(node, 'typeArguments') ?? nodeAt(node, 'typeParameters') ?? node, 'params');
  for (const type of types.slice(-1)) trail.reads.push(...typedReads(tree, type, ['<>']));
  followCallbacks(trail, node);
  return trail.reads.slice(0, MOST_READS);
}

const WITH_CALLBACK = /^(?:run|get|all|each|query|exec|execute)$/;

/** `db.get(sql, (error, row) => ...)`: the parameters of a function that the call is given, and its `this`. */
function followCallbacks(trail: Trail, node: Node): void {
  const callee = nodeAt(node, 'callee');
  if (callee?.type !== 'MemberExpression' || !WITH_CALLBACK.test(keyName(callee) ?? '')) return;
  const given = nodesAt(node, 'arguments');
  const position = given.length - 1;
  const last = given[position];
  if (!last || !isFunction(last)) return;
  nodesAt(last, 'params').slice(0, 3).forEach((parameter, index) => followPattern(trail, parameter, [`()${position}.${index}`], 0));
  if (last.type !== 'FunctionExpression') return;
  walk(nodeAt(last, 'body') as never, (found) => {
    const inner = found as unknown as Node;
    if (inner.type === 'ThisExpression') follow(trail, inner, [`()${position}.this`], 1);
    return inner === nodeAt(last, 'body') || !/^Function/.test(inner.type);
  });
}

/** Follows one expression that holds the value reached by `steps`. */
function follow(trail: Trail, node: Node, steps: readonly string[], depth: number): void {
  const { tree, reads } = trail;
  const parent = tree.parentOf(node);
  if (!parent || depth > DEEPEST || reads.length >= MOST_READS) return;
  if (isWrapper(parent) || parent.type === 'AwaitExpression') {
    const type = nodeAt(parent, 'typeAnnotation');
    if (type && parent.type !== 'TSNonNullExpression') reads.push(...typedReads(tree, type, steps));
    follow(trail, parent, steps, depth);
    return;
  }
  switch (parent.type) {
    case 'MemberExpression':
      if (nodeAt(parent, 'object') === node) followMember(trail, parent, steps, depth);
      return;
    case 'VariableDeclarator':
      if (nodeAt(parent, 'init') === node) followPattern(trail, nodeAt(parent, 'id') ?? parent, steps, depth);
      return;
    case 'ForOfStatement':
      if (nodeAt(parent, 'right') === node) followLoop(trail, parent, steps, depth);
      return;
    case 'AssignmentExpression':
      followAssignment(trail, parent, node, steps, depth);
      return;
    case 'LogicalExpression':
      if (nodeAt(parent, 'left') === node && parent['operator'] !== '??') note(trail, node, steps);
      if (nodeAt(parent, 'right') === node || parent['operator'] !== '&&') follow(trail, parent, steps, depth + 1);
      return;
    case 'ConditionalExpression':
      if (nodeAt(parent, 'test') === node) note(trail, node, steps);
      else follow(trail, parent, steps, depth + 1);
      return;
    case 'ReturnStatement':
    case 'ArrowFunctionExpression':
      followReturn(trail, parent, node, steps, depth);
      return;
    default:
      note(trail, node, steps);
  }
}

function note(trail: Trail, node: Node, steps: readonly string[]): void {
  trail.reads.push(...useOf(trail.tree, node, steps));
}

const CALLED_WITH_ELEMENT = /^(?:map|forEach|filter|find|findLast|some|every|flatMap|findIndex|sort|toSorted)$/;
const SAME_LIST = /^(?:filter|slice|sort|reverse|toSorted|toReversed|concat|values)$/;
const ONE_ELEMENT = /^(?:find|findLast|at|pop|shift|next)$/;

function followMember(trail: Trail, member: Node, steps: readonly string[], depth: number): void {
  const { tree } = trail;
  const name = keyName(member);
  const key = nodeAt(member, 'property');
  const isComputed = member['computed'] === true && name === undefined;
  const outer = calleeOf(tree, member);
  if (!outer || name === undefined) {
    const step = isComputed ? computedStep(key) : name!;
    follow(trail, member, [...steps, step], depth + 1);
    return;
  }
  const [first] = nodesAt(outer, 'arguments');
  if (name === 'then' && first && isFunction(first)) {
    const [parameter] = nodesAt(first, 'params');
    if (parameter) followPattern(trail, parameter, steps, depth + 1);
    return;
  }
  if (/^(?:catch|finally)$/.test(name)) {
    follow(trail, outer, steps, depth + 1);
    return;
  }
  note(trail, nodeAt(member, 'object') ?? member, steps);
  followList(trail, outer, first, name, steps, depth);
}

function followList(trail: Trail, call: Node, first: Node | undefined, name: string, steps: readonly string[], depth: number): void {
  if (first && isFunction(first) && (CALLED_WITH_ELEMENT.test(name) || name === 'reduce')) {
    const parameters = nodesAt(first, 'params');
    const elements = name === 'reduce' ? parameters.slice(1, 2) : parameters.slice(0, /sort/i.test(name) ? 2 : 1);
    for (const parameter of elements) followPattern(trail, parameter, [...steps, '[]'], depth + 1);
  }
  if (SAME_LIST.test(name)) follow(trail, call, steps, depth + 1);
  if (ONE_ELEMENT.test(name)) follow(trail, call, [...steps, '[]'], depth + 1);
}

const computedStep = (key: Node | undefined): string => (key?.type === 'Literal' && typeof key['value'] === 'string' ? key['value'] : '[]');

/** The call that a member is the callee of. */
function calleeOf(tree: Tree, member: Node): Node | undefined {
  let inner = member;
  let outer = tree.parentOf(member);
  while (outer && isWrapper(outer)) [inner, outer] = [outer, tree.parentOf(outer)];
  return outer?.type === 'CallExpression' && nodeAt(outer, 'callee') === inner ? outer : undefined;
}

/** Follows the names of a pattern that takes the value. */
function followPattern(trail: Trail, pattern: Node, steps: readonly string[], depth: number): void {
  const { tree, reads } = trail;
  if (depth > DEEPEST) return;
  const type = nodeAt(pattern, 'typeAnnotation');
  if (type && pattern.type !== 'Property') reads.push(...typedReads(tree, type, steps));
  switch (pattern.type) {
    case 'Identifier': {
      const variable = tree.variableOf(pattern);
      for (const reference of variable?.references ?? []) if (!reference.isWrite) follow(trail, reference.node, steps, depth + 1);
      return;
    }
    case 'AssignmentPattern':
      followPattern(trail, nodeAt(pattern, 'left') ?? pattern, steps, depth + 1);
      return;
    case 'ArrayPattern':
      for (const element of nodesAt(pattern, 'elements')) if (element.type !== 'RestElement') followPattern(trail, element, [...steps, '[]'], depth + 1);
      return;
    case 'ObjectPattern':
      for (const property of nodesAt(pattern, 'properties')) {
        const name = keyName(property);
        const value = nodeAt(property, 'value');
        if (property.type === 'Property' && name !== undefined && value) followPattern(trail, value, [...steps, name], depth + 1);
      }
      return;
    default:
  }
}

function followLoop(trail: Trail, loop: Node, steps: readonly string[], depth: number): void {
  const left = nodeAt(loop, 'left');
  const [declarator] = left ? nodesAt(left, 'declarations') : [];
  const pattern = declarator && nodeAt(declarator, 'id');
  if (pattern) followPattern(trail, pattern, [...steps, '[]'], depth + 1);
}

function followAssignment(trail: Trail, assignment: Node, node: Node, steps: readonly string[], depth: number): void {
  const left = nodeAt(assignment, 'left');
  if (nodeAt(assignment, 'right') !== node || !left) return;
  if (assignment['operator'] !== '=' && assignment['operator'] !== '??=' && assignment['operator'] !== '||=') note(trail, node, steps);
  else if (left.type === 'Identifier' || left.type === 'ObjectPattern' || left.type === 'ArrayPattern') followPattern(trail, declaredBy(trail.tree, left), steps, depth + 1);
  else note(trail, node, steps);
}

const declaredBy = (tree: Tree, left: Node): Node => (left.type === 'Identifier' ? (tree.variableOf(left)?.identifier ?? left) : left);

/** What is returned has the type that its function promises. */
function followReturn(trail: Trail, parent: Node, node: Node, steps: readonly string[], depth: number): void {
  if (parent.type === 'ArrowFunctionExpression' && nodeAt(parent, 'body') !== node) return;
  const { tree, reads } = trail;
  let owner: Node | undefined = parent;
  while (owner && !isFunction(owner)) owner = tree.parentOf(owner);
  const type = owner && nodeAt(owner, 'returnType');
  if (type) reads.push(...typedReads(tree, type, steps));
  note(trail, node, steps);
  const call = owner && tree.parentOf(owner);
  const callee = call?.type === 'CallExpression' && nodeAt(call, 'callee') ? unwrap(nodeAt(call, 'callee')!) : undefined;
  if (callee && callee === owner) follow(trail, call!, steps, depth + 1);
  if (nameOf(callee ?? parent) !== undefined) return;
}

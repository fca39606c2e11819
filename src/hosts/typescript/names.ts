import type { Fragment, Origin } from '../../core/types.ts';
import { functionId, type FunctionIds } from './functions.ts';
import { isFunction, keyName, nameOf, nodeAt, nodesAt, unwrap, type Node } from './node.ts';
import type { Tree, Variable } from './tree.ts';
import { anyOf, hostValue, literalText, memberOf, UNKNOWN, type TypeReader } from './types.ts';

export interface OriginNeeds extends FunctionIds {
  readonly tree: Tree;
  /** The SQL that an expression is, where it is SQL that can be read. */
  readonly sqlOf: (node: Node) => Fragment | undefined;
  /** The index of a call's site; undefined for calls that concern nobody. */
  readonly siteOf: (node: Node) => number | undefined;
}

/** What the reading of one file's origins shares; each expression, name and type is worked out once. */
export interface Reader extends OriginNeeds {
  readonly originOf: (node: Node | undefined) => Origin;
  readonly types: TypeReader;
  readonly memo: Map<Node, Origin>;
  readonly variables: Map<Variable, Origin>;
  readonly declaredTypes: Map<Node, Origin>;
}

/** Assignments to one name, elements of one array: more than these say nothing new. */
export const MOST_WRITES = 8;

/** What a name stands for where it is used. */
export const identifier = (r: Reader, node: Node): Origin => {
  const name = nameOf(node) ?? '';
  if (name === 'undefined') return hostValue(node, 'undefined', 'literal');
  const variable = r.tree.variableOf(node);
  if (!variable) return { kind: 'global', name };
  if (variable.isModuleLevel && variable.kind !== 'import') return { kind: 'symbol', id: name };
  return originOfVariable(r, variable);
};

/** What a name of the module scope, or a local one, is given. */
export const originOfVariable = (r: Reader, variable: Variable): Origin => {
  const known = r.variables.get(variable);
  if (known) return known;
  r.variables.set(variable, UNKNOWN);
  const origin = declared(r, variable);
  r.variables.set(variable, origin);
  return origin;
};

const declared = (r: Reader, variable: Variable): Origin => {
  const { kind, identifier: declaring } = variable;
  if (variable.import) return { kind: 'import', specifier: variable.import.specifier, name: variable.import.imported };
  if (kind === 'function') return isFunction(variable.declaration) ? { kind: 'function', id: functionId(r, variable.declaration) } : UNKNOWN;
  if (kind === 'class') return { kind: 'class', id: r.classId(variable.declaration) };
  if (kind === 'enum') return enumeration(variable.declaration);
  if (kind === 'catch' || kind === 'type' || kind === 'namespace') return UNKNOWN;
  const written = variable.references.filter((reference) => reference.isWrite).flatMap((reference) => writtenTo(r.tree, reference.node)).slice(0, MOST_WRITES);
  return anyOf([...pattern(r, declaring), ...written.map(r.originOf)]);
};

/** What a name in a declaration is given: from the declaring name up through its pattern to the declarator, loop or function. */
const pattern = (r: Reader, declaring: Node): readonly Origin[] => {
  const steps: string[] = [];
  const extra: Origin[] = [];
  let inner = declaring;
  for (let outer = r.tree.parentOf(inner); outer; inner = outer, outer = r.tree.parentOf(outer)) {
    const annotation = nodeAt(inner, 'typeAnnotation');
    if (annotation) extra.push(along(r.types.originOfType(annotation), steps));
    if (outer.type === 'Property') steps.unshift(keyName(outer) ?? '[]');
    else if (outer.type === 'ArrayPattern') steps.unshift('[]');
    else if (outer.type === 'AssignmentPattern') extra.push(along(r.originOf(nodeAt(outer, 'right')), steps));
    else if (outer.type === 'VariableDeclarator') return [...extra, along(initial(r, outer), steps)];
    else if (isFunction(outer)) return [...extra, along(parameter(r, outer, inner), steps)];
    else if (outer.type !== 'ObjectPattern' && outer.type !== 'RestElement' && outer.type !== 'TSParameterProperty') break;
  }
  return extra;
};

const initial = (r: Reader, declarator: Node): Origin => {
  const init = nodeAt(declarator, 'init');
  if (init) return r.originOf(init);
  const declaration = r.tree.parentOf(declarator);
  const loop = declaration && r.tree.parentOf(declaration);
  if (loop?.type !== 'ForOfStatement' || nodeAt(loop, 'left') !== declaration) return UNKNOWN;
  return memberOf(r.originOf(nodeAt(loop, 'right')), '[]');
};

const parameter = (r: Reader, owner: Node, declaring: Node): Origin => {
  const index = nodesAt(owner, 'params').indexOf(declaring);
  if (index < 0) return UNKNOWN;
  const call = r.tree.parentOf(owner);
  const argument = call ? nodesAt(call, 'arguments').indexOf(owner) : -1;
  const site = call && argument >= 0 ? r.siteOf(call) : undefined;
  if (site !== undefined) return { kind: 'callback', site, argument, parameter: index };
  return { kind: 'parameter', function: functionId(r, owner), index };
};

/** The annotation and default of a parameter, without what callers give. */
export const declaredParameter = (r: Reader, own: Node): Origin => {
  const inner = own.type === 'TSParameterProperty' ? (nodeAt(own, 'parameter') ?? own) : own;
  const target = inner.type === 'AssignmentPattern' ? (nodeAt(inner, 'left') ?? inner) : inner;
  return anyOf([r.types.originOfType(nodeAt(target, 'typeAnnotation')), inner === target ? UNKNOWN : r.originOf(nodeAt(inner, 'right'))]);
};

/** The instance of the class around, or the object literal whose method it is. */
export const thisValue = (r: Reader, node: Node): Origin => {
  for (let outer = r.tree.parentOf(node); outer; outer = r.tree.parentOf(outer)) {
    if (outer.type === 'ClassDeclaration' || outer.type === 'ClassExpression') return { kind: 'instance', id: r.classId(outer) };
    if (outer.type === 'ObjectExpression' && r.tree.parentOf(node)?.type === 'MemberExpression') return r.originOf(outer);
  }
  return UNKNOWN;
};

/** `super` has the members of the class that the one around it extends. */
export const superValue = (r: Reader, node: Node): Origin => {
  let outer = r.tree.parentOf(node);
  while (outer && outer.type !== 'ClassDeclaration' && outer.type !== 'ClassExpression') outer = r.tree.parentOf(outer);
  const parent = outer && nodeAt(outer, 'superClass');
  return parent ? { kind: 'typed', of: r.originOf(unwrap(parent)) } : UNKNOWN;
};

/** What a name in a type stands for. */
export const nameOfType = (r: Reader, node: Node): Origin => {
  const name = nameOf(node);
  const left = nodeAt(node, 'left');
  if (name === undefined) return left ? memberOf(nameOfType(r, left), nameOf(nodeAt(node, 'right') ?? node) ?? '') : r.originOf(node);
  const variable = r.tree.scopes.typeOf(node);
  if (!variable) return { kind: 'global', name };
  if (variable.kind === 'type') return typeDeclaration(r, variable.declaration);
  return variable.isModuleLevel && !variable.import ? { kind: 'symbol', id: name } : originOfVariable(r, variable);
};

/** A value of an interface or an alias. */
export const typeDeclaration = (r: Reader, node: Node): Origin => {
  const known = r.declaredTypes.get(node);
  if (known) return known;
  r.declaredTypes.set(node, UNKNOWN);
  const body = nodeAt(node, 'body');
  const own = node.type === 'TSInterfaceDeclaration' && body ? r.types.membersOfType(nodesAt(body, 'body')) : r.types.originOfType(nodeAt(node, 'typeAnnotation'));
  const parents = nodesAt(node, 'extends').map((parent): Origin => ({ kind: 'typed', of: nameOfType(r, nodeAt(parent, 'expression') ?? parent) }));
  const origin = anyOf([own, ...parents]);
  r.declaredTypes.set(node, origin);
  return origin;
};

/** The values of an enum are texts or numbers. */
function enumeration(node: Node): Origin {
  const body = nodeAt(node, 'body') ?? node;
  const isText = nodesAt(body, 'members').some((entry) => literalText(nodeAt(entry, 'initializer')) !== undefined);
  return { kind: 'object', members: { '[]': hostValue(node, isText ? 'string' : 'number') } };
}

const along = (origin: Origin, steps: readonly string[]): Origin => steps.reduce((of, step) => memberOf(of, step), origin);

/** The right-hand side of an assignment to a name. */
function writtenTo(tree: Tree, reference: Node): readonly Node[] {
  const parent = tree.parentOf(reference);
  if (parent?.type !== 'AssignmentExpression' || nodeAt(parent, 'left') !== reference) return [];
  const right = nodeAt(parent, 'right');
  return right ? [right] : [];
}

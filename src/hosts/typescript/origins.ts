import type { Fragment, Origin } from '../../core/types.ts';
import { binaryType, calledValue, isFlag, literalValue, unaryType } from './expressions.ts';
import { functionId, type FunctionIds } from './functions.ts';
import { isFunction, isWrapper, keyName, nameOf, nodeAt, nodesAt, unwrap, type Node } from './node.ts';
import type { Tree, Variable } from './tree.ts';
import { anyOf, createTypeReader, hostValue, literalText, memberOf, UNKNOWN, type TypeReader } from './types.ts';

export interface Origins extends TypeReader {
  /** Where the value of an expression comes from. */
  readonly originOf: (node: Node | undefined) => Origin;
  /** What a name of the module scope, or a local one, is given. */
  readonly originOfVariable: (variable: Variable) => Origin;
  /** The annotation and default of a parameter, without what callers give. */
  readonly declaredParameter: (parameter: Node) => Origin;
  /** What a value of a declared interface or alias is. */
  readonly typeDeclaration: (node: Node) => Origin;
}

export interface OriginNeeds extends FunctionIds {
  readonly tree: Tree;
  /** The SQL that an expression is, where it is SQL that can be read. */
  readonly sqlOf: (node: Node) => Fragment | undefined;
  /** The index of a call's site; undefined for calls that concern nobody. */
  readonly siteOf: (node: Node) => number | undefined;
}

const MOST_WRITES = 8;

/** Works out origins over one tree; each node is worked out once. */
export function createOrigins(needs: OriginNeeds): Origins {
  const { tree } = needs;
  const memo = new Map<Node, Origin>();
  const variables = new Map<Variable, Origin>();

  const originOf = (node: Node | undefined): Origin => {
    if (!node) return UNKNOWN;
    const known = memo.get(node);
    if (known) return known;
    memo.set(node, UNKNOWN);
    const origin = compute(node);
    memo.set(node, origin);
    return origin;
  };

  const withSql = (node: Node, origin: Origin): Origin => {
    const fragment = needs.sqlOf(node);
    return fragment ? anyOf([{ kind: 'sql', fragment }, origin]) : origin;
  };

  const compute = (node: Node): Origin => {
    if (node.type === 'TSAsExpression' || node.type === 'TSTypeAssertion' || node.type === 'TSSatisfiesExpression') {
      return anyOf([originOf(nodeAt(node, 'expression')), types.originOfType(nodeAt(node, 'typeAnnotation'))]);
    }
    if (isWrapper(node)) return originOf(nodeAt(node, 'expression'));
    switch (node.type) {
      case 'Identifier':
        return identifier(node);
      case 'TSQualifiedName':
        return memberOf(originOf(nodeAt(node, 'left')), nameOf(nodeAt(node, 'right') ?? node) ?? '');
      case 'ThisExpression':
        return thisValue(node);
      case 'Literal':
        return withSql(node, literalValue(node) ?? UNKNOWN);
      case 'TemplateLiteral':
        return withSql(node, hostValue(node, 'string', 'expression', literalText(node)));
      case 'MemberExpression':
        return member(node);
      case 'AwaitExpression':
      case 'YieldExpression':
      case 'SpreadElement':
        return originOf(nodeAt(node, 'argument'));
      case 'AssignmentExpression':
        return originOf(nodeAt(node, 'right'));
      case 'SequenceExpression':
        return originOf(nodesAt(node, 'expressions').at(-1));
      case 'LogicalExpression':
        return anyOf([originOf(nodeAt(node, 'left')), originOf(nodeAt(node, 'right'))]);
      case 'ConditionalExpression':
        return isFlag(node) ? hostValue(node, 'flag') : anyOf([originOf(nodeAt(node, 'consequent')), originOf(nodeAt(node, 'alternate'))]);
      case 'CallExpression':
      case 'NewExpression':
      case 'ImportExpression':
      case 'TaggedTemplateExpression':
        return called(node);
      case 'ArrayExpression':
        return withSql(node, { kind: 'array', of: anyOf(nodesAt(node, 'elements').slice(0, MOST_WRITES).map(originOf)) });
      case 'ObjectExpression':
        return object(node);
      default:
        return scalar(node);
    }
  };

  const scalar = (node: Node): Origin => {
    if (isFunction(node)) return { kind: 'function', id: functionId(needs, node) };
    switch (node.type) {
      case 'ClassExpression':
      case 'ClassDeclaration':
        return { kind: 'class', id: needs.classId(node) };
      case 'BinaryExpression': {
        const type = binaryType(node);
        return withSql(node, type ? hostValue(node, type) : UNKNOWN);
      }
      case 'UnaryExpression': {
        const type = unaryType(node);
        return type ? hostValue(node, type) : UNKNOWN;
      }
      case 'UpdateExpression':
        return hostValue(node, 'number');
      default:
        return UNKNOWN;
    }
  };

  const identifier = (node: Node): Origin => {
    const name = nameOf(node) ?? '';
    if (name === 'undefined') return hostValue(node, 'undefined', 'literal');
    const variable = tree.variableOf(node);
    if (!variable) return { kind: 'global', name };
    if (variable.isModuleLevel && variable.kind !== 'import') return { kind: 'symbol', id: name };
    return withSql(node, originOfVariable(variable));
  };

  const originOfVariable = (variable: Variable): Origin => {
    const known = variables.get(variable);
    if (known) return known;
    variables.set(variable, UNKNOWN);
    const origin = declared(variable);
    variables.set(variable, origin);
    return origin;
  };

  const declared = (variable: Variable): Origin => {
    const { kind, identifier: declaring } = variable;
    if (variable.import) return { kind: 'import', specifier: variable.import.specifier, name: variable.import.imported };
    if (kind === 'function') return isFunction(variable.declaration) ? { kind: 'function', id: functionId(needs, variable.declaration) } : UNKNOWN;
    if (kind === 'class') return { kind: 'class', id: needs.classId(variable.declaration) };
    if (kind === 'enum') return enumeration(variable.declaration);
    if (kind === 'catch' || kind === 'type' || kind === 'namespace') return UNKNOWN;
    const written = variable.references.filter((reference) => reference.isWrite).flatMap((reference) => writtenTo(tree, reference.node)).slice(0, MOST_WRITES);
    return anyOf([...pattern(declaring), ...written.map(originOf)]);
  };

  /** What a name in a declaration is given: from the declaring name up through its pattern to the declarator, loop or function. */
  const pattern = (declaring: Node): readonly Origin[] => {
    const steps: string[] = [];
    const extra: Origin[] = [];
    let inner = declaring;
    for (let outer = tree.parentOf(inner); outer; inner = outer, outer = tree.parentOf(outer)) {
      const annotation = nodeAt(inner, 'typeAnnotation');
      if (annotation) extra.push(along(types.originOfType(annotation), steps));
      if (outer.type === 'Property') steps.unshift(keyName(outer) ?? '[]');
      else if (outer.type === 'ArrayPattern') steps.unshift('[]');
      else if (outer.type === 'AssignmentPattern') extra.push(along(originOf(nodeAt(outer, 'right')), steps));
      else if (outer.type === 'VariableDeclarator') return [...extra, along(initial(outer), steps)];
      else if (isFunction(outer)) return [...extra, along(parameter(outer, inner), steps)];
      else if (outer.type !== 'ObjectPattern' && outer.type !== 'RestElement' && outer.type !== 'TSParameterProperty') break;
    }
    return extra;
  };

  const initial = (declarator: Node): Origin => {
    const init = nodeAt(declarator, 'init');
    if (init) return originOf(init);
    const declaration = tree.parentOf(declarator);
    const loop = declaration && tree.parentOf(declaration);
    if (loop?.type !== 'ForOfStatement' || nodeAt(loop, 'left') !== declaration) return UNKNOWN;
    return memberOf(originOf(nodeAt(loop, 'right')), '[]');
  };

  const parameter = (owner: Node, declaring: Node): Origin => {
    const index = nodesAt(owner, 'params').indexOf(declaring);
    if (index < 0) return UNKNOWN;
    const call = tree.parentOf(owner);
    const argument = call ? nodesAt(call, 'arguments').indexOf(owner) : -1;
    const site = call && argument >= 0 ? needs.siteOf(call) : undefined;
    if (site !== undefined) return { kind: 'callback', site, argument, parameter: index };
    return { kind: 'parameter', function: functionId(needs, owner), index };
  };

  const declaredParameter = (own: Node): Origin => {
    const inner = own.type === 'TSParameterProperty' ? (nodeAt(own, 'parameter') ?? own) : own;
    const target = inner.type === 'AssignmentPattern' ? (nodeAt(inner, 'left') ?? inner) : inner;
    return anyOf([types.originOfType(nodeAt(target, 'typeAnnotation')), inner === target ? UNKNOWN : originOf(nodeAt(inner, 'right'))]);
  };

  const thisValue = (node: Node): Origin => {
    for (let outer = tree.parentOf(node); outer; outer = tree.parentOf(outer)) {
      if (outer.type === 'ClassDeclaration' || outer.type === 'ClassExpression') return { kind: 'instance', id: needs.classId(outer) };
      if (outer.type === 'ObjectExpression' && tree.parentOf(node)?.type === 'MemberExpression') return originOf(outer);
    }
    return UNKNOWN;
  };

  const member = (node: Node): Origin => {
    const name = keyName(node) ?? '[]';
    const object = nodeAt(node, 'object');
    if (name === 'length' || name === 'size') return hostValue(node, 'number');
    if (object && /^(?:process|import\.meta|Bun)\.env$/.test(tree.text(object))) return { kind: 'host', type: 'string', evidence: 'expression', nullable: true, start: node.start, end: node.end };
    return withSql(node, memberOf(originOf(object), name));
  };

  const called = (node: Node): Origin => {
    const specifier = requiredModule(node);
    if (specifier !== undefined) return { kind: 'import', specifier, name: '*' };
    const inline = inlined(node);
    if (inline) return inline;
    const host = node.type === 'TaggedTemplateExpression' ? undefined : calledValue(node);
    const site = needs.siteOf(node);
    const own: Origin = site === undefined ? UNKNOWN : { kind: 'call', site };
    const handed = handedOn(node);
    if (handed) return anyOf([own, handed]);
    return withSql(node, host && !isMethodOfUnknown(node) ? host : anyOf([own, host ?? UNKNOWN]));
  };

  /** A text parameter that is trimmed, or whose placeholders are replaced: `sql.replace(/\?/g, ...)`, `toPg(sql)`. */
  const handedOn = (node: Node): Origin | undefined => {
    const callee = nodeAt(node, 'callee') && unwrap(nodeAt(node, 'callee')!);
    const isMember = callee?.type === 'MemberExpression';
    const name = callee && ((isMember ? keyName(callee) : nameOf(callee)) ?? '');
    if (!callee || name === undefined || !(isMember ? /^(?:replace|replaceAll|trim|trimEnd)$/.test(name) || REWRITER.test(name) : REWRITER.test(name))) return undefined;
    const given = isMember && !REWRITER.test(name) ? nodeAt(callee, 'object') : nodesAt(node, 'arguments')[0];
    const from = given && originOf(given);
    const parameter = from && (from.kind === 'any' ? from.of : [from]).find((option) => option.kind === 'parameter');
    return parameter?.kind === 'parameter' ? { ...parameter, isRewritten: !name.startsWith('trim') } : undefined;
  };

  /** Functions that hand on what they are given. */
  const inlined = (node: Node): Origin | undefined => {
    const callee = nodeAt(node, 'callee') && unwrap(nodeAt(node, 'callee')!);
    if (!callee) return undefined;
    const first = nodesAt(node, 'arguments')[0];
    const text = callee.type === 'MemberExpression' ? tree.text(callee) : '';
    if (/^(?:Promise\.resolve|Object\.freeze|structuredClone)$/.test(text)) return originOf(first);
    if (text === 'Promise.all' || text === 'Promise.allSettled') return originOf(first);
    if (node.type === 'NewExpression' && nameOf(callee) === 'Promise' && first && isFunction(first)) return promised(first);
    return isFunction(callee) ? { kind: 'returned', of: originOf(callee) } : undefined;
  };

  /** What the executor of a promise hands to its first parameter. */
  const promised = (executor: Node): Origin => {
    const resolve = nodesAt(executor, 'params')[0];
    const variable = resolve && tree.variableOf(resolve);
    if (!variable) return UNKNOWN;
    const given = variable.references.flatMap((reference) => {
      const call = tree.parentOf(reference.node);
      return call?.type === 'CallExpression' && nodeAt(call, 'callee') === reference.node ? nodesAt(call, 'arguments').slice(0, 1) : [];
    });
    return anyOf(given.slice(0, MOST_WRITES).map(originOf));
  };

  const object = (node: Node): Origin => {
    const members: Record<string, Origin> = {};
    const spread: Origin[] = [];
    for (const property of nodesAt(node, 'properties')) {
      if (property.type === 'SpreadElement') spread.push(originOf(property));
      else members[keyName(property) ?? '[]'] = originOf(nodeAt(property, 'value'));
    }
    return anyOf([{ kind: 'object', members }, ...spread]);
  };

  const nameOfType = (node: Node): Origin => {
    const name = nameOf(node);
    const left = nodeAt(node, 'left');
    if (name === undefined) return left ? memberOf(nameOfType(left), nameOf(nodeAt(node, 'right') ?? node) ?? '') : originOf(node);
    const variable = tree.scopes.typeOf(node);
    if (!variable) return { kind: 'global', name };
    if (variable.kind === 'type') return typeDeclaration(variable.declaration);
    return variable.isModuleLevel && !variable.import ? { kind: 'symbol', id: name } : originOfVariable(variable);
  };

  const declaredTypes = new Map<Node, Origin>();

  /** A value of an interface or an alias. */
  const typeDeclaration = (node: Node): Origin => {
    const known = declaredTypes.get(node);
    if (known) return known;
    declaredTypes.set(node, UNKNOWN);
    const body = nodeAt(node, 'body');
    const own = node.type === 'TSInterfaceDeclaration' && body ? types.membersOfType(nodesAt(body, 'body')) : types.originOfType(nodeAt(node, 'typeAnnotation'));
    const parents = nodesAt(node, 'extends').map((parent): Origin => ({ kind: 'typed', of: nameOfType(nodeAt(parent, 'expression') ?? parent) }));
    const origin = anyOf([own, ...parents]);
    declaredTypes.set(node, origin);
    return origin;
  };

  const types = createTypeReader(originOf, nameOfType);
  return { ...types, originOf, originOfVariable, declaredParameter, typeDeclaration };
}

/** The values of an enum are texts or numbers. */
function enumeration(node: Node): Origin {
  const body = nodeAt(node, 'body') ?? node;
  const isText = nodesAt(body, 'members').some((entry) => literalText(nodeAt(entry, 'initializer')) !== undefined);
  return { kind: 'object', members: { '[]': hostValue(node, isText ? 'string' : 'number') } };
}

const REWRITER = /placeholder|convert|translate|rewrite|normali[sz]e|numbered|toPg|toPostgres|adapt|positional/i;

const along = (origin: Origin, steps: readonly string[]): Origin => steps.reduce((of, step) => memberOf(of, step), origin);

/** The right-hand side of an assignment to a name. */
function writtenTo(tree: Tree, reference: Node): readonly Node[] {
  const parent = tree.parentOf(reference);
  if (parent?.type !== 'AssignmentExpression' || nodeAt(parent, 'left') !== reference) return [];
  const right = nodeAt(parent, 'right');
  return right ? [right] : [];
}

/** `run()`, `map()` and the like on something the project may know better. */
const isMethodOfUnknown = (node: Node): boolean => {
  const callee = nodeAt(node, 'callee');
  return callee?.type === 'Identifier' || /^(?:map|filter|flatMap|concat|has|entries|replace|join|toJSON|test)$/.test((callee && keyName(callee)) ?? '');
};

/** The module of `require('x')`, `import('x')`, `vi.importActual('x')`. */
export function requiredModule(node: Node): string | undefined {
  if (node.type === 'ImportExpression') return literalText(nodeAt(node, 'source'));
  const callee = nodeAt(node, 'callee');
  if (node.type !== 'CallExpression' || !callee) return undefined;
  const name = callee.type === 'MemberExpression' ? keyName(callee) : nameOf(callee);
  const isRequire = name === 'require' || name === 'importActual' || name === 'requireActual' || name === '__non_webpack_require__';
  return isRequire ? literalText(nodesAt(node, 'arguments')[0]) : undefined;
}

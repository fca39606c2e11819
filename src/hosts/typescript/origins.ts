import type { Origin } from '../../core/types.ts';
import { isRewriterName } from '../../core/telling-names.ts';
import { binaryType, calledValue, isFlag, literalValue, unaryType } from './expressions.ts';
import { functionId } from './functions.ts';
import {
  declaredParameter, identifier, MOST_WRITES, nameOfType, originOfVariable, superValue, thisValue, typeDeclaration, type OriginNeeds, type Reader,
} from './names.ts';
import { isFunction, isWrapper, keyName, nameOf, nodeAt, nodesAt, unwrap, type Node } from './node.ts';
import { isEnvironment, type Variable } from './tree.ts';
import { anyOf, createTypeReader, hostValue, literalText, memberOf, rememberOrigin, UNKNOWN, type TypeReader } from './types.ts';

export type { OriginNeeds };

export interface Origins extends TypeReader {
  /** Where the value of an expression comes from. */
  readonly originOf: (node: Node | undefined) => Origin;
  readonly originOfVariable: (variable: Variable) => Origin;
  readonly declaredParameter: (parameter: Node) => Origin;
  readonly typeDeclaration: (node: Node) => Origin;
}

/** Works out origins over one tree. */
export function createOrigins(needs: OriginNeeds): Origins {
  const memo = new Map<Node, Origin>();
  const originOf = (node: Node | undefined): Origin => rememberOrigin(memo, node, (own) => compute(r, own));
  const types = createTypeReader(originOf, (name) => nameOfType(r, name));
  const r: Reader = { ...needs, originOf, types, memo, variables: new Map(), declaredTypes: new Map() };
  return {
    ...types, originOf,
    originOfVariable: (variable) => originOfVariable(r, variable),
    declaredParameter: (parameter) => declaredParameter(r, parameter),
    typeDeclaration: (node) => typeDeclaration(r, node),
  };
}

const withSql = (r: Reader, node: Node, origin: Origin): Origin => {
  const fragment = r.sqlOf(node);
  return fragment ? anyOf([{ kind: 'sql', fragment }, origin]) : origin;
};

const compute = (r: Reader, node: Node): Origin => {
  if (node.type === 'TSAsExpression' || node.type === 'TSTypeAssertion' || node.type === 'TSSatisfiesExpression') {
    return anyOf([r.originOf(nodeAt(node, 'expression')), r.types.originOfType(nodeAt(node, 'typeAnnotation'))]);
  }
  if (isWrapper(node)) return r.originOf(nodeAt(node, 'expression'));
  switch (node.type) {
    case 'Identifier':
      return identifier(r, node);
    case 'TSQualifiedName':
      return memberOf(r.originOf(nodeAt(node, 'left')), nameOf(nodeAt(node, 'right') ?? node) ?? '');
    case 'ThisExpression':
      return thisValue(r, node);
    case 'Super':
      return superValue(r, node);
    case 'Literal':
      return withSql(r, node, literalValue(node) ?? UNKNOWN);
    case 'TemplateLiteral':
      return withSql(r, node, hostValue(node, 'string', 'expression', literalText(node)));
    case 'MemberExpression':
      return member(r, node);
    case 'AwaitExpression':
    case 'YieldExpression':
    case 'SpreadElement':
      return r.originOf(nodeAt(node, 'argument'));
    case 'AssignmentExpression':
      return r.originOf(nodeAt(node, 'right'));
    case 'SequenceExpression':
      return r.originOf(nodesAt(node, 'expressions').at(-1));
    case 'LogicalExpression':
      return anyOf([r.originOf(nodeAt(node, 'left')), r.originOf(nodeAt(node, 'right'))]);
    case 'ConditionalExpression':
      return isFlag(node) ? hostValue(node, 'flag') : anyOf([r.originOf(nodeAt(node, 'consequent')), r.originOf(nodeAt(node, 'alternate'))]);
    case 'CallExpression':
    case 'NewExpression':
    case 'ImportExpression':
    case 'TaggedTemplateExpression':
      return called(r, node);
    case 'ArrayExpression':
      return withSql(r, node, { kind: 'array', of: anyOf(nodesAt(node, 'elements').slice(0, MOST_WRITES).map(r.originOf)) });
    case 'ObjectExpression':
      return object(r, node);
    default:
      return scalar(r, node);
  }
};

const scalar = (r: Reader, node: Node): Origin => {
  if (isFunction(node)) return { kind: 'function', id: functionId(r, node) };
  switch (node.type) {
    case 'ClassExpression':
    case 'ClassDeclaration':
      return { kind: 'class', id: r.classId(node) };
    case 'BinaryExpression': {
      const type = binaryType(node);
      return withSql(r, node, type ? hostValue(node, type) : UNKNOWN);
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

const member = (r: Reader, node: Node): Origin => {
  const name = keyName(node) ?? '[]';
  const object = nodeAt(node, 'object');
  if (name === 'length' || name === 'size') return hostValue(node, 'number');
  if (object && isEnvironment(r.tree, object)) return { kind: 'host', type: 'string', evidence: 'expression', nullable: true, start: node.start, end: node.end };
  return withSql(r, node, memberOf(r.originOf(object), name));
};

const called = (r: Reader, node: Node): Origin => {
  const specifier = requiredModule(node);
  if (specifier !== undefined) return { kind: 'import', specifier, name: '*' };
  const inline = inlined(r, node);
  if (inline) return inline;
  const host = node.type === 'TaggedTemplateExpression' ? undefined : calledValue(node);
  const site = r.siteOf(node);
  const own: Origin = site === undefined ? UNKNOWN : { kind: 'call', site };
  const handed = handedOn(r, node);
  if (handed) return anyOf([own, handed]);
  return withSql(r, node, host && !isMethodOfUnknown(node) ? host : anyOf([own, host ?? UNKNOWN]));
};

/** A text parameter that is trimmed, or whose placeholders are replaced: `sql.replace(/\?/g, ...)`, `toPg(sql)`. */
const handedOn = (r: Reader, node: Node): Origin | undefined => {
  const callee = nodeAt(node, 'callee') && unwrap(nodeAt(node, 'callee')!);
  const isMember = callee?.type === 'MemberExpression';
  const name = callee && ((isMember ? keyName(callee) : nameOf(callee)) ?? '');
  if (!callee || name === undefined || !(isMember ? /^(?:replace|replaceAll|trim|trimEnd)$/.test(name) || isRewriterName(name) : isRewriterName(name))) return undefined;
  const given = isMember && !isRewriterName(name) ? nodeAt(callee, 'object') : nodesAt(node, 'arguments')[0];
  const from = given && r.originOf(given);
  const parameter = from && (from.kind === 'any' ? from.of : [from]).find((option) => option.kind === 'parameter');
  return parameter?.kind === 'parameter' ? { ...parameter, isRewritten: !name.startsWith('trim') } : undefined;
};

const LONGEST_INLINED = 'Promise.allSettled'.length;

/** Functions that hand on what they are given. */
const inlined = (r: Reader, node: Node): Origin | undefined => {
  const callee = nodeAt(node, 'callee') && unwrap(nodeAt(node, 'callee')!);
  if (!callee) return undefined;
  const first = nodesAt(node, 'arguments')[0];
  const text = callee.type === 'MemberExpression' && callee.end - callee.start <= LONGEST_INLINED ? r.tree.text(callee) : '';
  if (/^(?:Promise\.resolve|Object\.freeze|structuredClone)$/.test(text)) return r.originOf(first);
  if (text === 'Promise.all' || text === 'Promise.allSettled') return r.originOf(first);
  if (node.type === 'NewExpression' && nameOf(callee) === 'Promise' && first && isFunction(first)) return promised(r, first);
  if (node.type === 'NewExpression' && nameOf(callee) === 'Proxy') return r.originOf(first);
  return isFunction(callee) ? { kind: 'returned', of: r.originOf(callee) } : undefined;
};

/** What the executor of a promise hands to its first parameter. */
const promised = (r: Reader, executor: Node): Origin => {
  const resolve = nodesAt(executor, 'params')[0];
  const variable = resolve && r.tree.variableOf(resolve);
  if (!variable) return UNKNOWN;
  const given = variable.references.flatMap((reference) => {
    const call = r.tree.parentOf(reference.node);
    return call?.type === 'CallExpression' && nodeAt(call, 'callee') === reference.node ? nodesAt(call, 'arguments').slice(0, 1) : [];
  });
  return anyOf(given.slice(0, MOST_WRITES).map(r.originOf));
};

const object = (r: Reader, node: Node): Origin => {
  const members: Record<string, Origin> = {};
  const spread: Origin[] = [];
  for (const property of nodesAt(node, 'properties')) {
    if (property.type === 'SpreadElement') spread.push(r.originOf(property));
    else members[keyName(property) ?? '[]'] = r.originOf(nodeAt(property, 'value'));
  }
  return anyOf([{ kind: 'object', members }, ...spread]);
};

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

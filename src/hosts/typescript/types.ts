import type { HostType, Origin, Span } from '../../core/types.ts';
import { nameOf, nodeAt, nodesAt, stringAt, type Node } from './node.ts';

export const UNKNOWN: Origin = { kind: 'unknown' };

/** One origin of several; what is unknown says nothing beside what is known. */
export function anyOf(options: readonly Origin[]): Origin {
  const known = options.filter((option) => option.kind !== 'unknown');
  return known.length === 0 ? UNKNOWN : known.length === 1 ? known[0]! : { kind: 'any', of: known };
}

export const hostValue = (node: Span, type: HostType, evidence: 'literal' | 'expression' | 'annotation' = 'expression', literal?: string): Origin => ({
  kind: 'host', type, evidence, start: node.start, end: node.end, ...(literal !== undefined && literal.length <= LONGEST_LITERAL && { literal }),
});

const LONGEST_LITERAL = 300;

export const memberOf = (of: Origin, name: string): Origin => (of.kind === 'unknown' ? UNKNOWN : { kind: 'member', of, name });

const KEYWORDS: Readonly<Record<string, HostType>> = {
  TSStringKeyword: 'string', TSNumberKeyword: 'number', TSBooleanKeyword: 'boolean', TSBigIntKeyword: 'bigint', TSNullKeyword: 'null',
  TSUndefinedKeyword: 'undefined', TSObjectKeyword: 'object', TSTemplateLiteralType: 'string',
};

/** Types of the language and its libraries by name. */
const NAMED: Readonly<Record<string, HostType>> = {
  Date: 'Date', Buffer: 'bytes', Uint8Array: 'bytes', ArrayBuffer: 'bytes', Set: 'object', Dayjs: 'object', Moment: 'object',
};

/** Types that are their first argument, as far as values go. */
const TRANSPARENT = new Set(['Promise', 'PromiseLike', 'Awaited', 'Readonly', 'NonNullable', 'Partial', 'Required', 'Omit', 'Pick', 'MaybePromise', 'ThisType', 'Ref', 'MutableRefObject']);
const LISTS = new Set(['Array', 'ReadonlyArray', 'Iterable', 'IterableIterator', 'AsyncIterable', 'Set', 'ReadonlySet']);

export interface TypeReader {
  /** What a value of a type is. */
  readonly originOfType: (node: Node | undefined) => Origin;
  /** What the members of a type literal or an interface are. */
  readonly membersOfType: (members: readonly Node[]) => Origin;
}

interface TypeNeeds {
  readonly valueOf: (node: Node) => Origin;
  readonly nameOfType: (name: Node) => Origin;
  readonly originOfType: (node: Node | undefined) => Origin;
}

/** The origin of a node, worked out once; one that leads back to itself is unknown. */
export function rememberOrigin(memo: Map<Node, Origin>, node: Node | undefined, compute: (node: Node) => Origin): Origin {
  if (!node) return UNKNOWN;
  const known = memo.get(node);
  if (known) return known;
  memo.set(node, UNKNOWN);
  const origin = compute(node);
  memo.set(node, origin);
  return origin;
}

/** Reads type annotations; `valueOf` says what an identifier in `typeof x` is, `nameOfType` what a type's name is. */
export function createTypeReader(valueOf: (node: Node) => Origin, nameOfType: (name: Node) => Origin): TypeReader {
  const memo = new Map<Node, Origin>();
  const originOfType = (node: Node | undefined): Origin => rememberOrigin(memo, node, (own) => compute(r, own));
  const r: TypeNeeds = { valueOf, nameOfType, originOfType };
  return { originOfType, membersOfType: (members) => membersOfType(r, members) };
}

const compute = (r: TypeNeeds, node: Node): Origin => {
  const keyword = KEYWORDS[node.type];
  if (keyword) return hostValue(node, keyword, 'annotation');
  switch (node.type) {
    case 'TSTypeAnnotation':
    case 'TSParenthesizedType':
    case 'TSOptionalType':
    case 'TSRestType':
      return r.originOfType(nodeAt(node, 'typeAnnotation'));
    case 'TSTypeOperator':
      return stringAt(node, 'operator') === 'readonly' ? r.originOfType(nodeAt(node, 'typeAnnotation')) : UNKNOWN;
    case 'TSUnionType':
    case 'TSIntersectionType':
      return anyOf(nodesAt(node, 'types').map(r.originOfType));
    case 'TSLiteralType':
      return literalType(node);
    case 'TSArrayType':
      return { kind: 'array', of: r.originOfType(nodeAt(node, 'elementType')) };
    case 'TSTupleType':
      return { kind: 'array', of: anyOf(nodesAt(node, 'elementTypes').map(r.originOfType)) };
    case 'TSTypeLiteral':
      return membersOfType(r, nodesAt(node, 'members'));
    case 'TSFunctionType':
      return signature(r, node);
    case 'TSTypeQuery':
      return r.valueOf(nodeAt(node, 'exprName') ?? node);
    case 'TSIndexedAccessType':
      return memberOf(r.originOfType(nodeAt(node, 'objectType')), literalText(nodeAt(node, 'indexType')) ?? '[]');
    case 'TSImportType':
      return importType(r, node);
    case 'TSTypeReference':
      return reference(r, node);
    default:
      return UNKNOWN;
  }
};

const signature = (r: TypeNeeds, node: Node): Origin => ({
  kind: 'signature', returns: r.originOfType(nodeAt(node, 'returnType')),
  parameters: nodesAt(node, 'params').map((parameter) => r.originOfType(nodeAt(parameter, 'typeAnnotation'))),
});

const importType = (r: TypeNeeds, node: Node): Origin => {
  const argument = nodeAt(node, 'source') ?? nodeAt(node, 'argument');
  const specifier = literalText(argument);
  if (specifier === undefined) return UNKNOWN;
  const qualifier = nodeAt(node, 'qualifier');
  const module: Origin = { kind: 'import', specifier, name: '*' };
  return { kind: 'typed', of: qualifier ? qualified(r, module, qualifier) : module };
};

const reference = (r: TypeNeeds, node: Node): Origin => {
  const typeName = nodeAt(node, 'typeName');
  const name = typeName && nameOf(typeName);
  const given = nodesAt(nodeAt(node, 'typeArguments') ?? nodeAt(node, 'typeParameters') ?? node, 'params');
  if (typeName === undefined) return UNKNOWN;
  if (name !== undefined) {
    if (TRANSPARENT.has(name)) return r.originOfType(given[0]);
    if (LISTS.has(name)) return { kind: 'array', of: r.originOfType(given[0]) };
    if (name === 'ReturnType') return { kind: 'returned', of: r.originOfType(given[0]) };
    if (name === 'InstanceType') return { kind: 'typed', of: r.originOfType(given[0]) };
    if (name === 'Record' || name === 'Map' || name === 'ReadonlyMap') return { kind: 'object', members: { '[]': r.originOfType(given[1]) } };
    if (Object.hasOwn(NAMED, name)) return hostValue(node, NAMED[name]!, 'annotation');
  }
  return { kind: 'typed', of: r.nameOfType(typeName) };
};

const qualified = (r: TypeNeeds, module: Origin, node: Node): Origin => {
  const left = nodeAt(node, 'left');
  const right = nodeAt(node, 'right');
  return left && right ? memberOf(qualified(r, module, left), nameOf(right) ?? '') : memberOf(module, nameOf(node) ?? '');
};

const membersOfType = (r: TypeNeeds, members: readonly Node[]): Origin => {
  const found: Record<string, Origin> = {};
  for (const member of members) {
    const key = nodeAt(member, 'key');
    const name = key && (nameOf(key) ?? literalText(key));
    if (member.type === 'TSIndexSignature') found['[]'] = r.originOfType(nodeAt(member, 'typeAnnotation'));
    if (name === undefined) continue;
    if (member.type === 'TSMethodSignature') found[name] = signature(r, member);
    if (member.type !== 'TSPropertySignature') continue;
    const type = r.originOfType(nodeAt(member, 'typeAnnotation'));
    found[name] = member['optional'] === true ? anyOf([type, hostValue(member, 'undefined', 'annotation')]) : type;
  }
  return { kind: 'object', members: found };
};

function literalType(node: Node): Origin {
  const literal = nodeAt(node, 'literal');
  const value = literal?.['value'];
  if (literal?.type === 'TemplateLiteral' || typeof value === 'string') return hostValue(node, 'string', 'annotation');
  if (typeof value === 'number' || literal?.type === 'UnaryExpression') return hostValue(node, value === 0 || value === 1 ? 'flag' : 'number', 'annotation');
  if (typeof value === 'boolean') return hostValue(node, 'boolean', 'annotation');
  return literal && value === null ? hostValue(node, 'null', 'annotation') : UNKNOWN;
}

/** The text of a string literal, bare or as a type. */
export function literalText(node: Node | undefined): string | undefined {
  if (!node) return undefined;
  if (node.type === 'TSLiteralType') return literalText(nodeAt(node, 'literal'));
  if (node.type === 'Literal') return typeof node['value'] === 'string' ? node['value'] : undefined;
  if (node.type !== 'TemplateLiteral' || nodesAt(node, 'expressions').length > 0) return undefined;
  const cooked = (nodesAt(node, 'quasis')[0]?.['value'] as { readonly cooked?: string | null } | undefined)?.cooked;
  return cooked ?? undefined;
}

import type { SiteRead } from '../../core/types.ts';
import { keyName, nameOf, nodeAt, nodesAt, stringAt, type Node } from './node.ts';
import type { Tree } from './tree.ts';

const SCALAR = /^TS(?:String|Number|Boolean|BigInt|Null|Undefined)Keyword$|^TSLiteralType$/;
const TRANSPARENT = /^(?:Promise|Readonly|Partial|Required|NonNullable|Awaited|PromiseLike)$/;
const MOST_MEMBERS = 100;

/** What a type says about the value reached by `steps`: the declared types of its members, or its own. */
export function typedReads(tree: Tree, type: Node, steps: readonly string[], depth = 0): readonly SiteRead[] {
  if (depth > 5) return [];
  const again = (node: Node | undefined, own: readonly string[]): readonly SiteRead[] => (node ? typedReads(tree, node, own, depth + 1) : []);
  if (SCALAR.test(type.type)) return steps.length > 0 ? [toRead(tree, type, type, steps)] : [];
  switch (type.type) {
    case 'TSTypeAnnotation':
    case 'TSParenthesizedType':
      return again(nodeAt(type, 'typeAnnotation'), steps);
    case 'TSTypeOperator':
      return stringAt(type, 'operator') === 'readonly' ? again(nodeAt(type, 'typeAnnotation'), steps) : [];
    case 'TSUnionType':
      return nodesAt(type, 'types').some((option) => SCALAR.test(option.type) && !isNothing(option))
        ? (steps.length > 0 ? [toRead(tree, type, type, steps)] : [])
        : nodesAt(type, 'types').flatMap((option) => (isNothing(option) ? [] : again(option, steps)));
    case 'TSIntersectionType':
      return nodesAt(type, 'types').flatMap((option) => again(option, steps));
    case 'TSArrayType':
      return again(nodeAt(type, 'elementType'), [...steps, '[]']);
    case 'TSTypeLiteral':
      return membersOf(tree, nodesAt(type, 'members'), steps, depth);
    case 'TSTypeReference':
      return referenceReads(tree, type, steps, depth);
    default:
      return [];
  }
}

const isNothing = (type: Node): boolean => type.type === 'TSNullKeyword' || type.type === 'TSUndefinedKeyword';

function referenceReads(tree: Tree, type: Node, steps: readonly string[], depth: number): readonly SiteRead[] {
  const typeName = nodeAt(type, 'typeName');
  const name = typeName && nameOf(typeName);
  if (!typeName || name === undefined) return [];
  const given = nodesAt(nodeAt(type, 'typeArguments') ?? nodeAt(type, 'typeParameters') ?? type, 'params');
  if (TRANSPARENT.test(name)) return given[0] ? typedReads(tree, given[0], steps, depth + 1) : [];
  if (/^(?:Array|ReadonlyArray|IterableIterator)$/.test(name)) return given[0] ? typedReads(tree, given[0], [...steps, '[]'], depth + 1) : [];
  if (name === 'Date' || name === 'Buffer' || name === 'Uint8Array') return steps.length > 0 ? [toRead(tree, type, type, steps)] : [];
  const declaration = tree.scopes.typeOf(typeName)?.declaration;
  if (declaration?.type === 'TSInterfaceDeclaration') return membersOf(tree, nodesAt(nodeAt(declaration, 'body') ?? declaration, 'body'), steps, depth);
  const alias = declaration?.type === 'TSTypeAliasDeclaration' ? nodeAt(declaration, 'typeAnnotation') : undefined;
  return alias ? typedReads(tree, alias, steps, depth + 1) : [];
}

const membersOf = (tree: Tree, members: readonly Node[], steps: readonly string[], depth: number): readonly SiteRead[] =>
  members.slice(0, MOST_MEMBERS).flatMap((member) => {
    const name = member.type === 'TSPropertySignature' ? keyName(member) : undefined;
    const type = nodeAt(member, 'typeAnnotation');
    return name === undefined || !type ? []
      : typedReads(tree, type, [...steps, name], depth + 1).map((read) => ({ ...read, start: member.start, end: member.end }));
  });

const toRead = (tree: Tree, place: Node, type: Node, steps: readonly string[]): SiteRead => ({
  steps, use: 'typed', detail: tree.text(type).slice(0, 100), start: place.start, end: place.end,
});

import { ts } from 'ts-morph';
import { insert, replace, spanOf, type LocalEdit } from './awaits.ts';
import { isAsync, isCode, type CodeNode, type TurningNode } from './nodes.ts';

/** Writes `async` before a function. */
export function asyncEdits(fn: TurningNode): readonly LocalEdit[] {
  return isCode(fn) && !isAsync(fn) ? [insert(startOf(fn), 'async ')] : [];
}

/** Where `async` stands: before `function`, the name of a method or the parameters of an arrow, after other modifiers. */
function startOf(fn: CodeNode): number {
  const last = ts.getModifiers(fn)?.at(-1);
  if (ts.isMethodDeclaration(fn)) return (fn.asteriskToken ?? fn.name).getStart();
  if (!last) return fn.getStart();
  return fn.getChildren().find((child) => child.pos >= last.end)!.getStart();
}

/**
 * Makes the return type that is written at a function, or at the type of one, a promise. A function that gives something may stand where `() => void` is
 * wanted, but none that gives a promise of something where `() => Promise<void>` is: there the promise may hold anything.
 */
export function returnTypeEdits(node: TurningNode, givesAnything: boolean): readonly LocalEdit[] {
  const type = typeOf(node);
  if (!type) return [];
  return [replace(type, givesAnything && type.kind === ts.SyntaxKind.VoidKeyword ? 'Promise<unknown>' : ['Promise<', spanOf(type), '>'])];
}

/** An async function gives a promise and nothing else: `T | Promise<T>` is not allowed at one. */
export function settledTypeEdits(node: TurningNode): readonly LocalEdit[] {
  const type = typeOf(node);
  return type && ts.isUnionTypeNode(type) && type.types.some(isPromiseType) ? [replace(type, ['Promise<Awaited<', spanOf(type), '>>'])] : [];
}

const typeOf = (node: TurningNode): ts.TypeNode | undefined => ('type' in node ? node.type : undefined);

const isPromiseType = (type: ts.TypeNode): boolean =>
  ts.isTypeReferenceNode(type) && ts.isIdentifier(type.typeName) && /^Promise(?:Like)?$/.test(type.typeName.text);

/** `ReturnType<typeof f>` of a function that gives a promise now means what the promise holds. */
export const awaitedTypeEdits = (node: ts.TypeReferenceNode): readonly LocalEdit[] =>
  ts.isTypeReferenceNode(node.parent) && node.parent.typeName.getText() === 'Awaited' ? [] : [replace(node, ['Awaited<', spanOf(node), '>'])];

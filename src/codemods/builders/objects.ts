import { Node, type ObjectLiteralExpression, type ObjectLiteralElementLike } from 'ts-morph';
import type { Draft } from '../draft.ts';
import { unwrap } from '../syntax.ts';

/** Object literals of configuration, by their keys. */

/** The value of a key, without casts; undefined where it is not written out. */
export function valueOf(object: ObjectLiteralExpression, key: string): Node | undefined {
  const property = propertyOf(object, key);
  if (property && Node.isShorthandPropertyAssignment(property)) return property.getNameNode();
  const value = property && Node.isPropertyAssignment(property) ? property.getInitializer() : undefined;
  return value && unwrap(value);
}

export const propertyOf = (object: ObjectLiteralExpression | undefined, key: string): ObjectLiteralElementLike | undefined =>
  object?.getProperties().find((one) => !Node.isSpreadAssignment(one) && one.getName().replace(/^['"]|['"]$/g, '') === key);

/** The text of a string literal. */
export const textOf = (node: Node | undefined): string | undefined =>
  (node && (Node.isStringLiteral(node) || Node.isNoSubstitutionTemplateLiteral(node)) ? node.getLiteralText() : undefined);

/** Writes another text into the quotes that a literal has. */
export const replaceText = (draft: Draft, literal: Node, text: string): void => draft.replace(literal, `${literal.getText()[0]}${text}${literal.getText()[0]}`);

/** Takes a property out with its comma and its line. */
export function removeProperty(draft: Draft, property: Node): void {
  const file = property.getSourceFile();
  const text = file.getFullText();
  const after = /^\s*,?[ \t]*(?:\r?\n[ \t]*)?/.exec(text.slice(property.getEnd()))![0];
  const isLast = /^\s*\}/.test(text.slice(property.getEnd() + after.length)) || !after.includes(',');
  if (!isLast) { draft.splice(file, { start: property.getStart(), end: property.getEnd() + after.length }, ''); return; }
  const before = /,?\s*$/.exec(text.slice(0, property.getStart()))![0];
  const comma = /^\s*,/.exec(text.slice(property.getEnd()))?.[0].length ?? 0;
  const start = property.getStart() - before.length;
  draft.splice(file, { start: before.startsWith(',') && comma > 0 ? start + 1 : start, end: property.getEnd() + comma }, '');
}

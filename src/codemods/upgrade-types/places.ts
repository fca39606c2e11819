import { ts } from 'ts-morph';
import { hasModifier, isAssignment, isCode, type CodeNode } from '../cascade/nodes.ts';
import type { References } from './references.ts';

/** Questions about the places where values stand. */

/** A declaration that takes a value, whole or by a pattern. */
export type Holder = ts.VariableDeclaration | ts.ParameterDeclaration | ts.BindingElement | ts.PropertyDeclaration;

export const isHolder = (node: ts.Node): node is Holder =>
  ts.isVariableDeclaration(node) || ts.isParameter(node) || ts.isBindingElement(node) || ts.isPropertyDeclaration(node);

/** Whether an expression has the value of the one inside. */
export const isSameValue = (node: ts.Node): node is ts.Expression =>
  ts.isParenthesizedExpression(node) || ts.isNonNullExpression(node) || ts.isAsExpression(node) || ts.isSatisfiesExpression(node) || ts.isAwaitExpression(node);

/** Whether something is assigned to an expression. */
export const isTarget = (node: ts.Expression): boolean =>
  ts.isBinaryExpression(node.parent) && node.parent.operatorToken.kind === ts.SyntaxKind.EqualsToken && node.parent.left === node;

/** Whether an expression is changed by what it was: `count += 1`, `count++`. */
export function isChanged(node: ts.Expression): boolean {
  const { parent } = node;
  if (ts.isPostfixUnaryExpression(parent)) return true;
  if (ts.isPrefixUnaryExpression(parent)) return parent.operator === ts.SyntaxKind.PlusPlusToken || parent.operator === ts.SyntaxKind.MinusMinusToken;
  return ts.isBinaryExpression(parent) && parent.left === node && isAssignment(parent.operatorToken.kind) && !isTarget(node);
}

/** Whether only a look at the object is taken: its truth, its type, another member. */
export function isSettled(node: ts.Expression): boolean {
  const { parent } = node;
  if (ts.isExpressionStatement(parent) || ts.isVoidExpression(parent) || ts.isTypeOfExpression(parent) || ts.isPrefixUnaryExpression(parent)) return true;
  if (ts.isIfStatement(parent) || ts.isWhileStatement(parent)) return true;
  if (ts.isConditionalExpression(parent)) return parent.condition === node;
  if (!ts.isBinaryExpression(parent) || !LOOKS.has(parent.operatorToken.kind)) return false;
  return parent.operatorToken.kind !== ts.SyntaxKind.AmpersandAmpersandToken || parent.left === node;
}

const LOOKS: ReadonlySet<ts.SyntaxKind> = new Set([
  ts.SyntaxKind.EqualsEqualsToken, ts.SyntaxKind.EqualsEqualsEqualsToken, ts.SyntaxKind.ExclamationEqualsToken, ts.SyntaxKind.ExclamationEqualsEqualsToken,
  ts.SyntaxKind.InstanceOfKeyword, ts.SyntaxKind.InKeyword, ts.SyntaxKind.AmpersandAmpersandToken,
]);

/** The functions of the project that an expression is. */
export function functionsAt(references: References, node: ts.Expression): readonly CodeNode[] {
  if (ts.isParenthesizedExpression(node)) return functionsAt(references, node.expression);
  if (isCode(node)) return [node];
  return references.declarationsAt(ts.isPropertyAccessExpression(node) ? node.name : node).filter(references.isOwn).flatMap((declaration) => {
    if (isCode(declaration)) return [declaration];
    const hasValue = ts.isVariableDeclaration(declaration) || ts.isPropertyDeclaration(declaration) || ts.isPropertyAssignment(declaration);
    const value = hasValue ? declaration.initializer : undefined;
    return value && isCode(value) ? [value] : [];
  });
}

export const isVariable = (node: ts.Node): boolean => ts.isVariableDeclaration(node) || ts.isParameter(node) || ts.isBindingElement(node);

/** A member that a pattern takes: `{ done }`. */
export const isTaken = (name: ts.Node): boolean => ts.isBindingElement(name.parent) && ts.isObjectBindingPattern(name.parent.parent);

/** Whether others than the project may call a function. */
export function isExported(fn: CodeNode): boolean {
  if (ts.isMethodDeclaration(fn) || hasModifier(fn, ts.SyntaxKind.ExportKeyword)) return true;
  const statement = ts.isVariableDeclaration(fn.parent) ? fn.parent.parent.parent : undefined;
  return statement !== undefined && hasModifier(statement, ts.SyntaxKind.ExportKeyword);
}

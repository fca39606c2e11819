import { ts } from 'ts-morph';
import type { Pieces, ProposedEdit } from '../../core/types.ts';
import { findAround, isCode, withParentheses } from './nodes.ts';

/** An edit in a file that is known already. */
export type LocalEdit = Omit<ProposedEdit, 'path'>;

export const spanOf = (node: ts.Node): { readonly start: number; readonly end: number } => ({ start: node.getStart(), end: node.end });

export const replace = (node: ts.Node, text: string | Pieces): LocalEdit => ({ ...spanOf(node), text });

export const insert = (at: number, text: string): LocalEdit => ({ start: at, end: at, text });

/** Writes `await` before an expression, with the parentheses that its place asks for (as Prettier does). */
export function awaitEdits(promise: ts.Expression): readonly LocalEdit[] {
  if (!needsParentheses(promise)) return [replace(promise, ['await ', spanOf(promise)])];
  const link = nextLinkOfChain(promise);
  return [
    replace(promise, [`${beginsOpenStatement(promise) ? ';' : ''}(await `, spanOf(promise), ')']),
    ...(link ? [insert(link.at, link.text)] : []),
  ];
}

function needsParentheses(node: ts.Expression): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent) || ts.isElementAccessExpression(parent) || ts.isCallExpression(parent) || ts.isNewExpression(parent)) return parent.expression === node;
  if (ts.isBinaryExpression(parent)) return !isAssignment(parent.operatorToken.kind) && parent.operatorToken.kind !== ts.SyntaxKind.CommaToken;
  if (ts.isConditionalExpression(parent)) return parent.condition === node;
  return ts.isNonNullExpression(parent) || ts.isPrefixUnaryExpression(parent) || ts.isTypeOfExpression(parent) || ts.isVoidExpression(parent) || ts.isDeleteExpression(parent)
    || ts.isAsExpression(parent) || ts.isSatisfiesExpression(parent) || ts.isTypeAssertionExpression(parent) || ts.isTaggedTemplateExpression(parent)
    || ts.isSpreadElement(parent) || ts.isSpreadAssignment(parent);
}

const isAssignment = (kind: ts.SyntaxKind): boolean => kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment;

/** `a?.f().b`: what follows the promise in its optional chain must say `?.` itself, for the chain ends at the parenthesis. */
function nextLinkOfChain(node: ts.Expression): { readonly at: number; readonly text: string } | undefined {
  const { parent } = node;
  if (!ts.isOptionalChain(node) || !ts.isOptionalChain(parent) || ts.isNonNullChain(parent) || parent.questionDotToken || parent.expression !== node) return undefined;
  const next = parent.getChildren().find((child) => child.pos >= node.end);
  return next && { at: next.getStart(), text: ts.isPropertyAccessExpression(parent) ? '?' : '?.' };
}

/** Whether a parenthesis at the start of the expression would continue the statement before it, which has no semicolon. */
function beginsOpenStatement(node: ts.Expression): boolean {
  const statement = findAround(node, ts.isExpressionStatement);
  if (!statement || statement.getStart() !== node.getStart()) return false;
  const siblings = 'statements' in statement.parent ? (statement.parent.statements as readonly ts.Statement[]) : [];
  const before = siblings[siblings.indexOf(statement) - 1];
  return before !== undefined && !before.getText().endsWith(';') && !ENDING_IN_BLOCK.has(before.kind);
}

const ENDING_IN_BLOCK: ReadonlySet<ts.SyntaxKind> = new Set([
  ts.SyntaxKind.Block, ts.SyntaxKind.FunctionDeclaration, ts.SyntaxKind.ClassDeclaration, ts.SyntaxKind.InterfaceDeclaration, ts.SyntaxKind.EnumDeclaration,
  ts.SyntaxKind.SwitchStatement, ts.SyntaxKind.TryStatement,
]);

/** Whether the expression is all that its function returns, so that the promise itself may be returned. In a `try` it must be awaited to be caught. */
export function isReturned(promise: ts.Expression): boolean {
  const outer = withParentheses(promise);
  if (ts.isArrowFunction(outer.parent)) return outer.parent.body === outer;
  return ts.isReturnStatement(outer.parent) && findAround(outer, ts.isTryStatement) === undefined;
}

/** The function that a `return` at this place leaves. */
export function functionAround(node: ts.Node): ts.Node | undefined {
  let at: ts.Node | undefined = node.parent;
  while (at && !isCode(at)) at = at.parent;
  return at;
}

import { ts } from 'ts-morph';
import type { Pieces, ProposedEdit } from '../../core/types.ts';
import { findAround, isAssignment, withParentheses } from './nodes.ts';

/** An edit in a file that is known already. */
export type LocalEdit = Omit<ProposedEdit, 'path'>;

export const spanOf = (node: ts.Node): { readonly start: number; readonly end: number } => ({ start: node.getStart(), end: node.end });

export const replace = (node: ts.Node, text: string | Pieces): LocalEdit => ({ ...spanOf(node), text });

export const insert = (at: number, text: string): LocalEdit => ({ start: at, end: at, text });

/** Writes `await` before an expression. */
export function awaitEdits(promise: ts.Expression): readonly LocalEdit[] {
  const link = nextLinkOfChain(promise);
  return [replace(promise, awaitPieces(promise, [spanOf(promise)])), ...(link ? [insert(link.at, link.text)] : [])];
}

/** What an expression becomes, awaited, with the parentheses that its place asks for (as Prettier does). */
export function awaitPieces(promise: ts.Expression, becomes: Pieces): Pieces {
  if (!needsParentheses(promise)) return ['await ', ...becomes];
  return [`${beginsOpenStatement(promise) ? ';' : ''}(await `, ...becomes, ')'];
}

function needsParentheses(node: ts.Expression): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent) || ts.isElementAccessExpression(parent)) return parent.expression === node;
  if (ts.isCallExpression(parent) || ts.isNewExpression(parent)) return parent.expression === node;
  if (ts.isBinaryExpression(parent)) return !isAssignment(parent.operatorToken.kind) && parent.operatorToken.kind !== ts.SyntaxKind.CommaToken;
  if (ts.isConditionalExpression(parent)) return parent.condition === node;
  return BINDING_TIGHTER.has(parent.kind);
}

const BINDING_TIGHTER: ReadonlySet<ts.SyntaxKind> = new Set([
  ts.SyntaxKind.NonNullExpression, ts.SyntaxKind.PrefixUnaryExpression, ts.SyntaxKind.TypeOfExpression, ts.SyntaxKind.VoidExpression,
  ts.SyntaxKind.DeleteExpression,
  ts.SyntaxKind.AsExpression, ts.SyntaxKind.SatisfiesExpression, ts.SyntaxKind.TypeAssertionExpression, ts.SyntaxKind.TaggedTemplateExpression,
  ts.SyntaxKind.SpreadElement, ts.SyntaxKind.SpreadAssignment,
]);

/** `a?.f().b`: what follows the promise in its optional chain must say `?.` itself, for the chain ends at the parenthesis. */
function nextLinkOfChain(node: ts.Expression): { readonly at: number; readonly text: string } | undefined {
  const { parent } = node;
  if (!ts.isOptionalChain(node) || !ts.isOptionalChain(parent) || ts.isNonNullChain(parent)) return undefined;
  if (parent.questionDotToken || parent.expression !== node) return undefined;
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

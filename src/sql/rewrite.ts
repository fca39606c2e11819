import type { Pieces, ProposedEdit, Span } from '../core/types.ts';
import type { Ast } from './grammar.ts';
import type { Statement } from './statement.ts';
import { indexTree, spanOf, type Expr, type Node, type NodeType } from './tree.ts';

/** What rules use to look at the expressions of a statement and to state edits of them. */

const WITHOUT_QUERY = new Set(['PragmaStmt', 'AttachStmt', 'DetachStmt', 'VacuumStmt', 'ReindexStmt', 'AnalyzeStmt']);

/**
 * The nodes of some types in a statement that SQLite's grammar reads. A column's DEFAULT is left out: it is rewritten together with the column's type.
 */
export function nodesOf<T extends NodeType>(statement: Statement, ...types: readonly T[]): readonly Ast.AstNodeMap[T][] {
  const { tree } = statement;
  if (!tree || WITHOUT_QUERY.has(tree.type)) return [];
  const index = indexTree(tree);
  const found = index.ofTypes(types);
  return found.length === 0 || index.ofType('DefaultColumnConstraint').length === 0 ? found : outsideDefaults(statement, found);
}

const outsideDefaults = <T extends Node>(statement: Statement, nodes: readonly T[]): readonly T[] =>
  nodes.filter((node) => !ancestorsOf(statement, node).some((above) => above.type === 'DefaultColumnConstraint'));

/** The nodes around a node, from the inside out. */
export function ancestorsOf(statement: Statement, node: Node): readonly Node[] {
  if (!statement.tree) return [];
  const { parentOf } = indexTree(statement.tree);
  const out: Node[] = [];
  for (let at = parentOf(node); at; at = parentOf(at)) out.push(at);
  return out;
}

export const parentOf = (statement: Statement, node: Node): Node | undefined => (statement.tree ? indexTree(statement.tree).parentOf(node) : undefined);

/** The nearest node around an expression that is not a pair of parentheses, and the outermost form of the expression inside it. */
export function contextOf(statement: Statement, expr: Expr): { readonly parent: Node | undefined; readonly child: Expr } {
  let child = expr;
  let parent = parentOf(statement, child);
  while (parent?.type === 'ParenthesizedExpr' && parent.exprs.length === 1) [child, parent] = [parent, parentOf(statement, parent)];
  return { parent, child };
}

const PRIMARY = new Set<string>([
  'Id', 'NameExpr', 'QualifiedExpr', 'StringLiteral', 'BlobLiteral', 'NullLiteral', 'VariableExpr', 'ParenthesizedExpr', 'FunctionCallExpr',
  'FunctionCallStarExpr', 'SubqueryExpr', 'CastExpr', 'CaseExpr', 'CurrentDateLiteral', 'CurrentTimeLiteral', 'CurrentTimestampLiteral', 'ExistsExpr', 'NumericLiteral',
]);

/** Whether an expression can stand before `::` or next to any operator as it is. */
export const isPrimary = (expr: Expr): boolean => PRIMARY.has(expr.type) && !((expr.type === 'FunctionCallExpr' || expr.type === 'FunctionCallStarExpr') && expr.filterOver);

/** The expression as an operand: in parentheses where it would bind weaker than a cast. */
export const asOperand = (expr: Expr): Pieces => (isPrimary(expr) ? [spanOf(expr)] : ['(', spanOf(expr), ')']);

/** The expression cast to a type. A parameter gets CAST, which both grammars read before it has its final spelling. */
export const castTo = (expr: Expr, type: string): Pieces =>
  expr.type === 'VariableExpr' ? ['CAST(', spanOf(expr), ` AS ${type})`] : [...asOperand(expr), `::${type}`];

export const replaceNode = (node: Node, text: string | Pieces): ProposedEdit => ({ ...spanOf(node), text });

export const replaceSpan = (span: Span, text: string | Pieces): ProposedEdit => ({ start: span.start, end: span.end, text });

/** An edit that puts text before and after an expression and keeps it, so that edits inside it still go. */
export const wrapNode = (node: Node, before: string, after: string): ProposedEdit => ({ ...spanOf(node), text: [before, spanOf(node), after] });

/** `'...'` for a text, as both engines read it. */
export const quoteText = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** `"..."` for a name. */
export const quoteName = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** The operator's binding strength on PostgreSQL: an operand that is an operation itself needs parentheses around a replacement that is one. */
export const isOperandPlace = (statement: Statement, expr: Expr): boolean => {
  const parent = parentOf(statement, expr);
  if (!parent) return false;
  return parent.type === 'BinaryExpr' || parent.type === 'UnaryExpr' || parent.type === 'CollateExpr' || parent.type === 'LikeExpr' || parent.type === 'BetweenExpr'
    || parent.type === 'IsNullExpr' || parent.type === 'NotNullExpr'
    || ((parent.type === 'InListExpr' || parent.type === 'InSelectExpr' || parent.type === 'InTableExpr') && parent.lhs === expr);
};

/** A replacement that is an operation: in parentheses where an operator stands next to it. */
export const inPlace = (statement: Statement, expr: Expr, pieces: Pieces): Pieces => (isOperandPlace(statement, expr) ? ['(', ...pieces, ')'] : pieces);

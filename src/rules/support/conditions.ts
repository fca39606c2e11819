import { nodesOf } from '../../sql/rewrite.ts';
import type { Statement } from '../../sql/statement.ts';
import { functionName, unwrap, type Expr } from '../../sql/tree.ts';

/** The expressions of a statement that stand where PostgreSQL wants a boolean. */
export function conditionsOf(statement: Statement): readonly Expr[] {
  const out: (Expr | undefined)[] = [];
  for (const node of nodesOf(statement, 'SelectFrom')) out.push(node.whereClause, node.having);
  for (const node of nodesOf(statement, 'UpdateStmt', 'DeleteStmt', 'UpdateTriggerCmd', 'DeleteTriggerCmd', 'SetUpsertDo', 'UpsertIndex', 'CreateIndexStmt')) {
    out.push(node.whereClause);
  }
  for (const node of nodesOf(statement, 'OnJoinConstraint', 'CheckColumnConstraint', 'CheckTableConstraint')) out.push(node.expr);
  for (const node of nodesOf(statement, 'CreateTriggerStmt')) out.push(node.whenClause);
  for (const node of nodesOf(statement, 'FunctionTail')) out.push(node.filterClause);
  for (const node of nodesOf(statement, 'CaseExpr')) if (!node.base) out.push(...node.whenThenPairs.map((pair) => pair.when));
  for (const node of nodesOf(statement, 'FunctionCallExpr')) {
    const name = functionName(node);
    if (name === 'iif' || name === 'if') out.push(...(node.args ?? []).filter((_, index, all) => index % 2 === 0 && index < all.length - 1));
  }
  for (const node of nodesOf(statement, 'UnaryExpr')) if (node.op === 'Not') out.push(node.expr);
  for (const node of nodesOf(statement, 'BinaryExpr')) if (node.op === 'And' || node.op === 'Or') out.push(node.left, node.right);
  return out.filter((expr) => expr !== undefined);
}

/** The parts of a condition that all must hold. */
export function conjuncts(expr: Expr | undefined): readonly Expr[] {
  if (!expr) return [];
  const inner = unwrap(expr);
  return inner.type === 'BinaryExpr' && inner.op === 'And' ? [...conjuncts(inner.left), ...conjuncts(inner.right)] : [inner];
}

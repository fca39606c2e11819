import { nodesOf } from '../../sql/rewrite.ts';
import type { Statement } from '../../sql/statement.ts';
import { functionName, textOf, unwrap, type Expr } from '../../sql/tree.ts';

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

const COMPARES = /^(?:Equals|NotEquals|Less|LessEquals|Greater|GreaterEquals)$/;
const COMPUTES = /^(?:Add|Subtract|Multiply|Divide|Modulus|Concat)$/;

/** An expression and those in it that make it NULL when they are. */
function strictParts(expr: Expr): readonly Expr[] {
  const inner = unwrap(expr);
  if (inner.type === 'BinaryExpr' && COMPUTES.test(inner.op)) return [inner, ...strictParts(inner.left), ...strictParts(inner.right)];
  return inner.type === 'UnaryExpr' || inner.type === 'CastExpr' || inner.type === 'CollateExpr' ? [inner, ...strictParts(inner.expr)] : [inner];
}

/**
 * The expressions, as written in lower case, that are not NULL where a condition holds (`x IS NOT NULL`, `x > 1`, `x LIKE 'a'`); those of `isNegated`
 * where it is false. Of parts of which one is enough, what all of them say.
 */
export function notNullIn(condition: Expr | undefined, text: string, isNegated = false): ReadonlySet<string> {
  const parts = (...exprs: readonly Expr[]): ReadonlySet<string> => new Set(exprs.flatMap(strictParts).map((one) => textOf(text, one).toLowerCase()));
  if (!condition) return new Set();
  const inner = unwrap(condition);
  if (inner.type === 'NotNullExpr') return isNegated ? new Set() : parts(inner.expr);
  if (inner.type === 'IsNullExpr') return isNegated ? parts(inner.expr) : new Set();
  if (inner.type === 'UnaryExpr' && inner.op === 'Not') return notNullIn(inner.expr, text, !isNegated);
  if (inner.type === 'LikeExpr' || inner.type === 'BetweenExpr' || (inner.type === 'InListExpr' && (inner.rhs ?? []).length > 0)) return parts(inner.lhs);
  if (inner.type === 'InSelectExpr') return inner.not === isNegated ? parts(inner.lhs) : new Set();
  if (inner.type !== 'BinaryExpr') return new Set();
  if (inner.op === 'IsNot') return !isNegated && inner.right.type === 'NullLiteral' ? parts(inner.left) : new Set();
  if (COMPARES.test(inner.op)) return parts(inner.left, inner.right);
  if (inner.op !== 'And' && inner.op !== 'Or') return new Set();
  const [left, right] = [notNullIn(inner.left, text, isNegated), notNullIn(inner.right, text, isNegated)];
  return (inner.op === 'And') === isNegated ? new Set([...left].filter((one) => right.has(one))) : new Set([...left, ...right]);
}

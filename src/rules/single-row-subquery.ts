import type { Problem } from '../core/types.ts';
import { defineRule, type Context } from '../rule.ts';
import type { Ast } from '../sql/grammar.ts';
import { isNumber, typesOf } from '../sql/infer.ts';
import { nodesOf, parentOf, replaceSpan } from '../sql/rewrite.ts';
import type { Statement } from '../sql/statement.ts';
import { functionName, spanOf, stringValue } from '../sql/tree.ts';

/** Whether a query without a condition can give several rows: it reads a table, and neither aggregates nor is limited. */
function mayGiveMany(statement: Statement, select: Ast.Select): boolean {
  const query = select.select;
  if (query.type !== 'SelectFrom' || !query.from || select.limit || query.whereClause || query.groupBy) return false;
  const inside = nodesOf(statement, 'FunctionCallExpr', 'FunctionCallStarExpr').filter((call) => query.columns.some((column) => spanOf(call).start >= spanOf(column).start && spanOf(call).end <= spanOf(column).end));
  return !inside.some((call) => /^(?:count|sum|avg|total|max|min|group_concat|json_group_array|json_group_object)$/.test(functionName(call)!));
}

function* statement(statement: Statement, context: Context): Iterable<Problem> {
  if (!statement.tree) return;
  for (const node of nodesOf(statement, 'SubqueryExpr')) {
    if (parentOf(statement, node)?.type === 'ExistsExpr' || !mayGiveMany(statement, node.select)) continue;
    const { end } = spanOf(node.select);
    yield {
      ...spanOf(node), confidence: 'likely',
      message: 'A sub-query that stands for one value may give several rows: SQLite takes the first, PostgreSQL raises 21000.', help: 'Say which row is meant with ORDER BY and LIMIT 1, or use IN.',
      fix: { title: 'Add LIMIT 1', safety: 'unsafe', portable: true, edits: [replaceSpan({ start: end, end }, ' LIMIT 1')] },
    };
  }
  const types = typesOf(statement.tree, context.schema);
  for (const node of nodesOf(statement, 'InSelectExpr')) {
    const query = node.rhs.select;
    const column = query.type === 'SelectFrom' && query.columns.length === 1 ? query.columns[0] : undefined;
    const text = column?.type === 'ExprResultColumn' ? stringValue(column.expr) : undefined;
    if (text === undefined || column?.type !== 'ExprResultColumn' || !isNumber(types.of(node.lhs).type) || !/^\d+$/.test(text)) continue;
    yield {
      ...spanOf(column.expr), message: 'A number is looked up among texts: PostgreSQL has no such operator (42883).', help: 'Write the number without quotes.',
      fix: { title: 'Write a number', safety: 'safe', portable: true, edits: [{ ...spanOf(column.expr), text }] },
    };
  }
}

export default defineRule({
  summary: 'sub-queries that stand for one value and may give several',
  why: 'SQLite takes the first row of a sub-query that stands for one value. PostgreSQL raises `more than one row returned by a subquery used as an expression` (21000), and only once there are two.',
  construct: 'sub-queries as values',
  severity: 'critical',
  category: 'breaks',
  manual: ['PostgreSQL, 4.2.11 Scalar subqueries: https://www.postgresql.org/docs/current/sql-expressions.html#SQL-SYNTAX-SCALAR-SUBQUERIES'],
  wakes: ['SubqueryExpr', 'InSelectExpr'],
  statement,
});

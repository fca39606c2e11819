import type { Problem } from '../core/types.ts';
import { defineRule, type Context } from '../rule.ts';
import type { Ast } from '../sql/grammar.ts';
import { ancestorsOf, isPrimary, nodesOf, parentOf, replaceNode } from '../sql/rewrite.ts';
import { namesOf } from '../sql/scope.ts';
import type { Statement } from '../sql/statement.ts';
import { columnNodesOf, functionName, spanOf, textOf, type ColumnNode, type Node } from '../sql/tree.ts';

/** The clause around a use of an alias that PostgreSQL does not let see it; undefined where it does. */
function blindClause(statement: Statement, node: ColumnNode, query: Node): string | undefined {
  const around = [node, ...ancestorsOf(statement, node)];
  const at = around.indexOf(query);
  if (at >= 0 && query.type === 'SelectFrom') {
    const child = around[at - 1];
    if (child === query.whereClause) return 'WHERE';
    if (child === query.having) return 'HAVING';
    if (child?.type === 'FromClause') return 'ON';
    return query.groupBy?.includes(child as Ast.Expr) && child !== node ? 'an expression of GROUP BY' : undefined;
  }
  const term = around.find((one) => one.type === 'SortedColumn');
  return term?.type === 'SortedColumn' && term.expr !== node && parentOf(statement, term)?.type === 'Select' ? 'an expression of ORDER BY' : undefined;
}

const isAggregate = (statement: Statement, expr: Ast.Expr): boolean =>
  nodesOf(statement, 'FunctionCallExpr', 'FunctionCallStarExpr').some((call) =>
    spanOf(call).start >= spanOf(expr).start && spanOf(call).end <= spanOf(expr).end && (call.filterOver?.overClause !== undefined || /^(?:count|sum|avg|total|group_concat)$/.test(functionName(call)!)));

function* statement(statement: Statement, context: Context): Iterable<Problem> {
  if (!statement.tree) return;
  const names = namesOf(statement.tree, context.schema);
  for (const node of columnNodesOf(statement.tree)) {
    const reference = names.resolve(node);
    const query = reference?.kind === 'alias' ? parentOf(statement, reference.result) : undefined;
    if (reference?.kind !== 'alias' || !query) continue;
    const clause = blindClause(statement, node, query);
    const { expr } = reference.result;
    if (!clause || (clause === 'WHERE' && isAggregate(statement, expr)) || contains(expr, node)) continue;
    const pieces = isPrimary(expr) ? [spanOf(expr)] : ['(', spanOf(expr), ')'];
    yield {
      ...spanOf(node),
      message: `${textOf(statement.text, node)} is the alias of a result: ${clause} does not see it on PostgreSQL (42703).`,
      help: 'Repeat the expression, or put the query into a sub-query.',
      fix: { title: 'Repeat the expression', safety: 'safe', portable: true, edits: [replaceNode(node, pieces)] },
    };
  }
}

const contains = (outer: Node, inner: Node): boolean => spanOf(outer).start <= spanOf(inner).start && spanOf(inner).end <= spanOf(outer).end;

export default defineRule({
  summary: 'aliases of results in WHERE, HAVING, ON and inside ORDER BY expressions',
  why: 'SQLite lets every clause use the alias of a result column. On PostgreSQL only GROUP BY and ORDER BY do, and only where the alias stands alone.',
  construct: 'aliases in WHERE and HAVING',
  severity: 'critical',
  category: 'breaks',
  manual: ['PostgreSQL, SELECT: https://www.postgresql.org/docs/current/sql-select.html', 'SQLite, SELECT: https://sqlite.org/lang_select.html'],
  wakes: ['AsAs', 'ElidedAs'],
  statement,
});

import type { Problem } from '../core/types.ts';
import { defineRule } from '../rule.ts';
import type { Ast } from '../sql/grammar.ts';
import { nodesOf, parentOf } from '../sql/rewrite.ts';
import type { Statement } from '../sql/statement.ts';
import { functionName, integerValue, spanOf } from '../sql/tree.ts';

const AGGREGATE = /^(?:count|sum|avg|total|min|max|group_concat|string_agg|json_group_array|json_group_object)$/;

/** One row, or what one row must be: LIMIT 1 mostly says "is there any" or asks for what is unique anyway. */
const isOneRow = (limit: Ast.Limit): boolean => integerValue(limit.expr) === 1 || integerValue(limit.expr) === 0;

function isPage(statement: Statement, limit: Ast.Limit): boolean {
  const select = parentOf(statement, limit);
  if (select?.type !== 'Select' || select.orderBy || select.compounds) return false;
  const query = select.select;
  if (query.type !== 'SelectFrom' || !query.from || query.groupBy || query.distinctness === 'Distinct') return false;
  const isAggregated = query.columns.some((column) => column.type === 'ExprResultColumn' && AGGREGATE.test(functionName(column.expr) ?? ''));
  return !isAggregated && (limit.offset !== undefined || !isOneRow(limit));
}

function* statement(statement: Statement): Iterable<Problem> {
  for (const limit of nodesOf(statement, 'Limit')) {
    if (!isPage(statement, limit)) continue;
    const isPaging = limit.offset !== undefined;
    yield {
      ...spanOf(limit),
      severity: isPaging ? 'warning' : 'info', confidence: isPaging ? 'likely' : 'review',
      message: isPaging
        ? 'OFFSET without ORDER BY: SQLite gives the rows in the order of its table or index, PostgreSQL in any, so pages repeat and miss rows.'
        : 'LIMIT without ORDER BY: SQLite takes the first rows of its table or index, PostgreSQL any, and others after an UPDATE.',
      help: 'Add ORDER BY with a key that makes the order complete, unless any rows will do.',
    };
  }
}

export default defineRule({
  summary: 'LIMIT and OFFSET without ORDER BY',
  why: 'Neither engine promises an order without ORDER BY. SQLite nearly always gives the order of the rowid or of the index it uses, and programs come to rely on it; in PostgreSQL an updated row moves to '
    + 'another place of its table, and parallel and synchronised scans begin anywhere.',
  construct: 'LIMIT without ORDER BY',
  severity: 'info',
  category: 'changes-result',
  silent: true,
  manual: ['PostgreSQL, 7.6 LIMIT and OFFSET: https://www.postgresql.org/docs/current/queries-limit.html', 'SQLite, The ORDER BY clause: https://sqlite.org/lang_select.html#orderby'],
  statement,
});

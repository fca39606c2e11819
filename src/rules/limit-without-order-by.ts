import type { Problem, ProposedFix } from '../core/types.ts';
import { defineRule, type Context } from '../rule.ts';
import type { Ast } from '../sql/grammar.ts';
import { nodesOf, parentOf, replaceSpan } from '../sql/rewrite.ts';
import { namesOf } from '../sql/scope.ts';
import type { Names } from '../sql/sources.ts';
import type { Statement } from '../sql/statement.ts';
import { spanOf, tokenBefore, unwrap } from '../sql/tree.ts';
import { isAggregated, isSingleRow } from './support/rows.ts';

/** The order that SQLite mostly takes: by the rowid. */
function orderByKey(statement: Statement, query: Ast.SelectFrom, limit: Ast.Limit, names: Names): ProposedFix | undefined {
  const [source, other] = names.sourcesOf(query);
  const key = source?.table?.rowidAlias;
  const before = tokenBefore(statement.tokens, spanOf(limit).start);
  if (!source || key === undefined || other || !before || query.groupBy || query.distinctness === 'Distinct') return undefined;
  return { title: 'Order by the key', safety: 'unsafe', portable: true, edits: [replaceSpan({ start: before.end, end: before.end }, ` ORDER BY ${key}`)] };
}

function* statement(statement: Statement, context: Context): Iterable<Problem> {
  for (const select of nodesOf(statement, 'Select')) {
    const query = select.select;
    if (!select.limit || select.orderBy || select.compounds || query.type !== 'SelectFrom' || !query.from?.select || query.from.select.type === 'SelectSelectTable') continue;
    const names = namesOf(statement.tree!, context.schema);
    // `SELECT 1 ... LIMIT 1` asks whether there is a row.
    if (query.columns.every((column) => column.type === 'ExprResultColumn' && /Literal$/.test(unwrap(column.expr).type))) continue;
    if (parentOf(statement, select)?.type === 'ExistsExpr' || isAggregated(statement, query) || isSingleRow(query, names)) continue;
    const fix = orderByKey(statement, query, select.limit, names);
    yield {
      ...spanOf(select.limit), ...(fix && { fix }),
      message: 'LIMIT without ORDER BY takes the first rows by rowid in SQLite as a rule; PostgreSQL takes any rows, and others after an UPDATE.',
      help: 'Add ORDER BY with a key, so that the rows are the same each time.',
    };
  }
}

export default defineRule({
  summary: 'LIMIT without ORDER BY',
  why: 'Without ORDER BY no engine promises an order. SQLite mostly gives rows by rowid, so code gets used to it; PostgreSQL gives them as they lie in the table, which changes with every UPDATE.',
  construct: 'LIMIT without ORDER BY',
  severity: 'warning',
  confidence: 'review',
  category: 'changes-result',
  silent: true,
  manual: ['PostgreSQL, 7.6 LIMIT and OFFSET: https://www.postgresql.org/docs/current/queries-limit.html'],
  wakes: ['Limit'],
  statement,
});

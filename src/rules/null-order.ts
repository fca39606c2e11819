import type { Problem } from '../core/types.ts';
import { defineRule, type Context } from '../rule.ts';
import type { Ast } from '../sql/grammar.ts';
import { typesOf, type Types } from '../sql/infer.ts';
import { ancestorsOf, nodesOf, parentOf, replaceSpan } from '../sql/rewrite.ts';
import type { Statement } from '../sql/statement.ts';
import { integerValue, isColumnNode, isSameName, spanOfItem, textOf, unwrap, type Expr } from '../sql/tree.ts';
import { aggregatesOf } from './support/aggregates.ts';
import { notNullIn } from './support/conditions.ts';
import { nullOf } from './support/nulls.ts';

/** The query whose rows are ordered. */
function queryOf(statement: Statement, term: Ast.SortedColumn): Ast.SelectFrom | undefined {
  for (const node of ancestorsOf(statement, term)) {
    if (node.type === 'SelectFrom') return node;
    if (node.type === 'Select') return node.select.type === 'SelectFrom' ? node.select : undefined;
  }
  return undefined;
}

/** What a term orders by: an ordinal or alias stands for its result column. */
function orderedExpr(term: Ast.SortedColumn, query: Ast.SelectFrom | undefined, types: Types): Expr {
  const inner = term.expr.type === 'CollateExpr' ? unwrap(term.expr.expr) : unwrap(term.expr);
  const ordinal = integerValue(inner);
  const column = ordinal === undefined || query?.columns.some((one) => one.type !== 'ExprResultColumn') ? undefined : query?.columns[ordinal - 1];
  if (column?.type === 'ExprResultColumn') return column.expr;
  const reference = isColumnNode(inner) ? types.names.resolve(inner) : undefined;
  return reference?.kind === 'alias' ? reference.result.expr : inner;
}

/** A number that stands for a result of a star or of a UNION. */
function isNullableResult(statement: Statement, term: Ast.SortedColumn, ordinal: number, types: Types): boolean {
  const select = parentOf(statement, term);
  const result = select?.type === 'Select' ? types.ofColumns(select)?.[ordinal - 1] : undefined;
  return result?.nullable === true && !result.untyped;
}

/** An earlier term is a key of the only table: no two rows are equal in it, so that later terms decide nothing. */
function isDecided(select: Ast.Select, term: Ast.SortedColumn, query: Ast.SelectFrom, types: Types): boolean {
  const sources = types.names.sourcesOf(query);
  const table = sources.length === 1 ? sources[0]?.table : undefined;
  if (!table || query.groupBy || select.compounds) return false;
  const earlier = select.orderBy!.slice(0, select.orderBy!.indexOf(term));
  return earlier.some((one) => {
    const { column, nullable } = types.of(orderedExpr(one, query, types));
    return column !== undefined && nullable === false && table.column(column.name) === column
      && [table.primaryKey, ...table.uniqueKeys].some((key) => key.length === 1 && isSameName(key[0]!, column.name));
  });
}

/** Aggregates without GROUP BY give one row. */
const isOneRow = (statement: Statement, select: Ast.Select, query: Ast.SelectFrom, types: Types): boolean =>
  !query.groupBy && !select.compounds && aggregatesOf(statement, query, types.names).length > 0;

function* statement(statement: Statement, context: Context): Iterable<Problem> {
  if (!statement.tree) return;
  const types = typesOf(statement.tree, context.schema);
  const { text } = statement;
  for (const term of nodesOf(statement, 'SortedColumn')) {
    const parent = parentOf(statement, term)?.type;
    if (term.nulls || !(parent === 'Select' || parent === 'Window' || parent === 'SortListFunctionCallOrder')) continue;
    const query = queryOf(statement, term);
    const select = parentOf(statement, term);
    const expr = orderedExpr(term, select?.type === 'Select' && select.compounds ? undefined : query, types);
    if (query && select?.type === 'Select' && (isDecided(select, term, query, types) || isOneRow(statement, select, query, types))) continue;
    const given = [...notNullIn(query?.whereClause, text), ...notNullIn(query?.having, text)];
    const isOrdinal = integerValue(expr) !== undefined;
    const known = { types, text, project: context.project, given: new Set(given), isGrouped: query?.groupBy !== undefined };
    const found = !isOrdinal ? nullOf(expr, known) : isNullableResult(statement, term, integerValue(expr)!, types) ? 'yes' : 'no';
    if (found === 'no') continue;
    const there = term.order === 'Desc' ? 'last' : 'first';
    const words = term.order === 'Desc' ? 'NULLS LAST' : 'NULLS FIRST';
    const { end } = spanOfItem(term);
    yield {
      ...spanOfItem(term), ...(found === 'perhaps' && { severity: 'warning', confidence: 'likely' } as const),
      message: `ORDER BY ${textOf(text, expr).slice(0, 60)} puts NULL ${there} in SQLite and ${there === 'last' ? 'first' : 'last'} on PostgreSQL${found === 'perhaps' ? ', though no statement here stores one' : ''}.`,
      help: `Write ${words}, which both engines read; an index must have the same order to be used.`,
      fix: { title: `Write ${words}`, safety: 'safe', portable: true, edits: [replaceSpan({ start: end, end }, ` ${words}`)] },
    };
  }
}

export default defineRule({
  summary: 'ORDER BY of something that may be NULL',
  why: `SQLite takes NULL for smaller than every value, PostgreSQL for larger: \`ORDER BY score DESC LIMIT 1\` gives the best row there and a row without a score here. Nothing fails.`,
  construct: 'ORDER BY of nullable columns',
  severity: 'critical',
  category: 'changes-result',
  silent: true,
  manual: ['SQLite, The ORDER BY clause: https://sqlite.org/lang_select.html#orderby', 'PostgreSQL, 7.5 Sorting rows: https://www.postgresql.org/docs/current/queries-order.html'],
  wakes: ['SortedColumn'],
  statement,
});

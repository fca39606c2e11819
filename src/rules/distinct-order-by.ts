import type { Problem, ProposedFix } from '../core/types.ts';
import { defineRule, type Context } from '../rule.ts';
import type { Ast } from '../sql/grammar.ts';
import { nodesOf, wrapNode } from '../sql/rewrite.ts';
import { namesOf } from '../sql/scope.ts';
import type { Statement } from '../sql/statement.ts';
import { columnNodesOf, integerValue, isColumnNode, spanOf, textOf, tokensIn, unwrap, type Expr } from '../sql/tree.ts';

const normal = (text: string): string => text.toLowerCase().replace(/\s+/g, ' ').replaceAll('"', '');

/** Whether a term of ORDER BY is one of the results: by its text, its alias or its number. */
function isResult(statement: Statement, term: Expr, query: Ast.SelectFrom, context: Context): boolean {
  const inner = term.type === 'CollateExpr' ? unwrap(term.expr) : unwrap(term);
  if (integerValue(inner) !== undefined || query.columns.some((column) => column.type !== 'ExprResultColumn')) return true;
  const names = namesOf(statement.tree!, context.schema);
  const reference = isColumnNode(inner) ? names.resolve(inner) : undefined;
  if (reference?.kind === 'alias') return true;
  return query.columns.some((column) => {
    if (column.type !== 'ExprResultColumn') return false;
    const own = isColumnNode(column.expr) ? names.resolve(column.expr) : undefined;
    const isSame = own?.kind === 'column' && reference?.kind === 'column' && own.source.node === reference.source.node && own.name.toLowerCase() === reference.name.toLowerCase();
    return isSame || normal(textOf(statement.text, column.expr)) === normal(textOf(statement.text, inner));
  });
}

/** Where every column of the term is a result, the distinct rows can be ordered from outside. */
function wrapFix(statement: Statement, select: Ast.Select, query: Ast.SelectFrom, terms: readonly Ast.SortedColumn[]): ProposedFix | undefined {
  const plain = query.columns.filter((column): column is Ast.ExprResultColumn => column.type === 'ExprResultColumn' && column.expr.type === 'Id' && !column.alias);
  const names = plain.map((column) => normal(textOf(statement.text, column.expr)));
  const used = columnNodesOf(statement.tree!).filter(
    (node) => terms.some((term) => spanOf(node).start >= spanOf(term.expr).start && spanOf(node).end <= spanOf(term.expr).end)
  );
  const isCovered = plain.length === query.columns.length && used.every((node) => node.type === 'Id' && names.includes(normal(node.name)));
  if (!isCovered || select.with || select.compounds) return undefined;
  const list = plain.map((column) => textOf(statement.text, column.expr)).join(', ');
  const { start, end } = spanOf(query);
  return { title: 'Order from outside', safety: 'safe', portable: true, edits: [{ start, end, text: [`SELECT ${list} FROM (`, { start, end }, ') AS q'] }] };
}

/** `SELECT DISTINCT a ... ORDER BY b DESC` as groups of a, ordered by the largest b. */
function groupFix(statement: Statement, query: Ast.SelectFrom, foreign: readonly Ast.SortedColumn[]): ProposedFix | undefined {
  const word = tokensIn(statement.tokens, spanOf(query)).find((token) => token.kind === 'DISTINCT');
  const results = query.columns.filter((column): column is Ast.ExprResultColumn => column.type === 'ExprResultColumn');
  const isPlain = results.length === query.columns.length && [...results, ...foreign].every((one) => isColumnNode(one.expr));
  if (!word || !isPlain || query.groupBy || query.having || query.windowClause) return undefined;
  const after = statement.text.slice(word.end).search(/\S/);
  const list = results.map((column) => textOf(statement.text, column.expr)).join(', ');
  const { end } = spanOf(query);
  return {
    title: 'Group by the results', safety: 'unsafe', portable: true,
    edits: [
      { start: word.start, end: word.end + Math.max(after, 0), text: '' }, { start: end, end, text: ` GROUP BY ${list}` },
      ...foreign.map((term) => wrapNode(term.expr, term.order === 'Desc' ? 'max(' : 'min(', ')')),
    ],
  };
}

function* statement(statement: Statement, context: Context): Iterable<Problem> {
  for (const select of nodesOf(statement, 'Select')) {
    const query = select.select;
    if (query.type !== 'SelectFrom' || query.distinctness !== 'Distinct' || !select.orderBy || select.compounds) continue;
    const foreign = select.orderBy.filter((term) => !isResult(statement, term.expr, query, context));
    const first = foreign[0];
    if (!first) continue;
    const fix = wrapFix(statement, select, query, select.orderBy) ?? groupFix(statement, query, foreign);
    yield {
      ...spanOf(first.expr),
      message: 'SELECT DISTINCT is ordered by something that is not among its results: PostgreSQL raises 42P10.',
      help: fix ? 'Order the distinct rows from outside.' : 'Add the term to the results, or group by the results and order by min() or max() of the term.',
      ...(fix && { fix }),
    };
  }
}

export default defineRule({
  summary: 'SELECT DISTINCT ordered by something else',
  why: 'Of several rows that become one, SQLite takes some row\'s value to order by. PostgreSQL raises 42P10: the terms of ORDER BY must be among the results.',
  construct: 'SELECT DISTINCT with ORDER BY of another expression',
  severity: 'critical',
  category: 'breaks',
  manual: ['PostgreSQL, SELECT: https://www.postgresql.org/docs/current/sql-select.html#SQL-DISTINCT'],
  wakes: ['DISTINCT'],
  statement,
});

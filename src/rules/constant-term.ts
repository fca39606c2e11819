import type { Problem, ProposedEdit } from '../core/types.ts';
import { defineRule } from '../rule.ts';
import type { Ast } from '../sql/grammar.ts';
import { nodesOf, replaceNode, replaceSpan } from '../sql/rewrite.ts';
import type { Statement } from '../sql/statement.ts';
import { integerValue, spanOf, tokenBefore, unwrap, type Expr } from '../sql/tree.ts';

const isConstant = (expr: Expr): boolean => {
  const { type } = unwrap(expr);
  return type === 'StringLiteral' || type === 'NullLiteral' || type === 'BlobLiteral';
};

/** `ORDER BY 1 COLLATE NOCASE`: the result that the number stands for. */
function numberedResult(select: Ast.Select, term: Expr): Expr | undefined {
  const ordinal = term.type === 'CollateExpr' ? integerValue(term.expr) : undefined;
  const query = select.select;
  if (ordinal === undefined || query.type !== 'SelectFrom' || query.columns.some((column) => column.type !== 'ExprResultColumn')) return undefined;
  const column = query.columns[ordinal - 1];
  if (column?.type !== 'ExprResultColumn') return undefined;
  return column.expr.type === 'CollateExpr' ? column.expr.expr : column.expr;
}

function* numbered(select: Ast.Select): Iterable<Problem> {
  for (const { expr } of select.orderBy ?? []) {
    const column = numberedResult(select, expr);
    if (expr.type !== 'CollateExpr' || !column) continue;
    yield {
      ...spanOf(expr), message: 'A number with a collation stands for a result in ORDER BY of SQLite; on PostgreSQL it is a number (42804).', help: 'Write the column.',
      fix: { title: 'Write the column', safety: 'safe', portable: true, edits: [replaceNode(expr.expr, [spanOf(column)])] },
    };
  }
}

function* statement(statement: Statement): Iterable<Problem> {
  for (const query of nodesOf(statement, 'SelectFrom')) {
    const terms = query.groupBy ?? [];
    const first = terms.find(isConstant);
    if (!first) continue;
    const by = tokenBefore(statement.tokens, spanOf(terms[0]!).start);
    const group = by && tokenBefore(statement.tokens, by.start);
    const before = group && tokenBefore(statement.tokens, group.start);
    const isAll = terms.every(isConstant) && before;
    const edits: readonly ProposedEdit[] = isAll ? [replaceSpan({ start: before.end, end: spanOf(terms.at(-1)!).end }, '')] : terms.filter(isConstant).map((term) => replaceNode(term, '()'));
    yield {
      ...spanOf(first), severity: 'warning', message: 'A constant in GROUP BY is an error on PostgreSQL (42601); in SQLite it makes one group.',
      help: 'Leave it out. Without GROUP BY an empty table gives one row, with it none.', fix: { title: 'Leave it out', safety: 'unsafe', portable: isAll !== undefined, edits },
    };
  }
  for (const select of nodesOf(statement, 'Select')) {
    yield* numbered(select);
    yield* orderConstants(statement, select);
  }
}

const isFraction = (expr: Expr): boolean => expr.type === 'NumericLiteral' && integerValue(expr) === undefined;

/** A text or a fraction in ORDER BY, which orders nothing. */
function* orderConstants(statement: Statement, select: Ast.Select): Iterable<Problem> {
  const terms = select.orderBy ?? [];
  const isNothing = (term: Ast.SortedColumn): boolean => unwrap(term.expr).type === 'StringLiteral' || isFraction(unwrap(term.expr));
  for (const [index, term] of terms.entries()) {
    const inner = unwrap(term.expr);
    if (!isNothing(term)) continue;
    const what = isFraction(inner) ? 'A fraction' : 'A text';
    const by = tokenBefore(statement.tokens, spanOf(terms[0]!.expr).start);
    const before = by && tokenBefore(statement.tokens, tokenBefore(statement.tokens, by.start)?.start ?? 0);
    const end = spanOf(terms.at(-1)!).end;
    const previous = terms[index - 1];
    const edit: ProposedEdit | undefined = terms.every(isNothing) ? (before && index === 0 ? replaceSpan({ start: before.end, end }, '') : undefined)
      : previous ? replaceSpan({ start: spanOf(previous).end, end: spanOf(term).end }, '') : replaceSpan({ start: spanOf(term.expr).start, end: spanOf(terms[1]!.expr).start }, '');
    yield {
      ...spanOf(inner), message: `${what} in ORDER BY orders nothing in SQLite and is an error on PostgreSQL (42601).`,
      help: isFraction(inner) ? 'Leave it out.' : 'Write the name of the column without quotes, or in double quotes, if it was meant.',
      ...(edit && { fix: { title: 'Leave it out', safety: 'unsafe' as const, portable: true, edits: [edit] } }),
    };
  }
}

export default defineRule({
  summary: 'constants in GROUP BY and ORDER BY',
  why: "PostgreSQL reads a whole number there as the number of a result, and raises 42601 for any other constant. `ORDER BY 'name'` never ordered anything in SQLite.",
  construct: 'constants in GROUP BY and ORDER BY',
  severity: 'critical',
  category: 'breaks',
  manual: ['PostgreSQL, SELECT: https://www.postgresql.org/docs/current/sql-select.html#SQL-ORDERBY'],
  wakes: ['GROUP', 'ORDER'],
  statement,
});

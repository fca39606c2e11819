import type { Problem, ProposedEdit } from '../core/types.ts';
import { defineRule } from '../rule.ts';
import { nodesOf, replaceNode, replaceSpan } from '../sql/rewrite.ts';
import type { Statement } from '../sql/statement.ts';
import { integerValue, spanOf, tokenBefore, unwrap, type Expr } from '../sql/tree.ts';

const isConstant = (expr: Expr): boolean => {
  const { type } = unwrap(expr);
  return type === 'StringLiteral' || type === 'NullLiteral' || type === 'BlobLiteral';
};

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
    for (const term of select.orderBy ?? []) {
      const inner = unwrap(term.expr);
      const isFraction = inner.type === 'NumericLiteral' && integerValue(inner) === undefined;
      if (inner.type !== 'StringLiteral' && !isFraction) continue;
      yield {
        ...spanOf(inner), message: isFraction ? 'A fraction in ORDER BY orders nothing in SQLite and is an error on PostgreSQL (42601).' : 'A text in ORDER BY orders nothing in SQLite and is an error on PostgreSQL (42601).', help: isFraction ? 'Leave it out.' : 'Write the name of the column without quotes, or in double quotes, if it was meant.',
      };
    }
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

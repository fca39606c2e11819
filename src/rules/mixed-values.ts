import type { Problem } from '../core/types.ts';
import { defineRule } from '../rule.ts';
import type { Ast } from '../sql/grammar.ts';
import { ancestorsOf, nodesOf, parentOf, quoteText, replaceNode, wrapNode } from '../sql/rewrite.ts';
import type { Statement } from '../sql/statement.ts';
import { spanOf, textOf, type Expr } from '../sql/tree.ts';

const isNumberText = (text: string): boolean => /^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?\s*$/i.test(text);

/** The numbers of a column of VALUES that also holds a text that is no number; empty where the column has one type. */
function numbersBesideTexts(rows: readonly Ast.ValuesRow[], at: number): readonly Expr[] {
  const values = rows.flatMap((row) => row.values[at] ?? []);
  const hasText = values.some((value) => value.type === 'StringLiteral' && !isNumberText(value.value));
  return hasText ? values.filter((value) => value.type === 'NumericLiteral') : [];
}

/** Each row of VALUES is a query of its own in SQLite, and may hold a window function. */
function* windows(statement: Statement, list: Ast.SelectValues): Iterable<Problem> {
  const calls = nodesOf(statement, 'FunctionCallExpr', 'FunctionCallStarExpr').filter((one) => one.filterOver?.overClause);
  for (const row of calls.length > 0 ? list.values : []) {
    for (const value of row.values) {
      const call = calls.find((one) => spanOf(one).start >= spanOf(value).start && spanOf(one).end <= spanOf(value).end);
      if (!call || ancestorsOf(statement, call).find((above) => above.type === 'SelectFrom' || above === list) !== list) continue;
      yield {
        ...spanOf(value), message: 'A window function in VALUES is an error on PostgreSQL (42P20).', help: 'Put it into a sub-query.',
        fix: { title: 'Put it into a sub-query', safety: 'safe', portable: true, edits: [wrapNode(value, '(SELECT ', ')')] },
      };
    }
  }
}

export default defineRule({
  summary: 'A VALUES list with numbers and texts in one column, or with a window function',
  why: 'SQLite keeps each value as it is. PostgreSQL gives every column of VALUES one type and raises 22P02 for a text among numbers. Only the rows of INSERT ... VALUES are '
    + 'converted one by one, to the type of their column.',
  construct: 'VALUES with mixed types',
  severity: 'critical',
  category: 'breaks',
  manual: ['PostgreSQL, VALUES: https://www.postgresql.org/docs/current/sql-values.html', 'PostgreSQL, UNION and related constructs: https://www.postgresql.org/docs/current/typeconv-union-case.html'],
  wakes: ['SelectValues'],
  *statement(statement) {
    for (const list of nodesOf(statement, 'SelectValues')) {
      yield* windows(statement, list);
      const select = parentOf(statement, list);
      const owner = select && parentOf(statement, select);
      if (list.values.length < 2 || owner?.type === 'SelectInsertBody' || owner?.type === 'InsertTriggerCmd') continue;
      for (const [at] of (list.values[0]?.values ?? []).entries()) {
        const numbers = numbersBesideTexts(list.values, at);
        const first = numbers[0];
        if (!first) continue;
        yield {
          ...spanOf(first),
          message: `Column ${at + 1} of VALUES holds numbers and texts: PostgreSQL gives it one type and raises 22P02.`,
          help: 'Write the numbers as texts, if what reads them takes texts.',
          fix: { title: 'Quote the numbers', safety: 'unsafe', edits: numbers.map((value) => replaceNode(value, quoteText(textOf(statement.text, value)))) },
        };
      }
    }
  },
});

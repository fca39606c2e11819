import type { Problem } from '../core/types.ts';
import { defineRule, type Context } from '../rule.ts';
import { resultColumns } from '../sql/results.ts';
import { quoteName, replaceSpan } from '../sql/rewrite.ts';
import { touchesHole, type Statement } from '../sql/statement.ts';
import { isColumnNode } from '../sql/tree.ts';

function* statement(statement: Statement, context: Context): Iterable<Problem> {
  if (statement.tree?.type !== 'SelectStmt' && !(statement.tree && 'returning' in statement.tree)) return;
  const reads = new Set((statement.call?.reads ?? []).map((read) => read.property).filter((name) => name !== undefined));
  // Prose such as "Select region (optional)" in host code reads as a query without FROM.
  const isProse = statement.fragment.kind !== 'file' && !statement.call && statement.tree.type === 'SelectStmt' && !statement.tokens.some((token) => token.kind === 'FROM');
  if (isProse) return;
  for (const fact of resultColumns(statement, context.schema) ?? []) {
    if (!fact.expr || isColumnNode(fact.expr) || fact.expr.type === 'NumericLiteral' || fact.sqliteName === fact.postgresName) continue;
    if (statement.text.slice(fact.start, fact.end) !== fact.sqliteName) continue;
    if (touchesHole(statement, fact)) continue;
    const isRead = reads.has(fact.sqliteName);
    if (statement.call && !isRead) continue;
    yield {
      start: fact.start, end: fact.end,
      severity: isRead ? 'critical' : 'info', confidence: isRead ? 'certain' : 'review',
      message: `The result ${fact.sqliteName.slice(0, 60)} without an alias is named by its text in SQLite and ${fact.postgresName} on PostgreSQL.`,
      help: 'Give it an alias, and read it by that.',
      ...(isRead && { fix: { title: 'Add the alias', safety: 'safe', portable: true, edits: [replaceSpan({ start: fact.end, end: fact.end }, ` AS ${quoteName(fact.sqliteName)}`)] } }),
    };
    if (!isRead) return;
  }
}

export default defineRule({
  summary: 'results without an alias',
  why: 'The key of `SELECT count(*)` is `count(*)` in SQLite and `count` on PostgreSQL; `row[\'count(*)\']` is undefined there, and nothing fails.',
  construct: 'results without an alias',
  severity: 'info',
  category: 'changes-result',
  silent: true,
  ofDriver: true,
  manual: ['SQLite, Column names: https://sqlite.org/c3ref/column_name.html', 'PostgreSQL, 7.3.2 Column labels: https://www.postgresql.org/docs/current/queries-select-lists.html'],
  wakes: ['ExprResultColumn'],
  statement,
});

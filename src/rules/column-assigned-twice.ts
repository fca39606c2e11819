import type { Problem } from '../core/types.ts';
import { defineRule } from '../rule.ts';
import { setsOf } from '../sql/changes.ts';
import type { Ast } from '../sql/grammar.ts';
import { touchesHole, type Statement } from '../sql/statement.ts';
import { isSameName, spanOf, spanOfItem } from '../sql/tree.ts';

/** Of several assignments SQLite makes the last one (https://sqlite.org/lang_update.html). */
function* repeatedSets(sets: readonly Ast.SetAssignment[]): Iterable<Problem> {
  for (const [index, set] of sets.entries()) {
    const name = set.colNames[0];
    const next = sets[index + 1];
    if (!name || set.colNames.length > 1 || !next) continue;
    if (!sets.slice(index + 1).some((later) => later.colNames.length === 1 && isSameName(later.colNames[0]!.text, name.text))) continue;
    yield {
      ...spanOf(name),
      message: `\`${name.text}\` is assigned twice: PostgreSQL raises 42601, SQLite makes the last assignment only.`,
      help: 'Remove the earlier assignment, which has no effect.',
      fix: { title: 'Remove the assignment without effect', safety: 'safe', portable: true, edits: [{ start: spanOfItem(set).start, end: spanOfItem(next).start, text: '' }] },
    };
  }
}

/** SQLite stores the first value of a column that is listed twice. Not every reader of its grammar takes such a list, so the tokens are asked. */
function* repeatedColumns(statement: Statement): Iterable<Problem> {
  const { tokens } = statement;
  const open = tokens.findIndex((token) => token.kind === 'LP');
  if ((tokens[0]?.kind !== 'INSERT' && tokens[0]?.kind !== 'REPLACE') || tokens[open - 2]?.kind !== 'INTO') return;
  const close = tokens.findIndex((token, index) => index > open && token.kind === 'RP');
  const names = tokens.slice(open + 1, close).filter((token) => /^[\w"`[]/.test(token.text) && !touchesHole(statement, token));
  for (const [index, name] of names.entries()) {
    if (!names.slice(0, index).some((earlier) => isSameName(earlier.text, name.text))) continue;
    yield {
      start: name.start, end: name.end,
      message: `\`${name.text}\` is listed twice: PostgreSQL raises 42701, SQLite stores the first value only.`,
      help: 'Remove the second one with its values.',
    };
  }
}

export default defineRule({
  summary: 'A column that one INSERT or UPDATE writes twice',
  why: 'SQLite uses one of the values without a word; PostgreSQL refuses the statement.',
  construct: 'column written twice',
  severity: 'critical',
  category: 'breaks',
  manual: ['SQLite, UPDATE: https://sqlite.org/lang_update.html', 'PostgreSQL, UPDATE: https://www.postgresql.org/docs/current/sql-update.html'],
  *statement(statement) {
    // Parts that are appended under conditions may exclude each other.
    if (statement.fragment.kind === 'joined') return;
    if (statement.tree) for (const { sets } of setsOf(statement.tree)) yield* repeatedSets(sets);
    yield* repeatedColumns(statement);
  },
});

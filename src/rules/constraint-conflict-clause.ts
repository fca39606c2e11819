import type { Problem } from '../core/types.ts';
import { defineRule } from '../rule.ts';
import type { Statement } from '../sql/statement.ts';

const BY_CLAUSE: Readonly<Record<string, string>> = {
  IGNORE: 'leaves such rows out', REPLACE: 'replaces the rows in the way', FAIL: 'keeps the rows before the one that fails', ROLLBACK: 'ends the transaction',
};

const IN_STATEMENT: Readonly<Record<string, string>> = {
  IGNORE: 'INSERT ... ON CONFLICT DO NOTHING', REPLACE: 'INSERT ... ON CONFLICT (key) DO UPDATE SET ...', FAIL: 'one statement a row', ROLLBACK: 'ROLLBACK in the program',
};

/** `ON CONFLICT word` as a part of a constraint of CREATE TABLE or ALTER TABLE. */
function* problemsOf(statement: Statement): Generator<Problem> {
  const { tokens } = statement;
  for (const [index, token] of tokens.entries()) {
    const [conflict, word] = [tokens[index + 1], tokens[index + 2]];
    if (!/^on$/i.test(token.text) || !conflict || !word || !/^conflict$/i.test(conflict.text)) continue;
    const action = word.text.toUpperCase();
    const edit = { start: tokens[index - 1]!.end, end: word.end, text: '' };
    const title = `Remove ON CONFLICT ${action}`;
    if (action === 'ABORT') {
      yield {
        start: token.start, end: word.end, message: 'ON CONFLICT ABORT in a constraint is a syntax error in PostgreSQL, which always does that.',
        help: 'Remove the clause.', fix: { title, safety: 'safe', portable: true, edits: [edit] },
      };
    } else {
      yield {
        start: token.start, end: word.end,
        message: `ON CONFLICT ${action} in a constraint is a syntax error in PostgreSQL; in SQLite it ${BY_CLAUSE[action] ?? 'decides what happens'} for every INSERT and UPDATE.`,
        help: `Remove the clause, and say it in each statement that relies on it: ${IN_STATEMENT[action] ?? 'ON CONFLICT'}.`,
        fix: { title: `${title}: each statement must say it`, safety: 'unsafe', edits: [edit] },
      };
    }
  }
}

export default defineRule({
  summary: 'ON CONFLICT inside a constraint',
  why: 'SQLite lets a constraint say what happens to rows that violate it. PostgreSQL knows that only in an INSERT, so every statement that relied on it must say it.',
  construct: 'ON CONFLICT in a constraint',
  severity: 'critical',
  category: 'breaks',
  manual: ['SQLite, The ON CONFLICT clause: https://sqlite.org/lang_conflict.html', 'PostgreSQL, INSERT: https://www.postgresql.org/docs/current/sql-insert.html#SQL-ON-CONFLICT'],
  wakes: ['CONFLICT'],
  *statement(statement) {
    const type = statement.tree?.type;
    if (type === 'CreateTableStmt' || type === 'AlterTableStmt') yield* problemsOf(statement);
  },
});

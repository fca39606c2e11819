import type { Problem } from '../core/types.ts';
import { defineRule } from '../rule.ts';
import type { Statement } from '../sql/statement.ts';

function* problemOf(statement: Statement): Generator<Problem> {
  const { tokens } = statement;
  const at = tokens.findIndex((token) => /^if$/i.test(token.text));
  const [create, word, not, exists] = [tokens[0], tokens[at], tokens[at + 1], tokens[at + 2]];
  if (at < 0 || !create || !word || !not || !exists) return;
  yield {
    start: word.start, end: exists.end,
    message: 'CREATE VIEW IF NOT EXISTS is a syntax error in PostgreSQL.',
    help: 'Write CREATE OR REPLACE VIEW: it replaces a view of that name, and fails where the columns of the old one would change.',
    fix: {
      title: 'Write CREATE OR REPLACE VIEW', safety: 'unsafe',
      edits: [{ start: create.end, end: create.end, text: ' OR REPLACE' }, { start: tokens[at - 1]!.end, end: exists.end, text: '' }],
    },
  };
}

export default defineRule({
  summary: 'CREATE VIEW IF NOT EXISTS',
  why: 'PostgreSQL has IF NOT EXISTS for tables, indexes and schemas, and OR REPLACE for views. OR REPLACE writes the definition anew where SQLite keeps the old one.',
  construct: 'CREATE VIEW IF NOT EXISTS',
  severity: 'critical',
  category: 'breaks',
  manual: ['SQLite, CREATE VIEW: https://sqlite.org/lang_createview.html', 'PostgreSQL, CREATE VIEW: https://www.postgresql.org/docs/current/sql-createview.html'],
  wakes: ['CreateViewStmt'],
  *statement(statement) {
    if (statement.tree?.type === 'CreateViewStmt' && statement.tree.ifNotExists) yield* problemOf(statement);
  },
});

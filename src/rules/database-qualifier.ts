import type { Problem } from '../core/types.ts';
import { defineRule } from '../rule.ts';
import { unquote } from '../sql/ddl.ts';
import type { Statement } from '../sql/statement.ts';

/** Statements in which SQLite's `main` may stand before the name of a table, index, view or trigger. */
const WITH_NAMES = new Set([
  'SelectStmt', 'InsertStmt', 'UpdateStmt', 'DeleteStmt', 'CreateTableStmt', 'CreateIndexStmt', 'CreateViewStmt', 'CreateTriggerStmt', 'CreateVirtualTableStmt',
  'AlterTableStmt', 'DropTableStmt', 'DropIndexStmt', 'DropViewStmt', 'DropTriggerStmt', 'AnalyzeStmt', 'ExplainStmt',
]);

function* problemsOf(statement: Statement): Generator<Problem> {
  const { tokens } = statement;
  const isCreate = /^create$/i.test(tokens[0]?.text ?? '');
  // A table or an alias of that name: what stands before the point is that, not the database.
  const isName = tokens.some((token, index) => token.kind !== 'STRING' && tokens[index + 1]?.text !== '.'
    && (/^main$/i.test(unquote(token.text)) || (/^temp$/i.test(unquote(token.text)) && !isCreate)));
  if (isName) return;
  for (const [index, token] of tokens.entries()) {
    const name = unquote(token.text).toLowerCase();
    if ((name !== 'main' && name !== 'temp') || tokens[index + 1]?.text !== '.' || tokens[index - 1]?.text === '.' || token.kind === 'STRING') continue;
    const end = tokens[index + 2]?.start ?? tokens[index + 1]!.end;
    const isTempTable = name === 'temp' && isCreate;
    yield {
      start: token.start, end: tokens[index + 1]!.end,
      message: name === 'main' ? 'main. names SQLite\'s own database; PostgreSQL looks for a schema of that name.' : 'temp. names SQLite\'s temporary database; PostgreSQL looks for a schema of that name.',
      help: isTempTable ? 'Write CREATE TEMP TABLE with the plain name.' : `Leave ${name}. out: the search path finds the table.`,
      fix: {
        title: `Remove ${name}.`, safety: 'safe', portable: name === 'main',
        edits: [{ start: token.start, end, text: '' }, ...(isTempTable && !/^temp/i.test(tokens[1]?.text ?? '') ? [{ start: tokens[0]!.end, end: tokens[0]!.end, text: ' TEMP' }] : [])],
      },
    };
  }
}

export default defineRule({
  summary: 'names qualified by main. or temp.',
  why: '`main` and `temp` are the names that SQLite gives the database file and its temporary one. PostgreSQL reads them as schemas, and has none of these names.',
  construct: 'main. or temp. before a name',
  severity: 'critical',
  category: 'breaks',
  manual: ['SQLite, ATTACH DATABASE: https://sqlite.org/lang_attach.html', 'PostgreSQL, 5.10 Schemas: https://www.postgresql.org/docs/current/ddl-schemas.html'],
  wakes: ['DOT'],
  *statement(statement) {
    if (statement.tree && WITH_NAMES.has(statement.tree.type)) yield* problemsOf(statement);
  },
});

import { defineRule } from '../rule.ts';
import { nodesOf } from '../sql/rewrite.ts';
import { functionName, spanOf } from '../sql/tree.ts';

const COUNTS = new Set(['changes', 'total_changes']);

export default defineRule({
  summary: 'last_insert_rowid(), changes() and total_changes(), which PostgreSQL does not have',
  why: 'They ask the connection about an earlier statement. With a pool the next statement may run on another connection; PostgreSQL gives the new id by '
    + 'RETURNING and the number of rows with the result of the statement itself.',
  construct: 'last_insert_rowid() and changes()',
  severity: 'critical',
  category: 'breaks',
  manual: ['SQLite, Core functions: https://sqlite.org/lang_corefunc.html#last_insert_rowid', 'PostgreSQL, Returning data from modified rows: https://www.postgresql.org/docs/current/dml-returning.html'],
  wakes: ['last_insert_rowid()', 'changes()', 'total_changes()'],
  *statement(statement) {
    for (const node of nodesOf(statement, 'FunctionCallExpr')) {
      const name = functionName(node)!;
      if (name === 'last_insert_rowid') {
        yield {
          ...spanOf(node), message: '`last_insert_rowid()` does not exist in PostgreSQL.',
          help: 'Add RETURNING with the key to the INSERT and use what it gives. lastval() is the nearest function: it is right only when the id came from a sequence, on the same connection.',
          fix: { title: 'Write lastval()', safety: 'unsafe', edits: [{ ...spanOf(node), text: 'lastval()' }] },
        };
      } else if (COUNTS.has(name) && (node.args ?? []).length === 0) {
        yield { ...spanOf(node), message: `\`${name}()\` does not exist in PostgreSQL.`,
          help: 'Use the number of rows that the driver gives with the result (`rowCount`), or count in a WITH: `WITH changed AS (UPDATE ... RETURNING 1) SELECT count(*) FROM changed`.' };
      }
    }
  },
});

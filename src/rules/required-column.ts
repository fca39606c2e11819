import { defineRule } from '../rule.ts';
import { insertionsOf, missingColumns } from '../sql/changes.ts';
import { isSameName, spanOf } from '../sql/tree.ts';

export default defineRule({
  summary: 'INSERT without a value for a NOT NULL column',
  why: 'A statement that came from `INSERT OR IGNORE` may never have stored a row: SQLite skipped it, because a NOT NULL column without a default got no value, and said nothing. `ON CONFLICT DO NOTHING` '
    + 'leaves out violated unique keys only, so that PostgreSQL answers the same statement with an error (23502).',
  construct: 'INSERTs that leave out a NOT NULL column',
  severity: 'critical',
  confidence: 'likely',
  category: 'breaks',
  manual: ['PostgreSQL, INSERT: https://www.postgresql.org/docs/current/sql-insert.html', 'SQLite, ON CONFLICT clause: https://sqlite.org/lang_conflict.html'],
  wakes: ['InsertStmt', 'InsertTriggerCmd'],
  *statement(statement, context) {
    const { tree } = statement;
    if (!tree || statement.engine !== context.to || context.project.factsOf(statement.fragment.path)?.isTest === true) return;
    for (const insertion of insertionsOf(tree, context.schema)) {
      const missing = missingColumns(insertion, context.to);
      const isHole = (name: Parameters<typeof spanOf>[0]): boolean =>
        statement.holes.some((hole) => hole.start <= spanOf(name).start && spanOf(name).end <= hole.end);
      const isWritten = insertion.listed?.every((name) => !isHole(name)) === true;
      // A trigger may fill it in.
      const isFilled = context.schema.triggers.some((trigger) => isSameName(trigger.table, insertion.name));
      if (missing.length === 0 || !isWritten || insertion.orConflict || isFilled) continue;
      const names = missing.map((column) => `\`${column.name}\``).join(', ');
      yield {
        ...spanOf(insertion.node.tblName),
        message: `The INSERT gives no value for ${names}, which ${missing.length === 1 ? 'is NOT NULL and has' : 'are NOT NULL and have'} no default: PostgreSQL answers 23502.`,
        help: 'Give a value, or the column a default. ON CONFLICT DO NOTHING does not leave such a row out, as SQLite\'s OR IGNORE did.',
      };
    }
  },
});

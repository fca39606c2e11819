import { defineRule } from '../rule.ts';
import { conflictClause } from '../sql/conflict-clause.ts';
import type { Ast } from '../sql/grammar.ts';
import type { Schema } from '../sql/schema.ts';
import { indexTree, isSameName } from '../sql/tree.ts';

/** Whether no assigned column can violate a constraint, so that the clause never acts. */
function isIdle(node: Ast.UpdateStmt | Ast.UpdateTriggerCmd, schema: Schema): boolean {
  const table = schema.table(node.tblName.objName.text);
  if (!table || table.checks.length > 0) return false;
  if (schema.indexes.some((index) => index.unique && index.where !== undefined && isSameName(index.table, table.name))) return false;
  const keys = [...table.primaryKey, ...table.uniqueKeys.flat()];
  return node.sets.every((set) => set.colNames.every((name) => {
    const column = table.column(name.text);
    return column && !column.notNull && !column.primaryKey && column.check === undefined && !keys.some((key) => isSameName(key, name.text));
  }));
}

export default defineRule({
  summary: 'UPDATE OR IGNORE and UPDATE OR REPLACE, which PostgreSQL does not have',
  why: 'OR IGNORE leaves the rows as they are whose new values violate a constraint, OR REPLACE deletes the rows that stand in the way. An UPDATE of '
    + 'PostgreSQL fails as a whole: the condition, or the DELETE, must be written out.',
  construct: 'UPDATE OR IGNORE and UPDATE OR REPLACE',
  severity: 'critical',
  category: 'breaks',
  manual: ['SQLite, ON CONFLICT clause: https://sqlite.org/lang_conflict.html', 'PostgreSQL, UPDATE: https://www.postgresql.org/docs/current/sql-update.html'],
  wakes: ['IGNORE', 'REPLACE'],
  *statement(statement, { schema }) {
    const { tree } = statement;
    if (tree?.type !== 'UpdateStmt' && tree?.type !== 'CreateTriggerStmt') return;
    for (const node of indexTree(tree).ofType('UpdateStmt', 'UpdateTriggerCmd')) {
      const isIgnore = node.orConflict === 'Ignore';
      const clause = isIgnore || node.orConflict === 'Replace' ? conflictClause(statement, node) : undefined;
      if (!clause) continue;
      const word = isIgnore ? 'IGNORE' : 'REPLACE';
      const problem = { start: clause.start, end: clause.end, message: `\`UPDATE OR ${word}\` is a syntax error in PostgreSQL.` };
      if (isIdle(node, schema)) {
        yield { ...problem, help: 'Remove the clause: no constraint stands on the columns that are set.',
          fix: { title: `Remove OR ${word}`, safety: 'safe', portable: true, edits: [{ ...clause.cut, text: '' }] } };
        continue;
      }
      yield { ...problem, help: isIgnore
        ? 'Add `AND NOT EXISTS (SELECT 1 FROM ... AS other WHERE other.key = the new key)` for each unique key, and conditions for NOT NULL and CHECK.'
        : 'DELETE the rows that have the new key in a statement before it, in one transaction, then UPDATE.' };
    }
  },
});

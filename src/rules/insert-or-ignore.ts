import { defineRule } from '../rule.ts';
import { endOfRows, insertionsOf, missingColumns, valueRowsOf, valuesOf, type Insertion } from '../sql/changes.ts';
import { typesOf } from '../sql/infer.ts';
import type { Column } from '../sql/schema.ts';
import { conflictClause } from '../sql/conflict-clause.ts';
import type { SqliteTree } from '../sql/grammar.ts';
import type { Schema } from '../sql/schema.ts';
import { isSameName } from '../sql/tree.ts';

/** A column whose constraint OR IGNORE may be hiding, NULL into NOT NULL or a CHECK; `gets`: it certainly does. */
function hiddenConstraint(insertion: Insertion, tree: SqliteTree, schema: Schema): { readonly column?: Column; readonly gets?: 'NULL' | 'no value' } | undefined {
  const { table } = insertion;
  if (!table) return {};
  const [missing] = missingColumns(insertion, 'sqlite');
  if (missing) return { column: missing, gets: 'no value' };
  if (table.checks.length > 0 || table.columns.some((column) => column.check !== undefined)) return {};
  const types = typesOf(tree, schema);
  for (const column of table.columns) {
    const mustHave = (column.notNull || column.primaryKey) && column.name !== table.rowidAlias;
    if (!mustHave || column.generated || column.autoIncrement) continue;
    const values = valuesOf(insertion, column.name);
    if (!values) {
      const isGiven = insertion.columns?.some((name) => isSameName(name, column.name));
      if (isGiven || column.default === undefined) return { column };
      continue;
    }
    if (values.some((value) => value.type === 'NullLiteral')) return { column, gets: 'NULL' };
    if (values.some((value) => types.of(value).nullable !== false)) return { column };
  }
  return undefined;
}

export default defineRule({
  summary: 'INSERT OR IGNORE, which PostgreSQL does not have',
  why: 'OR IGNORE leaves out every row that violates a UNIQUE, NOT NULL, CHECK or PRIMARY KEY constraint. `ON CONFLICT DO NOTHING` leaves out only those '
    + 'that violate a unique key; a NULL in a NOT NULL column, which SQLite skipped without a word, raises an error.',
  construct: 'INSERT OR IGNORE',
  severity: 'critical',
  category: 'breaks',
  manual: ['SQLite, ON CONFLICT clause: https://sqlite.org/lang_conflict.html', 'PostgreSQL, INSERT: https://www.postgresql.org/docs/current/sql-insert.html'],
  wakes: ['IGNORE'],
  *statement(statement, { schema }) {
    const { tree } = statement;
    if (!tree) return;
    for (const insertion of insertionsOf(tree, schema)) {
      if (insertion.orConflict !== 'Ignore') continue;
      const clause = conflictClause(statement, insertion.node);
      if (!clause) continue;
      const place = { start: clause.start, end: clause.end };
      const message = '`INSERT OR IGNORE` is a syntax error in PostgreSQL.';
      if (insertion.upsert) {
        yield { ...place, message, help: 'It has an ON CONFLICT clause as well: decide what each conflict shall do and keep one clause.' };
        continue;
      }
      const hidden = hiddenConstraint(insertion, tree, schema);
      if (hidden?.gets) {
        yield { ...place, message: `${message} It also hides that \`${hidden.column!.name}\` is NOT NULL and gets ${hidden.gets} here: SQLite stores no row and raises no error.`,
          help: 'Give the column a value, or remove the row. `ON CONFLICT DO NOTHING` would let the error through.' };
        continue;
      }
      const isExact = hidden === undefined;
      const what = hidden?.column ? `a NULL for \`${hidden.column.name}\`, which is NOT NULL,` : 'a row that breaks a NOT NULL or CHECK constraint';
      yield {
        ...place, message,
        help: isExact ? 'Write ON CONFLICT DO NOTHING: only a unique key can be violated here.'
          : `Write ON CONFLICT DO NOTHING. It ignores violated unique keys only: ${what} was skipped by SQLite and raises an error in PostgreSQL.`,
        fix: {
          title: 'Write ON CONFLICT DO NOTHING', safety: isExact ? 'safe' : 'unsafe', portable: valueRowsOf(insertion) !== undefined,
          edits: [{ ...clause.cut, text: '' }, insertAt(endOfRows(statement.tokens, insertion), ' ON CONFLICT DO NOTHING')],
        },
      };
    }
  },
});

const insertAt = (at: number, text: string): { start: number; end: number; text: string } => ({ start: at, end: at, text });

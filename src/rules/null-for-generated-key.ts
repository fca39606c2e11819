import type { Problem, ProposedEdit } from '../core/types.ts';
import { defineRule } from '../rule.ts';
import { insertionsOf, valueRowsOf, valuesOf, type Insertion } from '../sql/changes.ts';
import { typesOf, type Types } from '../sql/infer.ts';
import { writeName } from '../sql/names.ts';
import { quoteText, wrapNode } from '../sql/rewrite.ts';
import type { Table } from '../sql/schema.ts';
import { isSameName, spanOf, type Expr } from '../sql/tree.ts';

/** A query has no DEFAULT: the column and its NULL are left out, and the other columns are listed. */
function leaveOut(insertion: Insertion, table: Table, alias: string, value: Expr): readonly ProposedEdit[] | undefined {
  const select = insertion.select?.select;
  if (select?.type !== 'SelectFrom' || select.columns.length < 2 || !insertion.columns) return undefined;
  const results = select.columns.flatMap((column) => (column.type === 'ExprResultColumn' ? [column] : []));
  const at = results.findIndex((column) => column.expr === value);
  if (at < 0 || results.length !== select.columns.length) return undefined;
  const cut = (spans: readonly { readonly start: number; readonly end: number }[]): ProposedEdit =>
    at === 0 ? { start: spans[0]!.start, end: spans[1]!.start, text: '' } : { start: spans[at - 1]!.end, end: spans[at]!.end, text: '' };
  const values = cut(results.map((column) => ({ start: spanOf(column.expr).start, end: spanOf(column).end })));
  if (insertion.listed) return [cut(insertion.listed.map(spanOf)), values];
  const others = insertion.columns.filter((name) => !isSameName(name, alias)).map((name) => writeName(name, table.column(name)?.isQuoted));
  const end = spanOf(insertion.node.tblName.alias ?? insertion.node.tblName.objName).end;
  return [{ start: end, end, text: ` (${others.join(', ')})` }, values];
}

/** Columns of a key that is no row number: SQLite stores NULL there (https://sqlite.org/lang_createtable.html#the_primary_key). */
function* ordinaryKeys(insertion: Insertion, table: Table): Iterable<Problem> {
  if (table.withoutRowid || table.strict || table.module !== undefined) return;
  for (const name of table.both?.postgres.primaryKey ?? table.primaryKey) {
    const column = table.column(name);
    const values = valuesOf(insertion, name);
    const isGiven = insertion.columns?.some((given) => isSameName(given, name)) !== false;
    const missing = !isGiven && column?.default === undefined && column?.postgresDefault === undefined && !column?.autoIncrement && !column?.generated;
    const place = values?.find((value) => value.type === 'NullLiteral') ?? (missing ? insertion.node.tblName.objName : undefined);
    if (!place || column?.notNull) continue;
    yield {
      ...spanOf(place),
      message: `\`${table.name}.${name}\` gets NULL: SQLite stores it, PostgreSQL raises 23502 for the column of a primary key.`,
      help: 'Give it a value, or make it an identity column if SQLite should have numbered it: only INTEGER PRIMARY KEY does.',
    };
  }
}

/** A value that may be NULL, for which SQLite takes the next row number. */
function* nullableKeys(insertion: Insertion, table: Table, alias: string, values: readonly Expr[], types: Types): Iterable<Problem> {
  if (table.withoutRowid) return;
  for (const value of values) {
    const { nullable, untyped, column } = types.of(value);
    if (value.type === 'NullLiteral' || untyped || nullable !== true || (column && /^id$/i.test(column.name))) continue;
    const sequence = `nextval(pg_get_serial_sequence(${quoteText(writeName(insertion.name, table.isQuoted))}, ${quoteText(table.column(alias)?.isQuoted ? alias : alias.toLowerCase())}))`;
    yield {
      ...spanOf(value), severity: 'warning',
      message: `The value for the key \`${alias}\` may be NULL: SQLite puts the next row number there, PostgreSQL raises 23502.`, help: 'Take the next number of the sequence for NULL.',
      fix: { title: 'Take the next number for NULL', safety: 'safe', edits: [wrapNode(value, 'coalesce(', `, ${sequence})`)] },
    };
  }
}

export default defineRule({
  summary: 'NULL inserted into a primary key',
  why: 'SQLite replaces a NULL in an INTEGER PRIMARY KEY by the next row number. In other keys it stores the NULL. A key column of PostgreSQL is '
    + 'NOT NULL: 23502. DEFAULT asks for the next number.',
  construct: 'NULL in a primary key',
  severity: 'critical',
  category: 'breaks',
  manual: ['SQLite, ROWIDs and the INTEGER PRIMARY KEY: https://sqlite.org/lang_createtable.html#rowid', 'PostgreSQL, INSERT: https://www.postgresql.org/docs/current/sql-insert.html'],
  wakes: ['InsertStmt', 'InsertTriggerCmd'],
  *statement(statement, { schema }) {
    if (!statement.tree) return;
    for (const insertion of insertionsOf(statement.tree, schema)) {
      const { table } = insertion;
      const alias = table?.rowidAlias;
      if (table && alias === undefined) yield* ordinaryKeys(insertion, table);
      if (!table || alias === undefined) continue;
      const values = valuesOf(insertion, alias) ?? [];
      yield* nullableKeys(insertion, table, alias, values, typesOf(statement.tree, schema));
      const isMixed = values.some((value) => value.type !== 'NullLiteral');
      for (const value of values) {
        if (value.type !== 'NullLiteral') continue;
        const edits = valueRowsOf(insertion) ? [{ ...spanOf(value), text: 'DEFAULT' }] : leaveOut(insertion, table, alias, value);
        yield {
          ...spanOf(value),
          message: `NULL for the key \`${alias}\` violates its NOT NULL in PostgreSQL: SQLite puts the next row number there.`,
          help: isMixed ? 'Write DEFAULT; the sequence must be beyond the ids that the other rows name.' : 'Write DEFAULT, or leave the column out.',
          ...(edits && { fix: { title: valueRowsOf(insertion) ? 'Write DEFAULT' : 'Leave the column out', safety: isMixed ? 'unsafe' as const : 'safe' as const, portable: !valueRowsOf(insertion), edits } }),
        };
      }
    }
  },
});

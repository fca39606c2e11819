import type { Place, Problem } from '../core/types.ts';
import { defineRule, type Context, type Project } from '../rule.ts';
import type { Table } from '../sql/schema.ts';
import { isSameName } from '../sql/tree.ts';

type Placed = Problem & { readonly path: string };

const hasAll = (names: readonly string[], others: readonly string[]): boolean => names.every((name) => others.some((other) => isSameName(other, name)));

const isSameKey = (a: readonly string[], b: readonly string[]): boolean => a.length === b.length && hasAll(a, b);

const isPrefix = (columns: readonly string[], of: readonly string[]): boolean => columns.length <= of.length && columns.every((name, at) => isSameName(name, of[at]!));

const listed = (names: readonly string[]): string => names.map((name) => `\`${name}\``).join(', ');

function* columnProblems(table: Table): Iterable<Placed> {
  const missing = table.columns.filter((column) => !column.isPostgresTypeDeclared && column.name !== table.rowidAlias);
  const [first] = missing;
  // A table whose halves share next to nothing was designed anew.
  if (!first || missing.length * 2 > table.columns.length) return;
  yield {
    ...first.place, severity: 'critical',
    message: `${listed(missing.map((column) => column.name))} of \`${table.name}\` ${missing.length === 1 ? 'stands' : 'stand'} in SQLite's DDL only: PostgreSQL's declares the table without (42703).`,
    help: 'Add the column to the DDL for PostgreSQL, with a migration for databases that exist.',
  };
}

function* keyProblems(table: Table): Iterable<Placed> {
  const { sqlite, postgres } = table.both!;
  const lost = sqlite.keys.filter((key) => key.every((name) => table.column(name)?.isPostgresTypeDeclared) && !postgres.keys.some((other) => isSameKey(key, other)));
  for (const key of lost) {
    const place: Place = table.column(key[0]!)?.postgresPlace ?? table.place;
    yield {
      ...place, severity: 'critical', silent: true,
      message: `(${key.join(', ')}) is a unique key of \`${table.name}\` in SQLite's DDL only: PostgreSQL takes duplicates, and ON CONFLICT on it fails (42P10).`,
      help: 'Look for duplicates, then add the unique key to the DDL for PostgreSQL.',
    };
  }
  for (const index of sqlite.indexes) {
    const known = [...postgres.keys, ...postgres.indexes.map((own) => own.columns)];
    if (!index.columns.every((name) => table.column(name)?.isPostgresTypeDeclared) || known.some((columns) => isPrefix(index.columns, columns))) continue;
    yield {
      ...index.place, severity: 'info',
      message: `The index ${index.name} (${index.columns.join(', ')}) of \`${table.name}\` stands in SQLite's DDL only.`,
      help: 'Add it to the DDL for PostgreSQL where the queries that it serves run there.',
    };
  }
}

function* problems(project: Project, context: Context): Iterable<Placed> {
  for (const table of context.schema.tables) {
    if (!table.both || project.factsOf(table.place.path)?.isTest !== false) continue;
    yield* columnProblems(table);
    yield* keyProblems(table);
  }
}

export default defineRule({
  summary: 'Columns, unique keys and indexes that only the DDL for SQLite declares',
  why: 'A project that keeps a schema for each engine adds a column or a key to one and forgets the other. A missing column fails when a query names it, a missing unique key lets duplicates in and breaks every '
    + 'ON CONFLICT on it, a missing index is slow.',
  construct: 'parts of tables that only SQLite has',
  severity: 'warning',
  confidence: 'likely',
  category: 'breaks',
  manual: ['PostgreSQL, INSERT, ON CONFLICT clause: https://www.postgresql.org/docs/current/sql-insert.html#SQL-ON-CONFLICT'],
  project: problems,
});

import type { Place, Problem } from '../core/types.ts';
import { defineRule, type Context, type Project } from '../rule.ts';
import type { Column, Table } from '../sql/schema.ts';
import { isSameName } from '../sql/tree.ts';

type Placed = Problem & { readonly path: string };

const hasAll = (names: readonly string[], others: readonly string[]): boolean => names.every((name) => others.some((other) => isSameName(other, name)));

/** `userId` and `user_id` are one name. */
const nameKey = (name: string): string => name.replace(/_/g, '').toLowerCase();

const isSameKey = (a: readonly string[], b: readonly string[]): boolean => a.length === b.length && hasAll(a.map(nameKey), b.map(nameKey));

const isPrefix = (columns: readonly string[], of: readonly string[]): boolean =>
  columns.length <= of.length && columns.every((name, at) => isSameName(name, of[at]!));

const listed = (names: readonly string[]): string => names.map((name) => `\`${name}\``).join(', ');

/** What statements say that are put together, and may add a column to any table. */
const addedSomewhere = (project: Project): string =>
  project.statements.filter(({ fragment, text }) => (fragment.kind === 'template' || fragment.kind === 'joined') && /^\s*alter\s+table[\s\S]*\badd\b/i.test(text))
    .map(({ text }) => text.toLowerCase()).join('\n');

/** Columns that an ORM declares for PostgreSQL although the DDL that was read does not. */
const declaredByOrm = (project: Project): ReadonlySet<string> =>
  new Set(project.facts.flatMap((fact) => fact.declarations ?? []).filter((own) => own.engine === 'postgres')
    .flatMap((own) => own.columns.map((column) => nameKey(column.name))));

function* columnProblems(table: Table, added: string, declared: ReadonlySet<string>): Iterable<Placed> {
  const own = table.columns.filter((column) => column.sqliteType === undefined).map((column) => nameKey(column.name));
  const all = table.columns.filter((column) => !column.isPostgresTypeDeclared && column.name !== table.rowidAlias);
  const missing = all.filter((column) => !added.includes(column.name.toLowerCase()) && !declared.has(nameKey(column.name)));
  const [first] = missing;
  // A table whose halves share next to nothing was designed anew, one whose names are spelled otherwise has them all.
  if (!first || all.length * 2 > table.columns.length || all.some((column) => own.includes(nameKey(column.name)))) return;
  yield {
    ...first.place,
    message: `${listed(missing.map((column) => column.name))} of \`${table.name}\` ${missing.length === 1 ? 'stands' : 'stand'} in SQLite's DDL only: PostgreSQL's declares the table without (42703).`,
    help: 'Add the column to the DDL for PostgreSQL, with a migration for databases that exist.',
  };
}

/** Whether a CREATE INDEX of the file that declares the table for PostgreSQL names the columns: the index is no engine's by its text. */
function isIndexedBeside(table: Table, columns: readonly string[], project: Project): boolean {
  const path = table.columns.find((column) => column.postgresPlace)?.postgresPlace?.path;
  return project.statements.some(({ fragment, text }) => fragment.path === path && /^\s*create\s+(?:unique\s+)?index\b/i.test(text)
    && [table.name, ...columns].every((name) => nameKey(text).includes(nameKey(name))));
}

function* keyProblems(table: Table, project: Project): Iterable<Placed> {
  const { sqlite, postgres } = table.both!;
  const declared = (name: string): Column | undefined =>
    table.columns.find((column) => column.isPostgresTypeDeclared && nameKey(column.name) === nameKey(name));
  const all = [...sqlite.unique, ...(sqlite.primaryKey.length > 1 ? [sqlite.primaryKey] : [])];
  const lost = all.filter((key) => key.every(declared) && ![...postgres.unique, postgres.primaryKey].some((other) => isSameKey(key, other))
    && !isIndexedBeside(table, key, project));
  for (const key of lost) {
    const place: Place = declared(key[0]!)?.postgresPlace ?? table.place;
    yield {
      ...place, silent: true,
      message: `(${key.join(', ')}) is a unique key of \`${table.name}\` in SQLite's DDL only: PostgreSQL takes duplicates, and ON CONFLICT on it fails (42P10).`,
      help: 'Look for duplicates, then add the unique key to the DDL for PostgreSQL.',
    };
  }
}

/** Files of migrations for PostgreSQL alone: an index is no engine's by its text. */
const OF_POSTGRES = /(?:^|[/._-])(?:postgres|postgresql|pgsql|pg)(?:[/._-])/i;

function* indexProblems(table: Table, project: Project): Iterable<Placed> {
  const { sqlite, postgres } = table.both!;
  const known = [...postgres.unique, postgres.primaryKey, ...postgres.indexes.map((own) => own.columns)];
  const lost = sqlite.indexes.filter((index) => project.factsOf(index.place.path)?.isTest === false && !OF_POSTGRES.test(index.place.path)
    && index.columns.every((name) => table.column(name)?.isPostgresTypeDeclared) && !known.some((columns) => isPrefix(index.columns, columns))
    && !isIndexedBeside(table, index.columns, project));
  const [first] = lost;
  if (!first) return;
  yield {
    ...first.place, severity: 'info',
    message: `${listed(lost.map((index) => index.name))} of \`${table.name}\` ${lost.length === 1 ? 'is an index' : 'are indexes'} of SQLite's DDL only.`,
    help: 'Declare them for PostgreSQL too where the queries that they serve run there.',
  };
}

/** Packages of one repository may have tables of the same name that are nobody's halves. */
const isOfOnePackage = (table: Table, project: Project): boolean =>
  new Set([table.place, ...table.columns.flatMap((column) => [column.place, column.postgresPlace ?? []].flat())]
    .map((place) => project.rootOf(place.path))).size === 1;

function* problems(project: Project, context: Context): Iterable<Placed> {
  const tables = context.schema.tables.filter((table) => table.both && project.factsOf(table.place.path)?.isTest === false && isOfOnePackage(table, project));
  if (tables.length === 0) return;
  const added = addedSomewhere(project);
  const declared = declaredByOrm(project);
  for (const table of tables) {
    yield* columnProblems(table, added, declared);
    yield* keyProblems(table, project);
    yield* indexProblems(table, project);
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

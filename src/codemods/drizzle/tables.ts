import type { DefaultClass } from '../../dialects/sqlite-to-postgres/defaults.ts';
import type { Target } from '../codemod.ts';
import type { PackageName } from '../packages.ts';

/** What Drizzle calls things for SQLite and for PostgreSQL. https://orm.drizzle.team/docs/column-types/sqlite, https://orm.drizzle.team/docs/column-types/pg */

/** Exports of `drizzle-orm/sqlite-core` that `drizzle-orm/pg-core` has under another name. */
export const RENAMES: Readonly<Record<string, string>> = {
  sqliteTable: 'pgTable', sqliteTableCreator: 'pgTableCreator', sqliteView: 'pgView',
  SQLiteTable: 'PgTable', SQLiteTableFn: 'PgTableFn', SQLiteTableWithColumns: 'PgTableWithColumns',
  SQLiteTableExtraConfig: 'PgTableExtraConfig', AnySQLiteTable: 'AnyPgTable',
  SQLiteColumn: 'PgColumn', AnySQLiteColumn: 'AnyPgColumn', SQLiteColumnBuilderBase: 'PgColumnBuilderBase', SQLiteView: 'PgView',
  SQLiteTransaction: 'PgTransaction', BaseSQLiteDatabase: 'PgDatabase',
  SQLiteSelect: 'PgSelect', SQLiteSelectBase: 'PgSelectBase', SQLiteSelectQueryBuilder: 'PgSelectQueryBuilder', SQLiteInsertValue: 'PgInsertValue',
  SQLiteUpdateSetSource: 'PgUpdateSetSource', SQLiteInsert: 'PgInsert', SQLiteUpdate: 'PgUpdate', SQLiteDelete: 'PgDelete',
  SQLiteDialect: 'PgDialect', SQLiteSyncDialect: 'PgDialect', SQLiteAsyncDialect: 'PgDialect', SQLiteSession: 'PgSession',
};

export interface ColumnRow {
  readonly builder: string;
  /** The `mode` of its configuration; `''` for none. */
  readonly modes: readonly string[];
  readonly postgres: string;
  /** The properties of the new configuration; those of the old that PostgreSQL's builder knows as well are kept. */
  readonly options: readonly string[];
  readonly keeps: readonly string[];
  readonly kind: DefaultClass;
}

/**
 * The columns. JavaScript gets the same values: a `Date` for the timestamp modes, a boolean for the boolean mode.
 * `timestamp` with a precision of 3 holds what a `Date` holds.
 */
export const COLUMNS: readonly ColumnRow[] = [
  { builder: 'integer', modes: ['', 'number'], postgres: 'integer', options: [], keeps: [], kind: 'integer' },
  { builder: 'integer', modes: ['boolean'], postgres: 'boolean', options: [], keeps: [], kind: 'boolean' },
  { builder: 'integer', modes: ['timestamp', 'timestamp_ms'], postgres: 'timestamp', options: ['precision: 3', 'withTimezone: true'], keeps: [], kind: 'timestamptz' },
  { builder: 'text', modes: ['', 'text'], postgres: 'text', options: [], keeps: ['enum'], kind: 'text' },
  { builder: 'text', modes: ['json'], postgres: 'jsonb', options: [], keeps: [], kind: 'jsonb' },
  { builder: 'blob', modes: ['', 'buffer'], postgres: 'bytea', options: [], keeps: [], kind: 'bytea' },
  { builder: 'blob', modes: ['json'], postgres: 'jsonb', options: [], keeps: [], kind: 'jsonb' },
  { builder: 'blob', modes: ['bigint'], postgres: 'numeric', options: ["mode: 'bigint'", 'precision: 1000', 'scale: 0'], keeps: [], kind: 'integer' },
  { builder: 'real', modes: [''], postgres: 'doublePrecision', options: [], keeps: [], kind: 'real' },
  { builder: 'numeric', modes: ['', 'string', 'number', 'bigint'], postgres: 'numeric', options: [], keeps: ['mode'], kind: 'real' },
];

/** An integer that holds more than 32 bits, by its name or default. */
export const WIDE: ColumnRow = { builder: 'integer', modes: [], postgres: 'bigint', options: ["mode: 'number'"], keeps: [], kind: 'integer' };

/** `int` is another name of `integer`. */
export const builderName = (name: string): string => (name === 'int' ? 'integer' : name);

/** Drizzle's PostgreSQL core has no builder for bytea: its own way is a custom type. https://orm.drizzle.team/docs/custom-types */
export const BYTEA = "const bytea = customType<{ data: Buffer }>({ dataType: () => 'bytea' });";

/** The modules under `drizzle-orm/` that talk to SQLite, and whether their queries run at once. */
export const SQLITE_DRIVERS: Readonly<Record<string, { readonly isSync: boolean; readonly client: readonly string[] }>> = {
  'better-sqlite3': { isSync: true, client: ['better-sqlite3'] },
  'bun-sqlite': { isSync: true, client: ['bun:sqlite'] },
  'sql-js': { isSync: true, client: ['sql.js'] },
  libsql: { isSync: false, client: ['@libsql/client', '@libsql/client/node', '@libsql/client/web', '@libsql/client/sqlite3'] },
  'libsql/node': { isSync: false, client: ['@libsql/client', '@libsql/client/node'] },
};

/** Types of a database by driver module: `PgDatabase` is what all of PostgreSQL's have in common, so that tests may run on another driver. */
export const DATABASE_TYPES = new Set(['BetterSQLite3Database', 'LibSQLDatabase', 'BunSQLiteDatabase', 'SQLJsDatabase']);

export interface TargetRow {
  /** Below `drizzle-orm/`. */
  readonly module: string;
  readonly imports: string;
  /** The client for the text of a connection string. */
  readonly open: (url: string) => string;
  readonly close: string;
  /** The key of `drizzle({ ... })` with the connection, and of the packages. */
  readonly packages: readonly PackageName[];
  readonly types: readonly PackageName[];
  readonly rows: string;
}

const PGLITE: TargetRow = {
  module: 'pglite', imports: "import { PGlite } from '@electric-sql/pglite';", open: (url) => (url === '' ? 'new PGlite()' : `new PGlite(${url})`), close: 'close',
  packages: ['@electric-sql/pglite'], types: [], rows: '.rows',
};

export const TARGETS: Readonly<Record<Target, TargetRow>> = {
  pg: {
    module: 'node-postgres', imports: "import { Pool } from 'pg';", open: (url) => `new Pool({ connectionString: ${url} })`, close: 'end',
    packages: ['pg'], types: ['@types/pg'], rows: '.rows',
  },
  postgres: {
    module: 'postgres-js', imports: "import postgres from 'postgres';", open: (url) => `postgres(${url}!)`, close: 'end',
    packages: ['postgres'], types: [], rows: '',
  },
  pglite: PGLITE,
};

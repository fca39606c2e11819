import type { Engine, Place } from '../core/types.ts';

/**
 * The tables of a project after all its DDL was replayed in order, from `.sql` files, migrations and strings in host code alike.
 * A half-migrated project may declare a table for both engines; the PostgreSQL declaration then decides the target types.
 */
export interface Schema {
  /** Names are compared as SQLite does: without regard to the case of A-Z. */
  readonly table: (name: string) => Table | undefined;
  readonly tables: readonly Table[];
  readonly views: readonly View[];
  readonly indexes: readonly Index[];
  readonly triggers: readonly { readonly name: string; readonly table: string; readonly place: Place }[];
}

export interface Table {
  readonly name: string;
  /** Its declaration writes the name in quotes: PostgreSQL keeps its case. */
  readonly isQuoted?: boolean;
  readonly columns: readonly Column[];
  readonly column: (name: string) => Column | undefined;
  /** Names of the key's columns; empty without one. */
  readonly primaryKey: readonly string[];
  /** UNIQUE constraints and full unique indexes, without the primary key. */
  readonly uniqueKeys: readonly (readonly string[])[];
  readonly foreignKeys: readonly ForeignKey[];
  readonly checks: readonly string[];
  readonly withoutRowid: boolean;
  readonly strict: boolean;
  /** `fts5`, `rtree`, ... of a virtual table. */
  readonly module?: string;
  /** The column that is an alias of the rowid: the only column of the key, declared exactly INTEGER (https://sqlite.org/lang_createtable.html#rowid). */
  readonly rowidAlias?: string;
  readonly place: Place;
  /** The engines whose DDL declares it. */
  readonly declaredFor: readonly Engine[];
  /** What each engine's own DDL says, where both declare it. */
  readonly both?: Readonly<Record<Engine, OwnKeys>>;
}

/** The keys and the other indexes of a table in one engine's DDL, by their columns. */
export interface OwnKeys {
  readonly primaryKey: readonly string[];
  readonly unique: readonly (readonly string[])[];
  readonly indexes: readonly { readonly name: string; readonly columns: readonly string[]; readonly place: Place }[];
}

/** What an ORM gives and takes as its own, whatever a migration for SQLite called it. */
export type EntityType = 'boolean' | 'integer';

export interface Column {
  readonly name: string;
  /** Its declaration writes the name in quotes: PostgreSQL keeps its case. */
  readonly isQuoted?: boolean;
  /** The type as declared for SQLite, in upper case with its size, `''` without one; undefined when only PostgreSQL DDL declares the column. */
  readonly sqliteType?: string;
  /** The type that the column has, or will have by the faithful mapping, on PostgreSQL: in lower case, `bigint`, `text`, `timestamp with time zone`. */
  readonly postgresType: string;
  /** The PostgreSQL type stands in DDL of the project, it was not derived. */
  readonly isPostgresTypeDeclared: boolean;
  /** Only SQLite's DDL shows it, of a table that PostgreSQL's declares too: what it is there is not known. */
  readonly isOnlyOnSqlite?: boolean;
  /** The size of a declared `varchar(n)` or `char(n)` on PostgreSQL. */
  readonly maxLength?: number;
  readonly notNull: boolean;
  readonly primaryKey: boolean;
  readonly autoIncrement: boolean;
  readonly unique: boolean;
  /** The default's text as written. */
  readonly default?: string;
  /** The default of PostgreSQL's DDL, where both engines' declare the column. */
  readonly postgresDefault?: string;
  readonly collation?: string;
  readonly generated?: 'virtual' | 'stored';
  readonly check?: string;
  /** What the literals are that the project's INSERTs write into it; `wide`: integers of more than 16 bits, `big`: of more than 32. */
  readonly literals?: 'integer' | 'wide' | 'big' | 'real' | 'text';
  /** The PostgreSQL type that the entity of the table gives the column, where SQLite's cannot tell. */
  readonly entityType?: EntityType;
  readonly place: Place;
  /** Where PostgreSQL's DDL declares it. */
  readonly postgresPlace?: Place;
}

export interface ForeignKey {
  readonly columns: readonly string[];
  readonly table: string;
  /** Empty: the primary key of the table. */
  readonly references: readonly string[];
  readonly onDelete?: string;
  readonly onUpdate?: string;
  readonly place: Place;
}

export interface Index {
  readonly name: string;
  readonly table: string;
  readonly columns: readonly string[];
  readonly unique: boolean;
  readonly where?: string;
  readonly place: Place;
}

export interface View {
  readonly name: string;
  /** The names that it gives its columns itself. */
  readonly columns?: readonly string[];
  readonly select: string;
  readonly place: Place;
}

/** A schema without tables. */
export const emptySchema: Schema = { table: () => undefined, tables: [], views: [], indexes: [], triggers: [] };

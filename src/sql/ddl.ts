import type { ForeignKey } from './schema.ts';
import type { Place, Span } from '../core/types.ts';
import { toPlace } from '../core/positions.ts';
import { isPostgresGrammarLoaded, readsPostgres } from './grammar.ts';
import type { Statement } from './statement.ts';

/** What one DDL statement does to a schema, whichever grammar it was written in. */
export type Change =
  | { readonly kind: 'create-table'; readonly table: TableDraft; readonly ifNotExists: boolean }
  | { readonly kind: 'create-table-as'; readonly name: string; readonly isQuoted?: boolean; readonly columns: readonly SelectedColumn[]; readonly place: Place }
  | { readonly kind: 'drop-table' | 'drop-view' | 'drop-index' | 'drop-trigger'; readonly name: string }
  | { readonly kind: 'rename-table'; readonly name: string; readonly to: string }
  | { readonly kind: 'rename-column'; readonly table: string; readonly name: string; readonly to: string }
  | { readonly kind: 'add-column'; readonly table: string; readonly column: ColumnDraft; readonly constraints: Constraints }
  | { readonly kind: 'drop-column'; readonly table: string; readonly name: string }
  | { readonly kind: 'alter-column'; readonly table: string; readonly name: string; readonly set: Partial<ColumnDraft> }
  | { readonly kind: 'add-constraints'; readonly table: string; readonly constraints: Constraints }
  | { readonly kind: 'create-index'; readonly index: IndexDraft }
  | { readonly kind: 'create-view'; readonly name: string; readonly columns?: readonly string[]; readonly select: string; readonly place: Place }
  | { readonly kind: 'create-trigger'; readonly name: string; readonly table: string; readonly place: Place };

export interface TableDraft {
  readonly name: string;
  readonly isQuoted?: boolean;
  readonly columns: readonly ColumnDraft[];
  readonly constraints: Constraints;
  readonly withoutRowid: boolean;
  readonly strict: boolean;
  readonly module?: string;
  readonly place: Place;
}

export interface ColumnDraft {
  readonly name: string;
  /** The name is written in quotes. */
  readonly isQuoted?: boolean;
  /** As declared: SQLite's in upper case with its size, PostgreSQL's in lower case by its full name. */
  readonly type: string;
  readonly notNull: boolean;
  readonly autoIncrement: boolean;
  readonly default?: string | undefined;
  readonly collation?: string | undefined;
  readonly generated?: 'virtual' | 'stored' | undefined;
  readonly check?: string | undefined;
  readonly place: Place;
}

export interface Constraints {
  readonly primaryKey?: readonly string[] | undefined;
  /** `INTEGER PRIMARY KEY DESC` is no alias of the rowid. */
  readonly primaryKeyIsDescending?: boolean;
  readonly unique: readonly (readonly string[])[];
  readonly foreignKeys: readonly ForeignKey[];
  readonly checks: readonly string[];
}

export interface IndexDraft {
  readonly name: string;
  readonly table: string;
  readonly columns: readonly string[];
  readonly unique: boolean;
  /** All its parts are plain columns. */
  readonly plain: boolean;
  readonly where?: string;
  readonly place: Place;
}

/** A column of `CREATE TABLE ... AS`: a plain one of a table, all of a table, or an expression. */
export interface SelectedColumn {
  readonly name?: string;
  readonly from?: { readonly tables: readonly string[]; readonly column?: string };
}

export const isDdl = (statement: Statement): boolean => /^(?:CREATE|ALTER|DROP)$/.test(statement.tokens[0]?.kind ?? '');

/** What only PostgreSQL's DDL says; SQLite would read each as an arbitrary type or function name. */
const POSTGRES_DDL = /\b(?:timestamptz|bytea|bigserial|smallserial|serial|timestamp\s+with(?:out)?\s+time\s+zone|generated\s+(?:always|by\s+default)\s+as\s+identity|gen_random_uuid|default\s+now\s*\(|using\s+(?:gin|gist|btree|hash))\b|::/i;
/** Names that PostgreSQL's grammar takes for user types or functions, and that say that the statement was never migrated. */
const SQLITE_DDL = /\b(?:datetime|blob|tinyint|mediumint|nvarchar|clob|double(?!\s+precision)|strftime|julianday|unixepoch|randomblob|json_valid|autoincrement|without\s+rowid|\)\s*strict|collate\s+(?:nocase|rtrim|binary))\b/i;

/**
 * Whether a DDL statement is written in PostgreSQL's dialect, so that its types are the project's choice: only that grammar reads it, it goes to
 * PostgreSQL and nothing in it is SQLite's, or it uses types that only PostgreSQL has.
 */
export function isPostgresDdl(statement: Statement): boolean {
  if (statement.grammar === 'postgres') return true;
  if (statement.engine === 'sqlite' || statement.dialect === 'sqlite') return false;
  if (statement.grammar === 'none' || SQLITE_DDL.test(statement.text)) return false;
  if (statement.engine !== 'postgres' && !POSTGRES_DDL.test(statement.text)) return false;
  return !isPostgresGrammarLoaded() || readsPostgres(statement.text);
}

/** Whether the text holds a name or clause that only SQLite's DDL has. */
export const showsSqliteDdl = (statement: Statement): boolean => SQLITE_DDL.test(statement.text);

/** Identifiers of the statement that an interpolated host expression makes, in lower case: their names are not known. */
export function unknownNames(statement: Statement): ReadonlySet<string> {
  if (statement.holes.length === 0) return NONE;
  const inHole = statement.tokens.filter((token) => statement.holes.some((hole) => hole.start < token.end && token.start < hole.end));
  return new Set(inHole.map((token) => unquote(token.text).toLowerCase()));
}

const NONE: ReadonlySet<string> = new Set();

/** A name without its quotes (`"a"`, `[a]`, or in back-ticks). */
export const unquote = (text: string): string =>
  /^(?:".*"|`.*`|'.*')$/s.test(text) ? text.slice(1, -1).replaceAll(text[0]! + text[0]!, text[0]!) : /^\[.*\]$/s.test(text) ? text.slice(1, -1) : text;

/** Whether the name that begins at an offset is written in quotes. */
export const isQuotedAt = (statement: Statement, offset: number): boolean => /^["`[']/.test(statement.text.slice(offset, offset + 1));

export const placeIn = (statement: Statement, span: Span): Place =>
  toPlace(statement.fragment, { start: statement.start + span.start, end: statement.start + span.end });

/** The text from the token after `start` to `end`, as written. The left edges of composite nodes are loose, those of tokens are not. */
export function textFrom(statement: Statement, start: number, end: number): string {
  const first = statement.tokens.find((token) => token.start >= start);
  return first && first.start < end ? statement.text.slice(first.start, end).trim() : '';
}

/** Full names of the types that PostgreSQL's parser calls by their catalog name, or that people abbreviate. */
const FULL_NAMES: Readonly<Record<string, string>> = {
  int2: 'smallint', int4: 'integer', int: 'integer', int8: 'bigint', bool: 'boolean', float4: 'real', float8: 'double precision', decimal: 'numeric',
  varchar: 'character varying', bpchar: 'character', timestamptz: 'timestamp with time zone', timestamp: 'timestamp without time zone',
  timetz: 'time with time zone', time: 'time without time zone', serial: 'integer', serial4: 'integer', bigserial: 'bigint', serial8: 'bigint',
  smallserial: 'smallint', serial2: 'smallint',
};

/** The full name of a PostgreSQL type as it is declared or called in the catalog, in lower case and without its size. */
export function fullTypeName(type: string): string {
  const name = type.toLowerCase().replace(/\s*\([^)]*\)/, '').trim();
  return FULL_NAMES[name] ?? name;
}

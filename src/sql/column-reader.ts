import type { Span } from '../core/types.ts';
import { field, string, type PostgresReading } from './postgres-tree.ts';

/** A column by the names of its table and its own, as PostgreSQL folds them. */
export interface ColumnName {
  readonly table: string;
  readonly column: string;
}

/** What a value of a column may be. */
export type Leaf = Span & (
  | { readonly kind: 'parameter'; readonly number: number; readonly cast?: string }
  | { readonly kind: 'literal'; readonly value: string | number }
  | { readonly kind: 'null' }
  | ({ readonly kind: 'column' } & ColumnName)
  /** `1 - done` of the column itself; `of`: where the column stands. */
  | { readonly kind: 'toggle'; readonly of: Span }
  /** `to_char(moment, format)`; `of` is the moment. */
  | { readonly kind: 'moment'; readonly format: string; readonly of: Span }
  /** Anything else that the statement works out. */
  | { readonly kind: 'other' });

/** What a statement does with a column: spans are those of its text. */
export interface ColumnUse extends ColumnName, Span {
  /**
   * `declared`: by DDL, the span is that of its type; `stored`: by INSERT and SET; `compared`; `result`: it is given back, alone or as one of the leaves;
   * `ordered`: ORDER BY, GROUP BY, an index, a key; `tested`: IS NULL, count(); `called`: the argument of a function; `cast`; `unknown`: anything else.
   */
  readonly role: 'declared' | 'stored' | 'compared' | 'result' | 'ordered' | 'tested' | 'called' | 'cast' | 'unknown';
  /** What is stored or compared, or the default: each value that it may be. Of a result what it may be beside the column. */
  readonly leaves: readonly Leaf[];
  /** The key of a result, the function that is called, the type it is cast to or declared with. */
  readonly name?: string;
  readonly operator?: string;
}

/** A result that is a condition. `isOuter`: of the statement itself, not of a query inside. */
export interface ConditionResult extends Span {
  readonly name: string;
  readonly isOuter: boolean;
}

export interface KnownTables {
  /** The columns of a table in their order; undefined for one that no DDL declares. */
  readonly columnsOf: (table: string) => readonly string[] | undefined;
  /** The name that a table has in the end: `users` of `users_new`. */
  readonly nameOf: (table: string) => string;
}

export interface Source {
  readonly alias: string;
  /** Undefined for a sub-query, a common table, a function, a table that no DDL declares. */
  readonly table?: string;
}

export interface Scope {
  readonly sources: readonly Source[];
  readonly outer?: Scope;
  /** The names of common tables. */
  readonly common: ReadonlySet<string>;
}

export const NOWHERE: Scope = { sources: [], common: new Set() };

/** What results of a query are to its statement; `columns`: they are stored there, in that order. */
export type Results = { readonly kind: 'result' | 'tested' | 'unknown' } | { readonly kind: 'stored'; readonly columns: readonly (ColumnName | undefined)[] };

/** What the readers of one statement share. */
export interface Reader {
  readonly reading: PostgresReading;
  readonly tables: KnownTables;
  /** Whether the program fills a span in. */
  readonly isHole: (span: Span) => boolean;
  /** The name by which a table is known whose name the program fills in. */
  readonly filledName: (span: Span) => string | undefined;
  readonly uses: ColumnUse[];
  readonly conditions: ConditionResult[];
  /** Tables of which a part that the program fills in may use any column. */
  readonly opaque: Set<string>;
  readonly query: (body: unknown, outer: Scope, results: Results) => void;
}

export const spanAt = ({ reading }: Pick<Reader, 'reading'>, location: unknown): Span => {
  const at = reading.tokenAt(location);
  return at < 0 ? { start: 0, end: 0 } : reading.spanOf(at);
};

/** The table that a `RangeVar` names; undefined for one that no DDL declares. */
export function tableOf({ reading, tables, isHole, filledName }: Pick<Reader, 'reading' | 'tables' | 'isHole' | 'filledName'>, range: unknown): string | undefined {
  if (field(range, 'relname') === undefined) return undefined;
  const span = spanAt({ reading }, field(range, 'location'));
  const table = isHole(span) ? filledName(span) : tables.nameOf(string(range, 'relname').toLowerCase());
  return table === undefined || !tables.columnsOf(table) ? undefined : table;
}

export const named = ({ tables }: Pick<Reader, 'tables'>, table: string | undefined, column: string): ColumnName | undefined =>
  (table !== undefined && tables.columnsOf(table)?.includes(column.toLowerCase()) ? { table, column: column.toLowerCase() } : undefined);

export function addUse(reader: Reader, column: ColumnName | undefined, location: unknown, role: ColumnUse['role'], rest: Partial<ColumnUse> = {}): void {
  if (column) reader.uses.push({ ...spanAt(reader, location), ...column, role, leaves: [], ...rest });
}

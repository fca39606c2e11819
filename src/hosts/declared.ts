import type { Declaration, DeclaredColumn, Engine, Fragment, Span, Stretch } from '../core/types.ts';

/** What an ORM writes for a type of its own, by engine; absent where it has no such type for the engine. */
export type OrmType = Readonly<Partial<Record<Engine, string>>>;

/** A column of a table whose engine the host code does not name. */
export interface EitherColumn extends Span {
  readonly name: string;
  readonly property: string;
  readonly ormType: string;
  readonly type: OrmType;
  readonly isPrimaryKey: boolean;
  readonly constraints: readonly string[];
}

export interface EitherTable extends Span {
  readonly name: string;
  readonly entity?: string;
  readonly isMigration?: boolean;
  readonly columns: readonly EitherColumn[];
}

/** A table as an ORM reader found it. Types and defaults are spelled for the engine. */
export interface DeclaredTable extends Span {
  readonly name: string;
  readonly entity?: string;
  readonly columns: readonly (DeclaredColumn & { readonly type: string; readonly constraints: readonly string[] })[];
  /** Table constraints as DDL: `UNIQUE ("a", "b")`. */
  readonly constraints: readonly string[];
}

const quote = (name: string): string => `"${name.replaceAll('"', '""')}"`;

export const columnList = (names: readonly string[]): string => `(${names.map(quote).join(', ')})`;

/** Writes the DDL of a declared table, with a map that leads each column back to its declaration. */
export function toDeclaration(path: string, orm: string, engine: Engine, table: DeclaredTable): Declaration {
  const map: Stretch[] = [];
  let text = '';
  const add = (part: string, source: Span): void => {
    map.push({ start: text.length, end: text.length + part.length, from: source.start, to: source.end, quoting: 'verbatim', kind: 'hole' });
    text += part;
  };
  add(`CREATE TABLE ${quote(table.name)} (`, table);
  table.columns.forEach((column, index) => {
    const parts = [quote(column.name), column.type, ...column.constraints].filter((part) => part !== '');
    add(`${index > 0 ? ', ' : ''}${parts.join(' ')}`, column);
  });
  add(`${table.constraints.map((constraint) => `, ${constraint}`).join('')})`, table);
  const fragment: Fragment = { path, text, map, holes: [], kind: 'literal' };
  const columns = table.columns.map(({ name, property, start, end, postgresType, isPrimaryKey, ormType }) =>
    ({ name, property, start, end, isPrimaryKey, ...(postgresType !== undefined && { postgresType }), ...(ormType !== undefined && { ormType }) }));
  return { orm, engine, table: table.name, ...(table.entity !== undefined && { entity: table.entity }), fragment, columns };
}

/** The DDL that an ORM writes on each engine for a table whose engine the host code does not name. */
export function toDeclarations(path: string, orm: string, table: EitherTable): readonly Declaration[] {
  return (['sqlite', 'postgres'] as const).map((engine) => {
    const columns = table.columns.flatMap((column) => {
      const type = column.type[engine];
      return type === undefined ? [] : [{ ...column, type, ...(engine === 'postgres' && { postgresType: type.replace(/ PRIMARY KEY$/, '') }) }];
    });
    const declaration = toDeclaration(path, orm, engine, { ...table, columns, constraints: [] });
    const either = table.columns.map((column) => ({ ...column, ...(column.type.postgres !== undefined && { postgresType: column.type.postgres }) }));
    return { ...declaration, isEither: true, columns: either, ...(table.isMigration && { isMigration: true }) };
  });
}

/** DEFAULT for a literal value. */
export function defaultClause(value: unknown): readonly string[] {
  if (typeof value === 'string') return [`DEFAULT '${value.replaceAll("'", "''")}'`];
  return typeof value === 'number' || typeof value === 'boolean' ? [`DEFAULT ${String(value)}`] : [];
}

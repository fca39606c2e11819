import type { Declaration, DeclaredColumn, Engine, Fragment, Span, Stretch } from '../core/types.ts';

/** A table as an ORM reader found it. Types and defaults are spelled for the engine. */
export interface DeclaredTable extends Span {
  readonly name: string;
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
  const columns = table.columns.map(({ name, property, start, end, postgresType, isPrimaryKey }) =>
    ({ name, property, start, end, isPrimaryKey, ...(postgresType !== undefined && { postgresType }) }));
  return { orm, engine, fragment, columns };
}

import type { Project } from '../../rule.ts';
import { resultColumns } from '../../sql/results.ts';
import type { Column, Schema } from '../../sql/schema.ts';
import { indexTree, remember } from '../../sql/tree.ts';

/** Whether a name, as written, loses capital letters on PostgreSQL. */
export const isFolded = (written: string): boolean => /^[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*$/.test(written) && written !== written.toLowerCase();

export const isFoldedColumn = (column: Column): boolean => column.isQuoted === false && isFolded(column.name);

/** Columns whose names PostgreSQL folds although the program reads them through a star, which no alias can mend: only their declaration can. */
export interface StarReads {
  readonly has: (column: Column) => boolean;
  /** Whether a table of that name has such a column. */
  readonly hasTable: (name: string) => boolean;
}

const NONE: StarReads = { has: () => false, hasTable: () => false };

const readersOf = remember((_project: Project) => new WeakMap<Schema, StarReads>());

/** Found once for a project. Tables that PostgreSQL's own DDL declares are left out: they may stand in a database already. */
export function starReads(project: Project, schema: Schema): StarReads {
  if (project.dataLayer === 'postgres') return NONE;
  const known = readersOf(project).get(schema);
  if (known) return known;
  const columns = new Set<Column>();
  for (const statement of project.statements) {
    if (!statement.tree || indexTree(statement.tree).ofType('StarResultColumn', 'TableStarResultColumn').length === 0) continue;
    for (const { column } of resultColumns(statement, schema) ?? []) if (column && isFoldedColumn(column)) columns.add(column);
  }
  const own = schema.tables.filter((table) => !table.declaredFor.includes('postgres'));
  const tables = new Set(own.filter((table) => table.columns.some((column) => columns.has(column))).map((table) => table.name.toLowerCase()));
  const all = new Set(own.filter((table) => tables.has(table.name.toLowerCase())).flatMap((table) => table.columns.filter(isFoldedColumn)));
  const reads: StarReads = { has: (column) => all.has(column), hasTable: (name) => tables.has(name.toLowerCase()) };
  readersOf(project).set(schema, reads);
  return reads;
}

import { rememberBoth } from '../../core/remember.ts';
import type { Project } from '../../rule.ts';
import { resultColumns } from '../../sql/results.ts';
import type { Column, Schema } from '../../sql/schema.ts';
import { indexTree } from '../../sql/tree.ts';

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

/** Found once for a project. Tables that PostgreSQL's own DDL declares are left out: they may stand in a database already. */
export const starReads = rememberBoth((project: Project, schema: Schema): StarReads => {
  if (project.dataLayer === 'postgres') return NONE;
  const read = new Set<Column>();
  for (const statement of project.statements) {
    if (!statement.tree || indexTree(statement.tree).ofType('StarResultColumn', 'TableStarResultColumn').length === 0) continue;
    for (const { column } of resultColumns(statement, schema) ?? []) if (column && isFoldedColumn(column)) read.add(column);
  }
  const tables = schema.tables.filter((table) => !table.declaredFor.includes('postgres') && table.columns.some((column) => read.has(column)));
  const names = new Set(tables.map((table) => table.name.toLowerCase()));
  const columns = new Set(tables.flatMap((table) => table.columns.filter(isFoldedColumn)));
  return { has: (column) => columns.has(column), hasTable: (name) => names.has(name.toLowerCase()) };
});

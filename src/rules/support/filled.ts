import { remember } from '../../core/remember.ts';
import type { Project } from '../../rule.ts';
import { insertionsOf, setsOf, valuesOf, type Insertion } from '../../sql/changes.ts';
import { emptySchema, type Column } from '../../sql/schema.ts';
import type { Expr } from '../../sql/tree.ts';

/** What the statements of a project write into one table. */
interface Writes {
  /** Of each INSERT, the columns that it gives a value for; undefined where it lists none, and gives all. */
  readonly given: (ReadonlySet<string> | undefined)[];
  /** Columns that an UPDATE sets to NULL. */
  readonly cleared: Set<string>;
}

const isNull = (value: Expr): boolean => value.type === 'NullLiteral';

const givenBy = (insertion: Insertion): ReadonlySet<string> | undefined =>
  insertion.columns && new Set(insertion.columns.filter((name) => !valuesOf(insertion, name)?.some(isNull)).map((name) => name.toLowerCase()));

/** By the table's name in lower case: what is written is told by the names alone. */
const writesOf = remember((project: Project): ReadonlyMap<string, Writes> => {
  const tables = new Map<string, Writes>();
  const writesInto = (name: string): Writes => {
    const known = tables.get(name.toLowerCase()) ?? { given: [], cleared: new Set<string>() };
    tables.set(name.toLowerCase(), known);
    return known;
  };
  for (const { tree } of project.statements) {
    if (!tree) continue;
    for (const insertion of insertionsOf(tree, emptySchema)) writesInto(insertion.name).given.push(givenBy(insertion));
    for (const { owner, sets } of setsOf(tree)) {
      const cleared = sets.filter(({ expr }) => isNull(expr)).flatMap(({ colNames }) => colNames);
      for (const name of cleared) writesInto(owner.objName.text).cleared.add(name.text.toLowerCase());
    }
  }
  return tables;
});

/** Whether NULL is allowed in the column, but no INSERT or UPDATE of the project is seen to leave one there: all give a value, or its default does. */
export function isAlwaysFilled(table: string, column: Column, project: Project): boolean {
  const writes = writesOf(project).get(table.toLowerCase());
  const name = column.name.toLowerCase();
  if (writes?.cleared.has(name)) return false;
  const isDefaulted = column.default !== undefined && !/^\(?null\)?$/i.test(column.default);
  return isDefaulted || (writes !== undefined && writes.given.length > 0 && writes.given.every((columns) => !columns || columns.has(name)));
}

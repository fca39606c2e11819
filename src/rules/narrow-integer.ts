import type { Place, Problem } from '../core/types.ts';
import { defineRule, type Context } from '../rule.ts';
import { classOf } from '../sql/infer.ts';
import type { Column, Table } from '../sql/schema.ts';

interface Declared {
  readonly table: Table;
  readonly column: Column;
  readonly place: Place;
}

/** `nodeNum` and `node_num` are one name. */
const nameKey = (name: string): string => name.replace(/_/g, '').toLowerCase();

/** Columns that both engines' DDL declares and that are integers of SQLite, by their name. */
function integersByName(context: Context): ReadonlyMap<string, readonly Declared[]> {
  const byName = new Map<string, Declared[]>();
  for (const table of context.schema.tables) {
    for (const column of table.columns) {
      if (!column.postgresPlace || !/INT/i.test(column.sqliteType ?? '')) continue;
      const id = nameKey(column.name);
      byName.set(id, [...(byName.get(id) ?? []), { table, column, place: column.postgresPlace }]);
    }
  }
  return byName;
}

/** Where two tables only have the name, it must be that of one thing: an id, a number, a moment. */
const TELLING = /(?:[a-z]id|num|number|at|time|timestamp)$/;

function* project(context: Context): Iterable<Problem & { readonly path: string }> {
  for (const same of integersByName(context).values()) {
    const wide = same.filter(({ column }) => classOf(column.postgresType) === 'bigint');
    const narrow = same.filter(({ column }) => classOf(column.postgresType) === 'integer');
    const [first] = wide;
    const isPair = wide.length === 1 && narrow.length === 1 && TELLING.test(nameKey(narrow[0]!.column.name));
    if (!first || (!isPair && (wide.length < 2 || wide.length <= narrow.length))) continue;
    for (const { table, column, place } of narrow) {
      yield {
        ...place, ...(isPair && { severity: 'info' as const, confidence: 'review' as const }),
        message: `\`${table.name}.${column.name}\` is ${column.postgresType} on PostgreSQL; the same name is bigint in ${isPair ? 'the other table that has it' : `${wide.length} other tables`}, and SQLite keeps 64 bits in both.`,
        help: 'Declare it as bigint as well: a value beyond 2,147,483,647 (milliseconds, an unsigned id) is answered with "integer out of range" (22003).',
        related: [{ path: first.place.path, span: { start: first.place.start, end: first.place.end }, message: `bigint in ${first.table.name}` }],
      };
    }
  }
}

export default defineRule({
  summary: 'Integer columns that are narrower on PostgreSQL than columns of the same name in other tables',
  why: 'INTEGER has 64 bits in SQLite and 32 in PostgreSQL. When a schema is written anew for PostgreSQL, most columns that hold milliseconds or large ids become bigint and one table is forgotten: it works until the first '
    + 'value that does not fit. A column that most tables of the project declare as bigint holds the same values in the table that does not.',
  construct: 'integer columns that are bigint elsewhere',
  severity: 'warning',
  confidence: 'likely',
  category: 'breaks',
  manual: ['PostgreSQL, 8.1 Numeric types: https://www.postgresql.org/docs/current/datatype-numeric.html', 'SQLite, Datatypes: https://sqlite.org/datatype3.html'],
  project: (_, context) => project(context),
});

import { groupBy } from '../core/group-by.ts';
import { toPlace } from '../core/positions.ts';
import { isDdl, unquote } from './ddl.ts';
import { key } from './model.ts';
import { readDdl, replay } from './replay.ts';
import type { Schema } from './schema.ts';
import type { Statement } from './statement.ts';

/**
 * The schema as a statement sees it. A file may create a table several times, each time with other columns: a passing copy (`users_new`), or a table that was
 * dropped. For what stands between, the table is what the file's own DDL has made of it so far.
 */
export function createSchemaOf(statements: readonly Statement[], schema: Schema): (statement: Statement) => Schema {
  const byPath = groupBy(statements.filter(isDdl), ({ fragment }) => fragment.path);
  const files = new Map([...byPath].map(([path, ddl]) => [path, { ddl, names: createdAgain(ddl) }]));
  const known = new Map<string, Schema>();
  const read = (before: readonly Statement[], names: ReadonlySet<string>): Schema => {
    const others = replay(before).tables.filter((table) => {
      const last = names.has(key(table.name)) ? schema.table(table.name) : undefined;
      return last !== undefined && table.columns.some(({ name }) => last.column(name) === undefined);
    });
    return others.length === 0 ? schema : { ...schema, table: (name) => others.find((table) => key(table.name) === key(name)) ?? schema.table(name) };
  };
  return (statement) => {
    const { path } = statement.fragment;
    const file = isDdl(statement) ? undefined : files.get(path);
    if (!file || file.names.size === 0 || !statement.tokens.some(({ text }) => file.names.has(key(unquote(text))))) return schema;
    const before = file.ddl.filter((other) => startOf(other) < startOf(statement));
    const id = `${path}\0${before.length}`;
    const found = known.get(id) ?? read(before, file.names);
    known.set(id, found);
    return found;
  };
}

const startOf = ({ fragment, start }: Statement): number => toPlace(fragment, { start, end: start + 1 }).start;

/** The names of tables that are created more than once. */
function createdAgain(ddl: readonly Statement[]): ReadonlySet<string> {
  const names = ddl.flatMap((statement) => readDdl(statement).changes.flatMap((change) => (change.kind === 'create-table' ? [key(change.table.name)] : [])));
  return new Set(names.filter((name, index) => names.indexOf(name) < index));
}

import { toEdit, toPlace } from '../../core/positions.ts';
import type { Problem } from '../../core/types.ts';
import type { Context } from '../../rule.ts';
import { bareName, declaredKeys, keyClause } from '../../sql/foreign-keys.ts';
import type { Statement } from '../../sql/statement.ts';
import { isSameName } from '../../sql/tree.ts';

/** Foreign keys of a script to tables that it creates later. */

/** The CREATE of a table that comes later in the same script, in either engine's dialect. */
export function createdLater({ fragment, start }: Statement, { project, schema }: Context, name: string): Statement | undefined {
  const place = schema.table(name)?.place;
  return place && project.statements.find((other) => {
    if (other.fragment !== fragment || other.start <= start) return false;
    const own = toPlace(fragment, { start: other.start, end: other.start + other.text.length });
    return own.path === place.path && own.start <= place.start && place.start < own.end;
  });
}

/**
 * Adds the key behind the table that it points at. A script that creates its tables where they are missing runs again: the key is dropped before it is
 * added, under the name that PostgreSQL would choose.
 */
export function moveFix(statement: Statement, later: Statement, columns: readonly string[], parent: string): Pick<Problem, 'fix'> {
  const declared = declaredKeys(statement).find(({ key }) =>
    isSameName(bareName(key.parent), parent) && key.columns.every((name, index) => isSameName(bareName(name), columns[index] ?? '')));
  const end = later.start + later.text.length;
  const isClosed = later.fragment.text[end] === ';';
  if (!declared || statement.tree?.type !== 'CreateTableStmt') return {};
  const { key, removal } = declared;
  const clause = keyClause(key);
  const name = `"${[key.child, ...key.columns, 'fkey'].map(bareName).join('_')}"`;
  const added = statement.tree.ifNotExists ? `DROP CONSTRAINT IF EXISTS ${name}, ADD CONSTRAINT ${name} ${clause}` : `ADD ${clause}`;
  const at = isClosed ? end + 1 : end;
  const edit = toEdit(later.fragment, { start: at, end: at }, `${isClosed ? '' : ';'}\nALTER TABLE ${key.child} ${added};`);
  return edit ? { fix: { title: `Add the key behind ${parent}`, safety: 'safe', edits: [removal, edit] } } : {};
}

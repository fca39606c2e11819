import { toEdit, toPlace } from '../../core/positions.ts';
import type { Place } from '../../core/types.ts';
import { isDdl } from '../../sql/ddl.ts';
import { bareName, declaredKeys, keyClause } from '../../sql/foreign-keys.ts';
import { compareMigrations, orderStatements } from '../../sql/migrations.ts';
import { key } from '../../sql/model.ts';
import { readDdl, replay } from '../../sql/replay.ts';
import type { ForeignKey, Schema, Table } from '../../sql/schema.ts';
import type { Statement } from '../../sql/statement.ts';
import { isSameName } from '../../sql/tree.ts';
import { areComparable, isUnique } from './key-targets.ts';

/** The rebuilding of a table: create `t_new`, copy, drop `t`, rename (https://sqlite.org/lang_altertable.html#otheralter). */

/** A foreign key with the table that has it. */
export interface KeyOf {
  readonly child: Table;
  readonly foreign: ForeignKey;
}

const placeOf = ({ fragment, start, text }: Statement): Place => toPlace(fragment, { start, end: start + text.length });

/** The tables as the statements that run before this one have made them, without those that are dropped. */
export function schemaBefore(statement: Statement, statements: readonly Statement[]): Schema {
  const own = placeOf(statement);
  const before = orderStatements(statements).filter((other) => {
    const { path, start } = placeOf(other);
    return path === own.path ? start < own.start : compareMigrations(path, own.path) < 0;
  });
  const gone = new Set<string>();
  for (const change of before.filter(isDdl).flatMap((one) => readDdl(one).changes)) {
    if (change.kind === 'drop-table') gone.add(key(change.name));
    if (change.kind === 'create-table') gone.delete(key(change.table.name));
    if (change.kind === 'rename-table') gone.delete(key(change.to));
  }
  const schema = replay(before);
  return { ...schema, tables: schema.tables.filter(({ name }) => !gone.has(key(name))) };
}

/** The keys of other tables that point at a table. */
export const keysTo = ({ tables }: Schema, name: string): readonly KeyOf[] =>
  tables.filter((child) => !isSameName(child.name, name))
    .flatMap((child) => child.foreignKeys.filter((foreign) => isSameName(foreign.table, name)).map((foreign) => ({ child, foreign })));

/**
 * What stands behind the RENAME that brings a dropped table back, so that the keys which CASCADE takes away are there again. Undefined where the table does
 * not come back, where PostgreSQL would not take a key, or where the RENAME is sent with values: then no other statement can stand beside it.
 */
export function addKeysAgain(drop: Statement, name: string, keys: readonly KeyOf[], statements: readonly Statement[]): ReturnType<typeof toEdit> {
  const renaming = renamingBehind(drop, name, statements);
  if (renaming?.tree?.type !== 'AlterTableStmt' || (renaming.call?.bindings.length ?? 0) > 0) return undefined;
  const target = schemaBefore(renaming, statements).table(renaming.tree.tblName.objName.text);
  const added = keys.map((one) => (target && isTakenBy(target, one) ? additionOf(one, statements) : undefined));
  if (added.includes(undefined)) return undefined;
  const { fragment } = renaming;
  const end = renaming.start + renaming.text.length;
  const isClosed = fragment.text[end] === ';';
  const at = isClosed ? end + 1 : end;
  const line = fragment.text.includes('\n') ? '\n' : ' ';
  return toEdit(fragment, { start: at, end: at }, `${isClosed ? '' : ';'}${line}${added.join(`;${line}`)}${isClosed ? ';' : ''}`);
}

/** The statement behind a DROP TABLE that gives another table its name, before a table of that name is made or dropped in another way. */
function renamingBehind(drop: Statement, name: string, statements: readonly Statement[]): Statement | undefined {
  const { path, start } = placeOf(drop);
  const later = statements.filter((other) => other.fragment.path === path && placeOf(other).start > start && namesTable(other, name));
  const [next] = later.sort((a, b) => placeOf(a).start - placeOf(b).start);
  return next?.tree?.type === 'AlterTableStmt' ? next : undefined;
}

function namesTable({ tree }: Statement, name: string): boolean {
  if (tree?.type === 'AlterTableStmt') return tree.body.type === 'RenameToAlterTableBody' && isSameName(tree.body.name.text, name);
  return (tree?.type === 'CreateTableStmt' || tree?.type === 'DropTableStmt') && isSameName(tree.tblName.objName.text, name);
}

const isTakenBy = (target: Table, { child, foreign: { columns, references } }: KeyOf): boolean =>
  isUnique(target, references)
  && columns.every((name, index) => areComparable(child.column(name)?.postgresType, target.column(references[index]!)?.postgresType));

/** `ALTER TABLE child ADD FOREIGN KEY ...` in the words of the declaration; undefined where its columns have other names since. */
function additionOf({ child, foreign }: KeyOf, statements: readonly Statement[]): string | undefined {
  const isDeclaration = (statement: Statement): boolean => {
    const { path, start, end } = placeOf(statement);
    return path === foreign.place.path && start <= foreign.place.start && foreign.place.end <= end;
  };
  const isOfColumns = (columns: readonly string[]): boolean =>
    columns.length === foreign.columns.length && columns.every((name, index) => isSameName(bareName(name), foreign.columns[index]!));
  const declared = statements.filter(isDeclaration).flatMap(declaredKeys).find((one) => isOfColumns(one.key.columns))?.key;
  if (!declared) return undefined;
  const own = (written: string, now: string): string => (isSameName(bareName(written), now) ? written : now);
  return `ALTER TABLE ${own(declared.child, child.name)} ADD ${keyClause({ ...declared, parent: own(declared.parent, foreign.table) })}`;
}

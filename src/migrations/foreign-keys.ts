import { applyEdits, type PlainEdit } from '../core/edits.ts';
import { chooseType } from '../dialects/sqlite-to-postgres/types.ts';
import type { Change, ColumnDraft } from '../sql/ddl.ts';
import { readSqliteDdl } from '../sql/ddl-sqlite.ts';
import { bareName as key, declaredKeys, keyClause, type DeclaredKey, type ForeignKeyText } from '../sql/foreign-keys.ts';
import { classOf, isNumber, type TypeClass } from '../sql/infer.ts';
import type { Statement } from '../sql/statement.ts';

/** What must happen to the foreign keys of migrations so that PostgreSQL, which looks at their targets, takes them. */
export interface ForeignKeyPlan {
  /** The statement without the keys whose target is not ready yet. */
  readonly textOf: (statement: Statement) => string;
  readonly early: (statement: Statement) => readonly LeftOut[];
  /** Statements that add keys, to stand behind this one. */
  readonly after: (statement: Statement) => readonly string[];
}

/** A key that is left out of a statement: what it points at, the statement that adds it, the edit that removes it. */
export interface LeftOut {
  readonly parent: string;
  /** Its columns and those it points at have types that PostgreSQL does not compare. */
  readonly isUnlike: boolean;
  readonly sql: string;
  readonly removal: PlainEdit;
}

/** A key as it is now: later statements give its tables and columns other names. */
type Key = { -readonly [K in keyof ForeignKeyText]: ForeignKeyText[K] };

interface Declared extends DeclaredKey {
  readonly key: Key;
  readonly isUnlike?: boolean;
}

interface State {
  readonly columns: Map<string, ColumnClass>;
  uniques: (readonly string[])[];
  primaryKey: readonly string[];
}

interface ColumnClass {
  /** What its values are on PostgreSQL, all numbers being one. */
  readonly type: TypeClass;
  /** It takes the type of what it points at. */
  readonly isUntyped: boolean;
}

function classOfColumn({ name, type, default: value }: ColumnDraft): ColumnClass {
  const own = classOf(chooseType({ name, type, default: value }).postgres);
  return { type: isNumber(own) ? 'numeric' : own, isUntyped: type === '' };
}

/** Whether the columns of a key and those it points at have types that PostgreSQL does not compare (42804). */
function isUnlike(tables: Map<string, State>, one: Key): boolean {
  const parent = tables.get(key(one.parent));
  const child = tables.get(key(one.child));
  const wanted = one.references.length > 0 ? one.references : parent?.primaryKey ?? [];
  return one.columns.some((column, index) => {
    const [from, to] = [child?.columns.get(key(column)), parent?.columns.get(key(wanted[index] ?? ''))];
    return from !== undefined && to !== undefined && !from.isUntyped && from.type !== to.type;
  });
}

/**
 * Runs through the statements in their order. A key is left out where its table, columns or unique key come later, and added when they are there;
 * one that the rebuilding of a table takes away with DROP is added again behind the RENAME.
 */
export function planForeignKeys(statements: readonly Statement[]): ForeignKeyPlan {
  const tables = new Map<string, State>();
  const waiting: Key[] = [];
  const living: Key[] = [];
  const cuts = new Map<Statement, readonly Declared[]>();
  const additions = new Map<Statement, readonly string[]>();
  for (const statement of statements) {
    if (!statement.tree) continue;
    for (const change of readSqliteDdl(statement, statement.tree)) follow(tables, living, waiting, change);
    const declared = declaredKeys(statement);
    const early = declared.filter(({ key: one }) => !isReady(tables, one)).map((one) => ({ ...one, isUnlike: isUnlike(tables, one.key) }));
    if (early.length > 0) cuts.set(statement, early);
    waiting.push(...early.map(({ key: one }) => one));
    living.push(...declared.filter((one) => !early.some((other) => other.key === one.key)).map(({ key: one }) => one));
    const ready = waiting.filter((one) => isReady(tables, one) && !early.some((other) => other.key === one));
    for (const one of ready) waiting.splice(waiting.indexOf(one), 1);
    living.push(...ready);
    if (ready.length > 0) additions.set(statement, ready.map(toSql));
  }
  const cutsOf = (statement: Statement): readonly Declared[] => cuts.get(statement) ?? [];
  return {
    textOf: (statement) => applyEdits(statement.text, cutsOf(statement).map(({ removal }) => removal)),
    early: (statement) => cutsOf(statement).map((cut) => (
      { parent: cut.key.parent, isUnlike: cut.isUnlike === true, sql: toSql(cut.key), removal: cut.removal }
    )),
    after: (statement) => additions.get(statement) ?? [],
  };
}

const toSql = (one: Key): string => `ALTER TABLE ${one.child} ADD ${keyClause(one)}`;

function isReady(tables: Map<string, State>, one: Key): boolean {
  const parent = tables.get(key(one.parent));
  const child = tables.get(key(one.child));
  if (!parent || !child || !one.columns.every((column) => child.columns.has(key(column))) || isUnlike(tables, one)) return false;
  const wanted = (one.references.length > 0 ? one.references : parent.primaryKey).map(key).sort().join();
  return [parent.primaryKey, ...parent.uniques].some((columns) => columns.map(key).sort().join() === wanted);
}

function follow(tables: Map<string, State>, living: Key[], waiting: Key[], change: Change): void {
  switch (change.kind) {
    case 'create-table': {
      const { table } = change;
      if (tables.has(key(table.name))) return;
      tables.set(key(table.name), {
        columns: new Map(table.columns.map((column) => [key(column.name), classOfColumn(column)])),
        uniques: [...table.constraints.unique],
        primaryKey: table.constraints.primaryKey ?? [],
      });
      return;
    }
    case 'add-column':
      tables.get(key(change.table))?.columns.set(key(change.column.name), classOfColumn(change.column));
      return;
    case 'create-index':
      if (change.index.unique && change.index.plain && change.index.where === undefined) {
        tables.get(key(change.index.table))?.uniques.push(change.index.columns);
      }
      return;
    case 'drop-table': { dropTable(tables, living, waiting, change.name); return; }
    case 'rename-table': { renameTable(tables, [...living, ...waiting], change.name, change.to); return; }
    case 'rename-column': { renameColumn(tables, [...living, ...waiting], change.table, change.name, change.to); return; }
    default: return;
  }
}

/** The table's own keys go with it; those of others are lost by CASCADE and wait for a table of that name. */
function dropTable(tables: Map<string, State>, living: Key[], waiting: Key[], name: string): void {
  tables.delete(key(name));
  for (const list of [living, waiting]) for (const one of [...list]) if (key(one.child) === key(name)) list.splice(list.indexOf(one), 1);
  for (const one of [...living]) {
    if (key(one.parent) !== key(name)) continue;
    living.splice(living.indexOf(one), 1);
    waiting.push(one);
  }
}

function renameTable(tables: Map<string, State>, keys: readonly Key[], name: string, to: string): void {
  const state = tables.get(key(name));
  if (!state) return;
  tables.delete(key(name));
  tables.set(key(to), state);
  for (const one of keys) {
    if (key(one.child) === key(name)) one.child = quoted(one.child, to);
    if (key(one.parent) === key(name)) one.parent = quoted(one.parent, to);
  }
}

function renameColumn(tables: Map<string, State>, keys: readonly Key[], table: string, name: string, to: string): void {
  const state = tables.get(key(table));
  if (!state) return;
  const rename = (column: string): string => (key(column) === key(name) ? quoted(column, to) : column);
  const column = state.columns.get(key(name));
  state.columns.delete(key(name));
  if (column) state.columns.set(key(to), column);
  state.uniques = state.uniques.map((columns) => columns.map(rename));
  state.primaryKey = state.primaryKey.map(rename);
  for (const one of keys) {
    if (key(one.child) === key(table)) one.columns = one.columns.map(rename);
    if (key(one.parent) === key(table)) one.references = one.references.map(rename);
  }
}

/** A new name in the quotes of the old one. */
const quoted = (old: string, name: string): string => (old.startsWith('"') ? `"${name}"` : name);

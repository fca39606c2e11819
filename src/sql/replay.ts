import { remember } from '../core/remember.ts';
import { chooseType } from '../dialects/sqlite-to-postgres/types.ts';
import { isTestPath } from '../core/test-path.ts';
import type { Engine } from '../core/types.ts';
import { isDdl, isPostgresDdl, unknownNames, type Change, type Constraints, type TableDraft } from './ddl.ts';
import { withEntityTypes, withLiteralEvidence, type EntityTypes } from './evidence.ts';
import { readPostgresDdl } from './ddl-postgres.ts';
import { readSqliteDdl } from './ddl-sqlite.ts';
import { isPostgresGrammarLoaded } from './grammar.ts';
import { copyModel, createModel, findTable, key, replaceTable, type Model, type ModelColumn, type ModelTable } from './model.ts';
import { toSchema } from './merge.ts';
import type { Schema } from './schema.ts';
import type { Statement } from './statement.ts';

/** What both engines' DDL has made so far. */
export type Models = Readonly<Record<Engine, Model>>;

export const createModels = (): Models => ({ sqlite: createModel(), postgres: createModel() });

/**
 * The schema after the DDL among the statements was replayed in their order, for each engine by itself; a table declared for both is merged, and
 * PostgreSQL's declaration decides its types. Statements that cannot be read, or whose names stand in interpolated expressions, change nothing.
 */
export const replay = (statements: readonly Statement[], typeOf?: EntityTypes): Schema => schemaOf(replayOn(createModels(), statements), statements, typeOf);

/**
 * The models after more statements; the given ones stay as they are. `isExact`: they ran in this order, so that CREATE TABLE IF NOT EXISTS of a table
 * that is there adds nothing to it. In a project nobody knows which declaration came first.
 */
export function replayOn(before: Models, statements: readonly Statement[], isExact = false): Models {
  const models = { sqlite: copyModel(before.sqlite), postgres: copyModel(before.postgres) };
  for (const statement of statements) {
    if (!isDdl(statement)) continue;
    const { engine, changes } = readDdl(statement);
    const traits: Traits = { isTest: isTestPath(statement.fragment.path), isScript: statement.fragment.kind === 'file', isExact };
    for (const change of changes) apply(isMoved(statement, change, models) ? models.postgres : models[engine], change, traits);
  }
  return models;
}

/** A table is renamed or dropped by words of either engine: where its CREATE TABLE has moved, so have they. */
const isMoved = ({ dialect }: Statement, change: Change, { sqlite, postgres }: Models): boolean =>
  dialect === 'sqlite' && (change.kind === 'rename-table' || change.kind === 'drop-table') && !sqlite.tables.has(key(change.name)) && postgres.tables.has(key(change.name));

/** The schema of models, with what all the statements that led to them tell of its columns. */
export const schemaOf = ({ sqlite, postgres }: Models, statements: readonly Statement[], typeOf?: EntityTypes): Schema =>
  toSchema(withEntityTypes(withLiteralEvidence(sqlite, statements), typeOf), postgres, (column) => chooseType(column));

/** What a DDL statement changes, and for which engine. */
export const readDdl = remember((statement: Statement): { readonly engine: Engine; readonly changes: readonly Change[] } => {
  const isPostgres = isPostgresDdl(statement);
  const { tree } = statement;
  const changes = isPostgres && isPostgresGrammarLoaded() ? readPostgresDdl(statement) : tree ? readSqliteDdl(statement, tree, isPostgres) : [];
  const unknown = unknownNames(statement);
  return { engine: isPostgres ? 'postgres' : 'sqlite', changes: changes.filter((change) => !mentionsUnknown(change, unknown)) };
});

interface Traits {
  readonly isTest: boolean;
  /** It stands in an SQL file, whose statements run from top to bottom; a DROP in host code may be a reset that rarely runs. */
  readonly isScript: boolean;
  /** The statements ran in this order. */
  readonly isExact: boolean;
}

function mentionsUnknown(change: Change, unknown: ReadonlySet<string>): boolean {
  if (unknown.size === 0) return false;
  const names = change.kind === 'create-table' ? [change.table.name] : change.kind === 'create-index' ? [change.index.table]
    : 'table' in change ? [change.table, 'name' in change ? change.name : ''] : [change.name, 'to' in change ? change.to : ''];
  return names.some((name) => unknown.has(name.toLowerCase()));
}

function apply(model: Model, change: Change, traits: Traits): void {
  switch (change.kind) {
    case 'create-table': { createTable(model, change, traits); return; }
    case 'create-table-as': { createTableAs(model, change); return; }
    case 'drop-table': { dropTable(model, change.name, traits); return; }
    case 'rename-table': { renameTable(model, change.name, change.to); return; }
    case 'drop-view': model.views.delete(key(change.name)); return;
    case 'drop-index': if (!traits.isTest) model.indexes.delete(key(change.name)); return;
    case 'drop-trigger': return; // Its name still tells the table to the statement that drops it.
    case 'create-index': if (!model.indexes.has(key(change.index.name))) model.indexes.set(key(change.index.name), { ...change.index }); return;
    case 'create-view': if (!model.views.has(key(change.name))) model.views.set(key(change.name), change); return;
    case 'create-trigger': model.triggers.set(key(change.name), change); return;
    default: {
      const table = findTable(model, change.table);
      if (table && !(traits.isTest && table.place.path !== '' && !isTestPath(table.place.path))) alterTable(model, table, change);
    }
  }
}

function createTable(model: Model, change: Extract<Change, { kind: 'create-table' }>, traits: Traits): void {
  const { table } = change;
  const known = model.tables.get(key(table.name));
  if (!known || known.isDropped || (known.isTest && !traits.isTest) || replaces(change, known) || (traits.isExact && !change.ifNotExists)) {
    model.tables.set(key(table.name), newTable(table, traits.isTest));
    return;
  }
  if (traits.isExact || (traits.isTest && !known.isTest)) return;
  const added = table.columns.filter((column) => !known.columns.some((one) => key(one.name) === key(column.name)));
  if (added.length > 0) replaceTable(model, known, { ...known, columns: [...known.columns, ...added] });
}

const NO_COLUMNS: ModelTable['formerColumns'] = new Map();

const newTable = (draft: TableDraft, isTest: boolean): ModelTable => ({ ...draft, formerColumns: NO_COLUMNS, isTest, isDropped: false });

/** CREATE TABLE without IF NOT EXISTS fails where the table is there: further down in a file it stands for one that was dropped, in whatever way. */
const replaces = ({ table: { place }, ifNotExists }: Extract<Change, { kind: 'create-table' }>, known: ModelTable): boolean =>
  !ifNotExists && known.place.path === place.path && known.place.end <= place.start;

function createTableAs(model: Model, change: Extract<Change, { kind: 'create-table-as' }>): void {
  if (model.tables.has(key(change.name))) return;
  const columns = change.columns.flatMap((selected) => {
    const sources = (selected.from?.tables ?? []).flatMap((name) => findTable(model, name) ?? []);
    const wanted = selected.from?.column;
    const found = sources.flatMap((source) => (wanted === undefined ? source.columns : source.columns.filter((column) => key(column.name) === key(wanted))));
    const plain = { notNull: false, autoIncrement: false, default: undefined, check: undefined, generated: undefined };
    if (wanted === undefined && selected.name === undefined) return found.map((column) => ({ ...column, ...plain }));
    return selected.name === undefined ? [] : [
      { ...plain, name: selected.name, type: found[0]?.type ?? '', isQuoted: found[0]?.isQuoted ?? false, place: change.place }
    ];
  });
  const constraints = { unique: [], foreignKeys: [], checks: [] };
  const draft = { name: change.name, isQuoted: change.isQuoted ?? false, columns, constraints, withoutRowid: false, strict: false, place: change.place };
  model.tables.set(key(change.name), newTable(draft, isTestPath(change.place.path)));
}

function dropTable(model: Model, name: string, traits: Traits): void {
  const table = model.tables.get(key(name));
  if (!table || (traits.isTest && !table.isTest)) return;
  const dropped = { ...table, isDropped: true };
  replaceTable(model, table, dropped);
  model.former.set(key(name), dropped);
  if (traits.isScript) model.tables.delete(key(name));
}

function renameTable(model: Model, name: string, to: string): void {
  const table = model.tables.get(key(name));
  if (!table) return;
  model.tables.delete(key(name));
  model.former.set(key(name), table);
  for (const other of model.tables.values()) {
    const { foreignKeys } = other.constraints;
    if (!foreignKeys.some((one) => key(one.table) === key(name))) continue;
    const renamed = foreignKeys.map((one) => (key(one.table) === key(name) ? { ...one, table: to } : one));
    replaceTable(model, other, { ...other, constraints: { ...other.constraints, foreignKeys: renamed } });
  }
  for (const [id, index] of model.indexes) if (key(index.table) === key(name)) model.indexes.set(id, { ...index, table: to });
  const renamed = { ...table, name: to, isDropped: false };
  replaceTable(model, table, renamed);
  model.tables.set(key(to), renamed);
}

type ColumnChange = Exclude<Extract<Change, { table: string }>, { kind: 'create-trigger' }>;

function alterTable(model: Model, table: ModelTable, change: ColumnChange): void {
  const by = altered(table, change);
  if (by !== table) replaceTable(model, table, by);
  if (change.kind !== 'rename-column') return;
  const rename = renamer(change);
  for (const [id, index] of model.indexes) if (key(index.table) === key(table.name)) model.indexes.set(id, { ...index, columns: index.columns.map(rename) });
}

function altered(table: ModelTable, change: ColumnChange): ModelTable {
  const is = (name: string) => (column: ModelColumn): boolean => key(column.name) === key(name);
  switch (change.kind) {
    case 'add-column': {
      const columns = table.columns.some(is(change.column.name)) ? table.columns : [...table.columns, change.column];
      return { ...table, columns, constraints: withConstraints(table.constraints, change.constraints) };
    }
    case 'drop-column': {
      const column = table.columns.find(is(change.name));
      if (!column) return table;
      return { ...table, formerColumns: new Map(table.formerColumns).set(key(change.name), column), columns: table.columns.filter((one) => one !== column) };
    }
    case 'rename-column': return renameColumn(table, change);
    case 'alter-column': {
      const column = table.columns.find(is(change.name));
      return { ...table, columns: table.columns.map((one) => (one === column ? { ...one, ...change.set } : one)) };
    }
    case 'add-constraints': return { ...table, constraints: withConstraints(table.constraints, change.constraints) };
  }
}

const withConstraints = (own: Constraints, added: Constraints): Constraints => ({
  ...own, primaryKey: own.primaryKey ?? added.primaryKey, unique: [...own.unique, ...added.unique],
  foreignKeys: [...own.foreignKeys, ...added.foreignKeys], checks: [...own.checks, ...added.checks],
});

type Renaming = Extract<Change, { kind: 'rename-column' }>;

const renamer = ({ name, to }: Renaming) => (column: string): string => (key(column) === key(name) ? to : column);

function renameColumn(table: ModelTable, change: Renaming): ModelTable {
  const rename = renamer(change);
  const formerColumns = new Map(table.formerColumns);
  for (const column of table.columns) if (key(column.name) === key(change.name)) formerColumns.set(key(change.name), column);
  const { constraints } = table;
  return {
    ...table, formerColumns, columns: table.columns.map((column) => ({ ...column, name: rename(column.name) })),
    constraints: {
      ...constraints, primaryKey: constraints.primaryKey?.map(rename), unique: constraints.unique.map((columns) => columns.map(rename)),
      foreignKeys: constraints.foreignKeys.map((one) => ({ ...one, columns: one.columns.map(rename) })),
    },
  };
}

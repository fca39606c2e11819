import { chooseType, readTypeName } from '../dialects/sqlite-to-postgres/types.ts';
import type { Engine } from '../core/types.ts';
import { isDdl, isPostgresDdl, unknownNames, unquote, type Change, type Constraints } from './ddl.ts';
import { readPostgresDdl } from './ddl-postgres.ts';
import { readSqliteDdl } from './ddl-sqlite.ts';
import { isPostgresGrammarLoaded, type Ast } from './grammar.ts';
import { isTestPath } from './migrations.ts';
import { createModel, findTable, key, type Model, type MutableTable } from './model.ts';
import { toSchema } from './merge.ts';
import type { Schema } from './schema.ts';
import type { Statement } from './statement.ts';
import { remember } from './tree.ts';

/**
 * The schema after the DDL among the statements was replayed in their order, for each engine by itself; a table declared for both is merged, and
 * PostgreSQL's declaration decides its types. Statements that cannot be read, or whose names stand in interpolated expressions, change nothing.
 */
export function replay(statements: readonly Statement[]): Schema {
  const models: Readonly<Record<Engine, Model>> = { sqlite: createModel(), postgres: createModel() };
  for (const statement of statements) {
    if (!isDdl(statement)) continue;
    const { engine, changes } = readDdl(statement);
    const traits: Traits = { isTest: isTestPath(statement.fragment.path), isScript: statement.fragment.kind === 'file' };
    for (const change of changes) apply(models[engine], change, traits);
  }
  addLiteralEvidence(models.sqlite, statements);
  return toSchema(models.sqlite, models.postgres, (column) => chooseType(column));
}

/** What a DDL statement changes, and for which engine. */
const readDdl = remember((statement: Statement): { readonly engine: Engine; readonly changes: readonly Change[] } => {
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
  const draft: MutableTable = {
    ...table, columns: table.columns.map((column) => ({ ...column })), constraints: copyConstraints(table.constraints), formerColumns: new Map(),
    isTest: traits.isTest, isDropped: false,
  };
  if (!known || known.isDropped || (known.isTest && !traits.isTest)) {
    model.tables.set(key(table.name), draft);
    return;
  }
  if (traits.isTest && !known.isTest) return;
  for (const column of draft.columns) if (!known.columns.some((one) => key(one.name) === key(column.name))) known.columns.push(column);
}

const copyConstraints = (constraints: Constraints): Constraints & { unique: (readonly string[])[] } => ({ ...constraints, unique: [...constraints.unique] });

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
  model.tables.set(key(change.name), {
    name: change.name, isQuoted: change.isQuoted ?? false, columns, constraints: {
      unique: [], foreignKeys: [], checks: []
    }, withoutRowid: false, strict: false, place: change.place,
    formerColumns: new Map(), isTest: isTestPath(change.place.path), isDropped: false,
  });
}

function dropTable(model: Model, name: string, traits: Traits): void {
  const table = model.tables.get(key(name));
  if (!table || (traits.isTest && !table.isTest)) return;
  table.isDropped = true;
  model.former.set(key(name), table);
  if (traits.isScript) model.tables.delete(key(name));
}

function renameTable(model: Model, name: string, to: string): void {
  const table = model.tables.get(key(name));
  if (!table) return;
  model.tables.delete(key(name));
  model.former.set(key(name), table);
  for (const other of model.tables.values()) {
    other.constraints = {
      ...other.constraints, foreignKeys: other.constraints.foreignKeys.map((one) => (key(one.table) === key(name) ? { ...one, table: to } : one))
    };
  }
  for (const [id, index] of model.indexes) if (key(index.table) === key(name)) model.indexes.set(id, { ...index, table: to });
  table.name = to;
  table.isDropped = false;
  model.tables.set(key(to), table);
}

type ColumnChange = Exclude<Extract<Change, { table: string }>, { kind: 'create-trigger' }>;

function alterTable(model: Model, table: MutableTable, change: ColumnChange): void {
  const find = (name: string): MutableTable['columns'][number] | undefined => table.columns.find((column) => key(column.name) === key(name));
  switch (change.kind) {
    case 'add-column':
      if (!find(change.column.name)) table.columns.push({ ...change.column });
      addConstraints(table, change.constraints);
      return;
    case 'drop-column': {
      const column = find(change.name);
      if (!column) return;
      table.formerColumns.set(key(change.name), column);
      table.columns = table.columns.filter((one) => one !== column);
      return;
    }
    case 'rename-column': { renameColumn(model, table, change.name, change.to); return; }
    case 'alter-column': {
      const column = find(change.name);
      if (column) Object.assign(column, change.set);
      return;
    }
    case 'add-constraints': addConstraints(table, change.constraints);
  }
}

function addConstraints(table: MutableTable, added: Constraints): void {
  const own = table.constraints;
  table.constraints = {
    ...own, primaryKey: own.primaryKey ?? added.primaryKey, unique: [...own.unique, ...added.unique],
    foreignKeys: [...own.foreignKeys, ...added.foreignKeys], checks: [...own.checks, ...added.checks],
  };
}

function renameColumn(model: Model, table: MutableTable, name: string, to: string): void {
  const rename = (column: string): string => (key(column) === key(name) ? to : column);
  for (const column of table.columns) {
    if (key(column.name) !== key(name)) continue;
    table.formerColumns.set(key(name), { ...column });
    column.name = to;
  }
  const { constraints } = table;
  table.constraints = {
    ...constraints, primaryKey: constraints.primaryKey?.map(rename), unique: constraints.unique.map((columns) => columns.map(rename)),
    foreignKeys: constraints.foreignKeys.map((one) => ({ ...one, columns: one.columns.map(rename) })),
  };
  for (const [id, index] of model.indexes) if (key(index.table) === key(table.name)) model.indexes.set(id, { ...index, columns: index.columns.map(rename) });
}

/** What the project's INSERTs put into columns without a type, or with one that says nothing of numbers: `INSERT INTO t (a) VALUES (1)`. */
function addLiteralEvidence(model: Model, statements: readonly Statement[]): void {
  const wanted = [...model.tables.values()].filter(
    (table) => table.columns.some((column) => /^(?:|DATETIME.*|TIMESTAMP|DATE|SMALLINT|INT2|INTEGER|INT)$/.test(readTypeName(column.type).name))
  );
  if (wanted.length === 0) return;
  const names = new Set(wanted.map((table) => key(table.name)));
  for (const statement of statements) {
    if (!/^(?:INSERT|REPLACE)$/.test(statement.tokens[0]?.kind ?? '')) continue;
    const into = statement.tokens.findIndex((token) => token.kind === 'INTO');
    const name = unquote(statement.tokens[into + 1]?.text ?? '');
    if (into < 0 || !names.has(key(name)) || statement.tree?.type !== 'InsertStmt') continue;
    const { columns, body } = statement.tree;
    const table = model.tables.get(key(name));
    if (!table || body.type !== 'SelectInsertBody' || body.select.select.type !== 'SelectValues') continue;
    const order = columns ? columns.map((column) => column.text) : table.columns.map((column) => column.name);
    for (const row of body.select.select.values) {
      for (const [index, value] of row.values.entries()) noteLiteral(table, order[index], literalOf(value));
    }
  }
}

type Literal = 'integer' | 'wide' | 'big' | 'real' | 'text';

function literalOf(value: Ast.Expr): Literal | undefined {
  if (value.type === 'StringLiteral') return 'text';
  if (value.type !== 'NumericLiteral') return undefined;
  return !/^\d+$/.test(value.value) ? 'real' : Number(value.value) > 2_147_483_647 ? 'big' : Number(value.value) > 32_767 ? 'wide' : 'integer';
}

const RANK = { integer: 0, wide: 1, big: 2, real: 3, text: 4 } as const;

function noteLiteral(table: MutableTable, name: string | undefined, literal: Literal | undefined): void {
  if (name === undefined || !literal) return;
  const column = table.columns.find((one) => key(one.name) === key(name));
  if (column && (!column.literals || RANK[literal] > RANK[column.literals])) column.literals = literal;
}

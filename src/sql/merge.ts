import { groupBy } from '../core/group-by.ts';
import { remember } from '../core/remember.ts';
import type { Engine } from '../core/types.ts';
import { readTypeName, type ColumnEvidence, type TypeChoice } from '../dialects/sqlite-to-postgres/types.ts';
import type { IndexDraft } from './ddl.ts';
import { findTable, key, type Model, type ModelColumn, type ModelTable } from './model.ts';
import type { Column, ForeignKey, Index, OwnKeys, Schema, Table } from './schema.ts';

type ChooseType = (column: ColumnEvidence) => TypeChoice;

/** The schema of both engines' models; SQLite's declaration gives a table its shape, PostgreSQL's its types. */
export function toSchema(sqlite: Model, postgres: Model, choose: ChooseType): Schema {
  const built = new Map<string, Table>();
  const build = (name: string): Table | undefined => {
    const id = key(name);
    const known = built.get(id);
    if (known) return known;
    const own = findTable(sqlite, id);
    const other = findTable(postgres, id);
    if (!own && !other) return undefined;
    const table = mergedTable(own, other, sqlite, postgres, choose);
    built.set(id, table);
    return table;
  };
  const names = new Set([...sqlite.tables.keys(), ...postgres.tables.keys()]);
  let tables: readonly Table[] | undefined;
  return {
    table: build,
    get tables() { return (tables ??= [...names].flatMap((name) => build(name) ?? [])); },
    views: [...new Map([...postgres.views, ...sqlite.views]).values()].map(({ kind: _, ...view }) => view),
    indexes: [...new Map([...postgres.indexes, ...sqlite.indexes]).values()].map(toIndex),
    triggers: [...new Map([...postgres.triggers, ...sqlite.triggers]).values()].map(({ name, table, place }) => ({ name, table, place })),
  };
}

const toIndex = (index: IndexDraft): Index => {
  const { plain: _, ...rest } = index;
  return rest;
};

/** The indexes of a model by their table. Asked only of models that change no more. */
const indexesByTable = remember((model: Model) => groupBy([...model.indexes.values()], (index) => key(index.table)));

const indexesOf = (table: ModelTable | undefined, model: Model): readonly IndexDraft[] => (table && indexesByTable(model).get(key(table.name))) ?? [];

const lastMerged = new WeakMap<ModelTable, { readonly inputs: readonly unknown[]; readonly table: Table }>();

/** The table of one schema is that of the next one where all it is made of stayed. */
function mergedTable(own: ModelTable | undefined, other: ModelTable | undefined, sqlite: Model, postgres: Model, choose: ChooseType): Table {
  const targets = [...(own?.constraints.foreignKeys ?? []), ...(other?.constraints.foreignKeys ?? [])].map((foreign) => foreign.table);
  const inputs = [
    own, other, ...indexesOf(own, sqlite), 'sqlite', ...indexesOf(other, sqlite), 'postgres', ...indexesOf(other, postgres),
    ...targets.flatMap((name) => [findTable(sqlite, name), findTable(postgres, name)]),
  ];
  const last = lastMerged.get((own ?? other)!);
  if (last?.inputs.length === inputs.length && inputs.every((input, index) => input === last.inputs[index])) return last.table;
  const table = mergeTable(own, other, sqlite, postgres, choose);
  lastMerged.set((own ?? other)!, { inputs, table });
  return table;
}

function mergeTable(own: ModelTable | undefined, other: ModelTable | undefined, sqlite: Model, postgres: Model, choose: ChooseType): Table {
  const table = (own ?? other)!;
  const primaryKey = own?.constraints.primaryKey ?? other?.constraints.primaryKey ?? [];
  const rowidAlias = own && (own.module !== undefined ? keyOfVirtual(other) : rowidAliasOf(own));
  const uniqueKeys = uniqueKeysOf(own, sqlite).concat(uniqueKeysOf(other, postgres)).filter(isFirst);
  const declaredFor: Engine[] = [...(own ? ['sqlite' as const] : []), ...(other ? ['postgres' as const] : [])];
  const shared = { primaryKey, uniqueKeys, rowidAlias, own, other, sqlite, choose };
  const names = new Map([...(own?.columns ?? []), ...(other?.columns ?? [])].reverse().map((column) => [key(column.name), column.name]));
  const ordered = [...(own?.columns ?? []), ...(other?.columns ?? [])].map((column) => key(column.name));
  const columns = [...new Set(ordered)].map((id) => mergeColumn(names.get(id)!, shared));
  const byName = new Map(columns.map((column) => [key(column.name), column]));
  const former = new Map<string, Column>();
  const checks = [...(own?.constraints.checks ?? []), ...(other?.constraints.checks ?? [])];
  return {
    name: table.name, isQuoted: keepsCase(other ?? table), columns,
    column: (name) => byName.get(key(name)) ?? formerColumn(name, former, shared),
    primaryKey, uniqueKeys, checks: [...new Set(checks)],
    foreignKeys: (own ?? other)!.constraints.foreignKeys.map((foreign) => resolveForeignKey(foreign, sqlite, postgres)),
    withoutRowid: own?.withoutRowid ?? false, strict: own?.strict ?? false,
    ...(own?.module && { module: own.module }), ...(rowidAlias && { rowidAlias }), place: table.place, declaredFor,
    ...(own && other && { both: { sqlite: ownKeys(own, [sqlite], other.place.path), postgres: ownKeys(other, [postgres, sqlite]) } }),
  };
}

/** What a table's own DDL says. An index is no engine's by its text: beside the other engine's CREATE TABLE (`otherPath`) it is of that engine. */
function ownKeys(table: ModelTable, models: readonly Model[], otherPath?: string): OwnKeys {
  const all = models.flatMap((model, index) => indexesOf(table, model).filter((one) =>
    index === 0 ? one.place.path !== otherPath : one.place.path === table.place.path));
  const indexes = all.filter((one) => one.plain && one.where === undefined);
  return {
    primaryKey: table.constraints.primaryKey ?? [],
    unique: [...table.constraints.unique, ...indexes.filter((one) => one.unique).map((one) => one.columns)],
    indexes: indexes.filter((one) => !one.unique).map(({ name, columns, place }) => ({ name, columns, place })),
  };
}

/** Quotes around a name in lower case change nothing: unquoted names of any spelling find it. */
const keepsCase = (declared: { readonly name: string; readonly isQuoted?: boolean }): boolean =>
  declared.isQuoted === true && declared.name !== declared.name.toLowerCase();

const isFirst = (columns: readonly string[], index: number, all: readonly (readonly string[])[]): boolean =>
  all.findIndex((one) => one.map(key).join() === columns.map(key).join()) === index;

function uniqueKeysOf(table: ModelTable | undefined, model: Model): (readonly string[])[] {
  if (!table) return [];
  const indexes = indexesOf(table, model).filter((index) => index.unique && index.plain && index.where === undefined);
  return [...table.constraints.unique, ...indexes.map((index) => index.columns)];
}

/** The rowid of a virtual table is the key of the table that PostgreSQL has in its place. */
const keyOfVirtual = (other: ModelTable | undefined): string | undefined => {
  const columns = other?.constraints.primaryKey;
  return columns?.length === 1 ? columns[0] : undefined;
};

function rowidAliasOf(table: ModelTable): string | undefined {
  const { primaryKey, primaryKeyIsDescending } = table.constraints;
  if (primaryKey?.length !== 1 || primaryKeyIsDescending || table.withoutRowid) return undefined;
  const column = table.columns.find((one) => key(one.name) === key(primaryKey[0]!));
  return column && /^INTEGER$/i.test(column.type.trim()) ? column.name : undefined;
}

function resolveForeignKey(foreign: ForeignKey, sqlite: Model, postgres: Model): ForeignKey {
  if (foreign.references.length > 0) return foreign;
  const target = findTable(sqlite, foreign.table) ?? findTable(postgres, foreign.table);
  return { ...foreign, references: target?.constraints.primaryKey ?? [] };
}

interface Shared {
  readonly primaryKey: readonly string[];
  readonly uniqueKeys: readonly (readonly string[])[];
  readonly rowidAlias: string | undefined;
  readonly own: ModelTable | undefined;
  readonly other: ModelTable | undefined;
  readonly sqlite: Model;
  readonly choose: ChooseType;
}

function formerColumn(name: string, known: Map<string, Column>, shared: Shared): Column | undefined {
  const cached = known.get(key(name));
  if (cached) return cached;
  if (!shared.own?.formerColumns.has(key(name)) && !shared.other?.formerColumns.has(key(name))) return undefined;
  const column = mergeColumn(name, shared);
  known.set(key(name), column);
  return column;
}

const findColumn = (table: ModelTable | undefined, name: string): ModelColumn | undefined =>
  table?.columns.find((column) => key(column.name) === key(name)) ?? table?.formerColumns.get(key(name));

function mergeColumn(name: string, shared: Shared): Column {
  const sqlite = findColumn(shared.own, name);
  const postgres = findColumn(shared.other, name);
  const column = (sqlite ?? postgres)!;
  const isKey = shared.primaryKey.some((one) => key(one) === key(name));
  const isImplied = isKey && (!shared.own || shared.own.withoutRowid || shared.own.strict || shared.rowidAlias !== undefined);
  return {
    name: column.name,
    ...(postgres || !shared.other ? { isQuoted: keepsCase(postgres ?? column) } : { isOnlyOnSqlite: true }),
    ...(sqlite && { sqliteType: sqlite.type }),
    postgresType: postgres?.type ?? derivedType(sqlite!, shared),
    isPostgresTypeDeclared: postgres !== undefined,
    notNull: column.notNull || (postgres?.notNull ?? false) || isImplied,
    primaryKey: isKey,
    autoIncrement: (sqlite?.autoIncrement ?? false) || (postgres?.autoIncrement ?? false),
    unique: shared.uniqueKeys.some((columns) => columns.length === 1 && key(columns[0]!) === key(name)),
    ...(column.default !== undefined && { default: column.default }), ...(sqlite && postgres?.default !== undefined && { postgresDefault: postgres.default }),
    ...(column.collation !== undefined && { collation: column.collation }),
    ...(column.generated && { generated: column.generated }),
    ...(column.check !== undefined && { check: column.check }),
    ...(sqlite?.literals && { literals: sqlite.literals }), ...(sqlite?.entityType && { entityType: sqlite.entityType }),
    place: column.place, ...(postgres && { postgresPlace: postgres.place }),
  };
}

/** The faithful PostgreSQL type of a column that only SQLite DDL declares. */
function derivedType(column: ModelColumn, shared: Pick<Shared, 'own' | 'rowidAlias' | 'sqlite' | 'choose'>): string {
  const { own, rowidAlias } = shared;
  if (rowidAlias !== undefined && key(rowidAlias) === key(column.name)) return column.entityType ?? 'bigint';
  const checks = [column.check ?? '', ...(own?.constraints.checks ?? [])].join(' AND ');
  const references = referencedType(column, own, shared);
  const { name, type, literals, entityType } = column;
  return shared.choose({ name, type, default: column.default, checks, literals, references, entityType }).postgres;
}

/** The type of the key that a column references. */
function referencedType(column: ModelColumn, own: ModelTable | undefined, shared: Pick<Shared, 'sqlite' | 'choose'>): string | undefined {
  const foreign = own?.constraints.foreignKeys.find((one) => one.columns.some((name) => key(name) === key(column.name)));
  const target = foreign && findTable(shared.sqlite, foreign.table);
  const at = foreign?.columns.findIndex((one) => key(one) === key(column.name)) ?? 0;
  const name = foreign?.references[at] ?? target?.constraints.primaryKey?.[at];
  const referenced = target?.columns.find((one) => name !== undefined && key(one.name) === key(name));
  if (target && referenced && rowidAliasOf(target) === referenced.name) return referenced.entityType ?? 'bigint';
  return referenced && readTypeName(referenced.type).name !== '' ? shared.choose({ name: referenced.name, type: referenced.type, default: referenced.default }).postgres : undefined;
}

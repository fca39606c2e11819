import type { Change, ColumnDraft, Constraints, IndexDraft, TableDraft } from './ddl.ts';
import type { EntityType } from './schema.ts';

/** The tables of one engine while its DDL is replayed. What the maps hold is never changed, only replaced: a copy of the maps is a model of its own. */
export interface Model {
  readonly tables: Map<string, ModelTable>;
  /** Tables that were dropped or renamed, by their last name: older statements still speak of them. */
  readonly former: Map<string, ModelTable>;
  readonly indexes: Map<string, IndexDraft>;
  readonly views: Map<string, Extract<Change, { kind: 'create-view' }>>;
  readonly triggers: Map<string, Extract<Change, { kind: 'create-trigger' }>>;
}

export type ModelColumn = ColumnDraft & { readonly literals?: 'integer' | 'wide' | 'big' | 'real' | 'text'; readonly entityType?: EntityType };

export interface ModelTable extends Omit<TableDraft, 'columns'> {
  readonly columns: readonly ModelColumn[];
  readonly constraints: Constraints;
  readonly formerColumns: ReadonlyMap<string, ModelColumn>;
  readonly isTest: boolean;
  readonly isDropped: boolean;
}

export const createModel = (): Model => ({ tables: new Map(), former: new Map(), indexes: new Map(), views: new Map(), triggers: new Map() });

export const copyModel = ({ tables, former, indexes, views, triggers }: Model): Model =>
  ({ tables: new Map(tables), former: new Map(former), indexes: new Map(indexes), views: new Map(views), triggers: new Map(triggers) });

/** SQLite compares names without regard to the case of A-Z. */
export const key = (name: string): string => name.toLowerCase();

export const findTable = (model: Model, name: string): ModelTable | undefined => model.tables.get(key(name)) ?? model.former.get(key(name));

/** Puts another table in a table's place, under all its names. */
export function replaceTable(model: Model, table: ModelTable, by: ModelTable): void {
  for (const tables of [model.tables, model.former]) for (const [name, one] of tables) if (one === table) tables.set(name, by);
}

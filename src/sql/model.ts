import type { Change, ColumnDraft, Constraints, IndexDraft, TableDraft } from './ddl.ts';

/** The tables of one engine while its DDL is replayed. */
export interface Model {
  readonly tables: Map<string, MutableTable>;
  /** Tables that were dropped or renamed, by their last name: older statements still speak of them. */
  readonly former: Map<string, MutableTable>;
  readonly indexes: Map<string, IndexDraft>;
  readonly views: Map<string, Extract<Change, { kind: 'create-view' }>>;
  readonly triggers: Map<string, Extract<Change, { kind: 'create-trigger' }>>;
}

export type MutableColumn = { -readonly [K in keyof ColumnDraft]: ColumnDraft[K] } & { literals?: 'integer' | 'wide' | 'big' | 'real' | 'text' };

export interface MutableTable extends Omit<TableDraft, 'columns' | 'constraints' | 'name'> {
  name: string;
  columns: MutableColumn[];
  constraints: Constraints;
  readonly formerColumns: Map<string, MutableColumn>;
  readonly isTest: boolean;
  isDropped: boolean;
}

export const createModel = (): Model => ({ tables: new Map(), former: new Map(), indexes: new Map(), views: new Map(), triggers: new Map() });

/** SQLite compares names without regard to the case of A-Z. */
export const key = (name: string): string => name.toLowerCase();

export const findTable = (model: Model, name: string): MutableTable | undefined => model.tables.get(key(name)) ?? model.former.get(key(name));

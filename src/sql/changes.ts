import { rememberBoth } from '../core/remember.ts';
import type { Engine } from '../core/types.ts';
import type { Ast, SqliteTree } from './grammar.ts';
import type { Column, Schema, Table } from './schema.ts';
import type { Token } from './tokens.ts';
import { indexTree, isSameName, spanOf, tokenIndexAt, type Expr, type Node } from './tree.ts';

/** What INSERT, UPDATE and DELETE write, in statements and in the bodies of triggers. */

/** An INSERT or REPLACE, wherever it stands. */
export interface Insertion {
  readonly node: Ast.InsertStmt | Ast.InsertTriggerCmd;
  /** The table's name as SQLite reads it. */
  readonly name: string;
  readonly table?: Table;
  readonly orConflict?: Ast.ResolveType;
  /** The column list as written; undefined without one. */
  readonly listed?: readonly Ast.Name[];
  /** Names of the columns that get a value, in order; undefined where they are not known. */
  readonly columns?: readonly string[];
  /** Undefined for DEFAULT VALUES. */
  readonly select?: Ast.Select;
  readonly upsert?: Ast.Upsert;
}

export const insertionsOf = rememberBoth((tree: SqliteTree, schema: Schema): readonly Insertion[] => {
  if (tree.type !== 'InsertStmt' && tree.type !== 'CreateTriggerStmt') return [];
  return indexTree(tree).ofType('InsertStmt', 'InsertTriggerCmd').map((node) => toInsertion(node, schema));
});

function toInsertion(node: Ast.InsertStmt | Ast.InsertTriggerCmd, schema: Schema): Insertion {
  const name = node.tblName.objName.text;
  const table = schema.table(name);
  const listed = node.type === 'InsertStmt' ? node.columns : node.colNames;
  const body = node.type === 'InsertTriggerCmd' ? node : node.body.type === 'SelectInsertBody' ? node.body : undefined;
  const columns = listed?.map((column) => column.text) ?? (body ? writableNames(table) : []);
  return {
    node, name,
    ...(table && { table }),
    ...(node.orConflict && { orConflict: node.orConflict }),
    ...(listed && { listed }),
    ...(columns && { columns }),
    ...(body && { select: body.select }),
    ...(body?.upsert && { upsert: body.upsert }),
  };
}

const writableNames = (table: Table | undefined): readonly string[] | undefined =>
  table?.columns.filter((column) => !column.generated).map((column) => column.name);

/** The rows of a VALUES list; undefined where a query or DEFAULT VALUES gives the rows. */
export const valueRowsOf = (insertion: Insertion): readonly Ast.ValuesRow[] | undefined =>
  insertion.select?.select.type === 'SelectValues' && !insertion.select.compounds ? insertion.select.select.values : undefined;

/** Whether a row needs a value for the column: it is NOT NULL, and nothing but the statement gives one. */
export const isRequired = (column: Column, table: Table): boolean =>
  column.notNull && column.name !== table.rowidAlias && !column.generated && !column.autoIncrement
  && column.default === undefined && column.postgresDefault === undefined;

/**
 * The required columns that a statement with a column list gives nothing, of those that the engine's own DDL declares. What is declared in another file than
 * the columns listed may be of another database's table of that name.
 */
export function missingColumns({ table, listed }: Insertion, engine: Engine): readonly Column[] {
  if (!table || !listed) return [];
  const files = new Set(listed.flatMap((name) => pathsOf(table.column(name.text))));
  const isNear = (column: Column): boolean => pathsOf(column).some((path) => files.has(path));
  const isDeclared = (column: Column): boolean => !table.both || (engine === 'postgres' ? column.isPostgresTypeDeclared : column.sqliteType !== undefined);
  const isListed = (column: Column): boolean => listed.some((name) => isSameName(name.text, column.name));
  return table.columns.filter((column) => isRequired(column, table) && isDeclared(column) && isNear(column) && !isListed(column));
}

const pathsOf = (column: Column | undefined): readonly string[] => [column?.place, column?.postgresPlace].flatMap((place) => place?.path ?? []);

/** The values written into one column, one for each row of VALUES, or the query's expression; undefined where they cannot be told apart. */
export function valuesOf(insertion: Insertion, column: string): readonly Expr[] | undefined {
  const at = insertion.columns?.findIndex((name) => isSameName(name, column)) ?? -1;
  if (at < 0) return undefined;
  const rows = valueRowsOf(insertion);
  if (rows) return rows.flatMap((row) => row.values[at] ?? []);
  const select = insertion.select?.select;
  if (select?.type !== 'SelectFrom' || insertion.select?.compounds || !select.columns.every((one) => one.type === 'ExprResultColumn')) return undefined;
  const result = select.columns[at];
  return result?.type === 'ExprResultColumn' ? [result.expr] : undefined;
}

/** One value and the column it is written into. */
export interface Assignment {
  readonly table: Table;
  readonly column: Column;
  readonly value: Expr;
  readonly by: 'insert' | 'update';
}

/** The values that a statement writes into columns of known tables: VALUES, the columns of the query, and SET. */
export const assignmentsOf = rememberBoth((tree: SqliteTree, schema: Schema): readonly Assignment[] => {
  const written = insertionsOf(tree, schema).flatMap((insertion) => {
    const { table, columns } = insertion;
    if (!table || !columns) return [];
    return columns.flatMap((name) => {
      const column = table.column(name);
      return column ? (valuesOf(insertion, name) ?? []).map((value) => ({ table, column, value, by: 'insert' as const })) : [];
    });
  });
  return [...written, ...setsOf(tree).flatMap(({ owner, sets }) => toAssignments(schema.table(owner.objName.text), sets))];
});

function toAssignments(table: Table | undefined, sets: readonly Ast.SetAssignment[]): readonly Assignment[] {
  if (!table) return [];
  return sets.flatMap((set) => {
    const values = set.colNames.length === 1 ? [set.expr] : set.expr.type === 'ParenthesizedExpr' ? set.expr.exprs : [];
    return set.colNames.flatMap((name, index) => {
      const column = table.column(name.text);
      const value = values[index];
      return column && value ? [{ table, column, value, by: 'update' as const }] : [];
    });
  });
}

interface SetList {
  readonly owner: Ast.QualifiedName;
  readonly sets: readonly Ast.SetAssignment[];
}

/** The SET lists of UPDATE and of DO UPDATE with the table they write into. */
export function setsOf(tree: SqliteTree): readonly SetList[] {
  if (!['UpdateStmt', 'InsertStmt', 'CreateTriggerStmt'].includes(tree.type)) return [];
  const index = indexTree(tree);
  const updates = index.ofType('UpdateStmt', 'UpdateTriggerCmd').map((node) => ({ owner: node.tblName, sets: node.sets }));
  const upserts = index.ofType('SetUpsertDo').flatMap((node) => {
    let at: Node | undefined = node;
    while (at && at.type !== 'InsertStmt' && at.type !== 'InsertTriggerCmd') at = index.parentOf(at);
    return at ? [{ owner: at.tblName, sets: node.sets }] : [];
  });
  return [...updates, ...upserts];
}

/** Where an INSERT's rows end: before its RETURNING, else its last token. */
export function endOfRows(tokens: readonly Token[], insertion: Insertion): number {
  const { node } = insertion;
  const start = tokenIndexAt(tokens, node.span.offset);
  let depth = 0;
  let last = node.span.offset;
  for (let at = start; at < tokens.length && tokens[at]!.end <= spanOf(node).end; at++) {
    const token = tokens[at]!;
    if (token.kind === 'LP') depth += 1;
    if (token.kind === 'RP') depth -= 1;
    if (depth === 0 && (token.kind === 'RETURNING' || token.kind === 'SEMI')) break;
    last = token.end;
  }
  return last;
}

/** The keys of a table that a new row can violate: the primary key and the unique ones, without those that always get a fresh or a NULL value. */
export function conflictKeys(insertion: Insertion): readonly (readonly string[])[] {
  const { table, columns } = insertion;
  if (!table || !columns) return [];
  const isGiven = (name: string): boolean => columns.some((column) => isSameName(column, name));
  const isFresh = (name: string): boolean => {
    if (isGiven(name)) {
      const values = valuesOf(insertion, name);
      return values !== undefined && values.length > 0 && values.every((value) => value.type === 'NullLiteral');
    }
    const column = table.column(name);
    const isRowNumber = table.rowidAlias !== undefined && isSameName(table.rowidAlias, name);
    return isRowNumber || (column !== undefined && column.default === undefined && !column.generated);
  };
  const keys = [...(table.primaryKey.length > 0 ? [table.primaryKey] : []), ...table.uniqueKeys];
  return keys.filter((names) => !names.some(isFresh));
}

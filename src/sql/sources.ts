import type { Ast, SqliteTree } from './grammar.ts';
import type { Column, Table } from './schema.ts';
import { isSameName, JOIN, type ColumnNode, type Node } from './tree.ts';

/** What names stand for in a statement: `scope.ts` works it out. */

export interface Source {
  /** The name that columns are qualified with: the alias, else the table's name. */
  readonly name: string;
  readonly kind: 'table' | 'cte' | 'subquery' | 'function' | 'view' | 'unknown';
  readonly table?: Table;
  /** The query behind a sub-query, view or CTE, and the tree that holds it. */
  readonly select?: Ast.Select;
  readonly tree?: SqliteTree;
  /** The names of its columns; undefined where they are not known. */
  readonly columns?: readonly string[];
  /** An outer join can give a row of NULLs for it. */
  readonly isOptional: boolean;
  readonly node: Node;
}

export interface Scope {
  readonly sources: readonly Source[];
  /** The query whose clauses these are. */
  readonly query?: Ast.SelectFrom;
  readonly outer?: Scope;
}

/** What a column's name stands for. */
export type Reference =
  | { readonly kind: 'column'; readonly source: Source; readonly name: string; readonly column?: Column }
  | { readonly kind: 'alias'; readonly result: Ast.ExprResultColumn }
  /** Every table in sight is known and none has it: SQLite takes a double-quoted name for a string then. */
  | { readonly kind: 'missing' };

export interface Names {
  readonly scopeAt: (node: Node) => Scope;
  /** Undefined where a table in sight is not known. */
  readonly resolve: (node: ColumnNode) => Reference | undefined;
  /** The tables that a FROM clause names. */
  readonly sourcesOf: (query: Ast.SelectFrom) => readonly Source[];
}

const ROWID_NAMES = /^(?:rowid|oid|_rowid_|ctid)$/i;

export const asOptional = (source: Source): Source => ({ ...source, isOptional: true });

export const hasColumn = (source: Source, name: string): boolean =>
  source.columns?.some((column) => isSameName(column, name)) === true || (source.kind === 'table' && !source.table?.withoutRowid && ROWID_NAMES.test(name));

export function toReference(source: Source, name: string): Reference {
  const { table } = source;
  const isRowid = ROWID_NAMES.test(name) && table && !table.column(name);
  const column = isRowid ? (table.rowidAlias === undefined ? undefined : table.column(table.rowidAlias)) : table?.column(name);
  return { kind: 'column', source, name, ...(column && { column }) };
}

export const aliasOf = (query: Ast.SelectFrom, name: string): Ast.ExprResultColumn | undefined =>
  query.columns.find((column): column is Ast.ExprResultColumn =>
    column.type === 'ExprResultColumn' && column.alias !== undefined && isSameName(column.alias.name.text, name));

/** The names of a query's result columns as SQLite gives them; undefined where a star reaches a table that is not known. */
export function selectNames(select: Ast.Select, names: Names): readonly string[] | undefined {
  const { select: first } = select;
  if (first.type === 'SelectValues') return first.values[0]?.values.map((_, index) => `column${index + 1}`);
  const out: string[] = [];
  for (const column of first.columns) {
    if (column.type === 'ExprResultColumn') {
      out.push(column.alias?.name.text ?? plainName(column.expr) ?? '');
      continue;
    }
    const given = starColumns(first, names.sourcesOf(first), column);
    if (!given) return undefined;
    out.push(...given.map(({ name }) => name));
  }
  return out;
}

/** The columns that a star of a query gives, in SQLite's order: what NATURAL or USING merges comes once. Undefined where a table is not known. */
export function starColumns(
  query: Ast.SelectFrom, sources: readonly Source[], star: Ast.StarResultColumn | Ast.TableStarResultColumn,
): readonly { readonly source: Source; readonly name: string }[] | undefined {
  if (star.type === 'TableStarResultColumn') {
    const own = sources.find((source) => isSameName(source.name, star.table.text));
    return own?.columns?.map((name) => ({ source: own, name }));
  }
  const joins = query.from?.joins ?? [];
  const out: { readonly source: Source; readonly name: string }[] = [];
  for (const [index, source] of sources.entries()) {
    if (!source.columns) return undefined;
    const join = joins.length === sources.length - 1 ? joins[index - 1] : undefined;
    const isNatural = join?.operator.type === 'TypedJoinJoinOperator' && ((join.operator.joinType ?? 0) & JOIN.NATURAL) !== 0;
    const using = join?.constraint?.type === 'UsingJoinConstraint' ? join.constraint.columns.map((one) => one.text) : [];
    const isMerged = (name: string): boolean => (isNatural ? out.some((one) => isSameName(one.name, name)) : using.some((one) => isSameName(one, name)));
    out.push(...source.columns.filter((name) => !isMerged(name)).map((name) => ({ source, name })));
  }
  return out;
}

const plainName = (expr: Ast.Expr): string | undefined =>
  expr.type === 'Id' ? expr.name : expr.type === 'NameExpr' ? expr.name.text : expr.type === 'QualifiedExpr' ? expr.column.text : undefined;

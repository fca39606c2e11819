import { rememberBoth } from '../core/remember.ts';
import type { Binding, Call, Span } from '../core/types.ts';
import { bindingOf, readParameters } from './parameters.ts';
import { postgresPairs } from './postgres-pairs.ts';
import type { Column, Schema, Table } from './schema.ts';
import { namesOf } from './scope.ts';
import type { Statement } from './statement.ts';
import { indexTree, isColumnNode, isTruthWord, spanOf, textOf, type Expr, type Node, type TreeIndex } from './tree.ts';

/** A value that a statement stores in a column or compares with it. */
export interface ColumnPair {
  readonly table: Table;
  readonly column: Column;
  readonly use: 'insert' | 'set' | 'compare' | 'like';
  /** The operator of a comparison, as written. */
  readonly operator?: string;
  /** The value: a literal, a parameter, a hole or any expression, without a cast around it. */
  readonly value: Span;
  /** The value's node, where SQLite's grammar reads the statement. */
  readonly expr?: Expr;
  /** The type that the value is cast to before, in lower case. */
  readonly cast?: string;
}

/** The columns of a statement that are known to the schema, each with the values it is stored from or compared with; worked out once. */
export const columnPairs = rememberBoth((statement: Statement, schema: Schema): readonly ColumnPair[] =>
  schema.tables.length === 0 ? [] : statement.tree ? treePairs(statement, schema) : postgresPairs(statement, schema));

export interface BoundColumn extends ColumnPair {
  readonly binding: Binding;
  readonly call: Call;
}

/** The columns that get or meet a value that the call binds. */
export function boundColumns(statement: Statement, schema: Schema): readonly BoundColumn[] {
  const { call } = statement;
  if (!call || call.bindings.length === 0) return [];
  const pairs = columnPairs(statement, schema);
  if (pairs.length === 0) return [];
  const parameters = readParameters(statement);
  const sent = statement.holes.filter((hole) => hole.role === 'binding');
  return pairs.flatMap((pair): readonly BoundColumn[] => {
    const parameter = parameters.find((own) => own.start === pair.value.start);
    const hole = sent.findIndex((own) => own.start === pair.value.start);
    const binding = hole >= 0 && call.bindingForm === 'tagged' ? call.bindings[hole] : parameter && bindingOf(call, parameter);
    return binding ? [{ ...pair, binding, call }] : [];
  });
}

const COMPARES = new Set(['Equals', 'NotEquals', 'Less', 'LessEquals', 'Greater', 'GreaterEquals', 'Is', 'IsNot']);

function treePairs(statement: Statement, schema: Schema): readonly ColumnPair[] {
  const tree = statement.tree!;
  const index = indexTree(tree);
  const names = namesOf(tree, schema);
  const found: ColumnPair[] = [];
  const columnOf = (expr: Expr): Owned | undefined => {
    const inner = bare(expr);
    if (!isColumnNode(inner) || isTruthWord(inner) || isHole(statement, inner)) return undefined;
    const reference = names.resolve(inner);
    const table = reference?.kind === 'column' ? reference.source.table : undefined;
    return reference?.kind === 'column' && reference.column && table ? { table, column: reference.column } : undefined;
  };
  const add: Add = (column, use, value, operator) => {
    if (!column) return;
    const cast = castOf(value, statement.text);
    const expr = cast?.expr ?? bare(value);
    found.push({ ...column, use, value: spanOf(expr), expr, ...(operator && { operator }), ...(cast && { cast: cast.type }) });
  };
  for (const node of index.nodes) pairsOfNode(node, index, schema, columnOf, add, statement.text);
  return found;
}

type Owned = Pick<ColumnPair, 'table' | 'column'>;
type Add = (column: Owned | undefined, use: ColumnPair['use'], value: Expr, operator?: string) => void;

function pairsOfNode(node: Node, index: TreeIndex, schema: Schema, columnOf: (expr: Expr) => Owned | undefined, add: Add, text: string): void {
  if (node.type === 'BinaryExpr' && COMPARES.has(node.op)) {
    const operator = text.slice(spanOf(node.left).end, spanOf(node.right).start).trim();
    add(columnOf(node.left), 'compare', node.right, operator);
    add(columnOf(node.right), 'compare', node.left, operator);
  } else if (node.type === 'BetweenExpr') {
    for (const value of [node.start, node.end]) add(columnOf(node.lhs), 'compare', value, 'BETWEEN');
  } else if (node.type === 'InListExpr') {
    for (const value of node.rhs ?? []) add(columnOf(node.lhs), 'compare', value, 'IN');
  } else if (node.type === 'LikeExpr') {
    add(columnOf(node.lhs), 'like', node.rhs, text.slice(spanOf(node.lhs).end, spanOf(node.rhs).start).trim());
  } else if (node.type === 'SetAssignment') {
    const table = assignedTable(node, index, schema);
    const name = node.colNames.length === 1 ? node.colNames[0]?.text : undefined;
    const column = name === undefined ? undefined : table?.column(name);
    if (table && column) add({ table, column }, 'set', node.expr);
  } else if (node.type === 'InsertStmt' && node.body.type === 'SelectInsertBody' && node.body.select.select.type === 'SelectValues') {
    const table = schema.table(node.tblName.objName.text);
    const columns = node.columns?.map((name) => table?.column(name.text)) ?? table?.columns ?? [];
    for (const row of node.body.select.select.values) row.values.forEach((value, at) => {
      const column = columns[at];
      if (table && column) add({ table, column }, 'insert', value);
    });
  }
}

/** The table whose columns a SET names: that of the UPDATE, or of the INSERT around an upsert. */
function assignedTable(node: Node, index: TreeIndex, schema: Schema): Table | undefined {
  for (let at: Node | undefined = node; at; at = index.parentOf(at)) {
    if (at.type === 'UpdateStmt' || at.type === 'InsertStmt') return schema.table(at.tblName.objName.text);
    if (at.type === 'UpdateTriggerCmd' || at.type === 'InsertTriggerCmd') return undefined;
  }
  return undefined;
}

/** The expression without parentheses and COLLATE around it. */
function bare(expr: Expr): Expr {
  if (expr.type === 'ParenthesizedExpr' && expr.exprs.length === 1) return bare(expr.exprs[0]!);
  return expr.type === 'CollateExpr' ? bare(expr.expr) : expr;
}

function castOf(value: Expr, text: string): { readonly expr: Expr; readonly type: string } | undefined {
  const inner = bare(value);
  return inner.type === 'CastExpr' && inner.typeName ? { expr: bare(inner.expr), type: textOf(text, inner.typeName).toLowerCase() } : undefined;
}

const isHole = (statement: Statement, node: Node): boolean => statement.holes.some((hole) => hole.start < spanOf(node).end && spanOf(node).start < hole.end);

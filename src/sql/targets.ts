import type { Ast } from './grammar.ts';
import { inferColumn, typesOf, type Inferred } from './infer.ts';
import { contextOf, parentOf } from './rewrite.ts';
import type { Schema } from './schema.ts';
import type { Statement } from './statement.ts';
import { functionName, type Expr, type Node } from './tree.ts';

const COMPARED = new Set<string>(['Equals', 'NotEquals', 'Less', 'LessEquals', 'Greater', 'GreaterEquals', 'Is', 'IsNot']);

/** What the place of an expression wants: the other side of a comparison, or the column that it is stored in. */
export interface Target extends Inferred {
  readonly use: 'compared' | 'stored';
}

/** The target of an expression; it may stand in parentheses, in a branch of CASE or as an argument of coalesce. Undefined where nothing is known. */
export function targetOf(statement: Statement, schema: Schema, expr: Expr): Target | undefined {
  if (!statement.tree) return undefined;
  const types = typesOf(statement.tree, schema);
  const { parent, child } = contextOf(statement, expr);
  if (!parent) return undefined;
  switch (parent.type) {
    case 'BinaryExpr': return COMPARED.has(parent.op) ? { ...types.of(parent.left === child ? parent.right : parent.left), use: 'compared' } : undefined;
    case 'BetweenExpr': return { ...types.of(parent.lhs === child ? parent.start : parent.lhs), use: 'compared' };
    case 'InListExpr': return parent.lhs === child ? undefined : { ...types.of(parent.lhs), use: 'compared' };
    case 'SetAssignment': return ofSet(statement, schema, parent);
    case 'ValuesRow': return ofValue(statement, schema, parent, parent.values.indexOf(child));
    case 'ExprResultColumn': return ofResult(statement, schema, parent);
    case 'WhenThen': return parent.then === child ? aroundCase(statement, schema, parent) : undefined;
    case 'CaseExpr': return parent.elseExpr === child ? targetOf(statement, schema, parent) : undefined;
    case 'FunctionCallExpr': return /^(?:coalesce|ifnull|nullif|iif)$/.test(functionName(parent)!) ? targetOf(statement, schema, parent) : undefined;
    default: return undefined;
  }
}

function aroundCase(statement: Statement, schema: Schema, branch: Node): Target | undefined {
  const around = parentOf(statement, branch);
  return around?.type === 'CaseExpr' ? targetOf(statement, schema, around) : undefined;
}

const stored = (schema: Schema, tableName: string, columnName: string | undefined): Target | undefined => {
  const table = schema.table(tableName);
  const column = columnName === undefined ? undefined : table?.column(columnName);
  return table && column ? { ...inferColumn(column, table), use: 'stored' } : undefined;
};

function ofSet(statement: Statement, schema: Schema, set: Ast.SetAssignment): Target | undefined {
  let at: Node | undefined = parentOf(statement, set);
  while (at && !(at.type === 'UpdateStmt' || at.type === 'UpdateTriggerCmd' || at.type === 'InsertStmt' || at.type === 'InsertTriggerCmd')) at = parentOf(statement, at);
  return at && set.colNames.length === 1 ? stored(schema, at.tblName.objName.text, set.colNames[0]!.text) : undefined;
}

function insertAround(statement: Statement, select: Node | undefined): Ast.InsertStmt | Ast.InsertTriggerCmd | undefined {
  const body = select?.type === 'Select' || select?.type === 'CompoundSelect' ? parentOf(statement, select) : undefined;
  const owner = body?.type === 'SelectInsertBody' || body?.type === 'Select' ? parentOf(statement, body) : body;
  if (owner?.type === 'SelectInsertBody') return insertAround(statement, body);
  return owner?.type === 'InsertStmt' || owner?.type === 'InsertTriggerCmd' ? owner : undefined;
}

function storedAt(schema: Schema, insert: Ast.InsertStmt | Ast.InsertTriggerCmd, index: number): Target | undefined {
  const names = insert.type === 'InsertStmt' ? insert.columns : insert.colNames;
  const table = insert.tblName.objName.text;
  return stored(schema, table, names ? names[index]?.text : schema.table(table)?.columns[index]?.name);
}

function ofValue(statement: Statement, schema: Schema, row: Ast.ValuesRow, index: number): Target | undefined {
  const values = parentOf(statement, row);
  const insert = values && insertAround(statement, parentOf(statement, values));
  return insert && storedAt(schema, insert, index);
}

function ofResult(statement: Statement, schema: Schema, column: Ast.ExprResultColumn): Target | undefined {
  const query = parentOf(statement, column);
  if (query?.type !== 'SelectFrom' || query.columns.some((one) => one.type !== 'ExprResultColumn')) return undefined;
  const insert = insertAround(statement, parentOf(statement, query));
  return insert && storedAt(schema, insert, query.columns.indexOf(column));
}


import { rememberBoth } from '../core/remember.ts';
import type { Span } from '../core/types.ts';
import type { Ast } from './grammar.ts';
import { inferColumn, typesOf, type Inferred, type TypeClass } from './infer.ts';
import type { Column, Schema } from './schema.ts';
import { namesOf } from './scope.ts';
import { selectNames } from './sources.ts';
import type { Statement } from './statement.ts';
import { functionName, isSameName, spanOf, spanOfItem, textOf, unwrap, type Expr } from './tree.ts';

/** One column of what a statement gives back. */
export interface ResultColumnFact extends Span {
  /** The key that SQLite's drivers give it: the alias, the column's name as declared, else the text of the expression. */
  readonly sqliteName: string;
  /** The key that PostgreSQL gives it: names that are not quoted in lower case, functions by their name, else `?column?`. */
  readonly postgresName: string;
  readonly type: TypeClass;
  readonly nullable?: boolean;
  readonly column?: Column;
  /** The expression, where it is written out. */
  readonly expr?: Expr;
}

/**
 * The columns that a SELECT or RETURNING gives, in order, with offsets of `statement.text`; a star stands for all its columns.
 * Undefined for statements that give nothing, that SQLite's grammar does not read, or where a star reaches a table that is not known.
 */
export const resultColumns = rememberBoth((statement: Pick<Statement, 'tree' | 'text'>, schema: Schema): readonly ResultColumnFact[] | undefined => {
  const { tree, text } = statement;
  if (!tree) return undefined;
  if (tree.type === 'SelectStmt') return ofSelect(tree, text, schema);
  const isChange = tree.type === 'InsertStmt' || tree.type === 'UpdateStmt' || tree.type === 'DeleteStmt';
  if (!isChange || !tree.returning) return undefined;
  const table = schema.table(tree.tblName.objName.text);
  const types = typesOf(tree, schema);
  const out: ResultColumnFact[] = [];
  for (const column of tree.returning) {
    if (column.type === 'ExprResultColumn') out.push(ofWritten(column, types.of(column.expr), text));
    else if (!table) return undefined;
    else for (const own of table.columns) out.push(ofStar(own.name, inferColumn(own, table), spanOf(column)));
  }
  return out;
});

function ofSelect(tree: Ast.SelectStmt, text: string, schema: Schema): readonly ResultColumnFact[] | undefined {
  const first = tree.body.select;
  const inferred = typesOf(tree, schema).ofColumns(tree.body);
  const names = selectNames(tree.body, namesOf(tree, schema));
  if (!inferred || !names || inferred.length !== names.length) return undefined;
  const columns = first.type === 'SelectFrom' ? first.columns : [];
  const isWritten = columns.length === inferred.length && columns.every((column) => column.type === 'ExprResultColumn');
  return inferred.map((type, index) =>
    isWritten ? ofWritten(columns[index] as Ast.ExprResultColumn, type, text) : ofStar(names[index]!, type, spanOf(first)));
}

const factOf = (inferred: Inferred): Pick<ResultColumnFact, 'type' | 'nullable' | 'column'> => ({
  type: inferred.type,
  ...(inferred.nullable !== undefined && { nullable: inferred.nullable }),
  ...(inferred.column && { column: inferred.column }),
});

const ofStar = (name: string, inferred: Inferred, span: Span): ResultColumnFact => ({ ...span, sqliteName: name, postgresName: name, ...factOf(inferred) });

function ofWritten(column: Ast.ExprResultColumn, inferred: Inferred, text: string): ResultColumnFact {
  const alias = column.alias?.name;
  const isPlain = column.expr.type === 'Id' || column.expr.type === 'NameExpr' || column.expr.type === 'QualifiedExpr';
  const sqliteName = alias?.text ?? (isPlain ? declaredName(plainName(column.expr), inferred.column) : textOf(text, column.expr));
  const postgresName = alias ? foldName(textOf(text, alias), alias.text) : postgresNameOf(column.expr, text);
  return { ...spanOfItem(column), sqliteName, postgresName, ...factOf(inferred), expr: column.expr };
}

const isQuoted = (written: string): boolean => /^["'`[]/.test(written);

const foldName = (written: string, name: string): string => (isQuoted(written) ? name : name.toLowerCase());

const plainName = (expr: Expr): string =>
  expr.type === 'Id' ? expr.name : expr.type === 'NameExpr' ? expr.name.text : expr.type === 'QualifiedExpr' ? expr.column.text : '';

/** SQLite gives a column of a table the spelling of its declaration. */
const declaredName = (written: string, column: Column | undefined): string => (column && isSameName(column.name, written) ? column.name : written);

const RENAMED: Readonly<Record<string, string>> = {
  ifnull: 'coalesce', iif: 'case', group_concat: 'string_agg', instr: 'strpos', total: 'coalesce', json_group_array: 'coalesce', json_group_object: 'coalesce',
};

/** The name that PostgreSQL chooses for a column without an alias (its parser's FigureColname). */
function postgresNameOf(expr: Expr, text: string): string {
  const inner = unwrap(expr);
  const name = functionName(inner);
  if (name !== undefined) return RENAMED[name] ?? name;
  switch (inner.type) {
    case 'Id': return foldName(textOf(text, inner), inner.name);
    case 'NameExpr': return foldName(textOf(text, inner), inner.name.text);
    case 'QualifiedExpr': return foldName(textOf(text, inner.column), inner.column.text);
    case 'CaseExpr': return 'case';
    case 'ExistsExpr': return 'exists';
    case 'CastExpr': { const own = postgresNameOf(inner.expr, text); return own === '?column?' ? (inner.typeName?.name.toLowerCase() ?? own) : own; }
    case 'CollateExpr': return postgresNameOf(inner.expr, text);
    case 'SubqueryExpr': {
      const column = inner.select.select.type === 'SelectFrom' ? inner.select.select.columns[0] : undefined;
      if (column?.type !== 'ExprResultColumn') return '?column?';
      return column.alias ? foldName(textOf(text, column.alias.name), column.alias.name.text) : postgresNameOf(column.expr, text);
    }
    default: return '?column?';
  }
}

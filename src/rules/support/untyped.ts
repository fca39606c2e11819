import type { Ast } from '../../sql/grammar.ts';
import { isNumber, type Types } from '../../sql/infer.ts';
import { isColumnNode, unwrap, type Expr } from '../../sql/tree.ts';

/** A column declared without a type, which became a text: SQLite kept numbers as numbers in it (https://sqlite.org/datatype3.html#type_affinity). */
export function isUntyped(expr: Expr, types: Types): boolean {
  const inner = unwrap(expr);
  const { column, type } = types.of(inner);
  return isColumnNode(inner) && type === 'text' && column?.sqliteType === '' && !column.isPostgresTypeDeclared && column.collation === undefined;
}

const isNumeric = (expr: Expr, types: Types): boolean => isNumber(types.of(expr).type) && !types.of(expr).untyped;

/** The side of a comparison by size that is such a column, beside numbers; undefined for any other comparison. */
export function untypedSide(node: Ast.BinaryExpr | Ast.BetweenExpr, types: Types): Expr | undefined {
  if (node.type === 'BetweenExpr') return isUntyped(node.lhs, types) && isNumeric(node.start, types) && isNumeric(node.end, types) ? node.lhs : undefined;
  if (!/^(?:Less|Greater)/.test(node.op)) return undefined;
  if (isUntyped(node.left, types) && isNumeric(node.right, types)) return node.left;
  return isUntyped(node.right, types) && isNumeric(node.left, types) ? node.right : undefined;
}

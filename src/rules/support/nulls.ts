import type { Project } from '../../rule.ts';
import type { Types } from '../../sql/infer.ts';
import { functionName, isColumnNode, textOf, unwrap, type Expr } from '../../sql/tree.ts';
import { isAlwaysFilled } from './filled.ts';

/** The query around an expression, and what is known of it. */
export interface Known {
  readonly types: Types;
  readonly project: Project;
  readonly text: string;
  /** What the conditions of the query leave no NULL of. */
  readonly given: ReadonlySet<string>;
  readonly isGrouped: boolean;
}

/** Whether NULL can come out of an expression: it is known to, it may but nothing in the project is seen to store one, or it is not known. */
export type Null = 'yes' | 'perhaps' | 'no';

const either = (left: Null, right: Null): Null => (left === 'yes' || right === 'yes' ? 'yes' : left === 'perhaps' ? left : right);

/** What can come out of a nullable column, an empty group, a CASE without ELSE. */
export function nullOf(expr: Expr, known: Known): Null {
  const inner = unwrap(expr);
  if (known.given.has(textOf(known.text, inner).toLowerCase())) return 'no';
  if (inner.type === 'BinaryExpr' && !/^(?:Is|IsNot|Arrow)/.test(inner.op)) return either(nullOf(inner.left, known), nullOf(inner.right, known));
  if (inner.type === 'UnaryExpr' || inner.type === 'CastExpr' || inner.type === 'CollateExpr') return nullOf(inner.expr, known);
  const arg = inner.type === 'FunctionCallExpr' && inner.args?.length === 1 ? inner.args[0] : undefined;
  if (arg && known.isGrouped && /^(?:max|min|sum|avg|group_concat)$/.test(functionName(inner)!)) return nullOf(arg, known);
  const { nullable, untyped, column } = known.types.of(inner);
  // A column called id is a key, declared or not.
  if (nullable !== true || untyped || (column && /^id$/i.test(column.name) && inner.type === 'Id')) return 'no';
  const reference = isColumnNode(inner) ? known.types.names.resolve(inner) : undefined;
  const source = reference?.kind === 'column' && !reference.source.isOptional ? reference.source : undefined;
  return column && source?.table && isAlwaysFilled(source.table.name, column, known.project) ? 'perhaps' : 'yes';
}

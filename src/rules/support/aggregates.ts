import type { Ast } from '../../sql/grammar.ts';
import { nodesOf } from '../../sql/rewrite.ts';
import type { Names } from '../../sql/sources.ts';
import type { Statement } from '../../sql/statement.ts';
import { functionName, type Node } from '../../sql/tree.ts';

const AGGREGATE =
  /^(?:count|sum|avg|total|group_concat|string_agg|jsonb?_group_(?:array|object)|array_agg|median|any_value|bool_or|bool_and|percentile.*)$/;

/** Whether a node is a call of an aggregate, and of no window. */
export const isAggregateCall = (node: Node): boolean => {
  const name = functionName(node);
  if (name === undefined || (node.type === 'FunctionCallExpr' && node.filterOver?.overClause) || (node.type === 'FunctionCallStarExpr' && node.filterOver?.overClause)) return false;
  return AGGREGATE.test(name) || (/^(?:max|min)$/.test(name) && node.type === 'FunctionCallExpr' && node.args?.length === 1);
};

/** The calls of aggregates of a query itself. */
export const aggregatesOf = (statement: Statement, query: Ast.SelectFrom, names: Names): readonly Node[] =>
  nodesOf(statement, 'FunctionCallExpr', 'FunctionCallStarExpr').filter((call) => isAggregateCall(call) && names.scopeAt(call).query === query);

import type { Ast } from '../../sql/grammar.ts';
import { ancestorsOf, nodesOf } from '../../sql/rewrite.ts';
import type { Names } from '../../sql/sources.ts';
import type { Statement } from '../../sql/statement.ts';
import { functionName, isColumnNode, isSameName } from '../../sql/tree.ts';
import { conjuncts } from './conditions.ts';

/** How many rows a query can give. */

/** Whether the condition leaves one row at most: every column of a key is compared for equality. */
export function isSingleRow(query: Ast.SelectFrom, names: Names): boolean {
  const compared = conjuncts(query.whereClause).flatMap((part) => (part.type === 'BinaryExpr' && part.op === 'Equals' ? [part.left, part.right] : [])).filter(isColumnNode);
  const references = compared.map((node) => names.resolve(node));
  if (compared.length > 0 && references.some((reference) => reference?.kind === 'column' && !reference.source.table)) return true;
  return names.sourcesOf(query).every(({ table }) => table !== undefined && [table.primaryKey, ...table.uniqueKeys].some((key) =>
    key.length > 0 && key.every((name) => references.some((reference) => reference?.kind === 'column' && reference.source.table === table && isSameName(reference.name, name)))));
}

/** Whether it makes one row of all: an aggregate without GROUP BY. */
export function isAggregated(statement: Statement, query: Ast.SelectFrom): boolean {
  return !query.groupBy && nodesOf(statement, 'FunctionCallExpr', 'FunctionCallStarExpr').some((call) =>
    /^(?:count|sum|avg|total|max|min|group_concat)$/.test(functionName(call)!) && ancestorsOf(statement, call).find((node) => node.type === 'SelectFrom') === query);
}

import type { Pieces, Problem, ProposedEdit } from '../core/types.ts';
import { defineRule, type Context } from '../rule.ts';
import type { Ast } from '../sql/grammar.ts';
import { typesOf, type Types } from '../sql/infer.ts';
import { asOperand, nodesOf, parentOf, replaceNode } from '../sql/rewrite.ts';
import type { Statement } from '../sql/statement.ts';
import { functionName, integerValue, isColumnNode, spanOf, unwrap, type Expr } from '../sql/tree.ts';
import { isUntyped, untypedSide } from './support/untyped.ts';

const NUMBER = String.raw`^-?\d+\.?\d*(?:[eE][-+]?\d+)?$`;

/** The place of a value in SQLite's order: its number, and behind all numbers for any other text. */
function rankOf(expr: Expr, types: Types): Pieces {
  const read: Pieces = ['coalesce(CAST(substring(', spanOf(expr), `, '${NUMBER}') AS numeric), CAST('Infinity' AS numeric))`];
  return types.of(expr).nullable === false ? read : ['CASE WHEN ', ...asOperand(expr), ' IS NOT NULL THEN ', ...read, ' END'];
}

const toEdit = (expr: Expr, types: Types): ProposedEdit => {
  const rank = rankOf(expr, types);
  return replaceNode(expr, rank[0] === 'CASE WHEN ' ? ['(', ...rank, ')'] : rank);
};

function* comparisons(statement: Statement, types: Types): Iterable<readonly [Expr, ProposedEdit]> {
  for (const node of nodesOf(statement, 'BinaryExpr', 'BetweenExpr')) {
    const side = untypedSide(node, types);
    if (side) yield [side, toEdit(side, types)];
  }
}

/** The column that a term of a plain query orders by: by its name, its alias or its number. */
function orderedColumn(statement: Statement, term: Ast.SortedColumn, types: Types): Expr | undefined {
  const select = parentOf(statement, term);
  if (select?.type === 'Window') return isUntyped(term.expr, types) ? term.expr : undefined;
  if (select?.type !== 'Select' || select.compounds || select.select.type !== 'SelectFrom') return undefined;
  const { columns, distinctness, groupBy } = select.select;
  if (distinctness || groupBy) return undefined;
  const inner = unwrap(term.expr);
  const ordinal = integerValue(inner);
  const result = ordinal !== undefined && columns.every((column) => column.type === 'ExprResultColumn') ? columns[ordinal - 1] : undefined;
  const reference = isColumnNode(inner) ? types.names.resolve(inner) : undefined;
  const expr = result?.type === 'ExprResultColumn' ? result.expr : reference?.kind === 'alias' ? reference.result.expr : inner;
  return isUntyped(expr, types) ? expr : undefined;
}

/** The direction, and where NULL goes, as SQLite has it. */
const wordsOf = (term: Ast.SortedColumn): string =>
  `${term.order === 'Desc' ? ' DESC' : ''} NULLS ${(term.nulls ?? (term.order === 'Desc' ? 'last' : 'first')).toUpperCase()}`;

function* orders(statement: Statement, types: Types): Iterable<readonly [Expr, ProposedEdit]> {
  for (const term of nodesOf(statement, 'SortedColumn')) {
    const column = orderedColumn(statement, term, types);
    if (!column) continue;
    const { start } = spanOf(term.expr);
    const window = parentOf(statement, term);
    if (window?.type === 'Window' && window.frameClause?.mode === 'Range' && window.orderBy?.length === 1) {
      yield [term.expr, replaceNode(term.expr, rankOf(column, types))];
      continue;
    }
    if (statement.text.slice(0, start).trimEnd().endsWith(`${wordsOf(term)},`) && statement.text.slice(0, start).includes(NUMBER)) continue;
    yield [term.expr, { start, end: start, text: [...rankOf(column, types), `${wordsOf(term)}, `] }];
  }
  for (const call of nodesOf(statement, 'FunctionCallExpr')) {
    const [only] = call.args ?? [];
    if (!/^(?:max|min)$/.test(functionName(call)!) || call.args?.length !== 1 || !only || call.filterOver || !isUntyped(only, types)) continue;
    const way = functionName(call) === 'max' ? ' DESC NULLS LAST' : '';
    yield [call, replaceNode(call, ['(array_agg(', spanOf(only), ' ORDER BY ', ...rankOf(only, types), `${way}, `, spanOf(only), `${way}))[1]`])];
  }
}

function* statement(statement: Statement, context: Context): Iterable<Problem> {
  if (!statement.tree) return;
  const types = typesOf(statement.tree, context.schema);
  for (const [expr, edit] of [...comparisons(statement, types), ...orders(statement, types)]) {
    yield {
      ...spanOf(expr), message: 'A column without a type is ordered or compared with a number: SQLite puts numbers by their size before all texts, PostgreSQL has texts only.',
      help: 'Give the column the type of what it holds. The rewrite holds when every text of digits was stored as a number.',
      fix: { title: 'Order by the number', safety: 'unsafe', edits: [edit] },
    };
  }
}

export default defineRule({
  summary: 'columns without a type, ordered or compared with numbers',
  why: `A column declared without a type keeps numbers as numbers and texts as texts, and every number is smaller than every text. PostgreSQL's column is a text: "10" comes before "9", without an error.`,
  construct: 'order of columns without a type',
  severity: 'critical',
  category: 'changes-result',
  silent: true,
  manual: ['SQLite, Sort order, grouping and compound SELECTs: https://sqlite.org/datatype3.html#sort_order', 'SQLite, Type affinity: https://sqlite.org/datatype3.html#type_affinity'],
  wakes: ['SortedColumn', 'BinaryExpr', 'BetweenExpr', 'max()', 'min()'],
  statement,
});

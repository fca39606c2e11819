import type { Problem, ProposedEdit } from '../core/types.ts';
import { defineRule, type Context } from '../rule.ts';
import type { Ast } from '../sql/grammar.ts';
import { isNumber, typesOf, type Types } from '../sql/infer.ts';
import { asOperand, nodesOf, parentOf, replaceNode, replaceSpan } from '../sql/rewrite.ts';
import type { Statement } from '../sql/statement.ts';
import { isSameName, spanOf, tokenBefore } from '../sql/tree.ts';

const contains = (outer: Ast.AstNode, inner: Ast.AstNode): boolean => spanOf(outer).start <= spanOf(inner).start && spanOf(inner).end <= spanOf(outer).end;

const isRecursive = (statement: Statement, common: Ast.CommonTableExpr): boolean =>
  nodesOf(statement, 'TableSelectTable').some((table) => isSameName(table.tblName.objName.text, common.tblName.text) && contains(common.select, table));

/** The recursive part must give the types of the first part: numbers that widen and sized texts do not. */
function* typeProblems(common: Ast.CommonTableExpr, types: Types): Iterable<Problem> {
  const first = common.select.select;
  const second = common.select.compounds?.[0]?.select;
  if (first.type !== 'SelectFrom' || second?.type !== 'SelectFrom') return;
  for (const [index, column] of first.columns.entries()) {
    const other = second.columns[index];
    if (column.type !== 'ExprResultColumn' || other?.type !== 'ExprResultColumn') continue;
    const [a, b] = [types.of(column.expr), types.of(other.expr)];
    const isSizedText = column.expr.type === 'CastExpr' && /char/i.test(column.expr.typeName?.name ?? '');
    const isText = a.type === 'text' && (isSizedText || (a.untyped === true && column.expr.type === 'StringLiteral'));
    const wanted = isText ? 'text' : mayWiden(column.expr, a, other.expr, b, types);
    if (wanted === undefined || (isText && !isSizedText)) continue;
    yield {
      ...spanOf(column.expr),
      message: `The recursive part of ${common.tblName.text} gives another type than its first part: PostgreSQL raises 42804.`,
      help: `Cast the first part to ${wanted}.`,
      fix: { title: `Cast to ${wanted}`, safety: 'safe', edits: [replaceNode(column.expr, [...asOperand(column.expr), `::${wanted}`])] },
    };
  }
}

type Type = ReturnType<Types['of']>;

/** `SELECT 1 UNION ALL SELECT x + 0.5`: an integer that the recursion turns into a fraction. */
function mayWiden(first: Ast.Expr, a: Type, second: Ast.Expr, b: Type, types: Types): string | undefined {
  if (a.untyped || a.type !== 'integer') return undefined;
  if (b.type === 'real' || b.type === 'numeric') return 'double precision';
  if (b.type === 'bigint') return 'bigint';
  if (second.type !== 'BinaryExpr' || first.type !== 'NumericLiteral') return undefined;
  return [second.left, second.right].some((side) => isNumber(types.of(side).type) && types.of(side).type === 'numeric') ? 'double precision' : undefined;
}

function* ofCommon(statement: Statement, clause: Ast.With, common: Ast.CommonTableExpr): Iterable<Problem> {
  const { limit, orderBy, compounds } = common.select;
  if (limit) {
    const edits = moveLimit(statement, clause, common, limit);
    yield {
      ...spanOf(limit), message: 'LIMIT in a recursive query ends the recursion in SQLite; PostgreSQL does not read it there (0A000).',
      help: 'Put the LIMIT behind the outer query, or a condition into the recursive part.', ...(edits && { fix: { title: 'Move the LIMIT', safety: 'safe', edits } }),
    };
  }
  if (orderBy) {
    yield {
      start: spanOf(orderBy[0]!.expr).start, end: spanOf(orderBy.at(-1)!.expr).end,
      message: 'ORDER BY in a recursive query says in which order SQLite follows the rows; PostgreSQL does not read it there (0A000).', help: 'Carry a path in an array and order the outer query by it, or use SEARCH DEPTH FIRST.',
    };
  }
  if ((compounds?.length ?? 0) > 1) {
    yield { ...spanOf(common.tblName), message: `${common.tblName.text} has several recursive parts: PostgreSQL reads one.`, help: 'Join the parts into one query behind UNION ALL.', confidence: 'likely' };
  }
}

/** Behind an outer query that only reads the common table the LIMIT means the same. */
function moveLimit(statement: Statement, clause: Ast.With, common: Ast.CommonTableExpr, limit: Ast.Limit): readonly ProposedEdit[] | undefined {
  const select = parentOf(statement, clause);
  if (select?.type !== 'Select' || select.limit || select.compounds || select.select.type !== 'SelectFrom') return undefined;
  const { from, whereClause, groupBy } = select.select;
  const only = from?.select?.type === 'TableSelectTable' && !from.joins && isSameName(from.select.tblName.objName.text, common.tblName.text);
  if (!only || whereClause || groupBy || select.orderBy) return undefined;
  const start = tokenBefore(statement.tokens, spanOf(limit).start)?.end ?? spanOf(limit).start;
  const end = statement.tokens.at(-1)!.end;
  return [replaceSpan({ start, end: spanOf(limit).end }, ''), { start: end, end, text: [' ', spanOf(limit)] }];
}

function* statement(statement: Statement, context: Context): Iterable<Problem> {
  if (!statement.tree) return;
  const types = typesOf(statement.tree, context.schema);
  for (const clause of nodesOf(statement, 'With')) {
    for (const common of clause.ctes) {
      if (!isRecursive(statement, common)) continue;
      yield* ofCommon(statement, clause, common);
      yield* typeProblems(common, types);
    }
  }
}

export default defineRule({
  summary: 'recursive queries that PostgreSQL reads otherwise',
  why: 'SQLite ends a recursion by LIMIT and steers it by ORDER BY. PostgreSQL reads neither, and wants the types of the first part from the recursive one (42804).',
  construct: 'recursive queries',
  severity: 'critical',
  category: 'breaks',
  manual: ['SQLite, The WITH clause: https://sqlite.org/lang_with.html', 'PostgreSQL, 7.8.2 Recursive queries: https://www.postgresql.org/docs/current/queries-with.html#QUERIES-WITH-RECURSIVE'],
  wakes: ['With'],
  statement,
});

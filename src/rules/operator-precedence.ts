import type { Problem } from '../core/types.ts';
import { defineRule } from '../rule.ts';
import type { Ast } from '../sql/grammar.ts';
import { nodesOf, parentOf, wrapNode } from '../sql/rewrite.ts';
import type { Statement } from '../sql/statement.ts';
import { spanOf, type Expr } from '../sql/tree.ts';

const COMPARISONS = new Set<string>(['Equals', 'NotEquals', 'Less', 'LessEquals', 'Greater', 'GreaterEquals', 'Is', 'IsNot']);
const BITS = new Set<string>(['BitwiseAnd', 'BitwiseOr', 'LeftShift', 'RightShift']);

const isComparison = (expr: Expr): boolean =>
  (expr.type === 'BinaryExpr' && COMPARISONS.has(expr.op)) || expr.type === 'LikeExpr' || expr.type === 'InListExpr' || expr.type === 'InSelectExpr'
  || expr.type === 'BetweenExpr' || expr.type === 'IsNullExpr' || expr.type === 'NotNullExpr';

interface Loose {
  readonly expr: Expr;
  readonly what: string;
  readonly silent: boolean;
}

/** The operands of one operator that PostgreSQL would group otherwise. */
function looseSides(node: Ast.BinaryExpr): readonly Loose[] {
  const sides = [node.left, node.right];
  if (COMPARISONS.has(node.op)) return sides.filter(isComparison).map((expr) => ({ expr, what: 'Comparisons in a row', silent: false }));
  if (!BITS.has(node.op)) return [];
  const isBit = (side: Expr): boolean => side.type === 'BinaryExpr' && BITS.has(side.op) && (side.op !== node.op || side === node.right);
  return sides.filter(isBit).map((expr) => ({ expr, what: 'Bit operators in a row', silent: true }));
}

function* looseOperands(statement: Statement): Iterable<Loose> {
  for (const node of nodesOf(statement, 'BinaryExpr')) yield* looseSides(node);
  for (const node of nodesOf(statement, 'LikeExpr', 'InListExpr', 'InSelectExpr', 'BetweenExpr')) {
    if (isComparison(node.lhs)) yield { expr: node.lhs, what: 'Comparisons in a row', silent: false };
  }
  for (const node of nodesOf(statement, 'UnaryExpr')) {
    const parent = parentOf(statement, node);
    const isBeside = parent?.type === 'BinaryExpr' && !COMPARISONS.has(parent.op) && parent.op !== 'And' && parent.op !== 'Or';
    if (node.op === 'BitwiseNot' && isBeside) yield { expr: node, what: '~ beside another operator', silent: true };
  }
}

function* statement(statement: Statement): Iterable<Problem> {
  for (const { expr, what, silent } of looseOperands(statement)) {
    yield {
      ...spanOf(expr), silent,
      message: silent ? `${what} are grouped otherwise by PostgreSQL.` : `${what} are grouped from the left by SQLite; PostgreSQL does not read them, or groups them otherwise.`,
      help: 'Put the operand in parentheses.',
      fix: { title: 'Add parentheses', safety: 'safe', portable: true, edits: [wrapNode(expr, '(', ')')] },
    };
  }
}

export default defineRule({
  summary: 'operators that PostgreSQL groups otherwise',
  why: `\`a = b = c\` is \`(a = b) = c\` in SQLite and a syntax error on PostgreSQL; \`~ 1 + 1\` is \`(~ 1) + 1\` in SQLite and \`~ (1 + 1)\` there; \`&\`, \`|\`, \`<<\` and \`>>\` have one strength in
both but other operators around them do not.`,
  construct: 'operators in a row',
  severity: 'critical',
  category: 'changes-result',
  manual: ['SQLite, Operators: https://sqlite.org/lang_expr.html#operators_and_parse_affecting_attributes', 'PostgreSQL, 4.1.6 Operator precedence: https://www.postgresql.org/docs/current/sql-syntax-lexical.html#SQL-PRECEDENCE'],
  wakes: ['BinaryExpr', 'LikeExpr', 'InListExpr', 'InSelectExpr', 'UnaryExpr'],
  statement,
});

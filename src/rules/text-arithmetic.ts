import type { Pieces, Problem, ProposedFix } from '../core/types.ts';
import { defineRule, type Context } from '../rule.ts';
import { typesOf, type Types } from '../sql/infer.ts';
import { asOperand, contextOf, nodesOf, replaceNode } from '../sql/rewrite.ts';
import type { Statement } from '../sql/statement.ts';
import { functionName, spanOf, stringValue, tokenAt, unwrap, type Expr } from '../sql/tree.ts';

const ARITHMETIC = /^(?:Add|Subtract|Multiply|Divide|Modulus)$/;
const NUMBER = String.raw`^\s*([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)`;
/** Functions whose first argument is a number; two of them may be asked for digits as well. */
const OF_NUMBERS = /^(?:sum|avg|total|abs|round|trunc|ceil|ceiling|floor|sqrt|exp|ln|log10|sign|mod|pow|power)$/;
const DATES = /^(?:date|time|datetime|strftime)$/;

/** The number at the front of a text, as SQLite reads it; 0 where there is none. */
function numberOf(expr: Expr, types: Types): Pieces {
  const read: Pieces = ['coalesce(CAST(substring(', spanOf(expr), `, '${NUMBER}') AS numeric), 0)`];
  return types.of(expr).nullable === false ? read : ['CASE WHEN ', ...asOperand(expr), ' IS NOT NULL THEN ', ...read, ' END'];
}

function toFix(statement: Statement, expr: Expr, types: Types): ProposedFix {
  const value = stringValue(expr);
  const isNumber = value !== undefined && /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(value.trim());
  if (isNumber) return { title: 'Write the number', safety: 'safe', portable: true, edits: [replaceNode(expr, value.trim())] };
  const { parent } = contextOf(statement, expr);
  const pieces = numberOf(expr, types);
  return { title: 'Read the number', safety: 'unsafe', edits: [replaceNode(expr, parent?.type === 'FunctionCallExpr' || pieces[0] === 'coalesce(CAST(substring(' ? pieces : ['(', ...pieces, ')'])] };
}

/** Texts that stand where a number is computed. */
function* textsOf(statement: Statement, types: Types): Iterable<Expr> {
  const isText = (expr: Expr): boolean => types.of(expr).type === 'text' && !DATES.test(functionName(unwrap(expr)) ?? '') && !isJsonValue(expr);
  const isTyped = (expr: Expr): boolean => isText(expr) && types.of(expr).untyped !== true;
  // PostgreSQL reads a quoted literal as the integer beside it.
  const isRead = (expr: Expr, other: Expr): boolean => /^\s*[+-]?\d+\s*$/.test(stringValue(expr) ?? '') && !types.of(other).untyped;
  for (const node of nodesOf(statement, 'BinaryExpr')) {
    if (!ARITHMETIC.test(node.op)) continue;
    const sides = [[node.left, node.right], [node.right, node.left]] as const;
    for (const [side, other] of sides) if (isTyped(side) || (isText(side) && stringValue(side) !== undefined && !isRead(side, other))) yield side;
  }
  for (const node of nodesOf(statement, 'UnaryExpr')) if (node.op === 'Negative' && isText(node.expr)) yield node.expr;
  for (const call of nodesOf(statement, 'FunctionCallExpr')) {
    const [first] = call.args ?? [];
    if (first && OF_NUMBERS.test(functionName(call)!) && isTyped(first)) yield first;
  }
}

const isJsonValue = (expr: Expr): boolean => {
  const inner = unwrap(expr);
  return inner.type === 'BinaryExpr' && inner.op === 'ArrowRightShift';
};

function* statement(statement: Statement, context: Context): Iterable<Problem> {
  if (!statement.tree) return;
  const types = typesOf(statement.tree, context.schema);
  for (const expr of textsOf(statement, types)) {
    yield {
      ...spanOf(expr), message: 'A text is computed with: SQLite reads the number at its front, PostgreSQL has no such operator or function (42883, 22P02).',
      help: 'Cast the text to a number where every text is one, or take the number out of it.', fix: toFix(statement, expr, types),
    };
  }
  for (const node of nodesOf(statement, 'UnaryExpr')) {
    if (node.op !== 'Positive' || types.of(node.expr).type !== 'text') continue;
    const sign = tokenAt(statement.tokens, spanOf(node).start);
    if (!sign) continue;
    yield {
      ...spanOf(node), silent: types.of(node.expr).untyped === true, message: 'A plus sign before a text does nothing in SQLite; PostgreSQL wants a number.', help: 'Leave the sign out.',
      fix: { title: 'Leave the sign out', safety: 'safe', portable: true, edits: [replaceNode(node, [spanOf(node.expr)])] },
    };
  }
}

export default defineRule({
  summary: 'arithmetic with texts',
  why: `SQLite reads the number at the front of a text and takes 0 where there is none: \`'12abc' + 1\` is 13, \`sum(text)\` works. PostgreSQL has no arithmetic of texts (42883).`,
  construct: 'arithmetic with texts',
  severity: 'critical',
  category: 'breaks',
  manual: ['SQLite, Operators: https://sqlite.org/lang_expr.html#operators_and_parse_affecting_attributes', 'PostgreSQL, 10.2 Operators: https://www.postgresql.org/docs/current/typeconv-oper.html'],
  wakes: ['BinaryExpr', 'UnaryExpr', 'FunctionCallExpr'],
  statement,
});

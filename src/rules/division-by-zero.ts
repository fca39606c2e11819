import type { Problem } from '../core/types.ts';
import { defineRule } from '../rule.ts';
import type { Ast } from '../sql/grammar.ts';
import { ancestorsOf, nodesOf, wrapNode } from '../sql/rewrite.ts';
import type { Statement } from '../sql/statement.ts';
import { functionName, spanOf, unwrap, type Expr } from '../sql/tree.ts';

type Query = Ast.SelectFrom | undefined;

/** Whether a divisor cannot be zero: a number that is not, NULLIF(x, 0), the rows of a group; without FROM an aggregate is that of one row. */
function isNeverZero(expr: Expr, query: Query): boolean {
  const inner = unwrap(expr);
  if (inner.type === 'NullLiteral') return true;
  if (inner.type === 'NumericLiteral') return Number(inner.value.replaceAll('_', '')) !== 0;
  if (inner.type === 'UnaryExpr') return isNeverZero(inner.expr, query);
  if (inner.type === 'CastExpr') return isNeverZero(inner.expr, query);
  if (inner.type === 'BinaryExpr' && (inner.op === 'Multiply' || inner.op === 'Divide')) return isNeverZero(inner.left, query) && isNeverZero(inner.right, query);
  const name = functionName(inner);
  if (name === 'nullif' || name === 'pi') return true;
  const isOneRow = query !== undefined && !query.from && !query.whereClause;
  if (inner.type === 'FunctionCallStarExpr') return name === 'count' && !inner.filterOver && (isOneRow || query?.groupBy !== undefined);
  if (inner.type !== 'FunctionCallExpr') return false;
  const args = inner.args ?? [];
  if (isOneRow && args.length === 1 && /^(?:max|min|sum|avg)$/.test(name!)) return isNeverZero(args[0]!, query);
  return (name === 'max' || name === 'greatest') && args.length > 1 && args.some((arg) => isNeverZero(arg, query));
}

const queryOf = (statement: Statement, expr: Expr): Query => ancestorsOf(statement, expr).find((node): node is Ast.SelectFrom => node.type === 'SelectFrom');

function* statement(statement: Statement): Iterable<Problem> {
  for (const node of nodesOf(statement, 'BinaryExpr')) {
    if ((node.op !== 'Divide' && node.op !== 'Modulus') || isNeverZero(node.right, queryOf(statement, node))) continue;
    const inner = node.right.type === 'ParenthesizedExpr' && node.right.exprs.length === 1 ? node.right.exprs[0]! : node.right;
    const isWhole = inner !== node.right;
    const edit = isWhole
      ? { ...spanOf(node.right), text: ['NULLIF(', spanOf(inner), ', 0)'] }
      : wrapNode(node.right, 'NULLIF(', ', 0)');
    const isBound = unwrap(node.right).type === 'VariableExpr';
    yield {
      ...spanOf(node.right), ...(isBound && { severity: 'info', confidence: 'review' } as const),
      message: 'A division by zero is NULL in SQLite; PostgreSQL raises 22012.',
      help: 'Divide by NULLIF(divisor, 0), which gives NULL on both engines.',
      ...(!isBound && { fix: { title: 'Divide by NULLIF(divisor, 0)', safety: 'safe', portable: true, edits: [edit] } }),
    };
  }
}

export default defineRule({
  summary: 'divisions that may be by zero',
  why: '`a / 0` and `a % 0` are NULL in SQLite and an error on PostgreSQL (22012), which takes the whole statement and its transaction down.',
  construct: 'divisions by a value that may be 0',
  severity: 'warning',
  category: 'breaks',
  manual: ['SQLite, Operators: https://sqlite.org/lang_expr.html', 'PostgreSQL, 9.3 Mathematical operators: https://www.postgresql.org/docs/current/functions-math.html'],
  wakes: ['SLASH', 'REM'],
  statement,
});

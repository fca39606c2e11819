import type { Problem } from '../core/types.ts';
import { defineRule, type Context } from '../rule.ts';
import { typesOf, type Types } from '../sql/infer.ts';
import { castTo, nodesOf, replaceNode } from '../sql/rewrite.ts';
import type { Statement } from '../sql/statement.ts';
import { spanOf, textOf, unwrap, type Expr } from '../sql/tree.ts';

const MOST = 2147483647;
/** Below it, only values that are large themselves overflow. */
const SMALLEST_FACTOR = 1000;
/** Seconds since 1970 have ten digits: as milliseconds they never fit 32 bits. */
const TIME = /(?:_at|_ts|time|epoch|stamp|expires|expiry|seconds|created|updated)$/i;

/** The column of PostgreSQL with 32 or 16 bits that an expression is. */
function narrowColumn(types: Types, expr: Expr): string | undefined {
  const { column } = types.of(unwrap(expr));
  return column?.isPostgresTypeDeclared && /^(?:integer|smallint)$/.test(column.postgresType) ? column.name : undefined;
}

/** The value of a whole number of at most 32 bits: larger ones make the product a bigint by themselves. */
function factorOf(expr: Expr): number | undefined {
  const plain = unwrap(expr);
  const value = plain.type === 'NumericLiteral' && /^\d+$/.test(plain.value) ? Number(plain.value) : undefined;
  return value !== undefined && value >= SMALLEST_FACTOR && value <= MOST ? value : undefined;
}

function* statement(statement: Statement, context: Context): Iterable<Problem> {
  if (!statement.tree || statement.engine === 'sqlite') return;
  const types = typesOf(statement.tree, context.schema);
  for (const node of nodesOf(statement, 'BinaryExpr')) {
    if (node.op !== 'Multiply') continue;
    const factor = factorOf(node.right) ?? factorOf(node.left);
    const side = factorOf(node.right) === undefined ? node.right : node.left;
    const name = narrowColumn(types, side);
    if (factor === undefined || name === undefined) continue;
    const isCertain = factor >= 1_000_000 || TIME.test(name);
    yield {
      ...spanOf(node), severity: isCertain ? 'critical' : 'warning', confidence: isCertain ? 'likely' : 'review',
      message: `\`${textOf(statement.text, node)}\` is computed with 32 bits on PostgreSQL, because \`${name}\` is one: a product over ${MOST} raises 22003, that is from ${Math.floor(MOST / factor) + 1} on.`,
      help: 'Cast the column to bigint first. Many drivers return a bigint as a text.',
      fix: { title: 'Cast to bigint', safety: 'unsafe', edits: [replaceNode(side, castTo(side, 'bigint'))] },
    };
  }
}

export default defineRule({
  summary: 'A product of a 32-bit column that does not fit 32 bits',
  why: 'SQLite computes with 64 bits and goes over to floating-point numbers beyond. PostgreSQL computes `integer * integer` with 32 bits and raises 22003: seconds that become '
    + 'milliseconds (`created_at * 1000`) never fit.',
  construct: 'products of integer columns',
  severity: 'critical',
  category: 'breaks',
  manual: ['SQLite, Operators: https://sqlite.org/lang_expr.html', 'PostgreSQL, 8.1 Numeric types: https://www.postgresql.org/docs/current/datatype-numeric.html'],
  wakes: ['BinaryExpr'],
  statement,
});

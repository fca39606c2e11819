import type { Problem } from '../core/types.ts';
import { defineRule } from '../rule.ts';
import { ancestorsOf, contextOf, nodesOf, wrapNode } from '../sql/rewrite.ts';
import type { Statement } from '../sql/statement.ts';
import { functionName, spanOf, textOf, unwrap, type Expr } from '../sql/tree.ts';

const LARGEST = 9223372036854775807n;
const LARGEST_INTEGER = 2147483647n;

/** A hexadecimal literal is a number of 64 bits with a sign in SQLite, and known to PostgreSQL 16 and later. */
function hexProblem(start: number, end: number, written: string): Problem {
  const value = BigInt(written);
  if (value <= LARGEST) {
    return {
      start, end, severity: 'warning', message: 'PostgreSQL 15 and older read no hexadecimal numbers (42601).', help: `Write ${value}.`,
      fix: { title: 'Write the number', safety: 'safe', portable: true, edits: [{ start, end, text: String(value) }] },
    };
  }
  const text = `(${BigInt.asIntN(64, value)})::bigint`;
  return {
    start, end, silent: true, message: 'A hexadecimal literal has 64 bits and a sign in SQLite; on PostgreSQL it is a larger number without one.', help: `Write ${text}.`,
    fix: { title: 'Write the number', safety: 'safe', edits: [{ start, end, text }] },
  };
}

/** The value of arithmetic over integer literals; undefined for anything else. */
function constantValue(expr: Expr): bigint | undefined {
  const inner = unwrap(expr);
  if (inner.type === 'NumericLiteral') {
    const digits = inner.value.replaceAll('_', '');
    return /^\d+$/.test(digits) && BigInt(digits) <= LARGEST ? BigInt(digits) : undefined;
  }
  if (inner.type !== 'BinaryExpr') return undefined;
  const [left, right] = [constantValue(inner.left), constantValue(inner.right)];
  if (left === undefined || right === undefined) return undefined;
  return inner.op === 'Add' ? left + right : inner.op === 'Subtract' ? left - right : inner.op === 'Multiply' ? left * right : undefined;
}

/** -9223372036854775808 has 64 bits. */
const isSmallest = (statement: Statement, node: Expr, written: string): boolean => {
  const parent = contextOf(statement, node).parent;
  return BigInt(written) === LARGEST + 1n && parent?.type === 'UnaryExpr' && parent.op === 'Negative';
};

const leftmost = (expr: Expr): Expr => {
  const inner = unwrap(expr);
  return inner.type === 'BinaryExpr' ? leftmost(inner.left) : inner;
};

/** Arithmetic of integer literals has 32 bits on PostgreSQL; the outermost one is reported. */
function* overflows(statement: Statement): Iterable<Problem> {
  for (const node of nodesOf(statement, 'BinaryExpr')) {
    const value = constantValue(node);
    if (value === undefined || (value <= LARGEST_INTEGER && value >= -LARGEST_INTEGER)) continue;
    const { parent } = contextOf(statement, node);
    if (parent?.type === 'BinaryExpr' && constantValue(parent) !== undefined) continue;
    const first = leftmost(node);
    const isWide = value > LARGEST || value < -LARGEST;
    // A literal over 32 bits makes the arithmetic a bigint already.
    if (!isWide && (constantValue(first) ?? 0n) > LARGEST_INTEGER) continue;
    const type = isWide ? 'double precision' : 'bigint';
    yield {
      ...spanOf(node), message: 'The arithmetic of integer literals has 32 bits on PostgreSQL and overflows (22003); in SQLite it has 64.', help: `Cast one of them to ${type}.`,
      fix: { title: `Cast to ${type}`, safety: 'safe', edits: [wrapNode(first, '', `::${type}`)] },
    };
  }
}

/** JSON knows no infinity, and the difference of two is NULL in SQLite and NaN on PostgreSQL. */
const standsAlone = (statement: Statement, node: Expr): boolean =>
  !ancestorsOf(statement, node).some((above) => /^json/.test(functionName(above) ?? '') || (above.type === 'BinaryExpr' && /^(?:Add|Subtract|Multiply|Divide|Modulus)$/.test(above.op)));

/** Arithmetic of written fractions alone, such as `0.1 + 0.2`. */
function isFractions(expr: Expr): boolean {
  const inner = unwrap(expr);
  if (inner.type === 'BinaryExpr') return /^(?:Add|Subtract|Multiply)$/.test(inner.op) && isFractions(inner.left) && isFractions(inner.right);
  return inner.type === 'NumericLiteral' && inner.value.includes('.');
}

/** `0.1 + 0.2 = 0.3`: PostgreSQL computes decimals, SQLite binary fractions. */
function* comparedFractions(statement: Statement): Iterable<Problem> {
  for (const node of nodesOf(statement, 'BinaryExpr')) {
    if (!/^(?:Equals|NotEquals|Is|IsNot|Less|LessEquals|Greater|GreaterEquals)$/.test(node.op)) continue;
    const sides = [node.left, node.right];
    if (!sides.every(isFractions) || !sides.some((side) => unwrap(side).type === 'BinaryExpr')) continue;
    const literals = nodesOf(statement, 'NumericLiteral').filter((literal) => spanOf(literal).start >= spanOf(node).start && spanOf(literal).end <= spanOf(node).end);
    yield {
      ...spanOf(node), silent: true, severity: 'warning', message: 'Fractions are computed as decimals on PostgreSQL and as binary fractions in SQLite: 0.1 + 0.2 equals 0.3 here only.', help: 'Cast them to double precision to keep what SQLite answers.',
      fix: { title: 'Cast to double precision', safety: 'safe', edits: literals.map((literal) => wrapNode(literal, '', '::double precision')) },
    };
  }
}

function* statement(statement: Statement): Iterable<Problem> {
  for (const node of nodesOf(statement, 'NumericLiteral')) {
    const { start, end } = spanOf(node);
    const written = textOf(statement.text, node).replaceAll('_', '');
    const isHex = /^0x/i.test(written);
    if (written.length < end - start) {
      yield {
        start, end, severity: 'warning', message: 'PostgreSQL 15 and older read no underscores in numbers (42601), and SQLite before 3.46 takes them for the begin of a name.', help: `Write ${written}.`,
        fix: { title: 'Leave the underscores out', safety: 'unsafe', portable: true, edits: [{ start, end, text: written }] },
      };
    } else if (isHex) yield hexProblem(start, end, written);
    if (isHex || /^\d{1,18}$/.test(written)) continue;
    const isHuge = /^\d+$/.test(written) ? BigInt(written) > LARGEST && !isSmallest(statement, node, written) : !Number.isFinite(Number(written));
    if (isHuge) {
      const isInfinite = !Number.isFinite(Number(written));
      yield {
        start, end, silent: true, severity: 'warning', message: 'A number of more than 64 bits is a floating-point number in SQLite; PostgreSQL keeps all digits of it.', help: 'Write it as a double precision.',
        fix: { title: 'Make it a double precision', safety: isInfinite && !standsAlone(statement, node) ? 'unsafe' : 'safe', edits: [{ start, end, text: isInfinite ? "'Infinity'::double precision" : [{ start, end }, '::double precision'] }] },
      };
    }
  }
  yield* overflows(statement);
  yield* comparedFractions(statement);
}

export default defineRule({
  summary: 'number literals that are other numbers on PostgreSQL, or overflow',
  why: 'A literal up to 2147483647 is a 32-bit `integer` on PostgreSQL, and so is the arithmetic of two of them: `60 * 60 * 24 * 1000 * 30` raises 22003. `0xFFFFFFFFFFFFFFFF` is -1 in SQLite and 18446744073709551615 there.',
  construct: 'literals that overflow',
  severity: 'critical',
  category: 'breaks',
  manual: ['PostgreSQL, 4.1.2.6 Numeric constants: https://www.postgresql.org/docs/current/sql-syntax-lexical.html', 'SQLite, Literal values: https://sqlite.org/lang_expr.html#literal_values_constants_'],
  wakes: ['NumericLiteral'],
  statement,
});

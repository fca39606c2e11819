import type { Pieces, Problem } from '../core/types.ts';
import { defineRule, type Context } from '../rule.ts';
import type { Ast } from '../sql/grammar.ts';
import { isNumber, typesOf, type Types } from '../sql/infer.ts';
import { asOperand, nodesOf, parentOf, replaceNode } from '../sql/rewrite.ts';
import type { Statement } from '../sql/statement.ts';
import { spanOf, unwrap, type Expr } from '../sql/tree.ts';

const ARITHMETIC = new Set<string>(['Add', 'Subtract', 'Multiply', 'Divide', 'Modulus']);

/** A value that PostgreSQL's || does not take for a text without another text beside it. */
const isPlainNumber = (expr: Expr, types: Types): boolean => {
  const { type, untyped } = types.of(expr);
  return !untyped && isNumber(type);
};

function toText(expr: Expr): Pieces {
  const inner = unwrap(expr);
  return inner.type === 'UnaryExpr' && expr === inner ? ['(', spanOf(expr), ')::text'] : [...asOperand(expr), '::text'];
}

/** In SQLite || binds strongest: `n + 1 || 'x'` is `n + (1 || 'x')`. */
function isBesideArithmetic(statement: Statement, node: Ast.BinaryExpr): boolean {
  const parent = parentOf(statement, node);
  return parent?.type === 'BinaryExpr' && ARITHMETIC.has(parent.op);
}

/** The text of a whole floating-point number is `5.0` in SQLite and `5` on PostgreSQL. */
function* ofReals(sides: readonly Expr[], types: Types): Iterable<Problem> {
  for (const side of sides) {
    const { type, column } = types.of(side);
    if (type !== 'real' || !column) continue;
    const span = spanOf(side);
    yield {
      ...span, severity: 'warning', silent: true, message: 'The text of a whole floating-point number is 5.0 in SQLite and 5 on PostgreSQL.', help: 'Format it with to_char where the text matters.',
      fix: {
        title: 'Format the number', safety: 'unsafe',
        edits: [replaceNode(side, ['CASE WHEN ', span, ' = trunc(', span, ') AND abs(', span, ") < 1e15 THEN to_char(", span, ", 'FM999999999999990.0') ELSE ", span, '::text END'])],
      },
    };
  }
}

function* statement(statement: Statement, context: Context): Iterable<Problem> {
  if (!statement.tree) return;
  const types = typesOf(statement.tree, context.schema);
  for (const node of nodesOf(statement, 'BinaryExpr')) {
    if (node.op !== 'Concat') continue;
    if (isBesideArithmetic(statement, node)) {
      yield {
        ...spanOf(node), severity: 'critical', silent: true,
        message: '|| binds stronger than + and * in SQLite and weaker on PostgreSQL: the expression is another one there.',
        help: 'Put parentheses around what belongs together; SQLite computes with the text that || gives.',
      };
    }
    const sides = [node.left, node.right];
    const bytes = sides.find((side) => types.of(side).type === 'bytea');
    if (bytes) {
      yield {
        ...spanOf(bytes), message: '|| joins bytes to a text in SQLite; PostgreSQL has no such operator for a text and bytes (42883).',
        help: "Use convert_from(bytes, 'UTF8').",
        fix: { title: 'Convert the bytes', safety: 'unsafe', edits: [replaceNode(bytes, ['convert_from(', spanOf(bytes), ", 'UTF8')"])] },
      };
      continue;
    }
    yield* ofReals(sides, types);
    if (!sides.every((side) => isPlainNumber(side, types))) continue;
    yield {
      ...spanOf(node), message: '|| of two numbers does not exist on PostgreSQL (42883): one side must be a text.', help: 'Cast the numbers to text.',
      fix: { title: 'Cast to text', safety: 'safe', edits: sides.map((side) => replaceNode(side, toText(side))) },
    };
  }
}

export default defineRule({
  summary: '|| of numbers and bytes, and beside arithmetic',
  why: 'SQLite\'s `||` joins anything and binds stronger than arithmetic. PostgreSQL\'s wants a text on one side at least and binds weaker than `+`: `\'a\' || 1 + 2` is `(\'a\' || 1) + 2` in SQLite and `\'a3\'` there.',
  construct: '|| of numbers',
  severity: 'critical',
  category: 'breaks',
  manual: ['SQLite, Operators: https://sqlite.org/lang_expr.html#operators_and_parse_affecting_attributes', 'PostgreSQL, 4.1.6 Operator precedence: https://www.postgresql.org/docs/current/sql-syntax-lexical.html#SQL-PRECEDENCE'],
  wakes: ['CONCAT'],
  statement,
});

import type { Pieces, Problem } from '../core/types.ts';
import { defineRule, type Context } from '../rule.ts';
import { typesOf, type Types } from '../sql/infer.ts';
import { asOperand, nodesOf, replaceNode, wrapNode } from '../sql/rewrite.ts';
import type { Statement } from '../sql/statement.ts';
import { integerValue, spanOf, type Expr } from '../sql/tree.ts';

function* statement(statement: Statement, context: Context): Iterable<Problem> {
  if (!statement.tree) return;
  const types = typesOf(statement.tree, context.schema);
  for (const node of nodesOf(statement, 'BinaryExpr')) {
    if (node.op === 'LeftShift' || node.op === 'RightShift') {
      const count = integerValue(node.right);
      if (count !== undefined && (count < 0 || count > 63)) {
        const turned = node.op === 'LeftShift' ? '>>' : '<<';
        const text: Pieces = count < 0 ? [spanOf(node.left), ` ${turned} ${-count}`] : ['0'];
        yield {
          ...spanOf(node), silent: true, severity: 'warning',
          message: 'A shift by less than 0 or more than 63 bits is another number on PostgreSQL, which takes the count modulo the width.', help: 'Write what is meant.',
          fix: { title: 'Write what SQLite computes', safety: 'unsafe', edits: [replaceNode(node, text)] },
        };
      } else if (node.op === 'LeftShift' && types.of(node.left).type === 'integer' && (count === undefined || count > 15)) {
        yield {
          ...spanOf(node.left), silent: true,
          message: '<< of an integer has 32 bits on PostgreSQL and 64 in SQLite: bits are lost without an error.', help: 'Cast the number to bigint.',
          fix: { title: 'Cast to bigint', safety: 'safe', edits: [replaceNode(node.left, [...asOperand(node.left), '::bigint'])] },
        };
      }
    }
    if (/^(?:Bitwise|LeftShift|RightShift)/.test(node.op)) for (const side of [node.left, node.right]) yield* operand(side, types);
  }
  for (const node of nodesOf(statement, 'UnaryExpr')) if (node.op === 'BitwiseNot') yield* operand(node.expr, types);
}

/** What is no integer beside an operator of bits. */
function* operand(side: Expr, types: Types): Iterable<Problem> {
  const { type, untyped } = types.of(side);
  if (untyped || !(type === 'text' || type === 'real' || type === 'numeric')) return;
  const isText = type === 'text';
  yield {
    ...spanOf(side), message: `Bit operators take integers only on PostgreSQL (42883), not ${isText ? 'a text' : 'a fraction'}.`,
    help: isText ? 'Cast the text to bigint.' : 'Cut the fraction off, as SQLite does.',
    fix: {
      title: 'Make it an integer', safety: isText ? 'unsafe' : 'safe',
      edits: [isText ? replaceNode(side, [...asOperand(side), '::bigint']) : wrapNode(side, 'trunc(', ')::bigint')],
    },
  };
}

export default defineRule({
  summary: 'bit operators of narrow integers, texts and fractions',
  why: 'SQLite computes bits with 64 and turns any value into an integer first. PostgreSQL has 32 bits for an `integer` (`1 << 40` is 256) and no bit operators for texts and fractions.',
  construct: 'bit operators',
  severity: 'critical',
  category: 'changes-result',
  manual: ['PostgreSQL, 9.3 Mathematical operators: https://www.postgresql.org/docs/current/functions-math.html', 'SQLite, Operators: https://sqlite.org/lang_expr.html'],
  wakes: ['LSHIFT', 'RSHIFT', 'BITAND', 'BITOR', 'BITNOT'],
  statement,
});

import type { Problem } from '../core/types.ts';
import { defineRule, type Context } from '../rule.ts';
import { typesOf } from '../sql/infer.ts';
import { nodesOf, replaceNode } from '../sql/rewrite.ts';
import type { Statement } from '../sql/statement.ts';
import { spanOf } from '../sql/tree.ts';
import { asText } from './support/template.ts';

function* statement(statement: Statement, context: Context): Iterable<Problem> {
  if (!statement.tree) return;
  const types = typesOf(statement.tree, context.schema);
  for (const node of nodesOf(statement, 'LikeExpr')) {
    for (const side of [node.lhs, node.rhs]) {
      const type = types.of(side);
      const pieces = asText(side, type);
      if (type.type === 'bytea') yield { ...spanOf(side), silent: true, message: 'LIKE of bytes compares their letters in SQLite; PostgreSQL matches bytes.', help: "Convert them with convert_from(bytes, 'UTF8') first." };
      if (pieces.length === 1) continue;
      const isTime = /^(?:timestamp|timestamptz|date)$/.test(type.type);
      yield {
        ...spanOf(side),
        message: `A pattern is matched with a value that is not a text (${type.type}): PostgreSQL has no such operator (42883).`,
        help: isTime ? 'Compare with >= and < instead, which can use an index, or cast to text.' : 'Cast the value to text.',
        fix: { title: 'Cast to text', safety: isTime || type.type === 'real' ? 'unsafe' : 'safe', edits: [replaceNode(side, pieces)] },
      };
    }
  }
}

export default defineRule({
  summary: 'LIKE and GLOB of numbers and moments',
  why: 'SQLite turns both sides of LIKE into texts; PostgreSQL raises 42883 for a number or a timestamp.',
  construct: 'LIKE of numbers',
  severity: 'critical',
  category: 'breaks',
  manual: ['PostgreSQL, 10.2 Operators: https://www.postgresql.org/docs/current/typeconv-oper.html', 'SQLite, The LIKE operator: https://sqlite.org/lang_expr.html#like'],
  wakes: ['LikeExpr'],
  statement,
});

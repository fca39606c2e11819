import type { Problem } from '../core/types.ts';
import { defineRule } from '../rule.ts';
import { nodesOf, replaceSpan } from '../sql/rewrite.ts';
import type { Statement } from '../sql/statement.ts';
import { tokensBetween } from '../sql/tree.ts';

function* statement(statement: Statement): Iterable<Problem> {
  for (const node of nodesOf(statement, 'BinaryExpr')) {
    if (node.op !== 'Equals') continue;
    const operator = tokensBetween(statement.tokens, node.left, node.right).find((token) => token.text === '==');
    if (!operator) continue;
    yield {
      start: operator.start, end: operator.end,
      message: '== is not an operator of PostgreSQL (42883).',
      help: 'Write =, which both engines read.',
      fix: { title: 'Write =', safety: 'safe', portable: true, edits: [replaceSpan(operator, '=')] },
    };
  }
}

export default defineRule({
  summary: 'the operator ==',
  why: 'SQLite takes `==` for `=`; PostgreSQL has no such operator.',
  construct: 'the operator ==',
  severity: 'critical',
  category: 'breaks',
  manual: ['SQLite, Operators: https://sqlite.org/lang_expr.html#operators_and_parse_affecting_attributes'],
  wakes: ['BinaryExpr'],
  statement,
});

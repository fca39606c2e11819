import type { Problem } from '../core/types.ts';
import { defineRule } from '../rule.ts';
import { nodesOf, replaceNode } from '../sql/rewrite.ts';
import { touchesHole, type Statement } from '../sql/statement.ts';
import { spanOf } from '../sql/tree.ts';

function* statement(statement: Statement): Iterable<Problem> {
  for (const node of nodesOf(statement, 'InListExpr')) {
    if ((node.rhs?.length ?? 0) > 0 || touchesHole(statement, spanOf(node))) continue;
    yield {
      ...spanOf(node),
      message: 'IN () with an empty list is a syntax error on PostgreSQL.',
      help: 'Write false for IN () and true for NOT IN (), or compare with = ANY(array), which may be empty.',
      fix: { title: 'Write the constant', safety: 'safe', edits: [replaceNode(node, node.not ? 'true' : 'false')] },
    };
  }
}

export default defineRule({
  summary: 'IN with an empty list',
  why: 'SQLite allows `IN ()`: it is false, and `NOT IN ()` true. PostgreSQL wants at least one element.',
  construct: 'IN ()',
  severity: 'critical',
  category: 'breaks',
  manual: ['SQLite, The IN operators: https://sqlite.org/lang_expr.html#in_op'],
  wakes: ['InListExpr'],
  statement,
});

import type { Problem } from '../core/types.ts';
import { defineRule } from '../rule.ts';
import { nodesOf, replaceSpan } from '../sql/rewrite.ts';
import type { Statement } from '../sql/statement.ts';
import { spanOf, tokenBefore } from '../sql/tree.ts';

function* statement(statement: Statement): Iterable<Problem> {
  for (const node of nodesOf(statement, 'IndexedByIndexed', 'NotIndexedIndexed')) {
    const span = spanOf(node);
    const start = tokenBefore(statement.tokens, span.start)?.end ?? span.start;
    yield {
      ...span, message: 'INDEXED BY and NOT INDEXED are hints for SQLite\'s planner that PostgreSQL does not read.', help: 'Leave the hint out: the planner decides by its statistics.',
      fix: { title: 'Leave the hint out', safety: 'safe', portable: true, edits: [replaceSpan({ start, end: span.end }, '')] },
    };
  }
}

export default defineRule({
  summary: 'INDEXED BY and NOT INDEXED',
  why: 'PostgreSQL has no index hints in SQL.',
  construct: 'INDEXED BY',
  severity: 'critical',
  category: 'breaks',
  manual: ['SQLite, INDEXED BY: https://sqlite.org/lang_indexedby.html'],
  wakes: ['IndexedByIndexed', 'NotIndexedIndexed'],
  statement,
});

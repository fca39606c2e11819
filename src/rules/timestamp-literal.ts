import type { Problem } from '../core/types.ts';
import { defineRule, type Context } from '../rule.ts';
import { nodesOf, quoteText, replaceNode } from '../sql/rewrite.ts';
import type { Statement } from '../sql/statement.ts';
import { targetOf } from '../sql/targets.ts';
import { spanOf } from '../sql/tree.ts';

const ZONE = /(?:Z|[+-]\d{2}(?::?\d{2})?)$/i;
const MOMENT = /^\d{4}-\d{2}-\d{2}(?:[ T]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?/;

function* statement(statement: Statement, context: Context): Iterable<Problem> {
  for (const node of nodesOf(statement, 'StringLiteral')) {
    const target = targetOf(statement, context.schema, node);
    if (!target?.column || !/^timestamp/.test(target.type)) continue;
    if (node.value.trim() === '') {
      yield { ...spanOf(node), message: 'An empty text is no moment: PostgreSQL raises 22007 where a timestamp stands beside it.', help: 'Use NULL for a moment that is not known.' };
      continue;
    }
    const hasClock = /\d{2}:\d{2}/.test(node.value);
    const hasZone = hasClock && ZONE.test(node.value);
    if (!MOMENT.test(node.value) || (target.type === 'timestamptz') === hasZone) continue;
    if (target.type === 'timestamptz') {
      const zoned = hasClock ? `${node.value}Z` : `${node.value} 00:00Z`;
      yield {
        ...spanOf(node), message: 'A moment without a zone is UTC in SQLite; beside a timestamptz it is read in the zone of the session.', help: 'Write the zone.',
        fix: { title: 'Write Z', safety: 'safe', edits: [replaceNode(node, quoteText(zoned))] },
      };
    } else {
      yield {
        ...spanOf(node), message: 'A zone in the text is dropped by a timestamp without a zone: the moment moves.', help: 'Convert it to UTC, or make the column a timestamptz.',
        fix: { title: 'Convert to UTC', safety: 'safe', edits: [replaceNode(node, [spanOf(node), "::timestamptz AT TIME ZONE 'UTC'"])] },
      };
    }
  }
}

export default defineRule({
  summary: 'moments written out beside timestamp columns',
  why: `SQLite's moments are texts in UTC. A literal without a zone beside a \`timestamptz\` is read in the zone of the session, and a zone in a literal is dropped by a \`timestamp\`: rows of several hours are lost, and nothing fails.`,
  construct: 'moments without a zone',
  severity: 'critical',
  category: 'changes-result',
  silent: true,
  manual: ['PostgreSQL, 8.5.1.3 Time stamps: https://www.postgresql.org/docs/current/datatype-datetime.html'],
  wakes: ['StringLiteral'],
  statement,
});

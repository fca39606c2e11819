import type { Problem } from '../core/types.ts';
import { JSON_VALUE } from '../drivers/misreads.ts';
import { defineRule, type Context } from '../rule.ts';
import type { Statement } from '../sql/statement.ts';
import { atRead, misreadsOf } from './support/misreads.ts';

function* statement(statement: Statement, context: Context): Iterable<Problem> {
  for (const found of misreadsOf(statement, context, JSON_VALUE, 'object', (type) => type === 'json' || type === 'jsonb')) {
    yield { ...atRead(statement, found, `${found.column.type} and arrives parsed`), help: 'Use the value as it is, or select it as text (`CAST(... AS text)`) where a text is wanted.' };
  }
}

export default defineRule({
  summary: 'JSON of PostgreSQL that the program parses once more or reads as text',
  why: 'SQLite keeps JSON as text, so programs write `JSON.parse(row.meta)`. The drivers of PostgreSQL parse json and jsonb themselves: `JSON.parse` of the object they give throws a SyntaxError, and a template holds `[object Object]`.',
  construct: 'JSON columns parsed by the program',
  severity: 'critical',
  category: 'changes-result',
  ofDriver: true,
  manual: ['node-postgres, Data types: https://node-postgres.com/features/types#uuid--json--jsonb', 'PostgreSQL, 8.14 JSON types: https://www.postgresql.org/docs/current/datatype-json.html'],
  wakes: ['call'],
  statement,
});

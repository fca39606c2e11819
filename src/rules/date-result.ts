import type { Problem } from '../core/types.ts';
import { DATE } from '../drivers/misreads.ts';
import { defineRule, type Context } from '../rule.ts';
import type { Statement } from '../sql/statement.ts';
import { atRead, misreadsOf } from './support/misreads.ts';

function* statement(statement: Statement, context: Context): Iterable<Problem> {
  for (const found of misreadsOf(statement, context, DATE, 'Date', (type) => type === 'timestamp' || type === 'timestamptz' || type === 'date')) {
    yield {
      ...atRead(statement, found, `a ${found.column.type} and arrives as a Date`),
      help: found.column.type === 'date'
        ? 'Take the day in the query (`to_char(day, \'YYYY-MM-DD\')`) or set a type parser that keeps the text: a Date of a day can be the day before in another zone.'
        : 'Use the Date: `toISOString()` where a text is wanted, `getTime()` where a number is.',
    };
  }
}

export default defineRule({
  summary: 'Timestamps and dates of PostgreSQL that the program reads as texts or numbers',
  why: `A moment was a text or a number in SQLite, and its drivers gave what was stored. node-postgres, postgres.js and PGlite make a \`Date\` of timestamp, timestamptz and date: \`row.created_at.slice(0, 10)\` throws,
\`row.created_at < '2026-02'\` is always false, and a template holds "Fri Jan 02 2026 ...". TypeScript says nothing, because the type of the row was only claimed.`,
  construct: 'timestamps read as texts',
  severity: 'critical',
  category: 'changes-result',
  ofDriver: true,
  manual: ['node-postgres, Data types: https://node-postgres.com/features/types#date--timestamp--timestamptz', 'postgres.js, Numbers, bigint, numeric: https://github.com/porsager/postgres#numbers-bigint-numeric'],
  wakes: ['call'],
  statement,
});

import type { Problem } from '../core/types.ts';
import { BOOLEAN } from '../drivers/misreads.ts';
import { defineRule, type Context } from '../rule.ts';
import type { Statement } from '../sql/statement.ts';
import { atRead, misreadsOf } from './support/misreads.ts';

function* statement(statement: Statement, context: Context): Iterable<Problem> {
  for (const found of misreadsOf(statement, context, BOOLEAN, 'boolean', (type) => type === 'boolean')) {
    yield { ...atRead(statement, found, 'a boolean and arrives as true or false'), help: 'Use the value as it is, or compare it with true.' };
  }
}

export default defineRule({
  summary: 'Booleans of PostgreSQL that the program compares with 1 or 0',
  why: 'SQLite has no booleans: its drivers gave 1 and 0. A boolean column of PostgreSQL arrives as `true` or `false`, and `row.active === 1` is false for both.',
  construct: 'booleans compared with numbers',
  severity: 'critical',
  category: 'changes-result',
  ofDriver: true,
  manual: ['node-postgres, Data types: https://node-postgres.com/features/types', 'PostgreSQL, 8.6 Boolean type: https://www.postgresql.org/docs/current/datatype-boolean.html'],
  wakes: ['call'],
  statement,
});

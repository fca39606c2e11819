import type { Problem, ResultRead } from '../core/types.ts';
import { defineRule, type Context } from '../rule.ts';
import { resultColumns } from '../sql/results.ts';
import type { Statement } from '../sql/statement.ts';
import { isSameName } from '../sql/tree.ts';

/** What the program does with the value that only a number bears. `true == 1` holds in JavaScript, `true === 1` does not. */
function harmOf(read: ResultRead): string | undefined {
  const other = read.detail === undefined ? 'a number' : `\`${read.detail.slice(0, 40)}\``;
  if (read.use === 'compare-number') return /^[!=]==$/.test(read.operator ?? '===') ? `compared with ${other}, which it never equals` : undefined;
  return read.use === 'assertion' && /^[01]$/.test(read.detail ?? '') ? `expected to be ${other}` : undefined;
}

function* statement(statement: Statement, context: Context): Iterable<Problem> {
  const { call } = statement;
  if (!call || statement.engine !== 'postgres' || call.reads.length === 0) return;
  for (const column of resultColumns(statement, context.schema) ?? []) {
    if (column.type !== 'boolean') continue;
    for (const read of call.reads) {
      const harm = read.of === 'result' || read.property === undefined || !isSameName(read.property, column.postgresName) ? undefined : harmOf(read);
      if (harm === undefined) continue;
      yield {
        path: read.path ?? call.path, start: read.start, end: read.end, silent: read.use !== 'assertion',
        message: `\`${column.sqliteName}\` is a boolean and arrives as true or false; it is ${harm}.`,
        help: 'Use the value as it is, or compare it with true.',
      };
    }
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
  statement,
});

import type { Problem } from '../core/types.ts';
import { defineRule } from '../rule.ts';
import { postgresColumns, type PostgresColumn } from '../sql/postgres-columns.ts';

const ZONELESS = /^timestamp(?:\s*\(\s*\d+\s*\))?(?: without time zone)?$/;

const NOW = /^\(*\s*(?:current_timestamp|now\s*\(\s*\)|localtimestamp|clock_timestamp\s*\(\s*\))/i;

function problemOf(column: PostgresColumn): Problem {
  const size = /\(\s*\d+\s*\)/.exec(column.type)?.[0] ?? '';
  const fromNow = column.default && NOW.test(column.default.text) && !/utc/i.test(column.default.text);
  return {
    ...column.typeSpan,
    message: fromNow
      ? `Column ${column.name} is a timestamp without time zone: its DEFAULT ${column.default!.text} stores the local time of the session, and drivers read it as local time of the host.`
      : `Column ${column.name} is a timestamp without time zone: PostgreSQL drops the zone of what is written, and drivers read it as local time of the host.`,
    help: 'Declare it timestamptz, for an existing table with ALTER COLUMN ... TYPE timestamptz USING ... AT TIME ZONE \'UTC\', and bind Dates or texts with their zone; column and code together.',
    fix: { title: 'Declare the column timestamptz', safety: 'unsafe', edits: [{ ...column.typeSpan, text: `timestamptz${size}` }] },
  };
}

export default defineRule({
  summary: 'a PostgreSQL column of type timestamp, without time zone',
  why: 'A `timestamp` keeps digits and no zone. An ISO text with `Z` loses it silently, CURRENT_TIMESTAMP becomes the local time of the session, and node-postgres gives back a Date in the zone of the host: '
    + 'moments are off by the offset wherever one of the three is not UTC. `timestamptz` keeps the moment.',
  construct: 'timestamp without time zone',
  severity: 'warning',
  category: 'changes-result',
  silent: true,
  manual: ['PostgreSQL, 8.5.1.3 Time stamps: https://www.postgresql.org/docs/current/datatype-datetime.html#DATATYPE-DATETIME-INPUT-TIME-STAMPS'],
  *statement(statement) {
    for (const column of postgresColumns(statement)) if (ZONELESS.test(column.type)) yield problemOf(column);
  },
});

import type { Problem } from '../core/types.ts';
import { defineRule } from '../rule.ts';
import { postgresColumns, type PostgresColumn } from '../sql/postgres-columns.ts';

const ZONELESS = /^timestamp(?:\s*\(\s*\d+\s*\))?(?: without time zone)?$/;

const NOW = /^\(*\s*(?:current_timestamp|now\s*\(\s*\)|localtimestamp|clock_timestamp\s*\(\s*\))/i;

/** One problem for all such columns of a statement, at the first of them. */
function problemOf(columns: readonly PostgresColumn[]): Problem {
  const [first] = columns;
  const names = columns.map((column) => column.name);
  const shown = names.length > 3 ? `${names.slice(0, 2).join(', ')} and ${names.length - 2} more` : names.join(names.length === 2 ? ' and ' : ', ');
  const fromNow = columns.find((column) => column.default && NOW.test(column.default.text) && !/utc/i.test(column.default.text));
  const [what, is] = names.length > 1 ? ['Columns', 'are timestamps'] : ['Column', 'is a timestamp'];
  return {
    ...first!.typeSpan,
    message: fromNow
      ? `${what} ${shown} ${is} without time zone: DEFAULT ${fromNow.default!.text} stores the local time of the session, and drivers read it as local time of the host.`
      : `${what} ${shown} ${is} without time zone: PostgreSQL drops the zone of what is written, and drivers read it as local time of the host.`,
    help: 'Declare timestamptz, for an existing table with ALTER COLUMN ... TYPE timestamptz USING ... AT TIME ZONE \'UTC\', and bind Dates or texts with their zone; column and code together.',
    fix: { title: 'Declare timestamptz', safety: 'unsafe', edits: columns.map((column) => ({ ...column.typeSpan, text: `timestamptz${/\(\s*\d+\s*\)/.exec(column.type)?.[0] ?? ''}` })) },
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
  wakes: ['CREATE', 'ALTER'],
  *statement(statement) {
    const columns = postgresColumns(statement).filter((column) => ZONELESS.test(column.type));
    if (columns.length > 0) yield problemOf(columns);
  },
});

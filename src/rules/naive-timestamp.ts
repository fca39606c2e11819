import type { Problem } from '../core/types.ts';
import { defineRule, type Context } from '../rule.ts';
import type { Statement } from '../sql/statement.ts';
import { boundTo, momentOf, nameColumn, originOf, placeOfBinding, textOfMoment, type MomentType } from './support/moments.ts';

const CUTS_DAY = /\.slice\(\s*0\s*,\s*10\s*\)|\.substring\(\s*0\s*,\s*10\s*\)|\.split\(\s*['"`]T['"`]\s*\)\s*\[\s*0\s*\]|toLocaleDateString|toDateString/;

function messageOf(text: 'iso' | 'cut' | 'date', kind: MomentType, isHostZone: boolean, name: string, written: string): string | undefined {
  if (text === 'iso' && kind === 'plain') return `\`${written}\` loses its zone in ${name}: PostgreSQL drops the \`Z\`, and the driver reads the value back as local time of the host.`;
  if (text === 'date' && kind === 'plain' && !isHostZone) return `\`${written}\` is a Date and goes to ${name}: the driver sends local time of the host, and PostgreSQL drops the offset.`;
  if (text === 'cut' && kind === 'zoned') {
    return `\`${written}\` is a moment in UTC without its zone: for ${name} ${isHostZone ? 'the driver takes it as local time of the host' : 'PostgreSQL takes it as local time of the session'}.`;
  }
  if (text === 'cut' && kind === 'plain') return `\`${written}\` goes without a zone into ${name}: the driver reads it back as local time of the host.`;
  return undefined;
}

function* statement(statement: Statement, context: Context): Iterable<Problem> {
  for (const bound of boundTo(statement, context, (column) => momentOf(column.postgresType))) {
    const { binding, kind } = bound;
    const text = binding.type === 'Date' ? 'date' : textOfMoment(binding);
    if (text === undefined || text === 'text') continue;
    const written = (binding.text.length > 60 ? `${binding.text.slice(0, 57)}...` : binding.text).replace(/`/g, "'").replace(/\s+/g, ' ');
    const message = messageOf(text, kind, bound.call.driver === 'postgres-js', nameColumn(bound), written);
    if (!message) continue;
    const moment = text === 'cut' && kind === 'zoned' && !CUTS_DAY.test(binding.text) ? /^new Date\([^()]*\)|^[\w$.]+(?=\.toISOString\(\))/.exec(binding.text) : null;
    yield {
      ...placeOfBinding(binding), ...originOf(binding), message,
      help: kind === 'zoned' ? 'Pass the Date itself.' : 'Declare the column as timestamptz (`ALTER TABLE ... TYPE timestamptz USING ... AT TIME ZONE \'UTC\'`) and pass Dates; both together.',
      related: [...(binding.origin ? [binding.origin] : []), { path: bound.column.place.path, span: bound.column.place, message: `The column is ${bound.column.postgresType}` }],
      ...(moment && { fix: { title: 'Pass the Date', safety: 'unsafe', edits: [{ path: binding.path, start: binding.start + moment[0].length, end: binding.end, text: '' }] } }),
    };
  }
}

export default defineRule({
  summary: 'Moments that lose their zone on the way into a column',
  why: `A \`timestamp\` without time zone keeps the digits and forgets where they were true. PostgreSQL drops the \`Z\` of an ISO string silently, node-postgres sends a Date as local time of the host and reads such a column
back as local time: on a host in New York a value that was written as text comes back four or five hours off, on one that runs in UTC nothing shows. PostgreSQL does not take values without a zone as UTC, it takes the
\`TimeZone\` of the session. The cure is a pair: the column becomes \`timestamptz\` and the program binds Dates.`,
  construct: 'moments without a zone',
  severity: 'warning',
  category: 'changes-result',
  silent: true,
  ofDriver: true,
  manual: [
    'PostgreSQL, 8.5.1.3 Time stamps: https://www.postgresql.org/docs/current/datatype-datetime.html#DATATYPE-DATETIME-INPUT-TIME-STAMPS',
    'node-postgres, Data types: https://node-postgres.com/features/types#date--timestamp--timestamptz',
  ],
  ofBindings: true,
  wakes: ['call'],
  statement,
});

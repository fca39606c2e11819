import type { Problem } from '../core/types.ts';
import { defineRule, type Context } from '../rule.ts';
import type { Statement } from '../sql/statement.ts';
import { boundTo, dateBehind, momentOf, nameColumn, originOf, placeOfBinding, textOfMoment } from './support/moments.ts';

const COST = {
  zoned: 'a text that is no moment fails (22007), and one without a zone is read in the zone of the session',
  plain: 'a text that is no moment fails (22007), and a zone in it is dropped without a word',
  date: 'a text that is no date fails (22007), and a time in it is dropped without a word',
} as const;

function* statement(statement: Statement, context: Context): Iterable<Problem> {
  for (const bound of boundTo(statement, context, (column) => momentOf(column.postgresType))) {
    const { binding, kind } = bound;
    const text = textOfMoment(binding);
    if (text === 'iso' && kind === 'zoned') yield* isoText(bound);
    if (text !== 'text' || bound.use === 'compare' || bound.use === 'like') continue;
    yield {
      ...placeOfBinding(binding), ...originOf(binding),
      message: `\`${shorten(binding.text)}\` is a string and is stored in ${nameColumn(bound)}: ${COST[kind]}.`,
      help: kind === 'date'
        ? 'Check that it is a day (`YYYY-MM-DD`) where it enters the program. A text is right for a day: a Date can move it by the zone of the host.'
        : `Pass a Date, so that the driver writes the moment with its zone${kind === 'zoned' ? '' : ', or declare the column with a zone'}.`,
      ...(kind === 'date' && { severity: 'info' as const }),
      confidence: binding.evidence === 'none' ? 'review' : 'likely',
    };
  }
}

function* isoText(bound: Parameters<typeof nameColumn>[0] & { readonly binding: Parameters<typeof dateBehind>[0] }): Iterable<Problem> {
  const { binding } = bound;
  const date = dateBehind(binding);
  if (!date) return;
  yield {
    ...placeOfBinding(binding),
    severity: 'info',
    message: `\`${shorten(binding.text)}\` makes a text that PostgreSQL parses back into the moment for ${nameColumn(bound)}.`,
    help: 'Pass the Date itself: the driver writes it with its zone, and reads give Dates too.',
    fix: { title: 'Pass the Date', safety: 'safe', edits: [{ path: binding.path, start: date.end, end: binding.end, text: '' }] },
  };
}

const shorten = (text: string): string => (text.length > 60 ? `${text.slice(0, 57)}...` : text).replace(/`/g, "'").replace(/\s+/g, ' ');

export default defineRule({
  summary: 'Strings bound to timestamp and date columns',
  why: `On SQLite a moment was a text and any text would do. A PostgreSQL column of type timestamp or date parses what it is given: the empty string and "n/a" fail with 22007, \`2024-05-05 23:30:00\` is taken in the zone of
the session (the driver postgres.js takes it in the zone of the host), and a \`date\` keeps the day only. A text of \`toISOString()\` in a column with a zone arrives as the same moment, so it is only a detour;
in a column without one see \`naive-timestamp\`.`,
  construct: 'strings bound to timestamp columns',
  severity: 'warning',
  category: 'changes-result',
  ofDriver: true,
  manual: ['PostgreSQL, 8.5 Date/time types: https://www.postgresql.org/docs/current/datatype-datetime.html#DATATYPE-DATETIME-INPUT'],
  ofBindings: true,
  wakes: ['call'],
  statement,
});

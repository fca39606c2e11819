import type { Pieces } from '../../core/types.ts';
import { NOW, SPECIFIERS } from '../../dialects/sqlite-to-postgres/dates.ts';
import type { Inferred } from '../../sql/infer.ts';
import { castTo, quoteText } from '../../sql/rewrite.ts';
import { spanOf, unwrap, type Expr } from '../../sql/tree.ts';

/** Builds a PostgreSQL timestamp without zone, in UTC, of what SQLite's date functions take: a time value and its modifiers. */

export interface Moment {
  readonly pieces: Pieces;
  /** Holds only for values that both engines understand alike; the clause says which. */
  readonly condition?: string;
  /** It is an operation and wants parentheses next to `::` and AT. */
  readonly isOperation: boolean;
  readonly subsecond: boolean;
  /** It is the present, perhaps moved by fixed amounts: the same with a time zone is `zoned`. */
  readonly zoned?: Pieces;
  /** A modifier or value that SQLite does not know: the result is always NULL. */
  readonly isNull?: boolean;
}

const VALID = 'every value is a date that SQLite understands';
const ZONE = 'the zone of the PostgreSQL session is the zone of the SQLite process';

const IN_RANGE = 'the year stays below 10000, beyond which SQLite gives NULL';
/** Years that lead beyond the last one of SQLite from any year that is likely. */
const MANY_YEARS = 5000;
const IN_A_YEAR: Readonly<Record<string, number>> = { year: 1, month: 12, day: 366, hour: 8784, minute: 527_040, second: 31_622_400 };

/** What must hold for the specifiers of a format that older versions of SQLite answer with NULL. */
export function versionOf(format: string): string | undefined {
  const since = [...format.matchAll(/%(.)/gs)].flatMap((match) => SPECIFIERS.find((row) => row.id === match[1])?.since ?? []).sort().at(-1);
  return since === undefined ? undefined : `SQLite was ${since} or later, as before it gave NULL`;
}

/** Of a plain amount: `+1 day`, `-2.5 hours`, `10 minutes`. */
const AMOUNT = /^([+-]?)(\d+(?:\.\d+)?) *(year|month|day|hour|minute|second)s?$/i;
const CLOCK = /^([+-])(\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)$/;
const CALENDAR = /^([+-])(\d{4})-(\d{2})-(\d{2})(?: (\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?))?$/;

const operand = (moment: Moment): Pieces => (moment.isOperation ? ['(', ...moment.pieces, ')'] : moment.pieces);

/** The timestamp of a time value; undefined where it cannot be said. `epoch`: the number that a first modifier declares it to be. */
export function readTimeValue(value: Expr | undefined, type: Inferred, epoch: 'unixepoch' | 'julianday' | undefined): Moment | undefined {
  const plain = { isOperation: false, subsecond: false };
  const inner = value && unwrap(value);
  if (!inner || (inner.type === 'StringLiteral' && /^now$/i.test(inner.value))) return { ...plain, pieces: [NOW], zoned: ['now()'] };
  if (inner.type === 'NullLiteral') return { ...plain, pieces: ['NULL::timestamp'] };
  if (inner.type === 'StringLiteral') return readLiteral(inner.value, epoch);
  const isNumber = ['integer', 'bigint', 'numeric', 'real'].includes(type.type);
  if (epoch === 'unixepoch') {
    const seconds: Pieces = isNumber || type.untyped || type.type === 'unknown' ? [spanOf(value)] : castTo(value, 'double precision');
    return { ...plain, pieces: ['(to_timestamp(', ...seconds, ") AT TIME ZONE 'UTC')"], ...(!isNumber && !type.untyped && { condition: 'the value is a number of seconds' }) };
  }
  if (epoch === 'julianday' || isNumber) return { ...plain, pieces: ['(to_timestamp((', spanOf(value), " - 2440587.5) * 86400) AT TIME ZONE 'UTC')"] };
  if (type.type === 'timestamp') return { ...plain, pieces: [spanOf(value)] };
  if (type.type === 'timestamptz') return { ...plain, pieces: ['(', spanOf(value), " AT TIME ZONE 'UTC')"] };
  if (type.type === 'date') return { ...plain, pieces: castTo(value, 'timestamp') };
  return { ...plain, pieces: castTo(value, 'timestamp'), condition: VALID };
}

function readLiteral(text: string, epoch: 'unixepoch' | 'julianday' | undefined): Moment | undefined {
  const plain = { isOperation: false, subsecond: false };
  if (/^-?\d+(?:\.\d+)?$/.test(text)) {
    if (epoch === 'unixepoch') return { ...plain, pieces: [`(to_timestamp(${text}) AT TIME ZONE 'UTC')`] };
    return { ...plain, pieces: [`(to_timestamp((${text} - 2440587.5) * 86400) AT TIME ZONE 'UTC')`] };
  }
  if (epoch) return { ...plain, pieces: ['NULL::timestamp'], isNull: true };
  const date = /^(\d{4})-(\d{2})-(\d{2})([ T]+(\d{2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?)?( *(?:Z|[+-]\d{2}:\d{2}))?$/.exec(text);
  if (date) {
    const [month, day, hour, minute, second] = [2, 3, 5, 6, 7].map((part) => Number(date[part] ?? 0)) as [number, number, number, number, number];
    if (month < 1 || month > 12 || day < 1 || day > 31 || hour > 24 || minute > 59 || second > 59) return { ...plain, pieces: ['NULL::timestamp'], isNull: true };
    if (hour === 24 || date[1] === '0000') return undefined;
    const whole = `${calendarDate(Number(date[1]), month, day)}${date[4] ?? ''}`;
    const zone = date[8]?.trim();
    return zone && zone !== 'Z' ? { ...plain, pieces: [`(timestamptz ${quoteText(whole + zone)} AT TIME ZONE 'UTC')`] } : { ...plain, pieces: [`timestamp ${quoteText(whole)}`] };
  }
  if (/^\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?$/.test(text)) return { ...plain, pieces: [`timestamp ${quoteText(`2000-01-01 ${text}`)}`] };
  return text.startsWith('-') ? undefined : { ...plain, pieces: ['NULL::timestamp'], isNull: true };
}

/** A day that the month does not have runs over into the next month, as in SQLite. */
const calendarDate = (year: number, month: number, day: number): string => new Date(Date.UTC(year, month - 1, day)).toISOString().slice(0, 10);

/** The moment moved by one modifier; undefined where it cannot be said what it does. */
export function applyModifier(moment: Moment, modifier: Expr, isClamped: boolean): Moment | undefined {
  const inner = unwrap(modifier);
  if (inner.type === 'StringLiteral') return applyLiteral(moment, inner.value.trim().toLowerCase(), isClamped);
  const interval = castTo(modifier, 'interval');
  const condition = "the modifier is an amount such as '-7 days'";
  return {
    ...moment, pieces: [...moment.pieces, ' + ', ...interval], isOperation: true, condition: moment.condition ? `${moment.condition}, and ${condition}` : condition,
    ...(moment.zoned && { zoned: [...moment.zoned, ' + ', ...interval] }),
  };
}

function applyLiteral(moment: Moment, text: string, isClamped: boolean): Moment | undefined {
  const amount = AMOUNT.exec(text);
  if (amount) {
    const unit = amount[3]!;
    const span = `interval '${amount[2]} ${unit}${amount[2] === '1' ? '' : 's'}'`;
    const sign = amount[1] === '-' ? '-' : '+';
    const isMonths = unit === 'month' || unit === 'year';
    if (isMonths && amount[2]!.includes('.')) return undefined;
    const moved = isMonths && !isClamped && !isFirstOfMonth(moment) ? moveByMonths(moment, sign, span) : move(moment, sign, span);
    return Number(amount[2]) / IN_A_YEAR[unit.toLowerCase()]! > MANY_YEARS ? { ...moved, condition: IN_RANGE } : moved;
  }
  const clock = CLOCK.exec(text);
  if (clock) return move(moment, clock[1]!, `interval '${clock[2]}'`);
  const calendar = CALENDAR.exec(text);
  if (calendar) {
    const parts = [[calendar[2], 'year'], [calendar[3], 'month'], [calendar[4], 'day']] as const;
    const written = parts.map(([count, unit]) => `${Number(count)} ${unit}${Number(count) === 1 ? '' : 's'}`);
    const span = [...written, ...(calendar[5] ? [calendar[5]] : [])].join(' ');
    const moved = move(moment, calendar[1]!, `interval '${span}'`);
    return { ...moved, condition: 'the sum does not run over the end of a month' };
  }
  const start = /^start of (day|month|year)$/.exec(text);
  if (start) return { ...withoutZone(moment), pieces: [`date_trunc('${start[1]}', `, ...unparenthesized(moment), ')'], isOperation: false };
  const weekday = /^weekday ([0-6])$/.exec(text);
  if (weekday) {
    const days: Pieces = [` + make_interval(days => (${weekday[1]} - extract(dow FROM `, ...unparenthesized(moment), ')::int + 7) % 7)'];
    return { ...withoutZone(moment), pieces: [...moment.pieces, ...days], isOperation: true };
  }
  if (text === 'localtime') return { ...withoutZone(moment), pieces: [...operand(moment), " AT TIME ZONE 'UTC' AT TIME ZONE current_setting('TimeZone')"], isOperation: true, condition: ZONE };
  if (text === 'utc') return { ...withoutZone(moment), pieces: [...operand(moment), " AT TIME ZONE current_setting('TimeZone') AT TIME ZONE 'UTC'"], isOperation: true, condition: ZONE };
  if (text === 'subsec' || text === 'subsecond') return { ...moment, subsecond: true };
  if (text === 'floor' || text === 'ceiling') return { ...moment, condition: 'SQLite was 3.46 or later, as before it gave NULL' };
  return text === 'auto' || text === 'unixepoch' || text === 'julianday' ? undefined : { ...moment, isNull: true };
}

const withoutZone = ({ zoned: _, ...moment }: Moment): Moment => moment;

const isFirstOfMonth = (moment: Moment): boolean => typeof moment.pieces[0] === 'string' && /^date_trunc\('(?:month|year)'/.test(moment.pieces[0]) && !moment.isOperation;

const dayOf = (moment: Moment): number => {
  const first = moment.pieces[0];
  return Number(typeof first === 'string' ? (/^timestamp '\d{4}-\d{2}-(\d{2})/.exec(first)?.[1] ?? 31) : 31);
};

/** PostgreSQL stops at the last day of the month, SQLite runs over into the next one: the day is added again after the month. */
function moveByMonths(moment: Moment, sign: string, span: string): Moment {
  if (moment.pieces.length === 1 && !moment.isOperation && dayOf(moment) <= 28) return move(moment, sign, span);
  const whole = unparenthesized(moment);
  return {
    ...withoutZone(moment), isOperation: true,
    pieces: ["date_trunc('month', ", ...whole, `) ${sign} ${span} + (`, ...operand(moment), " - date_trunc('month', ", ...whole, '))'],
  };
}

const move = (moment: Moment, sign: string, span: string): Moment => ({
  ...moment, pieces: [...moment.pieces, ` ${sign} ${span}`], isOperation: true, ...(moment.zoned && { zoned: [...moment.zoned, ` ${sign} ${span}`] }),
});

/** The moment as an argument: no parentheses of its own around it. */
export function unparenthesized(moment: Moment): Pieces {
  const only = moment.pieces.length === 1 ? moment.pieces[0] : undefined;
  if (only === NOW) return [NOW.slice(1, -1)];
  const [first, last] = [moment.pieces[0], moment.pieces.at(-1)];
  const isWrapped = !moment.isOperation && typeof first === 'string' && typeof last === 'string' && first.startsWith('(') && last.endsWith(')');
  if (!isWrapped) return moment.pieces;
  if (only !== undefined) return [(only as string).slice(1, -1)];
  return [first.slice(1), ...moment.pieces.slice(1, -1), last.slice(0, -1)];
}

/** strftime's format over a moment: a text, or a number where `isNumber` and the format is one specifier of digits. Undefined for unknown specifiers. */
export function formatMoment(format: string, moment: Moment, isNumber: boolean): Pieces | undefined {
  const whole = unparenthesized(moment);
  const fill = (text: string): Pieces => text.split('$1').flatMap((part, index) => (index === 0 ? [part] : [...whole, part]));
  const only = SPECIFIERS.find((row) => format === `%${row.id}`);
  if (only?.number && isNumber) return fill(only.number);
  const parts: Pieces[] = [];
  let pattern = '';
  const flush = (): void => {
    if (pattern !== '') parts.push(/^"[^"]*"$/.test(pattern) ? [quoteText(pattern.slice(1, -1))] : ['to_char(', ...whole, `, ${quoteText(pattern)})`]);
    pattern = '';
  };
  for (const [token] of format.matchAll(/%(?:.|$)|[^%]+/gs)) {
    const row = token.startsWith('%') ? SPECIFIERS.find((one) => one.id === token[1]) : undefined;
    if (token.startsWith('%') && token !== '%%' && !row) return undefined;
    if (row?.expression) {
      flush();
      parts.push(fill(row.expression));
    } else pattern = addPattern(pattern, row?.pattern ?? literalPattern(token === '%%' ? '%' : token));
  }
  flush();
  if (parts.length === 0) return ["''"];
  const text: Pieces = parts.length === 1 ? parts[0]! : ['(', ...parts.flatMap((part, index) => (index === 0 ? part : [' || ', ...part])), ')'];
  return isNumber && only ? [...text, '::int'] : text;
}

/** Punctuation stands for itself in to_char, letters and digits only inside double quotes (PostgreSQL manual, 9.8). */
const literalPattern = (text: string): string => (/^[-:/ .,;]*$/.test(text) ? text : `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`);

const addPattern = (pattern: string, more: string): string => (pattern.endsWith('"') && more.startsWith('"') ? pattern.slice(0, -1) + more.slice(1) : pattern + more);

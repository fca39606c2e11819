import type { Row } from '../row.ts';

/** SQLite's date functions: format specifiers, modifiers, and what each function prints (https://sqlite.org/lang_datefunc.html). */

const SQLITE = 'SQLite, Date and time functions: https://sqlite.org/lang_datefunc.html';
const SETUP = "CREATE TABLE d (id INTEGER, ts TEXT); INSERT INTO d VALUES (1, '2024-02-29 13:05:06'), (2, '2023-12-31 00:45:59'), (3, NULL)";

/** One specifier of strftime. */
export interface SpecifierRow extends Row {
  /** The letter after `%`. */
  readonly id: string;
  /** A pattern of to_char (PostgreSQL manual, 9.8), */
  readonly pattern?: string;
  /** or an expression of the text type over `$1`, a timestamp. */
  readonly expression?: string;
  /** The digits as a number, where the text would be used as one. */
  readonly number?: string;
  /** Older versions of SQLite do not know it and give NULL (https://sqlite.org/changes.html). */
  readonly since?: string;
}

const specifier = (id: string, postgres: string, more: Partial<SpecifierRow>): SpecifierRow => ({
  id, severity: 'critical', safety: 'unsafe', condition: 'every value is a date SQLite understands', manual: SQLITE,
  example: { setup: SETUP, sqlite: `SELECT strftime('%${id}', ts) FROM d ORDER BY id`, postgres: `SELECT ${postgres.replaceAll('$1', 'ts::timestamp')} FROM d ORDER BY id`, unchanged: 'error' },
  ...more,
});

const pattern = (id: string, text: string, since?: string): SpecifierRow => specifier(id, `to_char($1, '${text}')`, { pattern: text, ...(since !== undefined && { since }) });
const expression = (id: string, text: string, more: Partial<SpecifierRow> = {}): SpecifierRow => specifier(id, text, { expression: text, ...more });

export const SPECIFIERS: readonly SpecifierRow[] = [
  pattern('d', 'DD'), pattern('f', 'SS.MS'), pattern('F', 'YYYY-MM-DD', '3.44'), pattern('G', 'IYYY', '3.46'), pattern('g', 'IY', '3.46'), pattern('H', 'HH24'), pattern('I', 'HH12', '3.44'),
  pattern('j', 'DDD'), pattern('m', 'MM'), pattern('M', 'MI'), pattern('p', 'AM', '3.44'), pattern('P', 'am', '3.44'), pattern('R', 'HH24:MI', '3.44'), pattern('S', 'SS'),
  pattern('T', 'HH24:MI:SS', '3.44'), pattern('u', 'ID', '3.44'), pattern('V', 'IW', '3.46'), pattern('Y', 'YYYY'),
  expression('e', "lpad(to_char($1, 'FMDD'), 2)", { since: '3.44' }),
  expression('k', "lpad(to_char($1, 'FMHH24'), 2)", { since: '3.44' }),
  expression('l', "lpad(to_char($1, 'FMHH12'), 2)", { since: '3.44' }),
  expression('J', '(extract(epoch FROM $1) / 86400 + 2440587.5)::double precision::text', { number: '(extract(epoch FROM $1) / 86400 + 2440587.5)::double precision' }),
  expression('s', 'floor(extract(epoch FROM $1))::bigint::text', { number: 'floor(extract(epoch FROM $1))::bigint' }),
  expression('w', 'extract(dow FROM $1)::text', { number: 'extract(dow FROM $1)::int' }),
  expression('U', "lpad(((extract(doy FROM $1)::int + 6 - extract(dow FROM $1)::int) / 7)::text, 2, '0')", { since: '3.46' }),
  expression('W', "lpad(((extract(doy FROM $1)::int + 6 - (extract(isodow FROM $1)::int - 1)) / 7)::text, 2, '0')"),
];

/** What a function prints of a timestamp: a pattern of to_char. */
export const PRINTED: Readonly<Record<string, string>> = { date: 'YYYY-MM-DD', time: 'HH24:MI:SS', datetime: 'YYYY-MM-DD HH24:MI:SS' };

/** Functions that give a number of a timestamp `$1`. */
export const NUMBERS: Readonly<Record<string, string>> = {
  julianday: '(extract(epoch FROM $1) / 86400 + 2440587.5)::double precision',
  unixepoch: 'floor(extract(epoch FROM $1))::bigint',
};

/** The present in UTC, as SQLite's 'now' means it, without a zone. */
export const NOW = "(now() AT TIME ZONE 'UTC')";

const MODIFIER = 'SQLite, Date and time functions, 3 Modifiers: https://sqlite.org/lang_datefunc.html#dtmods';
const safe = { severity: 'critical', safety: 'safe', manual: MODIFIER } as const;

/** Examples of calls as a whole: what the rule builds of time values and modifiers. */
export const CALLS: readonly (Row & { readonly id: string })[] = [
  { id: 'now', ...safe, example: { sqlite: "SELECT datetime('now')", postgres: "SELECT to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS')", masked: true, unchanged: 'error' } },
  { id: 'date-now', ...safe, silent: true,
    example: { sqlite: "SELECT date('now') = strftime('%Y-%m-%d', 'now')", postgres: "SELECT to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD') = to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD')", unchanged: 'error' } },
  { id: 'days', ...safe, example: { sqlite: "SELECT datetime('2024-02-28', '+2 days')", postgres: "SELECT to_char(timestamp '2024-02-28' + interval '2 days', 'YYYY-MM-DD HH24:MI:SS')", unchanged: 'error' } },
  { id: 'months-overflow', ...safe, example: {
    sqlite: "SELECT date('2024-01-31', '+1 month')",
    postgres: "SELECT to_char(date_trunc('month', timestamp '2024-01-31') + interval '1 month' + (timestamp '2024-01-31' - date_trunc('month', timestamp '2024-01-31')), 'YYYY-MM-DD')",
    unchanged: 'error' } },
  { id: 'start-of-month', ...safe, example: { sqlite: "SELECT date('2024-02-29', 'start of month')", postgres: "SELECT to_char(date_trunc('month', timestamp '2024-02-29'), 'YYYY-MM-DD')", unchanged: 'error' } },
  { id: 'weekday', ...safe, example: {
    sqlite: "SELECT date('2024-02-29', 'weekday 0')",
    postgres: "SELECT to_char(timestamp '2024-02-29' + make_interval(days => (0 - extract(dow FROM timestamp '2024-02-29')::int + 7) % 7), 'YYYY-MM-DD')", unchanged: 'error' } },
  { id: 'unixepoch', ...safe, example: { sqlite: "SELECT datetime(1700000000, 'unixepoch')", postgres: "SELECT to_char(to_timestamp(1700000000) AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS')", unchanged: 'error' } },
  { id: 'julianday', ...safe, example: { sqlite: "SELECT julianday('2024-01-15 12:00:00')", postgres: "SELECT (extract(epoch FROM timestamp '2024-01-15 12:00:00') / 86400 + 2440587.5)::double precision", unchanged: 'error' } },
  { id: 'difference', ...safe, example: { sqlite: "SELECT julianday('2024-03-01') - julianday('2024-02-01')", postgres: "SELECT 29", unchanged: 'error' } },
  { id: 'format-with-text', ...safe, safety: 'unsafe', condition: 'every value is a date SQLite understands', example: {
    setup: SETUP, sqlite: "SELECT strftime('Day %d of %m', ts) FROM d ORDER BY id", postgres: `SELECT to_char(ts::timestamp, '"Day "DD" of "MM') FROM d ORDER BY id`, unchanged: 'error' } },
  { id: 'timestamptz-column', ...safe, example: {
    setup: 'CREATE TABLE e (at TEXT); INSERT INTO e VALUES (\'2024-01-15 10:30:00\')',
    postgresSetup: "CREATE TABLE e (at TIMESTAMPTZ); INSERT INTO e VALUES ('2024-01-15 10:30:00+00')",
    sqlite: "SELECT count(*) FROM e WHERE at > datetime('now', '-1 hour')", postgres: "SELECT count(*) FROM e WHERE at > now() - interval '1 hour'", unchanged: 'error' } },
];

import type { HostType } from '../core/types.ts';

/**
 * What PostgreSQL's drivers make of values whose type is not the column's, tried on each of them (test/drivers/acceptance.test.ts).
 * What is not here is stored as it is meant. Booleans, moments and epochs have rules of their own.
 */
export interface Misfit {
  readonly hosts: readonly HostType[];
  readonly column: ColumnClass | 'any';
  /** Ids of the drivers. */
  readonly drivers: readonly string[];
  /** `error`: the statement fails; `changed`: something else is stored and nothing is said. */
  readonly outcome: 'error' | 'changed';
  /** What happens, to be read after "for this column: ". */
  readonly effect: string;
  readonly help: string;
  /** A value of the host type and what the driver does, for the test: the error's code or a part of it, or the text that is stored. */
  readonly sample: unknown;
  readonly result: string;
}

export type ColumnClass = 'integer' | 'number' | 'json' | 'text' | 'bytes';

const CLASSES: readonly (readonly [RegExp, ColumnClass])[] = [
  [/^(?:smallint|integer|bigint|serial|bigserial)$/, 'integer'],
  [/^(?:numeric|decimal|real|double precision)/, 'number'],
  [/^jsonb?$/, 'json'],
  [/^(?:text|character|varchar|char)/, 'text'],
  [/^bytea$/, 'bytes'],
];

export const columnClassOf = (postgresType: string): ColumnClass | undefined => CLASSES.find(([pattern]) => pattern.test(postgresType))?.[1];

/** The drivers that turn values into text as node-postgres does. */
const PG = ['pg', 'neon', 'vercel-postgres'];
const WIRE = ['pg', 'neon', 'vercel-postgres', 'pglite'];

export const MISFITS: readonly Misfit[] = [
  {
    hosts: ['boolean'], column: 'integer', drivers: WIRE, outcome: 'error', effect: 'PostgreSQL gets the word true and takes no word for an integer (22P02)',
    help: 'Bind `value ? 1 : 0`, or make the column boolean and mend what reads it.', sample: true, result: '22P02',
  },
  {
    hosts: ['boolean'], column: 'integer', drivers: ['postgres-js'], outcome: 'error', effect: 'the driver declares it boolean and PostgreSQL refuses that for an integer (42804)',
    help: 'Bind `value ? 1 : 0`, or make the column boolean and mend what reads it.', sample: true, result: '42804',
  },
  {
    hosts: ['boolean'], column: 'number', drivers: WIRE, outcome: 'error', effect: 'PostgreSQL gets the word true and takes no word for a number (22P02)',
    help: 'Bind `value ? 1 : 0`.', sample: false, result: '22P02',
  },
  {
    hosts: ['Date'], column: 'integer', drivers: WIRE, outcome: 'error', effect: 'PostgreSQL gets the text of the date (22P02)',
    help: 'Bind `value.getTime()`, or make the column timestamptz.', sample: new Date(0), result: '22P02',
  },
  {
    hosts: ['Date'], column: 'integer', drivers: ['postgres-js'], outcome: 'error', effect: 'the driver declares it a timestamp and PostgreSQL refuses that for an integer (42804)',
    help: 'Bind `value.getTime()`, or make the column timestamptz.', sample: new Date(0), result: '42804',
  },
  {
    hosts: ['iso-string'], column: 'integer', drivers: [...WIRE, 'postgres-js'], outcome: 'error',
    effect: 'SQLite kept the text in the INTEGER column, PostgreSQL refuses it (22P02)',
    help: 'Bind milliseconds, or make the column timestamptz.', sample: '2026-01-02T03:04:05.000Z', result: '22P02',
  },
  {
    hosts: ['iso-string', 'json-string'], column: 'number', drivers: [...WIRE, 'postgres-js'], outcome: 'error',
    effect: 'SQLite kept the text in the numeric column, PostgreSQL refuses it (22P02)',
    help: 'Bind a number, or give the column the type of what is stored in it.', sample: '2026-01-02T03:04:05.000Z', result: '22P02',
  },
  {
    hosts: ['array'], column: 'json', drivers: ['pg', 'neon', 'vercel-postgres'], outcome: 'error',
    effect: 'node-postgres writes arrays as PostgreSQL arrays, `{"1","2"}`, which is no JSON (22P02)',
    help: 'Bind `JSON.stringify(value)`.', sample: [1, 2], result: '22P02',
  },
  {
    hosts: ['json-string'], column: 'json', drivers: ['postgres-js'], outcome: 'changed',
    effect: 'postgres.js turns what it sends to a JSON column into JSON itself, so the text is stored as one JSON string',
    help: 'Bind the object itself, or `sql.json(value)`.', sample: '{"a":1}', result: '"{\\"a\\":1}"',
  },
  {
    hosts: ['iso-string'], column: 'json', drivers: WIRE, outcome: 'error', effect: 'the text without quotes is no JSON (22P02)',
    help: 'Bind `JSON.stringify(value)`.', sample: '2026-01-02T03:04:05.000Z', result: '22P02',
  },
  {
    hosts: ['object'], column: 'text', drivers: ['postgres-js', 'pglite'], outcome: 'changed', effect: 'the driver stores the text `[object Object]`',
    help: 'Bind `JSON.stringify(value)`.', sample: { a: 1 }, result: '[object Object]',
  },
  {
    hosts: ['array'], column: 'text', drivers: ['postgres-js', 'pglite'], outcome: 'changed', effect: 'the driver stores the elements joined by commas',
    help: 'Bind `JSON.stringify(value)`.', sample: [1, 2], result: '1,2',
  },
  {
    hosts: ['array'], column: 'text', drivers: ['pg', 'neon', 'vercel-postgres'], outcome: 'changed', effect: 'the driver stores the text of a PostgreSQL array, `{"1","2"}`',
    help: 'Bind `JSON.stringify(value)`.', sample: [1, 2], result: '{"1","2"}',
  },
  {
    hosts: ['Date'], column: 'number', drivers: WIRE, outcome: 'error', effect: 'PostgreSQL gets the text of the date (22P02)',
    help: 'Bind `value.getTime()`, or make the column timestamptz.', sample: new Date(0), result: '22P02',
  },
  {
    hosts: ['Date'], column: 'number', drivers: ['postgres-js'], outcome: 'error', effect: 'the driver declares it a timestamp and PostgreSQL refuses that for a number (42804)',
    help: 'Bind `value.getTime()`, or make the column timestamptz.', sample: new Date(0), result: '42804',
  },
  {
    hosts: ['array', 'object'], column: 'integer', drivers: [...WIRE, 'postgres-js'], outcome: 'error', effect: 'PostgreSQL gets its text and finds no number in it (22P02)',
    help: 'Bind the number that is meant, or make the column jsonb.', sample: [1, 2], result: '22P02',
  },
  {
    hosts: ['array', 'object'], column: 'number', drivers: [...WIRE, 'postgres-js'], outcome: 'error', effect: 'PostgreSQL gets its text and finds no number in it (22P02)',
    help: 'Bind the number that is meant, or make the column jsonb.', sample: { a: 1 }, result: '22P02',
  },
  {
    hosts: ['Date'], column: 'json', drivers: PG, outcome: 'error', effect: 'the driver sends the text of the date without quotes, which is no JSON (22P02)',
    help: 'Bind `JSON.stringify(value)`.', sample: new Date(0), result: '22P02',
  },
  {
    hosts: ['Date', 'boolean', 'bigint'], column: 'json', drivers: ['postgres-js'], outcome: 'error', effect: 'the driver declares the type of the value, which PostgreSQL refuses for JSON (42804)',
    help: 'Bind `sql.json(value)`, or its text as `sql.json(String(value))`.', sample: true, result: '42804',
  },
  {
    hosts: ['bigint'], column: 'json', drivers: ['pglite'], outcome: 'changed', effect: 'the driver stores a JSON text in quotes, not a number',
    help: 'Bind `Number(value)` where it fits.', sample: 5n, result: '"5"',
  },
  {
    hosts: ['bytes'], column: 'text', drivers: PG, outcome: 'error', effect: 'bytes that are no UTF-8, or hold a zero, are refused (22021)',
    help: 'Make the column bytea, or bind a text such as `value.toString(\'base64\')`.', sample: new Uint8Array([1, 255]), result: '22021',
  },
  {
    hosts: ['bytes'], column: 'text', drivers: ['postgres-js'], outcome: 'changed', effect: 'the driver stores the hexadecimal digits as text',
    help: 'Make the column bytea, or bind a text such as `value.toString(\'base64\')`.', sample: Buffer.from([1, 255]), result: '\\x01ff',
  },
  {
    hosts: ['json-string', 'iso-string', 'string'], column: 'bytes', drivers: ['pglite'], outcome: 'error', effect: 'the driver takes bytes only and throws',
    help: 'Bind `new TextEncoder().encode(value)`, or make the column text.', sample: 'x', result: 'error',
  },
  {
    hosts: ['undefined'], column: 'any', drivers: ['postgres-js'], outcome: 'error', effect: 'the driver refuses undefined (UNDEFINED_VALUE), where better-sqlite3 stored NULL',
    help: 'Bind `null`.', sample: undefined, result: 'UNDEFINED_VALUE',
  },
];

export const findMisfit = (host: HostType, column: ColumnClass, driver: string | undefined): Misfit | undefined =>
  MISFITS.find((row) => (row.column === column || row.column === 'any') && row.hosts.includes(host) && row.drivers.includes(driver ?? ''));

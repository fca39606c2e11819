import { PGlite } from '@electric-sql/pglite';
import sqlite3InitModule, { type Database } from '@sqlite.org/sqlite-wasm';
import { splitStatements } from '../../src/sql/split.ts';

/** The two real engines that facts about dialects are proven on: SQLite as WebAssembly and an embedded PostgreSQL. */

/** Rows of the last statement of a script; undefined rows: it gave none. An error is the engine's message. */
export type Outcome = { readonly rows: readonly (readonly unknown[])[] | undefined } | { readonly error: string };

export interface Engines {
  readonly sqlite: (script: readonly string[]) => Outcome;
  /** `parameters` are those of the last statement; `isLenient` passes over errors before it. */
  readonly postgres: (script: readonly string[], parameters?: readonly unknown[], isLenient?: boolean) => Promise<Outcome>;
  readonly close: () => Promise<void>;
}

/** Neither UTC nor the zone of a likely reader: a mix-up of local time and UTC shows. */
const ZONE = 'America/New_York';

/** PostgreSQL's types whose text is kept as it is: time, json, arrays and numeric would lose something in JavaScript. */
const KEPT_AS_TEXT = [20, 114, 1082, 1083, 1114, 1184, 1186, 1266, 1700, 2950, 3802];

export async function startEngines(): Promise<Engines> {
  process.env['TZ'] = ZONE;
  const library = await sqlite3InitModule();
  const server = await PGlite.create({ initDbStartParams: ['--locale-provider=icu', '--icu-locale=und'] });
  const parsers = Object.fromEntries(KEPT_AS_TEXT.map((oid) => [oid, (text: string) => text]));
  const sqlite = (script: readonly string[]): Outcome => {
    const db = new library.oo1.DB(':memory:');
    try {
      let rows: unknown[][] | undefined;
      for (const sql of script.flatMap(toStatements)) rows = readRows(db, sql);
      return { rows };
    } catch (error) {
      return { error: messageOf(error) };
    } finally {
      db.close();
    }
  };
  const run = async (sql: string, parameters: readonly unknown[] | undefined): Promise<unknown[][] | undefined> => {
    const options = { rowMode: 'array', parsers } as const;
    const last = parameters ? await server.query(sql, [...parameters], options) : (await server.exec(sql, options)).at(-1);
    return last && last.fields.length > 0 ? (last.rows as unknown as unknown[][]) : undefined;
  };
  const postgres = async (script: readonly string[], parameters?: readonly unknown[], isLenient = false): Promise<Outcome> => {
    await server.exec('ROLLBACK');
    await server.exec('DISCARD ALL');
    await server.exec(`DROP SCHEMA IF EXISTS proof CASCADE; CREATE SCHEMA proof; SET search_path = proof; SET TIME ZONE '${ZONE}'`);
    const statements = script.filter((text) => text.trim() !== '');
    let outcome: Outcome = { rows: undefined };
    for (const [index, sql] of statements.entries()) {
      const isLast = index === statements.length - 1;
      try {
        outcome = { rows: await run(sql, isLast ? parameters : undefined) };
      } catch (error) {
        outcome = { error: messageOf(error) };
        if (!isLenient) return outcome;
      }
    }
    return outcome;
  };
  return { sqlite, postgres, close: () => server.close() };
}

const toStatements = (script: string): readonly string[] => splitStatements(script).map((slice) => script.slice(slice.start, slice.end));

function readRows(db: Database, sql: string): unknown[][] | undefined {
  const statement = db.prepare(sql);
  try {
    const rows: unknown[][] = [];
    while (statement.step()) if (statement.columnCount > 0) rows.push(statement.get([]));
    return statement.columnCount > 0 ? rows : undefined;
  } finally {
    statement.finalize();
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Whether both gave the same rows, up to the type: 1 and true, 5 and 5.0, a text and the json, time or uuid that is written so. */
export function isSame(a: Outcome, b: Outcome, masked = false): boolean {
  if ('error' in a || 'error' in b) return false;
  if (!a.rows || !b.rows) return a.rows === b.rows || [...(a.rows ?? []), ...(b.rows ?? [])].length === 0;
  if (a.rows.length !== b.rows.length) return false;
  return a.rows.every((row, i) => row.length === b.rows![i]!.length && row.every((value, j) => isSameValue(value, b.rows![i]![j], masked)));
}

function isSameValue(a: unknown, b: unknown, masked: boolean): boolean {
  const [left, right] = [canonical(a, masked), canonical(b, masked)];
  return left === right || (isJson(left) && isJson(right) && sortedJson(left) === sortedJson(right));
}

function canonical(value: unknown, masked: boolean): string {
  if (value === null || value === undefined) return 'null';
  if (typeof value === 'boolean') return masked ? '#' : String(Number(value));
  // JSON knows no infinity and would make it NULL.
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value);
  if (value instanceof Uint8Array) return `x${Buffer.from(value).toString('hex')}`;
  const text = typeof value === 'string' ? value : JSON.stringify(value, (_, one: unknown) => (typeof one === 'bigint' ? String(one) : one)).replace(/^"|"$/g, '');
  if (masked) return text.replace(/\d+/g, '#');
  return isNumber(text) ? numberText(text) : text;
}

const isNumber = (text: string): boolean => /^-?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i.test(text);

const numberText = (text: string): string => {
  if (/^-?\d{16,}$/.test(text)) return text;
  const number = Number(text);
  return String(Number.isInteger(number) ? number + 0 : Number(number.toPrecision(12)));
};

const isJson = (text: string): boolean => /^[[{]/.test(text);

function sortedJson(text: string): string {
  try {
    return JSON.stringify(sortKeys(JSON.parse(text)));
  } catch {
    return text;
  }
}

const sortKeys = (value: unknown): unknown =>
  Array.isArray(value) ? value.map(sortKeys)
    : typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, one]) => [key, sortKeys(one)]))
      : value;

export const showOutcome = (outcome: Outcome): string =>
  'error' in outcome ? `error: ${outcome.error}` : outcome.rows === undefined ? 'no rows' : JSON.stringify(outcome.rows, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value));

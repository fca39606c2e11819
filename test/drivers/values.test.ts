import { PGlite } from '@electric-sql/pglite';
import { PGLiteSocketServer } from '@electric-sql/pglite-socket';
import pg from 'pg';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { HostType } from '../../src/core/types.ts';
import type { ValueTypes } from '../../src/drivers/driver.ts';
import pgDriver from '../../src/drivers/pg.ts';
import pgliteDriver from '../../src/drivers/pglite.ts';
import postgresJsDriver from '../../src/drivers/postgres-js.ts';

/** The real drivers against an embedded PostgreSQL: what the tables say about them is what they do. */

const SAMPLES: Readonly<Record<keyof ValueTypes, string>> = {
  int4: '1::int4', int8: '2::int8', numeric: '1.50::numeric', float8: '1.5::float8', timestamp: "'2026-01-02 03:04:05'::timestamp",
  timestamptz: "'2026-01-02 03:04:05+00'::timestamptz", date: "'2026-01-02'::date", time: "'03:04:05'::time", boolean: 'true', json: `'{"a":1}'::jsonb`,
  bytea: String.raw`'\x00ff'::bytea`, text: "'x'::text",
};
const SELECT = `SELECT ${Object.entries(SAMPLES).map(([name, sql]) => `${sql} AS "${name}"`).join(', ')}`;

function hostTypeOf(value: unknown): HostType {
  if (value instanceof Date) return 'Date';
  if (value instanceof Uint8Array) return 'bytes';
  return typeof value as HostType;
}

const typesOf = (row: Record<string, unknown> | undefined): Record<string, HostType> =>
  Object.fromEntries(Object.entries(row ?? {}).map(([name, value]) => [name, hostTypeOf(value)]));

describe('what columns arrive as', () => {
  let db: PGlite;
  let server: PGLiteSocketServer;
  let url: string;

  beforeAll(async () => {
    db = await PGlite.create();
    server = new PGLiteSocketServer({ db, port: 0, host: '127.0.0.1' });
    await server.start();
    url = `postgres://postgres:postgres@${server.getServerConn()}/postgres?sslmode=disable`;
  }, 60_000);
  afterAll(async () => {
    await server.stop();
    await db.close();
  });

  it('pg', async () => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    const { rows } = await client.query<Record<string, unknown>>(SELECT);
    const counted = await client.query<Record<string, unknown>>('SELECT count(*) AS n, sum(x) AS s, avg(x) AS a, round(1.5) AS r FROM (VALUES (1), (2)) AS t(x)');
    await client.end();
    expect(typesOf(rows[0])).toEqual(pgDriver.values);
    expect(counted.rows[0]).toEqual({ n: '2', s: '3', a: '1.5000000000000000', r: '2' });
  });

  it('postgres.js', async () => {
    const sql = postgres(url, { max: 1, fetch_types: false });
    const [row] = await sql.unsafe<Record<string, unknown>[]>(SELECT);
    await sql.end();
    expect(typesOf(row)).toEqual(postgresJsDriver.values);
  });

  it('PGlite', async () => {
    const { rows } = await db.query<Record<string, unknown>>(SELECT);
    expect(typesOf(rows[0])).toEqual(pgliteDriver.values);
    const large = await db.query<{ n: unknown }>('SELECT 9007199254740993::int8 AS n');
    expect(typeof large.rows[0]?.n).toBe('bigint');
  });
});

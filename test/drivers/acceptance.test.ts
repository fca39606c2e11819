import { PGlite } from '@electric-sql/pglite';
import { PGLiteSocketServer } from '@electric-sql/pglite-socket';
import pg from 'pg';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MISFITS, type ColumnClass } from '../../src/drivers/acceptance.ts';

const COLUMN: Readonly<Record<ColumnClass, string>> = { integer: 'i', number: 'n', json: 'j', text: 't', bytes: 'y' };

type Run = (sql: string, values: readonly unknown[]) => Promise<readonly Record<string, unknown>[]>;

/** The drivers whose protocol and types others build on stand for those as well. */
describe('the table of misfits is what the real drivers do', () => {
  let db: PGlite;
  let server: PGLiteSocketServer;
  let client: pg.Client | undefined;
  let sql: postgres.Sql | undefined;
  const url = (): string => `postgres://postgres:postgres@${server.getServerConn()}/postgres?sslmode=disable`;

  beforeAll(async () => {
    db = await PGlite.create();
    await db.exec('CREATE TABLE t (i integer, n numeric, j jsonb, t text, y bytea)');
    server = new PGLiteSocketServer({ db, port: 0, host: '127.0.0.1' });
    await server.start();
  }, 60_000);
  afterAll(async () => {
    await server.stop();
    await db.close();
  });

  const runners: Readonly<Record<string, () => Promise<Run>>> = {
    'pg': async () => {
      client = new pg.Client({ connectionString: url() });
      await client.connect();
      return async (text, values) => (await client!.query<Record<string, unknown>>(text, [...values])).rows;
    },
    'postgres-js': () => {
      sql = postgres(url(), { max: 1, fetch_types: false });
      return Promise.resolve(async (text, values) => [...await sql!.unsafe<Record<string, unknown>[]>(text, values as never[])]);
    },
    'pglite': () => Promise.resolve(async (text, values) => (await db.query<Record<string, unknown>>(text, [...values])).rows),
  };

  it.each(Object.keys(runners))('%s', async (driver) => {
    const run = await runners[driver]!();
    for (const misfit of MISFITS.filter((row) => row.drivers.includes(driver))) {
      const column = COLUMN[misfit.column === 'any' ? 'text' : misfit.column];
      await run('DELETE FROM t', []);
      const outcome = await run(`INSERT INTO t (${column}) VALUES ($1)`, [misfit.sample]).then(() => 'stored', (error: unknown) => (error as { code?: string }).code ?? 'error');
      const stored = await run(`SELECT ${column}::text AS x FROM t`, []);
      const found = misfit.outcome === 'error' ? outcome : stored[0]?.['x'];
      expect(found, `${misfit.hosts.join()} into ${misfit.column}`).toBe(misfit.result);
    }
    await client?.end();
    await sql?.end();
    client = undefined;
    sql = undefined;
  });
});

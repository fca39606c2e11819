import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { memoryDatabase } from '../../src/codemods/drizzle/memory.ts';

interface Database {
  readonly query: (sql: string, values?: readonly unknown[]) => Promise<{ readonly rows: readonly unknown[] }>;
  readonly exec: (script: string) => Promise<unknown>;
  readonly transaction: (work: (inside: Database) => Promise<unknown>) => Promise<unknown>;
  readonly close: () => Promise<void>;
}

// Inside the project, so that the module finds the packages.
const folder = mkdtempSync('test/codemods/memory-');
let open: () => Database;

beforeAll(async () => {
  const path = join(folder, 'memory-database.ts');
  writeFileSync(path, memoryDatabase(true));
  ({ openMemoryDatabase: open } = await import(/* @vite-ignore */ `${process.cwd()}/${path}`) as { readonly openMemoryDatabase: () => Database });
  await open().query('SELECT 1');
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true }));

test('each database has schemas of its own, whatever names their tables are given', async () => {
  const [one, other] = [open(), open()];
  await one.exec('CREATE TABLE a (id int PRIMARY KEY); CREATE TABLE b (a int REFERENCES "public"."a"); CREATE SCHEMA log; CREATE TABLE log.entry (id int)');
  await other.exec('CREATE TABLE "public"."a" (id int); INSERT INTO a VALUES (1), (2)');
  expect((await one.query('SELECT count(*)::int AS n FROM "public"."a"')).rows).toEqual([{ n: 0 }]);
  await expect(one.query('INSERT INTO b VALUES ($1)', [7])).rejects.toMatchObject({ code: '23503' });
  await expect(other.query('SELECT 1 FROM log.entry')).rejects.toMatchObject({ code: '42P01' });
  expect((await other.query('SELECT count(*)::int AS n FROM a')).rows).toEqual([{ n: 2 }]);
});

test('a transaction has its database until it ends, also where another asks meanwhile', async () => {
  const [one, other] = [open(), open()];
  await other.exec('CREATE TABLE t (n int)');
  const work = one.transaction(async (inside) => {
    await inside.exec('CREATE TABLE t (n int); INSERT INTO t VALUES (1)');
    await new Promise((done) => setTimeout(done, 5));
    return (await inside.query('SELECT n FROM t')).rows;
  });
  const meanwhile = other.query('SELECT n FROM t');
  expect(await work).toEqual([{ n: 1 }]);
  expect((await meanwhile).rows).toEqual([]);
});

test('closing one leaves the others', async () => {
  const [one, other] = [open(), open()];
  await other.exec('CREATE TABLE kept (n int)');
  await one.exec('CREATE TABLE gone (n int)');
  await one.close();
  expect((await other.query('SELECT n FROM kept')).rows).toEqual([]);
});

test('a mock of the clock that gives no time yet stops nothing, and stays', async () => {
  const mock = vi.fn<() => number>();
  const { now } = Date;
  Date.now = mock;
  try {
    expect((await open().query('SELECT now() IS NOT NULL AS is_known')).rows).toEqual([{ is_known: true }]);
    expect(Date.now).toBe(mock);
  } finally {
    Date.now = now;
  }
});

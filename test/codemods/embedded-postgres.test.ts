import { existsSync, mkdtempSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { embeddedPostgres } from '../../src/codemods/test-database/embedded.ts';

type Rows = Promise<{ readonly rows: readonly Readonly<Record<string, unknown>>[]; readonly rowCount: number }>;
interface Client { readonly query: (text: string, values?: readonly unknown[]) => Rows; readonly release: () => void }
interface Pool { readonly query: Client['query']; readonly connect: () => Promise<Client>; readonly end: () => Promise<void> }
type Open = (name: string, errorClass?: new () => Error) => Pool;

// Inside the project, so that the module finds the packages.
const folder = mkdtempSync('test/codemods/embedded-');
const file = join(folder, 'app.db');
let open: Open;
let settled: () => Promise<void>;

interface TestModule { readonly testServer: Open; readonly settled: () => Promise<void> }

async function load(name: string): Promise<TestModule> {
  const path = join(folder, name);
  writeFileSync(path, embeddedPostgres({ isEsModule: true, mayWait: true }));
  return await import(/* @vite-ignore */ `${process.cwd()}/${path}`) as TestModule;
}

beforeAll(async () => {
  ({ testServer: open, settled } = await load('postgres-for-tests.ts'));
  await open(':memory:').query('SELECT 1');
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true }));

test('each database in memory is one of its own', async () => {
  const [one, other] = [open(':memory:'), open('file::memory:')];
  await one.query('CREATE TABLE t (a int); INSERT INTO t VALUES (1)');
  await other.query('CREATE TABLE t (a int); INSERT INTO t VALUES (2), (3)');
  expect((await one.query('SELECT a FROM t WHERE a > $1', [0])).rows).toEqual([{ a: 1 }]);
  expect((await other.query('SELECT sum(a) AS sum FROM t')).rows).toEqual([{ sum: 5 }]);
  await one.end();
  expect((await other.query('SELECT a FROM t')).rowCount).toBe(2);
});

test('errors are of the class that the program knows', async () => {
  class DatabaseError extends Error {}
  const error: unknown = await open(':memory:', DatabaseError).query('SELECT a FROM missing').catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(DatabaseError);
  expect(error).toMatchObject({ code: '42P01' });
});

test('a file is the same database until it is deleted', async () => {
  const first = open(file);
  expect(existsSync(file)).toBe(true);
  await first.query('CREATE TABLE t (a int)');
  await first.end();
  expect((await open(`file:${file}`).query('SELECT count(*) FROM t')).rows).toEqual([{ count: 0 }]);
  unlinkSync(file);
  await expect(open(file).query('SELECT a FROM t')).rejects.toMatchObject({ code: '42P01' });
});

test('a file in a folder that is not there cannot be opened', () => {
  expect(() => open(join(folder, 'missing/app.db'))).toThrow(/ENOENT/);
});

test('a transaction has the session alone', async () => {
  const pool = open(':memory:');
  await pool.query('CREATE TABLE t (a int)');
  const client = await pool.connect();
  await client.query('BEGIN');
  await client.query('INSERT INTO t VALUES ($1)', [1]);
  const later = pool.query('SELECT a FROM t');
  await client.query('ROLLBACK');
  client.release();
  expect((await later).rows).toEqual([]);
});

test('what nobody waits for is done when it has settled', async () => {
  const pool = open(':memory:');
  const done: number[] = [];
  void (async () => {
    for (const one of [1, 2, 3]) {
      await pool.query('SELECT 1');
      done.push(one);
    }
  })();
  await settled();
  expect(done).toEqual([1, 2, 3]);
});

test('it needs nothing of the files that a test mocks', async () => {
  vi.doMock('node:fs', () => ({ existsSync: () => false }));
  const { testServer } = await load('beside-mocks.ts');
  vi.doUnmock('node:fs');
  expect((await testServer(join(folder, 'mocked.db')).query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
});

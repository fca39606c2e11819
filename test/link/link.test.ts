import { describe, expect, it } from 'vitest';
import { link } from '../../src/link/index.ts';
import { readSources } from '../../src/gather.ts';
import { callsOf, factsOf, inBrief, readsInBrief } from '../support/facts.ts';

const database = `
  import { Pool, type PoolClient } from 'pg';
  export const pool = new Pool({ connectionString: process.env.DATABASE_URL });
  export async function query<T>(sql: string, params: unknown[] = []): Promise<T[]> {
    const result = await pool.query(sql, params);
    return result.rows;
  }
  export const first = async (sql: string, ...params: unknown[]) => (await query(sql, params))[0];
  export const legacy = (sql: string, params: unknown[]) => pool.query(sql.replace(/\\?/g, () => '$1'), params);
  export async function withClient<T>(fn: (client: PoolClient) => Promise<T>) {
    const client = await pool.connect();
    try { return await fn(client); } finally { client.release(); }
  }
  export class Store {
    constructor(private readonly db: Pool) {}
    run(sql: string, params: unknown[]) { return this.db.query(sql, params); }
  }
`;

describe('calls through functions of the project', () => {
  const app = `
    import { first, legacy, query, Store, pool, withClient } from './db.js';
    import * as db from './db';
    export async function f(id: number) {
      const rows = await query('SELECT count(*) AS n FROM t WHERE id = $1', [id]);
      if (rows[0].n === 0) return;
      const row = await first('SELECT a FROM t WHERE b = $1 AND c = $2', id, 'x');
      row.a.slice(0, 10);
      await legacy('SELECT 1 FROM t WHERE a = ?', [true]);
      await new Store(pool).run('DELETE FROM t WHERE id = $1', [id]);
      await withClient(async (client) => { await client.query('SELECT 2 FROM t'); });
      await db.pool.query('SELECT 3 FROM t');
    }`;

  it('are calls of the driver, with the SQL and the bindings of the caller', async () => {
    const calls = await callsOf({ 'src/db.ts': database, 'src/app.ts': app });
    expect(calls.map((call) => `${call.via ?? ''}: ${inBrief(call)}`)).toEqual([
      'query: pg | query | SELECT count(*) AS n FROM t WHERE id = $1 | array | number',
      'first: pg | query | SELECT a FROM t WHERE b = $1 AND c = $2 | positional | number | string',
      'legacy: pg | query | SELECT 1 FROM t WHERE a = ? | array | boolean',
      'Store.run: pg | query | DELETE FROM t WHERE id = $1 | array | number',
      ': pg | query | SELECT 2 FROM t | none',
      ': pg | query | SELECT 3 FROM t | none',
    ]);
    expect(calls.map((call) => call.rewritesPlaceholders ?? false)).toEqual([false, false, true, false, false, false]);
    expect(readsInBrief(calls[0]!)).toEqual(['.n compare-number 0']);
    expect(readsInBrief(calls[1]!)).toContain('.a string-method slice');
  });

  it('are found in packages of the repository, by their manifests', async () => {
    const files = (specifier: string): Record<string, string> => ({
      'packages/db/package.json': JSON.stringify({ name: '@team/store', main: 'lib/main.js', exports: { './pool': { import: './lib/pool.mjs', types: './lib/pool.d.ts' } } }),
      'packages/db/src/pool.ts': "import { Pool } from 'pg';\nexport const pool = new Pool();\n",
      'packages/db/src/main.ts': "export { pool } from './pool.js';\n",
      'packages/other/src/pool.ts': 'export const pool = new Map();\n',
      'packages/app/src/app.ts': `import { pool } from '${specifier}';\nawait pool.query('SELECT 1 FROM t');\n`,
    });
    for (const specifier of ['@team/store', '@team/store/pool', '@team/store/src/pool']) {
      expect((await callsOf(files(specifier), 'packages/app/src/app.ts')).map(inBrief), specifier).toEqual(['pg | query | SELECT 1 FROM t | none']);
    }
    const [guessed] = await callsOf(files('@elsewhere/store'), 'packages/app/src/app.ts');
    expect(guessed?.handle).toBeUndefined();
  });

  it('are found through what a module assigns to module.exports', async () => {
    const calls = await callsOf({
      'src/db.js': "const { Pool } = require('pg');\nmodule.exports = new Pool();\n",
      'src/find.js': "const pool = require('./db');\nmodule.exports = (sql, values) => pool.query(sql, values);\n",
      'src/app.js': "const find = require('./find');\nconst pool = require('./db');\nfind('SELECT a FROM t WHERE b = $1', [1]);\npool.query('SELECT 1 FROM t');\n",
    }, 'src/app.js');
    expect(calls.map(inBrief)).toEqual(['pg | query | SELECT a FROM t WHERE b = $1 | array | flag', 'pg | query | SELECT 1 FROM t | none']);
  });

  it('do not depend on the order of the files', async () => {
    const sources = [{ path: 'src/db.ts', text: database }, { path: 'src/app.ts', text: app }];
    const facts = await readSources(sources);
    const byPath = (a: { readonly path: string }, b: { readonly path: string }): number => (a.path < b.path ? -1 : 1);
    expect([...link([...facts].reverse())].sort(byPath)).toEqual([...link(facts)].sort(byPath));
  });
});

it('takes SQL from constants of other modules', async () => {
  const calls = await callsOf({
    'src/queries.ts': "export const BY_ID = 'SELECT * FROM t WHERE id = ?';\nexport const QUERIES = { all: 'SELECT * FROM t' };",
    'src/app.ts': "import { BY_ID, QUERIES } from './queries';\nimport Database from 'better-sqlite3';\nconst db = new Database('x');\ndb.prepare(BY_ID).get(1);\ndb.prepare(QUERIES.all).all();",
  });
  expect(calls.map(inBrief)).toEqual([
    'better-sqlite3 | prepare.get | SELECT * FROM t WHERE id = ? | positional | flag', 'better-sqlite3 | prepare.all | SELECT * FROM t | none',
  ]);
});

it('finds the callers of a parameter that is only said to be a text', async () => {
  const calls = await callsOf({
    'src/events.ts': "import { pool } from './db.ts';\nexport const eventsSince = (since: string) => pool.query('SELECT 1 FROM events WHERE at > $1', [since]);",
    'src/db.ts': database,
    'src/routes.ts': "import { eventsSince } from './events';\nexport const today = () => eventsSince(new Date().toISOString());",
  }, 'src/events.ts');
  const [binding] = calls[0]!.bindings;
  expect(binding).toMatchObject({ type: 'iso-string', evidence: 'flow', origin: { path: 'src/routes.ts' } });
});

it('follows types of other modules', async () => {
  const calls = await callsOf({
    'src/types.ts': 'export interface Session { readonly id: string; expiresAt: Date; data?: Record<string, unknown>; active: boolean | null }',
    'src/db.ts': database,
    'src/app.ts': "import type { Session } from './types.js';\nimport { pool } from '@/db';\nexport const save = (s: Session) => pool.query('UPDATE s SET a = $1, b = $2, c = $3 WHERE id = $4', [s.expiresAt, s.data, s.active, s.id]);",
  });
  expect(calls[0]!.bindings.map((binding) => `${binding.type}${binding.nullable ? '?' : ''}`)).toEqual(['Date', 'object?', 'boolean?', 'string']);
});

it('gives each of two spellings to the driver of its engine', async () => {
  const calls = await callsOf(`
    import { Pool } from 'pg';
    import Database from 'better-sqlite3';
    const pool = new Pool();
    const lite = new Database('a');
    const run = (sql: string, values: unknown[], isPg: boolean) => (isPg ? pool.query(sql, values) : lite.prepare(sql).all(values));
    export const f = (isPg: boolean) => run(isPg ? 'SELECT 1 FROM t WHERE a = $1' : 'SELECT 1 FROM t WHERE a = ?', [2], isPg);
  `);
  const carrying = calls.filter((call) => call.fragment);
  expect(carrying.every((call) => (call.engine === 'postgres' ? call.fragment!.text.includes('$1') : call.fragment!.text.includes('?')))).toBe(true);
});

describe('connections', () => {
  it('say where they are made, held, listened to and closed in by requests', async () => {
    const facts = await factsOf({
      'src/db.ts': `
        import { Pool } from 'pg';
        import Database from 'better-sqlite3';
        export const pool = new Pool({ max: 5, connectionString: process.env.DATABASE_URL });
        let db: Database.Database | undefined;
        export function getDb() { if (!db) db = new Database(':memory:'); return db; }
        export const handler = async (req: unknown, res: unknown) => { const own = new Pool(); await own.end(); };
        class Store { private readonly pool = new Pool(); }
      `,
      'src/main.ts': "import { pool } from './db.js';\npool.on('error', (error) => console.error(error));",
    });
    const connections = facts.find((fact) => fact.path === 'src/db.ts')!.connections;
    const brief = connections.map((one) => [one.driver, one.scope, one.perRequest, one.hasErrorListener, one.holder, one.target]);
    expect(brief).toEqual([
      ['pg', 'module', false, true, 'pool', undefined],
      ['better-sqlite3', 'lazy', false, false, 'db', ':memory:'],
      ['pg', 'function', true, false, 'own', undefined],
      ['pg', 'class', false, false, 'pool', undefined],
    ]);
    expect(connections[0]!.options.map(({ key, literal, reads }) => [key, literal, reads])).toEqual([
      ['max', '5', undefined], ['connectionString', undefined, 'process.env.DATABASE_URL'],
    ]);
  });
});

it('resolves imports, mocks and member uses', async () => {
  const facts = await factsOf({
    'src/db.ts': `${database}\nexport { Store as Renamed };`,
    'test/db.test.ts': `
      import { vi } from 'vitest';
      import * as db from '../src/db.js';
      vi.mock('../src/db', () => ({ query: vi.fn(), gone: vi.fn() }));
      db.DB_PATH = ':memory:';
      db.getDb();
      vi.spyOn(db, 'closed');
    `,
  });
  const module = facts.find((fact) => fact.path === 'test/db.test.ts')!.module!;
  expect(module.mocks.map((mock) => [mock.by, mock.resolved, mock.members?.map((member) => member.name)])).toEqual([['vi.mock', 'src/db.ts', ['query', 'gone']]]);
  expect(module.members.map((use) => [use.of, use.member, use.use, use.resolved])).toEqual([
    ['*', 'DB_PATH', 'assign', 'src/db.ts'], ['*', 'getDb', 'call', 'src/db.ts'], ['*', 'closed', 'spy', 'src/db.ts'],
  ]);
  expect(facts[0]!.module!.exports.map((entry) => entry.name)).toEqual(['pool', 'query', 'first', 'legacy', 'withClient', 'Store', 'Renamed']);
});

it('takes the words that begin and end transactions for SQL where something is run, not where it is asked for a value', async () => {
  const calls = await callsOf(`import Database from 'better-sqlite3';
    export const send = (db: any) => db.exec('begin');
    export const read = (parameters: any) => parameters.get('end');`);
  expect(calls.map(inBrief)).toEqual(['better-sqlite3 | exec | begin | none']);
});

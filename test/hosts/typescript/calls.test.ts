import { describe, expect, it } from 'vitest';
import { callsOf, inBrief } from '../../support/facts.ts';

const brief = async (code: string): Promise<readonly string[]> => (await callsOf(code)).map(inBrief);

describe('better-sqlite3', () => {
  const head = "import Database from 'better-sqlite3';\nconst db = new Database('app.db');\n";

  it('reads chains, statements held in variables and transactions', async () => {
    expect(await brief(`${head}
      db.prepare('SELECT * FROM t WHERE id = ?').get(1);
      const insert = db.prepare('INSERT INTO t (a, b) VALUES (?, ?)');
      const many = db.transaction((rows: { a: string }[]) => { for (const row of rows) insert.run(row.a, new Date().toISOString()); });
      many([]);
    `)).toEqual([
      'better-sqlite3 | prepare.get | SELECT * FROM t WHERE id = ? | positional | flag',
      'better-sqlite3 | transaction | - | none',
      'better-sqlite3 | prepare.run | INSERT INTO t (a, b) VALUES (?, ?) | positional | string | iso-string',
      'better-sqlite3 | call | - | none',
    ]);
  });

  it('reads arrays, objects and spreads of bindings', async () => {
    expect(await brief(`${head}
      function f(values: unknown[], at: Date) {
        db.prepare('SELECT ?').all(...values);
        db.prepare('SELECT ?, ?').all([1.5, null]);
        db.prepare('SELECT @a, @b').all({ a: JSON.stringify({}), b: at });
        const params: unknown[] = [];
        params.push(Date.now());
        db.prepare('SELECT ?').run(...params);
      }
    `)).toEqual([
      'better-sqlite3 | prepare.all | SELECT ? | spread | ...array',
      'better-sqlite3 | prepare.all | SELECT ?, ? | array | number | null',
      'better-sqlite3 | prepare.all | SELECT @a, @b | object | a=json-string | b=Date',
      'better-sqlite3 | prepare.run | SELECT ? | spread | ...array',
    ]);
  });

  it('knows handles by annotation, field, accessor and object', async () => {
    expect(await brief(`
      import type Database from 'better-sqlite3';
      class Store {
        private readonly byId: Database.Statement;
        constructor(private readonly db: Database.Database) { this.byId = db.prepare('SELECT 1 FROM a'); }
        find(id: number) { return this.byId.get(id); }
        all() { return this.db.prepare('SELECT 2 FROM a').all(); }
      }
      function f({ db }: { db: Database.Database }) { db.exec('DELETE FROM a'); }
      const statements = (db: Database.Database) => ({ one: db.prepare('SELECT 3 FROM a') });
      export const run = (db: Database.Database) => statements(db).one.run();
    `)).toEqual([
      'better-sqlite3 | prepare.get | SELECT 1 FROM a | positional | number',
      'better-sqlite3 | prepare.all | SELECT 2 FROM a | none',
      'better-sqlite3 | exec | DELETE FROM a | none',
      'better-sqlite3 | prepare.run | SELECT 3 FROM a | none',
    ]);
  });

  it('takes a receiver that nobody explains for the only driver of the file', async () => {
    expect(await brief("import type {} from 'better-sqlite3';\nexport function f(db: any) { return db.prepare('SELECT 1 FROM t').all(); }")).toEqual([
      'better-sqlite3 | prepare.all | SELECT 1 FROM t | none',
    ]);
  });
});

it('reads the statement that pragma() sends', async () => {
  const [call] = await callsOf("import Database from 'better-sqlite3';\nconst db = new Database('a');\ndb.pragma('journal_mode = WAL');");
  expect(inBrief(call!)).toBe('better-sqlite3 | pragma | PRAGMA journal_mode = WAL | none');
});

describe('other drivers', () => {
  it('reads callbacks and promisified methods of sqlite3', async () => {
    expect(await brief(`
      const sqlite3 = require('sqlite3').verbose();
      const { promisify } = require('util');
      const db = new sqlite3.Database('a.db');
      db.get('SELECT n FROM t WHERE id = ?', [7], (error, row) => { console.log(row.n); });
      const all = promisify(db.all.bind(db));
      all('SELECT 2 FROM t');
    `)).toEqual([
      'sqlite3 | get | SELECT n FROM t WHERE id = ? | array | number',
      'sqlite3 | all | SELECT 2 FROM t | none',
    ]);
  });

  it('reads the forms of pg', async () => {
    expect(await brief(`
      import pg, { type PoolClient } from 'pg';
      const pool = new pg.Pool();
      export async function f(id: string, flag: boolean) {
        await pool.query('SELECT 1 FROM t WHERE id = $1', [id]);
        await pool.query({ text: 'SELECT 2 FROM t WHERE f = $1', values: [flag] });
        const client = await pool.connect();
        await client.query('BEGIN');
      }
      const g = async (client: PoolClient) => { await client.query('SELECT 3 FROM t'); };
    `)).toEqual([
      'pg | query | SELECT 1 FROM t WHERE id = $1 | array | string',
      'pg | query | SELECT 2 FROM t WHERE f = $1 | array | boolean',
      'pg | connect | - | none',
      'pg | query | BEGIN | none',
      'pg | query | SELECT 3 FROM t | none',
    ]);
  });

  it('reads tags and transactions of postgres.js', async () => {
    const calls = await callsOf(`
      import postgres from 'postgres';
      const sql = postgres(process.env.DATABASE_URL!);
      export async function f(since: Date) {
        const rows = await sql\`SELECT * FROM t WHERE at > \${since}\`;
        await sql.begin(async (tx) => { await tx.unsafe('SELECT 1 FROM t WHERE a = $1', [true]); });
        return rows;
      }
    `);
    expect(calls.map((call) => [call.driver, call.method, call.bindings.map((binding) => binding.type)])).toEqual([
      ['postgres-js', 'tag', ['Date']], ['postgres-js', 'begin', []], ['postgres-js', 'unsafe', ['boolean']],
    ]);
  });

  it('reads libsql objects, PGlite and D1', async () => {
    expect(await brief(`
      import { createClient } from '@libsql/client';
      import { PGlite } from '@electric-sql/pglite';
      const client = createClient({ url: 'file:a.db' });
      const lite = await PGlite.create();
      export default { async fetch(request: Request, env: { DB: D1Database }) {
        await client.execute({ sql: 'SELECT 1 FROM t WHERE a = ?', args: [2] });
        await lite.query('SELECT 2 FROM t');
        await env.DB.prepare('SELECT 3 FROM t WHERE a = ?').bind('x').first();
      } };
    `)).toEqual([
      'libsql-client | execute | SELECT 1 FROM t WHERE a = ? | array | number',
      'pglite | query | SELECT 2 FROM t | none',
      'd1 | prepare.bind | SELECT 3 FROM t WHERE a = ? | positional | string',
      'd1 | prepare.first | SELECT 3 FROM t WHERE a = ? | positional | string',
    ]);
  });
});

it('says what stands around a call', async () => {
  const calls = await callsOf(`
    import { Pool } from 'pg';
    const pool = new Pool();
    async function swallowed() { try { await pool.query('SELECT 1 FROM t'); } catch { log(); } }
    async function rethrown() { try { await pool.query('SELECT 2 FROM t'); } catch (error) { throw error; } }
    function forgotten() { pool.query('SELECT 3 FROM t'); }
    const returned = () => pool.query('SELECT 4 FROM t');
    async function later() { const pending = pool.query('SELECT 5 FROM t'); await pending; }
    function value() { const rows = pool.query('SELECT 6 FROM t'); return rows.rows; }
  `);
  expect(calls.map((call) => `${call.within?.name} ${call.awaited} ${call.swallowed}`)).toEqual([
    'swallowed true true', 'rethrown true false', 'forgotten false false', 'returned true false', 'later true false', 'value false false',
  ]);
});

it('never fails on odd code', async () => {
  const odd = ['db.', 'class { }', 'const {a = b, ...c} = d; c.query()', 'for (const [x] of y) x.run(z)', 'export * from "./self"', 'const a = a.query("SELECT 1 FROM a")', 'super.run()', 'new (class { x = this.x })().x.query("SELECT 1 FROM t")', 'let f = (g = f) => g(f)', 'import.meta.query`SELECT 1 FROM t`', '(async () => { await (await import("pg")).default.Pool })()'];
  for (const code of odd) expect(await callsOf(code)).toBeInstanceOf(Array);
});

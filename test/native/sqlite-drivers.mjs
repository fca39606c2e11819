// What the tables and rules say about better-sqlite3 and node:sqlite, tried on the real drivers with a real file. Run by `npm run test:drivers`.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, before, describe, it } from 'node:test';
import betterSqlite3 from '../../src/drivers/better-sqlite3.ts';
import nodeSqlite from '../../src/drivers/node-sqlite.ts';
import { SQLITE_VALUES } from '../../src/drivers/values.ts';

const require = createRequire(join(process.env.DBMIG_DRIVERS, 'package.json'));
const Database = require('better-sqlite3');

/** A column of each type as a SQLite schema writes it, and a value that programs store. */
const COLUMNS = {
  int4: ['INTEGER', 1], int8: ['INTEGER', 2 ** 40], numeric: ['NUMERIC', 1.5], float8: ['REAL', 1.5], timestamp: ['DATETIME', '2026-01-02 03:04:05'],
  timestamptz: ['DATETIME', '2026-01-02T03:04:05.000Z'], date: ['DATE', '2026-01-02'], time: ['TEXT', '03:04:05'], boolean: ['BOOLEAN', 1],
  json: ['JSON', '{"a":1}'], bytea: ['BLOB', Buffer.from([0, 255])], text: ['TEXT', 'x'],
};

const hostTypeOf = (value) => (value instanceof Uint8Array ? 'bytes' : typeof value);

/** `only24`: methods that Node has from version 24 on. */
const DRIVERS = [
  { table: betterSqlite3, open: (file) => new Database(file), only24: [] },
  { table: nodeSqlite, open: (file) => new DatabaseSync(file), only24: ['createTagStore'] },
];

for (const { table, open, only24 } of DRIVERS) {
  describe(table.name, () => {
    let folder;
    let db;
    before(() => {
      folder = mkdtempSync(join(tmpdir(), 'dbmig-drivers-'));
      db = open(join(folder, 'app.db'));
      db.exec(`CREATE TABLE kinds (${Object.entries(COLUMNS).map(([name, [type]]) => `"${name}" ${type}`).join(', ')})`);
      db.exec('CREATE TABLE tags (id INTEGER PRIMARY KEY, name TEXT UNIQUE NOT NULL); CREATE TABLE other (id INTEGER)');
    });
    after(() => {
      db.close();
      rmSync(folder, { recursive: true, force: true });
    });

    it('has the methods that its table names', () => {
      const statement = db.prepare('SELECT 1');
      const missing = (handle, object) => Object.keys(table.handles[handle].methods).filter((name) => typeof object[name] !== 'function' && !only24.includes(name));
      assert.deepEqual(missing('statement', statement), []);
      assert.deepEqual(missing('database', db), []);
    });

    it('hands out what was stored', () => {
      const names = Object.keys(COLUMNS);
      db.prepare(`INSERT INTO kinds VALUES (${names.map(() => '?').join(', ')})`).run(...names.map((name) => COLUMNS[name][1]));
      const row = db.prepare('SELECT * FROM kinds').get();
      assert.deepEqual(Object.fromEntries(Object.entries(row).map(([name, value]) => [name, hostTypeOf(value)])), { ...SQLITE_VALUES });
      assert.deepEqual({ ...db.prepare('SELECT count(*) AS n, sum(int4) AS s, avg(int4) AS a, int4 = 1 AS yes FROM kinds').get() }, { n: 1, s: 1, a: 1, yes: 1 });
    });

    it('answers a write with changes and lastInsertRowid', () => {
      const { changes, lastInsertRowid } = db.prepare("INSERT INTO tags (name) VALUES ('a')").run();
      assert.deepEqual([Number(changes), Number(lastInsertRowid)], [1, 1]);
    });

    it('gives undefined where there is no row, and an array of rows', () => {
      assert.equal(db.prepare("SELECT * FROM tags WHERE name = 'none'").get(), undefined);
      assert.ok(Array.isArray(db.prepare('SELECT * FROM tags').all()));
    });

    it('names a violated key by its own code and message', () => {
      assert.throws(() => db.prepare("INSERT INTO tags (name) VALUES ('a')").run(), (error) =>
        /UNIQUE constraint failed: tags\.name/.test(error.message) && (error.code === 'SQLITE_CONSTRAINT_UNIQUE' || error.errcode === 2067));
    });

    it('goes on with a transaction after a statement that failed', () => {
      db.exec('BEGIN');
      assert.throws(() => db.prepare("INSERT INTO tags (name) VALUES ('a')").run());
      db.prepare("INSERT INTO tags (name) VALUES ('b')").run();
      db.exec('COMMIT');
      assert.equal(db.prepare("SELECT count(*) AS n FROM tags WHERE name = 'b'").get().n, 1);
    });

    it('skips a row without a required value, in silence, with OR IGNORE', () => {
      assert.equal(Number(db.prepare('INSERT OR IGNORE INTO tags (id) VALUES (99)').run().changes), 0);
    });

    it('takes at most 32,766 parameters, fewer than the 65,535 of PostgreSQL', () => {
      const values = (count) => Array.from({ length: count }, () => 1);
      const query = (count) => db.prepare(`SELECT 1 WHERE 1 IN (${values(count).map(() => '?').join(',')})`).get(...values(count));
      assert.ok(query(32_766));
      assert.throws(() => query(32_767), /too many SQL variables/);
    });

    it('runs several statements in exec, and only the first that prepare is given', () => {
      db.exec('INSERT INTO other VALUES (1); INSERT INTO other VALUES (2)');
      assert.equal(db.prepare('SELECT count(*) AS n FROM other').get().n, 2);
    });

    it('refuses booleans, and takes bigints', () => {
      assert.throws(() => db.prepare('SELECT ? AS x').get(true));
      assert.equal(db.prepare('SELECT ? AS x').get(1n).x, 1);
    });
  });
}

it('better-sqlite3 refuses Dates, takes undefined for NULL, has no promises and other shapes of rows', () => {
  const db = new Database(':memory:');
  assert.throws(() => db.prepare('SELECT ? AS x').get(new Date(0)), TypeError);
  assert.equal(db.prepare('SELECT ? AS x').get(undefined).x, null);
  assert.throws(() => db.transaction(async () => {})(), /promise/i);
  assert.equal(db.prepare('SELECT 1 AS x').pluck().get(), 1);
  assert.deepEqual(db.prepare('SELECT 1 AS x').raw().get(), [1]);
  assert.deepEqual(db.prepare('SELECT 1 AS x').expand().get(), { $: { x: 1 } });
  assert.equal(db.prepare('SELECT 1 AS x').safeIntegers().get().x, 1n);
  db.close();
});

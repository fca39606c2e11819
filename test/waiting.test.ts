import { describe, expect, it } from 'vitest';
import type { Facts } from '../src/core/types.ts';
import { readSources } from '../src/gather.ts';
import { createQuestions, toWaiting } from '../src/waiting.ts';

/** The paths that are read after all, of `waiting`, because of the facts of `read`. */
async function asked(read: Readonly<Record<string, string>>, waiting: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const facts: readonly Facts[] = await readSources(Object.entries(read).map(([path, text]) => ({ path, text })));
  const files = Object.entries(waiting).map(([path, text]) => toWaiting(path, 'typescript', text));
  return [...createQuestions((path) => waiting[path]).ask(facts, files)].map((file) => file.path).sort();
}

const DB = `import Database from 'better-sqlite3';
const db = new Database('a.db');
export function since(at: string) { return db.prepare('SELECT a FROM t WHERE at > ?').all(at); }
export class Users { find(createdAt: string) { return db.prepare('SELECT a FROM u WHERE at > ?').all(createdAt); } }
export default function latest(date: string) { return db.prepare('SELECT a FROM v WHERE at > ?').all(date); }
`;

describe('a script that holds nothing itself is read when', () => {
  it('it writes the name of a function whose callers are asked for', async () => {
    const files = {
      'src/a.ts': `import { since } from './db';\nsince(new Date().toISOString());`,
      'src/b.ts': `import { Users } from './db';\nnew Users().find('x');`,
      'src/c.ts': `import { other } from './db';\nother();`,
      'src/d.ts': `import { since } from './elsewhere';\nsince('x');`,
    };
    const withoutDefault = DB.replace('export default ', '');
    expect(await asked({ 'src/db.ts': withoutDefault }, files)).toEqual(['src/a.ts', 'src/b.ts']);
  });

  it('it calls an async function that gives what a statement gives, not one that only sends some', async () => {
    const read = { 'src/db.ts': `import pg from 'pg';
const pool = new pg.Pool();
export async function newest() { return (await pool.query('SELECT a FROM t')).rows; }
export async function clear() { await pool.query('DELETE FROM t'); }` };
    const files = { 'src/a.ts': `import { newest } from './db';\nnewest();`, 'src/b.ts': `import { clear } from './db';\nclear();` };
    expect(await asked(read, files)).toEqual(['src/a.ts']);
  });

  it('it imports a default, whose name it chooses itself', async () => {
    expect(await asked({ 'src/db.ts': DB }, { 'src/a.ts': `import newest from './db';\nnewest('x');` })).toEqual(['src/a.ts']);
  });

  it('it gets the function under another name from a module that exports it again', async () => {
    const files = { 'src/index.ts': `export { since as after } from './db';`, 'src/a.ts': `import { after } from './index';\nafter('x');`, 'src/b.ts': `import { x } from './index';\nx();` };
    expect(await asked({ 'src/db.ts': DB.replace('export default ', '') }, files)).toEqual(['src/a.ts', 'src/index.ts']);
  });

  it('it is a test of a module that opens a database, itself or by a driver that another module hands on', async () => {
    const driver = { 'src/driver.ts': `import Database from 'better-sqlite3';\nexport { Database };\nexport const sql = 'SELECT 1';` };
    const store = `import { Database } from './driver';\nexport const db = new Database('a.db');\nexport const all = () => db.exec('SELECT a FROM t');`;
    const plain = `import { make } from './make';\nexport const list = make('SELECT a FROM t');`;
    const files = { 'src/store.test.ts': `import { db } from './store';`, 'src/plain.test.ts': `import { list } from './plain';` };
    expect(await asked({ ...driver, 'src/store.ts': store, 'src/plain.ts': plain }, files)).toEqual(['src/store.test.ts']);
  });
});

import Database from 'better-sqlite3';
import { readFileSync } from 'node:fs';
import { beforeEach, expect, test } from 'vitest';
import * as poolModule from '../src/db/pool.js';
import { dueBefore, forget, lend } from '../src/repositories/loans.js';

let db: Database.Database;

beforeEach(() => {
  db = new Database(':memory:');
  db.exec(readFileSync('migrations/001_init.sql', 'utf8'));
  poolModule.setDatabase(db);
});

test('a tool that is out cannot be lent again', async () => {
  await lend(1, 1);
  await expect(lend(2, 1)).rejects.toThrow('The tool is out');
});

test('forgets a loan', async () => {
  const id = await lend(1, 1);
  const result = await forget(id);
  expect(result.changes).toBe(1);
  expect(await dueBefore('2030-01-01')).toEqual([]);
});

import { expect, it } from 'vitest';
import { callsOf, readsInBrief } from '../../support/facts.ts';

const reads = async (code: string): Promise<readonly string[]> => {
  const calls = await callsOf(`import { Pool } from 'pg';\nimport Database from 'better-sqlite3';\nconst pool = new Pool();\nconst db = new Database('a');\n${code}`);
  return readsInBrief(calls.find((call) => call.fragment)!);
};

it('follows rows through variables, destructuring, loops and callbacks', async () => {
  expect(await reads(`async function f() {
    const { rows: [first] } = await pool.query('SELECT * FROM t');
    if (first.n === 0) return;
    const { total, flag = false } = first;
    total + 1;
    if (flag) return;
  }`)).toEqual(['.n compare-number 0', '.total arithmetic 1', '.flag condition']);
  expect(await reads(`async function f() {
    const result = await pool.query('SELECT * FROM t');
    for (const row of result.rows) JSON.parse(row.meta);
    return result.rows.map((row) => row.at.slice(0, 10)).filter(Boolean);
  }`)).toEqual(expect.arrayContaining(['.meta json-parse JSON.parse', '.at string-method slice']));
});

it('reads casts, generics, optional chains and assertions', async () => {
  expect(await reads("const row = db.prepare('SELECT * FROM t').get() as { n: number; at: string | null } | undefined;")).toEqual(['.n typed number', '.at typed string | null']);
  expect(await reads("interface Row { n: number }\nasync function f() { await pool.query<Row>('SELECT * FROM t'); }")).toEqual(['.n typed number']);
  expect(await reads("const n = db.prepare('SELECT * FROM t').get()?.n ?? 0;\nif (n === 0) done();")).toEqual(['.n compare-number 0']);
  expect(await reads("it('x', () => { const row = db.prepare('SELECT * FROM t').get(); expect(row.n).toBe(0); expect(row).toEqual({ flag: 1 }); });"))
    .toEqual(['.n assertion 0', '.flag assertion 1']);
});

it('takes a column for what the returned object promises', async () => {
  expect(await reads(`interface Label { shelf: string; total: number }
    async function f(): Promise<Label[]> {
      const { rows } = await pool.query('SELECT * FROM t');
      return rows.map((row) => ({ shelf: row.shelf, total: row.n }));
    }`)).toEqual(['.shelf read', '.shelf typed string', '.n read', '.n typed number']);
});

it('tells what a write says about itself from columns', async () => {
  expect(await reads("const info = db.prepare('INSERT INTO t VALUES (1)').run();\nNumber(info.lastInsertRowid);\nif (info.changes > 0) done();"))
    .toEqual(['result.lastInsertRowid number-cast Number', 'result.changes compare-number 0']);
  expect(await reads("async function f() { const result = await pool.query('INSERT INTO t VALUES (1)'); return result.lastInsertRowid; }"))
    .toContain('result.lastInsertRowid read');
});

it('reads the number of a column, the truth of a row, dates and templates', async () => {
  expect(await reads(`function f() {
    const row = db.prepare('SELECT * FROM t').get();
    if (!row) return;
    new Date(row.at); \`\${row.name}\`; row.active === true; row.kind === 'x'; !!row.flag; Number(row.n);
  }`)).toEqual(['row condition', '.at date-parse new Date', '.name concatenation', '.active compare-boolean true', ".kind compare-string 'x'", '.flag boolean-cast !!', '.n number-cast Number']);
});

import { beforeAll, describe, expect, it } from 'vitest';
import { toEdit } from '../../../src/core/positions.ts';
import type { Fragment } from '../../../src/core/types.ts';
import type { Node } from '../../../src/hosts/typescript/node.ts';
import { loadParser, parseTypeScript } from '../../../src/hosts/typescript/parse.ts';
import { readScopes } from '../../../src/hosts/typescript/scopes.ts';
import { createSqlReader, type SqlReader, type SqlText } from '../../../src/hosts/typescript/sql-text.ts';
import { walk } from '../../../src/hosts/typescript/walk.ts';

beforeAll(loadParser);

interface Read {
  readonly reader: SqlReader;
  /** What the first argument of the nth call of `run` says. */
  readonly run: (nth?: number) => SqlText;
}

function read(text: string): Read {
  const { program, unread } = parseTypeScript({ path: 'a.ts', text, language: 'typescript' });
  if (!program) throw new Error(unread[0]?.reason);
  const reader = createSqlReader({ path: 'a.ts', text, scopes: readScopes(program) });
  const args: Node[] = [];
  walk(program, (node) => {
    if (node.type === 'CallExpression' && node.callee.type === 'Identifier' && node.callee.name === 'run') args.push(node.arguments[0] as unknown as Node);
  });
  return { reader, run: (nth = 0) => reader.read(args[nth]!) };
}

function found(text: string): Fragment {
  const sql = read(text).run();
  if ('missing' in sql) throw new Error(JSON.stringify(sql));
  expectSound(sql.fragment, text);
  return sql.fragment;
}

/** Every verbatim stretch says in the source what it says in the fragment, and the stretches make up the fragment. */
function expectSound(fragment: Fragment, source: string): void {
  let at = 0;
  for (const stretch of fragment.map) {
    expect(stretch.start).toBe(at);
    at = stretch.end;
    if (stretch.kind === 'text') expect(source.slice(stretch.from, stretch.to)).toBe(fragment.text.slice(stretch.start, stretch.end));
  }
  expect(at).toBe(fragment.text.length);
}

const textOf = (text: string): string => found(text).text;

const CASES: readonly (readonly [name: string, source: string, sql: string])[] = [
  ['a literal', `run('SELECT 1')`, 'SELECT 1'],
  ['escapes', String.raw`run('SELECT \'a\' || "\n\x41\u{42}" \
FROM t')`, `SELECT 'a' || "\nAB" FROM t`],
  ['a template', 'run(`SELECT \\`a\\`\n FROM t`)', 'SELECT `a`\n FROM t'],
  ['String.raw', 'run(String.raw`SELECT "\\d"`)', 'SELECT "\\d"'],
  ['dedent', 'run(dedent`SELECT 1`)', 'SELECT 1'],
  ['concatenation', `run('SELECT a ' + 'FROM t ' + "WHERE b = " + 1)`, 'SELECT a FROM t WHERE b = 1'],
  ['a joined array', `run(['SELECT a', 'FROM t'].join('\\n'))`, 'SELECT a\nFROM t'],
  ['a constant', `const SQL = 'SELECT 1' as const; run(SQL)`, 'SELECT 1'],
  ['constants in a template', "const T = 'users'; const COLS = `id, ${X}`; const X = 'name'; run(`SELECT ${COLS} FROM ${T}`)", 'SELECT id, name FROM users'],
  ['trim and replace', 'run(`  SELECT 1 `.trim().replace(/x/, "y"))', '  SELECT 1 '],
  ['appending', `let sql = 'SELECT a'; sql += ' FROM t'; sql = sql + ' LIMIT 1'; run(sql)`, 'SELECT a FROM t LIMIT 1'],
  ['appending with a template', "let sql = 'SELECT a FROM t'; sql = `${sql} LIMIT 1`; run(sql)", 'SELECT a FROM t LIMIT 1'],
  ['conditional parts', `let sql = 'SELECT a FROM t WHERE b = ?'; if (x) { sql += ' AND c = ?'; } run(sql)`, 'SELECT a FROM t WHERE b = ? AND c = ?'],
  ['an object', `const Q = { one: { sql: 'SELECT 1' } } as const; run(Q.one.sql)`, 'SELECT 1'],
  ['a class field', `class A { #sql = 'SELECT 1'; m() { run(this.#sql) } }`, 'SELECT 1'],
  ['a static field', `class A { static Q = 'SELECT 1'; } run(A.Q)`, 'SELECT 1'],
  ['a field set in the constructor', `class A { constructor() { this.sql = 'SELECT 1'; } m() { run(this.sql) } }`, 'SELECT 1'],
  ['an enum', `enum Q { One = 'SELECT 1' } run(Q.One)`, 'SELECT 1'],
  ['a function that builds it', "const select = (cols: string) => `SELECT ${cols} FROM t`; run(select('a, b'))", 'SELECT a, b FROM t'],
  ['destructuring', `const { a: SQL } = { a: 'SELECT 1' }; run(SQL)`, 'SELECT 1'],
  ['nested tags', 'const c = sql`a = ${1}`; run(sql`SELECT 1 FROM t WHERE ${c}`)', 'SELECT 1 FROM t WHERE a = ?'],
  ['a list of placeholders', "const marks = ids.map(() => '?').join(','); run(`SELECT 1 FROM t WHERE a IN (${marks})`)", 'SELECT 1 FROM t WHERE a IN (?)'],
  ['repeated placeholders', "run(`INSERT INTO t VALUES (${'?, '.repeat(n).slice(0, -2)})`)", 'INSERT INTO t VALUES (?)'],
  ['a list of conditions', "const w = ['a = ?']; if (b) w.push('b = ?'); run(`SELECT 1 FROM t WHERE ${w.join(' AND ')}`)", 'SELECT 1 FROM t WHERE a = ? AND b = ?'],
  ['an empty list of conditions', "const w = []; w.push('a = ?'); const where = w.length ? `WHERE ${w.join(' AND ')}` : ''; run(`SELECT 1 FROM t ${where} ORDER BY a`)", 'SELECT 1 FROM t WHERE a = ? ORDER BY a'],
  ['SET lists', "const s = Object.keys(o).map((k) => `${k} = ?`).join(', '); run(`UPDATE t SET ${s} WHERE id = ?`)", 'UPDATE t SET _x = ? WHERE id = ?'],
  ['SET lists with numbers', "const s = fields.map((f, i) => `${f} = $${i + 1}`).join(', '); run(`UPDATE t SET ${s} WHERE id = $${n}`)", 'UPDATE t SET _x = $1 WHERE id = $2'],
  ['numbers that are counted', "run('SELECT a FROM t WHERE b = $' + args.length)", 'SELECT a FROM t WHERE b = $1'],
  ['names of knex', "run('SELECT ?? FROM t WHERE a IN (???)')", 'SELECT _x FROM t WHERE a IN (?)'],
];

describe('the text of', () => {
  it.each(CASES)('%s', (_, source, sql) => expect(textOf(source)).toBe(sql));
});

const HOLES: readonly (readonly [source: string, sql: string, role: string])[] = [
  ['run(`SELECT a FROM ${tableName} WHERE b = 1`)', 'SELECT a FROM _table_name WHERE b = 1', 'identifier'],
  ['run(`SELECT a FROM t ${where} ORDER BY a`)', 'SELECT a FROM t  ORDER BY a', 'nothing'],
  ['run(`SELECT a FROM t WHERE ${cond}`)', 'SELECT a FROM t WHERE _cond', 'condition'],
  ['run(`UPDATE t SET ${sets}`)', 'UPDATE t SET _sets = _sets', 'condition'],
  ['run(`SELECT a FROM t WHERE a ${op} 1`)', 'SELECT a FROM t WHERE a = 1', 'unknown'],
  ['run(`SELECT a FROM t LIMIT ${limit}`)', 'SELECT a FROM t LIMIT _limit', 'value'],
  ["run(`SELECT a FROM t WHERE a LIKE '%${q}%'`)", "SELECT a FROM t WHERE a LIKE '%q%'", 'value'],
  ['run(`SELECT a FROM t WHERE a = $${i}`)', 'SELECT a FROM t WHERE a = $1', 'identifier'],
  ['run(`SELECT a FROM t_${suffix}`)', 'SELECT a FROM t__suffix', 'identifier'],
  ['run(`WITH x AS (${query}) SELECT 1 FROM x`)', 'WITH x AS (SELECT 1) SELECT 1 FROM x', 'query'],
  ['run(sql`SELECT a FROM t WHERE a = ${value}`)', 'SELECT a FROM t WHERE a = ?', 'binding'],
  ['run(`SELECT a FROM t ORDER BY a ${dir}`)', 'SELECT a FROM t ORDER BY a ', 'nothing'],
  ['run(`CREATE TABLE t (a VARCHAR(${n}))`)', 'CREATE TABLE t (a VARCHAR(1))', 'value'],
];

describe('a hole is filled so that a grammar reads the statement', () => {
  it.each(HOLES)('%s', (source, sql, role) => {
    const fragment = found(source);
    expect(fragment.text).toBe(sql);
    expect(fragment.holes[0]?.role).toBe(role);
    expect(source.slice(fragment.holes[0]!.source.start, fragment.holes[0]!.source.end)).toMatch(/^\w+$/);
  });
});

describe('holes of a tag', () => {
  const rolesOf = (source: string): readonly string[] => found(source).holes.map((hole) => hole.role);

  it('are bindings, whatever they are computed by', () => {
    expect(rolesOf('run(SQL`SELECT a FROM t WHERE a = ${JSON.stringify(x)} AND b < ${row.limit} AND c IN ${sql(ids)}`)')).toEqual(['binding', 'binding', 'binding']);
  });

  it('are text where the tag makes it, and columns where a query builder takes them', () => {
    expect(rolesOf('run(sql`SELECT a FROM t WHERE a IN ${sql(ids)} AND b = ${x}`)')[0]).not.toBe('binding');
    expect(rolesOf("import { sql } from 'drizzle-orm'; run(sql`SELECT ${users.id} FROM users`)")).not.toContain('binding');
  });
});

describe('what cannot be seen', () => {
  it('is a parameter, for callers to fill', () => {
    const sql = read('function all(sql: string) { run(sql); }').run();
    expect(sql).toMatchObject({ missing: 'parameter', parameter: { name: 'sql', index: 0 } });
    expect(read('function all(sql: string) { run(sql + " LIMIT 1"); }').run()).toMatchObject({ missing: 'parameter' });
  });

  it('is an import, for the linker to follow', () => {
    expect(read(`import { Q } from './q'; run(Q.users.all)`).run()).toEqual({ missing: 'import', specifier: './q', imported: 'Q', path: ['users', 'all'] });
  });

  it('has a reason', () => {
    expect(read('run(build())').run()).toEqual({ missing: 'reason', reason: 'the SQL comes from the call of build' });
    expect(read(`run(readFileSync('a.sql', 'utf8'))`).run()).toMatchObject({ reason: 'the SQL is read from a file when the program runs' });
  });
});

const variantsOf = (text: string): readonly string[] => {
  const sql = read(text).run();
  return 'missing' in sql ? [] : sql.variants.map((fragment) => fragment.text);
};

describe('several texts', () => {
  it('of a conditional are all read', () => {
    expect(variantsOf(`run(x ? 'SELECT 1' : 'SELECT 2')`)).toEqual(['SELECT 1', 'SELECT 2']);
  });

  it('of a variable that branches assign are all read', () => {
    expect(variantsOf(`let sql; if (x) { sql = 'SELECT 1'; } else { sql = 'SELECT 2'; } run(sql)`)).toEqual(['SELECT 1', 'SELECT 2']);
  });

  it('leave out branches that were left, and what comes later', () => {
    expect(variantsOf(`let sql = 'SELECT 1'; if (x) { sql = 'SELECT 2'; return0(); throw 1; } run(sql); sql = 'SELECT 3';`)).toEqual(['SELECT 1']);
  });

  it('of a list that is run in a loop are all read', () => {
    expect(variantsOf(`const LIST = ['DROP TABLE a', 'DROP TABLE b']; for (const s of LIST) run(s)`)).toEqual(['DROP TABLE a', 'DROP TABLE b']);
    expect(variantsOf(`const LIST = [{ up: 'DROP TABLE a' }, { up: 'DROP TABLE b' }]; LIST.forEach((m) => run(m.up))`)).toEqual(['DROP TABLE a', 'DROP TABLE b']);
  });

  it('of lists that a function picks and takes apart are all read', () => {
    const list = "const M = [{ v: 1, up: ['DROP TABLE a', 'DROP TABLE b'] }, { v: 2, up: ['DROP TABLE c'] }]; const since = (v: number) => M.filter((m) => m.v > v);";
    const all = ['DROP TABLE a', 'DROP TABLE b', 'DROP TABLE c'];
    expect(variantsOf(`${list} for (const s of since(1).map((m) => m.up).flat()) run(s)`)).toEqual(all);
    expect(variantsOf(`${list} const todo = since(1); for (const s of todo.flatMap((m) => m.up)) run(s)`)).toEqual(all);
  });

  it('of a map of statements are all read', () => {
    expect(variantsOf(`const M = { a: 'SELECT 1', b: 'SELECT 2' }; run(M[key])`)).toEqual(['SELECT 1', 'SELECT 2']);
  });
});

describe('the map', () => {
  it('says what is there in some runs only', () => {
    const fragment = found(`let sql = 'SELECT a FROM t WHERE b = ?'; if (x) sql += ' AND c = ?'; run(sql)`);
    expect(fragment.conditional?.map((span) => fragment.text.slice(span.start, span.end))).toEqual([' AND c = ?']);
  });

  it('lets edits through in literals, and not in holes and over borders', () => {
    const source = "run(`SELECT ${a} FROM t ` + 'WHERE b = \\'x\\'')";
    const fragment = found(source);
    const at = fragment.text.indexOf('WHERE');
    expect(toEdit(fragment, { start: at, end: at + 5 }, "HAVING 'y'")).toMatchObject({ start: source.indexOf('WHERE'), text: "HAVING \\'y\\'" });
    expect(toEdit(fragment, { start: 7, end: 8 }, 'x')).toBeUndefined();
    expect(toEdit(fragment, { start: at - 3, end: at + 5 }, 'x')).toBeUndefined();
  });

  it('gives a constant that two calls use one fragment', () => {
    const { run } = read(`const SQL = 'SELECT 1'; run(SQL); run(SQL)`);
    expect((run(0) as { fragment: Fragment }).fragment).toBe((run(1) as { fragment: Fragment }).fragment);
  });
});

const unclaimedOf = (text: string): readonly string[] => read(text).reader.unclaimed([]).map((fragment) => fragment.text);

describe('SQL that nobody is seen to run', () => {
  it('is found in lists, exports and fields', () => {
    expect(unclaimedOf("export const M = ['CREATE TABLE a (b TEXT)', `ALTER TABLE a ADD COLUMN c TEXT`]; export const o = { q: 'select a from b where c = 1' };"))
      .toEqual(['CREATE TABLE a (b TEXT)', 'ALTER TABLE a ADD COLUMN c TEXT', 'select a from b where c = 1']);
  });

  it('is taken whole where it is put together', () => {
    expect(unclaimedOf(`let q = 'SELECT a FROM t'; q += ' WHERE b = 1'; helper(q); helper('SELECT a ' + 'FROM u');`)).toEqual(['SELECT a FROM t WHERE b = 1', 'SELECT a FROM u']);
  });

  it('is not prose, a message, an expectation or a title', () => {
    expect(unclaimedOf(`
      label('Select a file from the list'); label('Delete from cart'); label('select all'); label('Update user'); label('Create table'); label('Begin transaction');
      throw new Error('DELETE FROM t failed'); console.log('SELECT a FROM t'); it('SELECT a FROM t', f); expect(x).toBe('SELECT a FROM t'); label('Drop files here'); label('Select a file, please'); label('With love');
    `)).toEqual([]);
  });

  it('is not prose in an argument either', () => {
    for (const text of ['Select default model for base tasks (required):', 'Select a file, please', 'Create table']) {
      expect([text, (read(`run('${text}')`).run() as { isSql?: boolean }).isSql]).toEqual([text, false]);
    }
    expect((read(`run('select a, b from t')`).run() as { isSql?: boolean }).isSql).toBe(true);
  });

  it('is not what a call carries', () => {
    const { reader, run } = read(`run('SELECT a FROM t'); other('SELECT b FROM t')`);
    const claimed = (run() as { variants: readonly Fragment[] }).variants;
    expect(reader.unclaimed(claimed).map((fragment) => fragment.text)).toEqual(['SELECT b FROM t']);
  });
});

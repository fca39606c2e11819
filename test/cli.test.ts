import { chmodSync, existsSync, readdirSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Report } from '../src/core/types.ts';
import { createFolder, readFile, run, writeFiles, type Files } from './support/cli.ts';

const QUERY = 'SELECT ifnull(name, \'-\') FROM users;\n';
const FIXED = 'SELECT coalesce(name, \'-\') FROM users;\n';

const project = (files: Files = {}): string => createFolder({ 'postgres/query.sql': QUERY, ...files });

async function readJson(folder: string, ...options: readonly string[]): Promise<Report> {
  return JSON.parse((await run(folder, ['--format', 'json', ...options])).out) as Report;
}

const unreadOf = async (folder: string): Promise<readonly string[]> =>
  (await readJson(folder)).coverage.statements.unread.map((entry) => `${entry.path}: ${entry.reason}`);

describe('help', () => {
  test.each([['--help'], ['-h'], ['sql', '--help'], ['migrate-schema', '-h']])('%s', async (...argv) => {
    const { code, out, err } = await run('.', argv);
    expect([code, err]).toEqual([0, '']);
    expect(out).toContain('Options:');
  });

  test('--version', async () => {
    expect(await run('.', ['--version'])).toEqual({ code: 0, err: '', out: `${(JSON.parse(readFile('.', 'package.json')) as { version: string }).version}\n` });
  });

  test('--rules lists every rule, --explain prints its page', async () => {
    const { out } = await run('.', ['--rules']);
    expect(out).toMatch(/^unused-ignore +info +A `dbmig-ignore`/m);
    const page = await run('.', ['--explain', 'unused-ignore']);
    expect(page.out).toMatch(/^## unused-ignore\n/);
    expect(page.out).not.toContain('<!--');
    expect(page.out.match(/^## /gm)).toHaveLength(1);
  });
});

test('a project on SQLite learns that its calls can be converted', async () => {
  const open = (library: string): Files => ({ 'src/db.js': `import Database from '${library}';\nexport const db = new Database('app.db');\nexport const all = () => db.prepare('SELECT 1').all();\n` });
  const CONVERTED = 'the calls of better-sqlite3 are converted, with their SQL, by --fix --unsafe-fixes';
  expect((await run(createFolder(open('better-sqlite3')), [])).out).toContain(CONVERTED);
  expect((await run(createFolder(open('better-sqlite3')), ['--format', 'md'])).out).toContain('- **Codemods**: `better-sqlite3`: the calls are converted');
  expect((await run(createFolder(open('another')), [])).out).not.toContain('converted by');
});

describe('wrong use is one sentence and exit code 2', () => {
  const cases: readonly (readonly [readonly string[], string])[] = [
    [['--fixx'], 'There is no option --fixx. Did you mean "--fix"?'],
    [['--sarif'], 'There is no option --sarif.'],
    [['-x'], 'There is no option -x.'],
    [['--format'], 'The option --format needs a value: --format <name[=file]>.'],
    [['--format', '--fix'], 'The option --format needs a value'],
    [['--fix=yes'], 'The option --fix takes no value.'],
    [['--format', 'jsno'], 'There is no format "jsno": it is pretty, compact, md, json, sarif or github. Did you mean "json"?'],
    [['--format', 'json='], '--format json= names no file'],
    [['--format', 'json', '--format', 'md'], 'json and md would print into each other'],
    [['--type-info', 'on'], '--type-info cannot be "on": it is auto, full or off.'],
    [['--fail-on', 'error'], '--fail-on cannot be "error": it is critical, warning, info or never.'],
    [['--from', 'mysql'], '--from cannot be "mysql": it is sqlite or postgres.'],
    [['--from', 'postgres', '--to', 'postgres'], 'The code cannot move from postgres to postgres'],
    [['--max-file-size', '1MB'], '--max-file-size cannot be "1MB": it is a number of bytes'],
    [['--unsafe-fixes'], '--unsafe-fixes says which fixes are made: add --diff to look at them, or --fix to make them.'],
    [['--portable'], '--portable says which fixes are made'],
    [['--stdin'], '--stdin needs --stdin-filename'],
    [['--stdin-filename', 'a.sql'], '--stdin-filename names the text of the standard input: add --stdin.'],
    [['--stdin', '--stdin-filename', 'a.sql', 'src'], '--stdin checks the standard input alone'],
    [['--stdin', '--stdin-filename', 'a.png'], 'The ending of "a.png" is none that is read'],
    [['--explain', 'insert-or-ignroe'], 'There is no rule "insert-or-ignroe". Did you mean "insert-or-ignore"?'],
    [['--json-lines'], 'The option --json-lines belongs to "dbmig-lint sql".'],
    [['sql', '--fix'], 'The option --fix belongs to "dbmig-lint".'],
    [['sql', 'a', 'b'], '"dbmig-lint sql" takes one file'],
    [['migrate-schema', 'a'], 'Write "dbmig-lint migrate-schema <folder> -o <new folder>".'],
    [['migrate-schema', 'nowhere', '-o', 'b'], 'There is no folder "nowhere"'],
    [['migrate-schema', 'postgres', '-o', 'postgres'], '"postgres" is not empty'],
    [['nowhere'], 'There is no file or folder "nowhere"'],
    [['nowhere/**/*.ts'], 'The pattern "nowhere/**/*.ts" matches no file'],
    [['--config', 'nowhere.json'], 'There is no configuration file "nowhere.json".'],
    [['--format', 'json=no/such/folder/report.json'], 'The report cannot be written to "no/such/folder/report.json"'],
  ];

  test.each(cases)('%j', async (argv, message) => {
    const { code, out, err } = await run(project(), argv);
    expect(code).toBe(2);
    expect(out).toBe('');
    expect(err).toMatch(/^dbmig-lint: [^\n]+\n$/);
    expect(err).toContain(message);
  });
});

describe('configuration', () => {
  const broken: readonly (readonly [string, string, string])[] = [
    ['dbmig.config.json', '{ "rules": ', 'is not valid JSON'],
    ['dbmig.config.json', '[]', 'must be an object'],
    ['dbmig.config.json', '{ "ruels": {} }', 'has an unknown key "ruels". Did you mean "rules"?'],
    ['dbmig.config.json', '{ "zzz": 1 }', 'The keys are from, to, paths, exclude, rules, failOn'],
    ['dbmig.config.json', '{ "paths": "src" }', '"paths" must be an array of texts.'],
    ['dbmig.config.json', '{ "failOn": "error" }', '"failOn" must be "critical", "warning", "info" or "never".'],
    ['dbmig.config.json', '{ "rules": { "insert-or-ignor": "off" } }', 'names a rule "insert-or-ignor" that does not exist. Did you mean "insert-or-ignore"?'],
    ['dbmig.config.json', '{ "rules": { "insert-or-ignore": "error" } }', 'the rule "insert-or-ignore" must be "critical", "warning", "info" or "off".'],
    ['dbmig.config.json', '{ "from": "postgres", "to": "postgres" }', 'cannot move from postgres to postgres'],
    ['package.json', '{ "dbmig-lint": { "maxFileSize": 0 } }', '"maxFileSize" must be a number above 0.'],
    ['dbmig.config.mjs', 'export default {}', 'is a program, and nothing of a project is run unasked: give --config dbmig.config.mjs'],
  ];

  test.each(broken)('%s %s', async (path, text, message) => {
    const { code, out, err } = await run(project({ [path]: text }), []);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(message);
    expect(err).toMatch(/^[^\n]+\n$/);
  });

  test('rules get a severity or are off, and the command line goes before', async () => {
    const findings = async (config: unknown): Promise<readonly string[]> =>
      (await readJson(project({ 'dbmig.config.json': JSON.stringify(config) }))).findings.map((finding) => `${finding.rule} ${finding.severity}`);
    const [found] = await findings({});
    const rule = found!.split(' ')[0]!;
    expect(await findings({ rules: { [rule]: 'info' } })).toEqual([`${rule} info`]);
    expect(await findings({ rules: { [rule]: 'off' } })).toEqual([]);
    expect(await findings({ exclude: ['postgres/'] })).toEqual([]);
    const folder = project({ 'dbmig.config.json': JSON.stringify({ failOn: 'never' }) });
    expect((await run(folder, [])).code).toBe(0);
    expect((await run(folder, ['--fail-on', 'info'])).code).toBe(1);
  });

  test('the key of package.json, a byte order mark, a program that is named', async () => {
    expect((await run(project({ 'package.json': '{ "dbmig-lint": { "failOn": "never" } }' }), [])).code).toBe(0);
    expect((await run(project({ 'dbmig.config.json': '\uFEFF{ "failOn": "never" }' }), [])).code).toBe(0);
    expect((await run(project({ 'dbmig.config.mjs': 'export default { failOn: "never" };' }), ['--config', 'dbmig.config.mjs'])).code).toBe(0);
  });

  test('a broken package.json configures nothing and does not stop the run', async () => {
    expect((await run(project({ 'package.json': '{ "name": ' }), [])).code).toBe(1);
  });
});

describe('reports', () => {
  test('several at once, one on the screen', async () => {
    const folder = project();
    const { out, code } = await run(folder, ['--format', 'pretty', '--format', 'sarif=out.sarif', '--format=md=REVIEW.md', '--format', 'json=a=b.json']);
    expect(code).toBe(1);
    expect(out).toContain('✖');
    expect((JSON.parse(readFile(folder, 'out.sarif')) as { version: string }).version).toBe('2.1.0');
    expect(readFile(folder, 'REVIEW.md')).toContain('# Database migration review');
    expect(JSON.parse(readFile(folder, 'a=b.json'))).toHaveProperty('findings');
  });

  test('the same input gives the same bytes, from paths in any order', async () => {
    const folder = project({ 'b/postgres/x.sql': QUERY, 'a/postgres/x.sql': QUERY });
    const { out } = await run(folder, ['--format', 'json']);
    expect((await run(folder, ['--format', 'json', 'postgres', 'b', 'a'])).out).toBe(out);
    expect((await run(folder, ['--format', 'json', '--no-prefilter'])).out).toBe(out);
  });

  test('colours on a terminal, none with NO_COLOR, none in a file', async () => {
    const folder = project();
    expect((await run(folder, [], { columns: 100 })).out).toContain('\u001B[');
    expect((await run(folder, [], { columns: 100, env: { NO_COLOR: '1' } })).out).not.toContain('\u001B[');
    expect((await run(folder, [], { columns: 100, env: { TERM: 'dumb' } })).out).not.toContain('\u001B[');
    expect((await run(folder, [], { env: { FORCE_COLOR: '1' } })).out).toContain('\u001B[');
    await run(folder, ['--format', 'pretty=report.txt'], { columns: 100 });
    expect(readFile(folder, 'report.txt')).not.toContain('\u001B[');
  });

  test('exit codes follow --fail-on', async () => {
    const folder = project();
    expect((await run(folder, ['--fail-on', 'never'])).code).toBe(0);
    expect((await run(folder, ['--fail-on', 'info'])).code).toBe(1);
    expect((await run(createFolder({ 'a.md': 'text' }), [])).code).toBe(0);
    expect((await run(createFolder({}), [])).code).toBe(0);
  });
});

describe('fixes', () => {
  test('--fix writes, twice changes nothing more', async () => {
    const folder = project({ 'other/postgres/a.sql': 'SELECT 1;\n' });
    const first = await run(folder, ['--fix']);
    expect(readFile(folder, 'postgres/query.sql')).toBe(FIXED);
    expect(first).toMatchObject({ code: 0, err: '1 finding fixed in 1 file.\n' });
    const before = statSync(join(folder, 'postgres/query.sql')).mtimeMs;
    expect((await run(folder, ['--fix'])).err).toBe('0 findings fixed in 0 files.\n');
    expect(statSync(join(folder, 'postgres/query.sql')).mtimeMs).toBe(before);
    expect(readdirSync(join(folder, 'postgres'))).toEqual(['query.sql']);
  });

  test('--diff shows a patch and writes nothing', async () => {
    const folder = project();
    const { out, err } = await run(folder, ['--diff']);
    expect(out).toBe(`--- a/postgres/query.sql\n+++ b/postgres/query.sql\n@@ -1,1 +1,1 @@\n-${QUERY}+${FIXED}`);
    expect(err).toContain('nothing was written');
    expect(readFile(folder, 'postgres/query.sql')).toBe(QUERY);
  });

  test('byte order mark, CRLF and the mode of a file survive', async () => {
    const folder = project({ 'postgres/crlf.sql': `\uFEFF-- first\r\n${QUERY.replaceAll('\n', '\r\n')}-- ünïcode 😀\r\n` });
    chmodSync(join(folder, 'postgres/crlf.sql'), 0o640);
    await run(folder, ['--fix']);
    expect(readFile(folder, 'postgres/crlf.sql')).toBe(`\uFEFF-- first\r\n${FIXED.replaceAll('\n', '\r\n')}-- ünïcode 😀\r\n`);
    expect(statSync(join(folder, 'postgres/crlf.sql')).mode & 0o777).toBe(0o640);
  });

  test('--unsafe-fixes and --portable choose', async () => {
    const files = { 'postgres/a.sql': 'INSERT OR IGNORE INTO tag (name) SELECT name FROM old;\n', 'postgres/query.sql': 'SELECT ifnull(a, 1), group_concat(b) FROM t;\n' };
    const safe = createFolder(files);
    await run(safe, ['--fix']);
    expect(readFile(safe, 'postgres/a.sql')).toBe(files['postgres/a.sql']);
    const unsafe = createFolder(files);
    await run(unsafe, ['--fix', '--unsafe-fixes']);
    expect(readFile(unsafe, 'postgres/a.sql')).toContain('ON CONFLICT DO NOTHING');
    const portable = createFolder(files);
    await run(portable, ['--fix', '--portable']);
    expect(readFile(portable, 'postgres/query.sql')).toBe('SELECT coalesce(a, 1), group_concat(b) FROM t;\n');
  });
});

describe('the standard input', () => {
  const name = ['--stdin', '--stdin-filename', 'postgres/query.sql'];

  test('is reported on', async () => {
    const { code, out } = await run(createFolder({}), [...name, '--format', 'compact'], { stdin: QUERY });
    expect(code).toBe(1);
    expect(out).toContain('postgres/query.sql:1:8: ');
  });

  test('is printed fixed, byte for byte elsewhere', async () => {
    expect((await run(createFolder({}), [...name, '--fix'], { stdin: `\uFEFF${QUERY}\r\n` })).out).toBe(`\uFEFF${FIXED}\r\n`);
    expect((await run(createFolder({}), [...name, '--fix'], { stdin: 'SELECT 1' })).out).toBe('SELECT 1');
    expect((await run(createFolder({}), [...name, '--diff'], { stdin: QUERY })).out).toContain(`+${FIXED}`);
  });
});

describe('what cannot be read is said, and nothing crashes', () => {
  test('a syntax error, a binary file, a file of 10 MB', async () => {
    const folder = project({
      'bad.sql': 'SELECT FROM WHERE;\nSELECT 1;\n', 'bad.ts': 'const a = {{{ "SELECT * FROM t";\n', 'empty.sql': '', 'bom.sql': '\uFEFF',
      'binary.sql': Buffer.from([83, 69, 76, 0, 1, 2, 255]), 'big.sql': 'SELECT 1;\n'.repeat(1_000_000),
    });
    const unread = await unreadOf(folder);
    expect(unread).toEqual(expect.arrayContaining([
      'binary.sql: the file is binary', 'big.sql: the file has 10000000 bytes, more than the limit of 1000000 (--max-file-size)',
    ]));
    expect(unread.some((entry) => entry.startsWith('bad.sql: neither grammar reads the statement'))).toBe(true);
  });

  test('links: in a circle, to nothing, out of the project', async () => {
    const outside = createFolder({ 'postgres/secret.sql': QUERY });
    const folder = project({ 'sub/a.txt': '' });
    symlinkSync('..', join(folder, 'sub/loop'));
    symlinkSync('nothing', join(folder, 'sub/dangling.sql'));
    symlinkSync(join(outside, 'postgres/secret.sql'), join(folder, 'sub/link.sql'));
    symlinkSync(outside, join(folder, 'outside'));
    expect((await run(folder, ['--fix', '.', 'sub/link.sql'])).code).toBeLessThan(2);
    expect(readFile(outside, 'postgres/secret.sql')).toBe(QUERY);
    expect(await unreadOf(folder)).toEqual([]);
  });

  test.skipIf(process.getuid?.() === 0)('an unreadable folder and an unreadable file', async () => {
    const folder = project({ 'closed/a.sql': QUERY, 'shut.sql': QUERY });
    chmodSync(join(folder, 'closed'), 0);
    chmodSync(join(folder, 'shut.sql'), 0);
    expect(await unreadOf(folder)).toEqual(['closed: the folder cannot be read (EACCES)', 'shut.sql: the file cannot be read (EACCES)']);
    chmodSync(join(folder, 'closed'), 0o755);
  });

  test('names with blanks, quotes, umlauts and line ends', async () => {
    const folder = createFolder({ 'postgres/a b\'"%ü.sql': QUERY, 'postgres/li\nne.sql': QUERY });
    const { out } = await run(folder, ['--format', 'compact']);
    expect(out.trimEnd().split('\n')).toHaveLength(3);
    expect((await run(folder, ['--fix'])).err).toBe('2 findings fixed in 2 files.\n');
  });
});

describe('dbmig-lint sql', () => {
  test('translates the standard input and a file', async () => {
    expect(await run('.', ['sql'], { stdin: QUERY })).toEqual({ code: 0, out: FIXED, err: '' });
    const folder = project();
    expect((await run(folder, ['sql', join(folder, 'postgres/query.sql')])).out).toBe(FIXED);
  });

  test('answers JSON lines', async () => {
    const { out } = await run('.', ['sql', '--json-lines'], { stdin: '{"id":1,"sql":"SELECT ifnull(max(a), 1) FROM t"}\n{"id":2}\n' });
    const answers = out.trimEnd().split('\n').map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(answers[0]).toMatchObject({ id: 1, sql: 'SELECT coalesce(max(a), 1) FROM t', complete: true });
    expect(answers[1]).toHaveProperty('error');
  });

  test('reads JSON lines from a file bit by bit', async () => {
    const requests = Array.from({ length: 300 }, (_, id) => ({ id, sql: `SELECT ifnull(max(a), 'Größe ${'x'.repeat(500)}') FROM t` }));
    const folder = createFolder({ 'requests.jsonl': `\uFEFF${requests.map((request) => JSON.stringify(request)).join('\n')}` });
    const { out } = await run(folder, ['sql', '--json-lines', join(folder, 'requests.jsonl')]);
    const answers = out.trimEnd().split('\n').map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(answers.map(({ id, sql }) => ({ id, sql }))).toEqual(requests.map(({ id, sql }) => ({ id, sql: sql.replace('ifnull', 'coalesce') })));
  });
});

test('dbmig-lint migrate-schema writes a folder beside the old one', async () => {
  const folder = createFolder({ 'migrations/001_init.sql': 'CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, at DATETIME);\n' });
  const { code } = await run(folder, ['migrate-schema', 'migrations', '-o', 'postgres']);
  expect(code).toBeLessThan(2);
  expect(readFile(folder, 'postgres/001_init.sql')).toContain('GENERATED BY DEFAULT AS IDENTITY');
  expect(readFile(folder, 'migrations/001_init.sql')).toContain('AUTOINCREMENT');
});

describe('progress', () => {
  test('is silent for a quick run and where nobody looks', async () => {
    const folder = project();
    expect((await run(folder, [], { isErrorTerminal: true })).err).toBe('');
    expect((await run(folder, [])).err).toBe('');
  });
});

test('a report is written beside the project without touching it', async () => {
  const folder = project();
  writeFiles(folder, { 'reports/.keep': '' });
  await run(folder, ['--format', 'json=reports/a.json', '--format', 'md=reports/a.md']);
  expect(existsSync(join(folder, 'reports/a.json'))).toBe(true);
});

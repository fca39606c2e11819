import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import * as parser from '@typescript-eslint/parser';
import { ESLint as ESLint10, type Linter } from 'eslint';
import { ESLint as ESLint9 } from 'eslint9';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { lintProject } from '../src/engine.ts';
import plugin from '../src/eslint.ts';
import { rules } from '../src/rules/index.ts';
import { readSpec } from './support/spec.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'dbmig-eslint-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

const typescript: Linter.Config = { files: ['**/*.ts'], languageOptions: { parser } };

const QUERY = 'SELECT ifnull(name, \'-\')\nFROM users\nWHERE id == $1;\n';

const APP = `import { Pool } from 'pg';

const pool = new Pool();
pool.on('error', console.error);

export async function nameOf(id: string): Promise<string> {
  const { rows } = await pool.query('SELECT ifnull(name, 1) AS name FROM users WHERE id = $1', [id]);
  return rows[0].name;
}
`;

describe.each([['10', ESLint10], ['9', ESLint9 as unknown as typeof ESLint10]])('ESLint %s', (_, ESLint) => {
  const run = async (paths: readonly string[], options: ESLint10.Options = {}): Promise<ESLint10.LintResult[]> => {
    const eslint = new ESLint({ cwd: folder, overrideConfigFile: true, overrideConfig: [typescript, ...plugin.configs.recommended], ...options });
    return eslint.lintFiles([...paths]);
  };

  test('reports what the command line reports, at the same places', async () => {
    write({ 'postgres/query.sql': QUERY, 'src/app.ts': APP, 'package.json': '{ "dependencies": { "pg": "8" } }' });
    const report = await lintProject({ cwd: folder });
    const expected = report.findings.filter((finding) => /\.(?:sql|ts)$/.test(finding.path))
      .map((finding) => [finding.path, finding.line, finding.column, `dbmig/${finding.rule}`, `${finding.message} ${finding.help}`]);
    const results = await run(['postgres/query.sql', 'src/app.ts']);
    const found = results.flatMap((result) => result.messages.map((message) =>
      [result.filePath.slice(folder.length + 1), message.line, message.column, message.ruleId, message.message]));
    expect(found).toEqual(expected.filter(([, , , rule]) => String(rule).slice(6) in plugin.rules!));
    expect(found.length).toBeGreaterThan(1);
  });

  test('makes safe fixes', async () => {
    write({ 'postgres/query.sql': QUERY });
    const [result] = await run(['postgres/query.sql'], { fix: true });
    expect(result!.output).toContain('coalesce(name, \'-\')');
    expect(result!.output).toContain('id = $1');
  });

  test('offers unsafe fixes as suggestions', async () => {
    write({ 'postgres/query.sql': 'INSERT OR IGNORE INTO tag (name) SELECT name FROM old;\n' });
    const [result] = await run(['postgres/query.sql'], { fix: true });
    expect(result!.output).toBeUndefined();
    const suggestions = result!.messages.flatMap((message) => message.suggestions ?? []);
    expect(suggestions.length).toBeGreaterThan(0);
  });

  test('knows the schema files of the package and the modules that a file imports', async () => {
    write({
      'package.json': '{}', 'schema.sql': 'CREATE TABLE tag (id INTEGER PRIMARY KEY, name TEXT UNIQUE);\n',
      'postgres/query.sql': 'INSERT OR IGNORE INTO tag (name) VALUES (\'a\');\n',
    });
    const [result] = await run(['postgres/query.sql'], { fix: true });
    expect(result!.output).toBe('INSERT INTO tag (name) VALUES (\'a\') ON CONFLICT DO NOTHING;\n');
  });

  test('leaves the old half of a pair of adapters alone', async () => {
    const half = (driver: string, sql: string): string => `import { Pool } from '${driver}';\nexport const run = (pool: Pool) => pool.query('${sql}');\n`;
    write({
      'package.json': '{}', 'src/sqlite.ts': `import Database from 'better-sqlite3';\nnew Database('a').prepare('SELECT a == 1 FROM t').all();\n`,
      'src/postgres.ts': half('pg', 'SELECT a = 1 FROM t'),
    });
    expect((await run(['src/sqlite.ts']))[0]!.messages).toEqual([]);
    rmSync(join(folder, 'src/postgres.ts'));
    const alone = await run(['src/sqlite.ts']);
    expect(alone[0]!.messages.map((message) => message.ruleId)).toContain('dbmig/double-equals');
  });

  test('eslint-disable works in SQL comments', async () => {
    write({ 'postgres/query.sql': '-- eslint-disable-next-line -- checked\nSELECT ifnull(a, 1) FROM t;\nSELECT ifnull(a, 1) FROM t; /* eslint-disable-line */\n' });
    const [result] = await run(['postgres/query.sql']);
    expect(result!.messages).toEqual([]);
  });

  test('a byte order mark and CRLF change nothing but the line ends', async () => {
    write({ 'postgres/query.sql': `\uFEFF${QUERY.replaceAll('\n', '\r\n')}` });
    const [result] = await run(['postgres/query.sql'], { fix: true });
    expect(result!.output).toMatch(/^\uFEFF?SELECT coalesce\(name, '-'\)\r\nFROM users\r\n/);
  });

  test('the preset for the time before the switch makes only fixes that SQLite runs as well', async () => {
    write({ 'postgres/query.sql': 'SELECT ifnull(a, 1), group_concat(b) FROM t;\n' });
    const [result] = await run(['postgres/query.sql'], { fix: true, overrideConfig: plugin.configs.portable });
    expect(result!.output).toBe('SELECT coalesce(a, 1), group_concat(b) FROM t;\n');
    expect(result!.messages).not.toEqual([]);
  });
});

const PAGES = 'test/fixtures/rules';
const asksProject = new Set(rules.filter((rule) => rule.project).map((rule) => rule.id));

describe('types', () => {
  const SCHEMA = 'CREATE TABLE session (id bigint PRIMARY KEY, expires_at timestamptz NOT NULL);\n';
  const typedApp = `import { Pool } from 'pg';
import { readLimit } from './limit';

const pool = new Pool();
pool.on('error', () => undefined);

export const expired = () => pool.query('DELETE FROM session WHERE expires_at < $1', [readLimit().value]);
`;
  const LIMIT = 'interface Limit { readonly value: string }\nexport declare function readLimit(): Limit;\n';

  test('of typescript-eslint tell what the text does not', async () => {
    write({
      'package.json': '{}', 'tsconfig.json': '{ "compilerOptions": { "strict": true, "types": [] }, "include": ["src"] }',
      'postgres/schema.sql': SCHEMA, 'src/app.ts': typedApp, 'src/limit.ts': LIMIT, 'zz-sqlite/origin.sql': 'SELECT 1;\n',
    });
    const count = async (parserOptions: Linter.ParserOptions): Promise<number> => {
      const withTypes: Linter.Config = { files: ['**/*.ts'], languageOptions: { parser, parserOptions } };
      const eslint = new ESLint10({ cwd: folder, overrideConfigFile: true, overrideConfig: [withTypes, ...plugin.configs.recommended] });
      const [result] = await eslint.lintFiles(['src/app.ts']);
      return result!.messages.filter((message) => message.ruleId === 'dbmig/string-compared-with-timestamp').length;
    };
    expect(await count({})).toBe(0);
    expect(await count({ projectService: true, tsconfigRootDir: folder })).toBe(1);
  });
});

describe('every case of the specifications: the editor says what the command line says', () => {
  for (const name of readdirSync(PAGES)) {
    const { id, cases } = readSpec(readFileSync(`${PAGES}/${name}`, 'utf8'));
    if (!(id in plugin.rules!)) continue;
    test.each(cases.map((one) => [one.title, one] as const))(`${id}: %s`, async (_, one) => {
      write(Object.fromEntries([...one.files, { path: 'zz-sqlite/origin.sql', text: 'SELECT 1;\n' }].map((file) => [file.path, file.text])));
      const paths = one.files.map((file) => file.path).filter((path) => /\.(?:sql|[cm]?[jt]sx?)$/.test(path));
      const report = await lintProject({ cwd: folder, rules: [id] });
      const expected = report.findings.filter((finding) => paths.includes(finding.path))
        .map(({ path, line, column, message, help }) => `${path}:${line}:${column} ${message} ${help}`);
      const own = plugin.configs['recommended'];
      const only = own.map((config) => ({ ...config, rules: { [`dbmig/${id}`]: 'error' as const } }));
      const eslint = new ESLint10({ cwd: folder, overrideConfigFile: true, overrideConfig: [typescript, ...only] });
      const results = await eslint.lintFiles(paths);
      const found = results.flatMap(({ filePath, messages }) =>
        messages.map(({ line, column, message }) => `${filePath.slice(folder.length + 1)}:${line}:${column} ${message}`));
      // Who calls a function of the file, what a Prisma schema declares, and what a rule asks of the whole project is known to the command line only.
      const isAlone = paths.filter((path) => !path.endsWith('.sql')).length < 2
        && !one.files.some(({ path }) => path.endsWith('.prisma')) && !asksProject.has(id);
      if (isAlone) expect(found.sort()).toEqual(expected.sort());
      // So is what the entity of a table in another file makes of a migration's columns: there the editor says what holds without it.
      const hasEntities = paths.length > 1 && one.files.some(({ text }) => text.includes('@Entity('));
      if (!hasEntities) expect(expected).toEqual(expect.arrayContaining(found));
    });
  }
});

test('a file that holds no database code costs no analysis and has no findings', async () => {
  write({ 'src/a.ts': 'export const a = 1;\n' });
  const eslint = new ESLint10({ cwd: folder, overrideConfigFile: true, overrideConfig: [typescript, ...plugin.configs.recommended] });
  expect((await eslint.lintFiles(['src/a.ts']))[0]!.messages).toEqual([]);
});

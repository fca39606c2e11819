import { expect, it } from 'vitest';
import { lintSources } from '../src/engine.ts';

const migration = (sql: string): string => `
import type { QueryRunner } from 'typeorm';
export class Init {
  async up(queryRunner: QueryRunner) {
    await queryRunner.query(\`${sql}\`);
  }
}
`;
const OLD = { path: 'src/migration/sqlite/001-Init.ts', text: migration('CREATE TABLE "notes" ("id" integer PRIMARY KEY AUTOINCREMENT NOT NULL)') };

it('leaves migrations of the old engine alone beside those of the new one, in folders of both names', async () => {
  const alone = await lintSources([OLD]);
  const pair = await lintSources([OLD, { path: 'src/migration/postgres/017-Start.ts', text: migration('CREATE TABLE "notes" ("id" serial PRIMARY KEY)') }]);
  expect(alone.findings.map((finding) => finding.rule)).toContain('autoincrement');
  expect(pair.findings.filter((finding) => finding.path === OLD.path)).toEqual([]);
});

const findingsIn = async (path: string, files: Readonly<Record<string, string>>): Promise<readonly string[]> => {
  const { findings } = await lintSources(Object.entries(files).map(([own, text]) => ({ path: own, text })));
  return findings.filter((finding) => finding.path === path).map((finding) => `${finding.line} ${finding.rule}`);
};

const APP = `
import Database from 'better-sqlite3';
import pg from 'pg';
import { prune } from './prune';
const type = process.env.DB_TYPE;
export class Service {
  readonly db: Database.Database;
  constructor() {
    this.pool = new pg.Pool();
    this.pool.on('error', console.error);
    if (type === 'postgres') return;
    this.db = new Database('app.db');
    prune(this.db);
  }
  count() {
    return this.db.prepare("SELECT count(*) FROM logs WHERE at < datetime('now')").get();
  }
}
`;
const PRUNE = `
export function prune(db) {
  db.exec("DELETE FROM logs WHERE at < datetime('now')");
}
`;

it('leaves what a condition keeps from PostgreSQL alone, through the functions that are called there only', async () => {
  expect(await findingsIn('src/prune.ts', { 'src/app.ts': APP, 'src/prune.ts': PRUNE })).toEqual([]);
  expect(await findingsIn('src/prune.ts', { 'src/app.ts': APP.replace("if (type === 'postgres') return;", ''), 'src/prune.ts': PRUNE })).toEqual(['3 date-function']);
});

it('leaves the driver of the old engine alone in a program that chooses one when it starts', async () => {
  expect(await findingsIn('src/app.ts', { 'src/app.ts': APP, 'src/prune.ts': PRUNE })).not.toContain('16 date-function');
  expect(await findingsIn('src/app.ts', { 'src/app.ts': APP.replace("if (type === 'postgres') return;", ''), 'src/prune.ts': PRUNE })).toContain('16 date-function');
});

it('leaves tests of the old half of a pair alone', async () => {
  const half = (driver: string, text: string): string => `import ${driver};\nexport class Store { ${text} }`;
  const files = {
    'src/db/sqlite.ts': half("Database from 'better-sqlite3'", "db = new Database('app.db'); all() { return this.db.prepare('SELECT a FROM t WHERE b = ?').all(1); }"),
    'src/db/postgres.ts': half("pg from 'pg'", "db = new pg.Pool(); all() { return this.db.query('SELECT a FROM t WHERE b = $1', [1]); }"),
    'test/store.test.ts': "import Database from 'better-sqlite3';\nimport { Store } from '../src/db/sqlite';\nnew Database('app.db').exec('CREATE TABLE t (a INTEGER PRIMARY KEY AUTOINCREMENT)');\nnew Store();",
  };
  expect(await findingsIn('test/store.test.ts', files)).toEqual([]);
  expect(await findingsIn('test/store.test.ts', { ...files, 'test/store.test.ts': files['test/store.test.ts'].replace('../src/db/sqlite', '../src/app') })).toContain('3 autoincrement');
});

it('takes SQL beside a package of one engine for its own', async () => {
  const migration = (engine: string): string =>
    `import { sql } from '@acme/db-${engine}';\nexport const up = (db) => db.execute(sql\`CREATE TABLE t (a integer, b varchar PRIMARY KEY)\`);`;
  const packageOf = 'src/migrations/001.ts';
  expect(await findingsIn(packageOf, { [packageOf]: migration('postgres') })).toEqual([]);
  expect(await findingsIn(packageOf, { [packageOf]: migration('sqlite') })).toContain('2 sqlite-column-type');
});

it('knows no halves where nothing of the new engine is', async () => {
  const prune = PRUNE.replace('export function prune(db) {', "import Database from 'better-sqlite3';\nconst db = new Database('app.db');\nexport function prune(kind) {\n  if (kind !== 'sqlite') return;");
  expect(await findingsIn('src/prune.ts', { 'src/prune.ts': prune })).toContain('6 date-function');
});

it('leaves SQL alone that is written for a third engine, whose package the script imports', async () => {
  const ddl = `const ddl = ['ALTER TABLE Snapshot ADD packed INT64 DEFAULT 0'];\nfor (const text of ddl) await run(connection, text);\n`;
  const own = { path: 'src/migrations/014.ts', text: `import type { Connection } from 'kuzu';\n${ddl}` };
  const other = { path: 'src/migrations/015.ts', text: ddl };
  const report = await lintSources([own, other]);
  expect(report.findings.map(({ path, rule }) => `${path} ${rule}`)).toEqual(['src/migrations/015.ts sqlite-column-type']);
  expect(report.coverage.statements.unread).toContainEqual(expect.objectContaining({ path: own.path, reason: expect.stringMatching(/Kuzu/) as unknown }));
});

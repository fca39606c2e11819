import { beforeAll, describe, expect, it } from 'vitest';
import { drivers } from '../../../src/drivers/index.ts';
import { mayHoldFacts } from '../../../src/hosts/typescript/gate.ts';
import { host } from '../../../src/hosts/typescript/index.ts';
import { rules } from '../../../src/rules/index.ts';

const passes = (text: string): boolean => mayHoldFacts(text, 'a.ts');

describe('the gate lets through', () => {
  it.each([
    `x('SELECT 1')`, 'x(`\n  select a, b\n  from t`)', `x("\\n SELECT a")`, `x('(SELECT a FROM t) UNION ALL SELECT 1')`, 'x(`-- all of them\nSELECT a FROM t`)', 'x(`/* q */ SELECT a`)',
    'x(`\n  /* a\n   * b */\n  SELECT a FROM t`)', `x('insert or ignore into t values (1)')`, `x('Delete from t where a = 1')`, `x('create unique index i on t (a)')`, 'x(`WITH ${name} AS (SELECT 1)`)',
    `x('with a as (select 1)')`, `x('update t set a = 1')`, 'x(`UPDATE ${t} SET a = 1`)', `x('update "t" as u set a = 1')`, `x('BEGIN')`, `x('COMMIT')`, `x('begin immediate')`, `x('PRAGMA foreign_keys = ON')`,
    `x('DO $$ BEGIN END $$')`, `x('SET search_path TO a')`, `x('VALUES (1)')`, `x("explain query plan select 1")`, 'x(`SELECT ${a} FROM t`)', 'x(`select ${a} from t`)',
    `db.query('Select name from users')`, `const q = 'Select a, ' + columns`, 'x(`Select ${list.map((a) => `${a}`)} from t`)',
    `const pg = require('pg')`, `vi.mock<typeof import('pg')>('pg', f)`, `await import(/* a comment */ 'better-sqlite3')`, `export * from 'postgres'`,
  ])('%s', (text) => expect(passes(text)).toBe(true));

  it('every module of a driver, and every type known without an import', () => {
    for (const driver of drivers) {
      for (const name of driver.modules) expect([name, passes(`import x from '${name.replace('/*', '/x')}';`)]).toEqual([name, true]);
      for (const name of Object.keys(driver.globalTypes ?? {})) expect([name, passes(`let x: ${name};`)]).toEqual([name, true]);
    }
  });

  it('every word that a rule waits for', () => {
    for (const rule of rules) for (const word of rule.signals ?? []) expect([word, passes(`x ${word} y`)]).toEqual([word, true]);
  });

  it('settings of a database and its pool', () => {
    for (const text of ['process.env.DATABASE_URL', 'env.DB_POOL_SIZE', 'config.db.poolSize', 'config.database.idleTimeoutMs', '{ maxConnections: 1 }', 'connect(":memory:")', 'e.code === "SQLITE_BUSY"']) {
      expect([text, passes(text)]).toEqual([text, true]);
    }
  });
});

describe('the gate keeps out', () => {
  it.each([
    `import React from 'react'; export const A = () => <select name="a" />;`, `label('Select a file'); label('Update user'); label('Create new'); label('with a smile'); emitter.on('end', f);`,
    `export interface User { id: string }`, `fetch('/api/delete'); app.get('/select/:id', f); run('drop here');`,
    `it('is shown', () => { page.getByText('Select a script from the list'); title(\`Select \${name}\`); label('Create view'); });`,
    `const engines = ['sqlite', 'pg', 'postgres']; it('fails when the document is locked', f);`,
  ])('%s', (text) => expect(passes(text)).toBe(false));
});

describe('what the host finds in one line passes the gate', () => {
  beforeAll(() => host.load!('typescript'));

  it.each([
    `export const A = 'SELECT a FROM t';`, `export const A = 'select a, b from t';`, 'export const A = `\\n\\t SELECT a FROM t`;', `export const A = 'drop table a';`, `export const A = "Insert into t values (1)";`,
    `export const A = 'truncate table a';`, `export const A = 'with x as (select 1) select * from x';`, `export const A = 'alter table a add column b text';`,
  ])('%s', (text) => {
    const { fragments } = host.read({ path: 'a.ts', text, language: 'typescript' });
    expect(fragments).toHaveLength(1);
    expect(passes(text)).toBe(true);
  });
});

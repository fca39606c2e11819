import { describe, expect, it } from 'vitest';
import { analyse, prepare, type AnalyseOptions } from '../src/analyse.ts';
import { fileFragment } from '../src/core/positions.ts';
import type { Engine, Facts, Finding, Fragment, Problem } from '../src/core/types.ts';
import { fixSources } from '../src/engine.ts';
import { applyFixes } from '../src/fixing.ts';
import { emptyFacts } from '../src/hosts/host.ts';
import { languageOf } from '../src/hosts/index.ts';
import { defineRule, type NamedRule } from '../src/rule.ts';

/** Renames every name `old` in SQL; the fix runs on both engines when `portable`. */
const renames = (portable: boolean, more: Partial<Problem> = {}): NamedRule => ({
  id: 'renames',
  ...defineRule({
    summary: 's', why: 'w', construct: 'c', severity: 'warning', category: 'breaks',
    *statement(statement) {
      for (const token of statement.tokens) {
        if (token.text !== 'old') continue;
        yield {
          start: token.start, end: token.end, message: 'old is old.', help: 'Write new.', ...more,
          fix: { title: 'Write new', safety: 'safe', portable, edits: [{ start: token.start, end: token.end, text: 'new' }] },
        };
      }
    },
  }),
});

const options = (rule: NamedRule): AnalyseOptions =>
  ({ from: 'sqlite', to: 'postgres', direction: 'sqlite-to-postgres', upgradeTypes: false, rules: [rule], severities: {}, languageOf });

const sqlFile = (path: string, text: string): Facts => ({ ...emptyFacts({ path, text, language: 'sql' }), fragments: [fileFragment(path, text)] });

/** A host file with one literal in double quotes that goes to a driver. */
function hostFile(path: string, sql: string, engine: Engine, more: object = {}): { readonly facts: Facts; readonly text: string } {
  const text = `run("${sql}")`;
  const fragment: Fragment = {
    path, text: sql, holes: [], kind: 'literal', map: [{ start: 0, end: sql.length, from: 5, to: 5 + sql.length, quoting: 'double', kind: 'text' }],
  };
  const call = {
    path, start: 0, end: text.length, driver: engine === 'postgres' ? 'pg' : 'better-sqlite3', engine, method: 'query', fragment,
    bindings: [], bindingForm: 'none' as const, reads: [], awaited: true, inTest: false, swallowed: false, ...more,
  };
  return { text, facts: { ...emptyFacts({ path, text, language: 'typescript' }), fragments: [fragment], calls: [call] } };
}

interface Outcome {
  readonly findings: readonly Finding[];
  readonly fixed: (safety: 'safe' | 'unsafe', portableOnly?: boolean) => Record<string, string>;
}

const run = (facts: readonly Facts[], texts: Record<string, string>, rule: NamedRule): Outcome => {
  const readText = (path: string): string | undefined => texts[path];
  const analysis = analyse(prepare(facts, options(rule)), readText, options(rule));
  const fixed = (safety: 'safe' | 'unsafe', portableOnly = false): Record<string, string> =>
    Object.fromEntries(applyFixes(analysis.candidates, readText, { safety, portableOnly }).texts);
  return { findings: analysis.findings, fixed };
};

describe('where a fix may be made', () => {
  const sql = 'SELECT old FROM t';

  it('is made in SQL that reaches the new engine', () => {
    const { facts, text } = hostFile('src/a.ts', sql, 'postgres');
    expect(run([facts], { 'src/a.ts': text }, renames(false)).fixed('safe')).toEqual({ 'src/a.ts': 'run("SELECT new FROM t")' });
  });

  it('becomes advice in SQL that still goes through an old driver', () => {
    const { facts, text } = hostFile('src/a.ts', sql, 'sqlite');
    const { findings, fixed } = run([facts], { 'src/a.ts': text }, renames(false));
    expect(findings).toMatchObject([{ fix: null, help: 'Write new. Once the call is on PostgreSQL the statement reads `SELECT new FROM t`.' }]);
    expect(fixed('unsafe')).toEqual({});
  });

  it('is made anywhere when it also runs on the old engine', () => {
    const { facts, text } = hostFile('src/a.ts', sql, 'sqlite');
    const { fixed } = run([facts], { 'src/a.ts': text }, renames(true));
    expect(fixed('safe', true)).toEqual({ 'src/a.ts': 'run("SELECT new FROM t")' });
  });

  it('needs --unsafe-fixes in the schema files of a project that is still on the old engine', () => {
    const host = hostFile('src/a.ts', 'SELECT 1', 'sqlite');
    const { fixed, findings } = run([host.facts, sqlFile('schema.sql', sql)], { 'schema.sql': sql, 'src/a.ts': host.text }, renames(false));
    expect(findings).toMatchObject([{ fix: { safety: 'unsafe' } }]);
    expect(fixed('safe')).toEqual({});
    expect(fixed('unsafe')).toEqual({ 'schema.sql': 'SELECT new FROM t' });
  });

  it('is left out by --portable when it does not run on the old engine', () => {
    const { facts, text } = hostFile('src/a.ts', sql, 'postgres');
    expect(run([facts], { 'src/a.ts': text }, renames(false)).fixed('unsafe', true)).toEqual({});
  });
});

describe('severity and confidence', () => {
  it('rises where the error is swallowed', () => {
    const { facts, text } = hostFile('src/a.ts', 'SELECT old FROM t', 'postgres', { swallowed: true });
    expect(run([facts], { 'src/a.ts': text }, renames(false)).findings[0]?.severity).toBe('critical');
  });

  it('drops where a silent difference stands in SQL that was written for PostgreSQL, and is nothing without an old engine', () => {
    const there = hostFile('src/a.ts', 'SELECT old FROM t WHERE a = $1', 'postgres');
    const silent = renames(false, { silent: true });
    expect(run([there.facts], { 'src/a.ts': there.text }, silent).findings).toEqual([]);
    const old = hostFile('src/b.ts', 'SELECT 1', 'sqlite');
    const { findings } = run([there.facts, old.facts], { 'src/a.ts': there.text, 'src/b.ts': old.text }, silent);
    expect(findings).toMatchObject([{ severity: 'info', confidence: 'review' }]);
  });
});

describe('a deliberate pair of adapters', () => {
  it('leaves the old half alone', () => {
    const old = hostFile('src/storage/sqlite.ts', 'SELECT old FROM t', 'sqlite');
    const other = hostFile('src/storage/postgres.ts', 'SELECT old FROM t', 'postgres');
    const texts = { 'src/storage/sqlite.ts': old.text, 'src/storage/postgres.ts': other.text };
    expect(run([old.facts, other.facts], texts, renames(false)).findings.map((finding) => finding.path)).toEqual(['src/storage/postgres.ts']);
    expect(run([old.facts], texts, renames(false)).findings).toHaveLength(1);
  });
});

describe('ignore comments', () => {
  it('take findings out of the report and of the fixes', () => {
    const text = 'SELECT old FROM t; -- dbmig-ignore renames -- a column of ours\nSELECT old FROM u;';
    const { findings, fixed } = run([sqlFile('postgres/a.sql', text)], { 'postgres/a.sql': text }, renames(false));
    expect(findings.map((finding) => finding.line)).toEqual([2]);
    expect(fixed('safe')['postgres/a.sql']).toContain('SELECT old FROM t; --');
  });
});

describe('fixes', () => {
  it('of one statement are made together and keep every other byte', () => {
    const text = '-- first\r\nSELECT old /* kept */ ,  old\r\nFROM t;\r\n';
    const { fixed } = run([sqlFile('postgres/a.sql', text)], { 'postgres/a.sql': text }, renames(false));
    expect(fixed('safe')).toEqual({ 'postgres/a.sql': text.replaceAll('old', 'new') });
  });

  it('are written in the quoting of the literal', () => {
    const { facts, text } = hostFile('src/a.ts', 'SELECT old FROM t', 'postgres');
    const quoting: NamedRule = { ...renames(false), *statement(statement) {
      const token = statement.tokens.find((candidate) => candidate.text === 'old');
      if (token) yield { start: token.start, end: token.end, message: 'm', help: 'h', fix: { title: 't', safety: 'safe', edits: [{ start: token.start, end: token.end, text: '"new"' }] } };
    } };
    expect(run([facts], { 'src/a.ts': text }, quoting).fixed('safe')).toEqual({ 'src/a.ts': 'run("SELECT \\"new\\" FROM t")' });
  });
});

describe('statements that the fixes of many statements add at one place', () => {
  it('stand there one after the other, in the order of those statements', async () => {
    const names = Array.from({ length: 14 }, (_, index) => `child_${String.fromCharCode(97 + index)}`);
    const script = [...names.map((name) => `CREATE TABLE ${name} (parent_id INTEGER REFERENCES parent);`), 'CREATE TABLE parent (id INTEGER PRIMARY KEY);'].join('\n');
    const { texts, report } = await fixSources([{ path: 'postgres/schema.sql', text: `${script}\n` }], { safety: 'safe', rules: ['foreign-key-target'] });
    const added = texts.get('postgres/schema.sql')!.split('\n').flatMap((line) => /^ALTER TABLE (\w+) ADD/.exec(line)?.[1] ?? []);
    expect(added).toEqual(names);
    expect(report.findings).toEqual([]);
  });
});

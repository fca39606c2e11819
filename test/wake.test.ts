import { readdirSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { prepare, readSchema } from '../src/analyse.ts';
import type { Row } from '../src/dialects/row.ts';
import { readSources } from '../src/gather.ts';
import type { Context } from '../src/rule.ts';
import { rules } from '../src/rules/index.ts';
import { loadPostgresGrammar } from '../src/sql/grammar.ts';
import { createWaker } from '../src/wake.ts';
import { readSpec, type SpecFile } from './support/spec.ts';

/** What no feature of a statement wakes would find nothing in it: the rules that stay asleep are asked all the same. */
const asked = rules.filter((rule) => rule.statement);
const wake = createWaker(asked);

async function foundAsleep(files: readonly SpecFile[]): Promise<readonly string[]> {
  const directions = { from: 'sqlite', to: 'postgres' } as const;
  const project = prepare(await readSources(files), directions);
  return [false, true].flatMap((upgradeTypes) => {
    const context: Context = { ...directions, direction: 'sqlite-to-postgres', schema: readSchema(project), project, upgradeTypes };
    return project.statements.flatMap((statement) => {
      const awake = wake(statement);
      return asked.filter((rule) => !awake.includes(rule) && [...rule.statement!(statement, context)].length > 0).map((rule) => `${rule.id}: ${statement.text}`);
    });
  });
}

beforeAll(() => loadPostgresGrammar());

describe('rules that a statement does not wake find nothing in it', () => {
  const pages = new URL('fixtures/rules/', import.meta.url);
  it.each(readdirSync(pages))('%s', async (page) => {
    const { cases } = readSpec(readFileSync(new URL(page, pages), 'utf8'));
    for (const { files, claims } of cases) for (const texts of [files, ...claims.map((claim) => claim.files)]) expect(await foundAsleep(texts)).toEqual([]);
  });

  const tables = new URL('../src/dialects/sqlite-to-postgres/', import.meta.url);
  it.each(readdirSync(tables))('the examples of %s', async (file) => {
    const module = (await import(new URL(file, tables).href)) as Readonly<Record<string, unknown>>;
    const valuesOf = (table: unknown): readonly unknown[] =>
      (table instanceof Map ? [...(table as ReadonlyMap<string, unknown>).values()] : Object.values(table as object));
    const rows = Object.values(module).flatMap(valuesOf).filter(isRow);
    for (const { example } of rows) {
      for (const path of ['sqlite/example.sql', 'postgres/example.sql']) {
        expect(await foundAsleep([{ path, text: [example.setup ?? '', example.sqlite, example.postgres].join(';\n') }])).toEqual([]);
      }
    }
  });
});

describe('a rule', () => {
  it('stays asleep without what wakes it', async () => {
    const { statements } = prepare(await readSources([{ path: 'a.sql', text: 'SELECT 1; SELECT a FROM t LIMIT 1' }]), { from: 'sqlite', to: 'postgres' });
    expect(statements.map((statement) => wake(statement).some((rule) => rule.id === 'limit-clause'))).toEqual([false, true]);
  });
});

const isRow = (value: unknown): value is Row => typeof value === 'object' && value !== null && 'example' in value && 'manual' in value;

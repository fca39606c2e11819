import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { fixSources } from '../../src/engine.ts';
import { executeFiles } from '../support/executions.ts';
import { readSpec, type SpecCase, type SpecFile } from '../support/spec.ts';

const FOLDER = 'test/fixtures/codemods/driver';

/** The pages with a program (`src/main`) print on PostgreSQL what they printed on SQLite. */
const programs = readdirSync(FOLDER).sort().flatMap((name) =>
  readSpec(readFileSync(`${FOLDER}/${name}`, 'utf8')).cases.filter(({ files }) => files.some(({ path }) => /^src\/main\./.test(path))).map((one) => [`${name}: ${one.title}`, one] as const));

describe('a converted program', () => {
  test('is there for every driver', () => expect(new Set(programs.map(([title]) => title.split(':')[0])).size).toBeGreaterThan(3));
  test.each(programs)('%s', async (_, one) => {
    const printed = await executeFiles(one.files);
    expect(printed.length, 'a program prints something').toBeGreaterThan(0);
    expect(await executeFiles(await converted(one))).toEqual(printed);
  }, 120_000);
});

async function converted({ files }: SpecCase): Promise<readonly SpecFile[]> {
  const manifest = { path: 'package.json', text: '{ "type": "module" }\n' };
  const { texts } = await fixSources([...files, manifest], { safety: 'unsafe', codemods: { only: ['driver'], target: 'pglite' } });
  return [...new Map([...files.map(({ path, text }) => [path, text] as const), ...texts])].map(([path, text]) => ({ path, text }));
}

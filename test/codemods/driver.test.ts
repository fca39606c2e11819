import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { checkConversion } from '../support/conversions.ts';
import { pageTypeErrors } from '../support/page-types.ts';
import { readSpec, type SpecFile } from '../support/spec.ts';

const FOLDER = 'test/fixtures/codemods/driver';

/** The projects of all cases, before and after. */
const projects: { readonly title: string; readonly before: readonly SpecFile[]; readonly after: readonly SpecFile[] }[] = [];

describe.each(readdirSync(FOLDER).sort())('%s', (name) => {
  const page = readSpec(readFileSync(`${FOLDER}/${name}`, 'utf8'));
  test('is called like its page', () => expect(name).toBe(`${page.id}.md`));
  test.each(page.cases.map((one) => [one.title, one] as const))('%s', async (_, one) => {
    projects.push({ title: `${name}: ${one.title}`, before: one.files, after: await checkConversion('driver', one) });
  });
});

test('no conversion adds an error of types', () => {
  const before = pageTypeErrors(projects.map(({ title, before: files }) => ({ title, files })));
  const after = pageTypeErrors(projects.map(({ title, after: files }) => ({ title, files })));
  expect([...after.values()].flat().filter((error) => error.startsWith('postgres')), 'the modules that are created').toEqual([]);
  for (const { title } of projects) expect(after.get(title)?.length ?? 0, (after.get(title) ?? []).join('\n')).toBeLessThanOrEqual(before.get(title)?.length ?? 0);
}, 120_000);

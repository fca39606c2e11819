import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { lineStarts, toLineColumn } from '../../src/core/positions.ts';
import { fixSources, type FixOutcome } from '../../src/engine.ts';
import { executeFiles } from '../support/executions.ts';
import { pageTypeErrors } from '../support/page-types.ts';
import { readSpec, type SpecCase, type SpecFile } from '../support/spec.ts';

const FOLDER = 'test/fixtures/codemods/upgrade-types';
const MANIFEST: SpecFile = { path: 'package.json', text: '{ "type": "module" }\n' };

const pages = readdirSync(FOLDER).sort().map((name) => [name, readSpec(readFileSync(`${FOLDER}/${name}`, 'utf8'))] as const);

const convert = (files: readonly SpecFile[], upgradeTypes: boolean): Promise<FixOutcome> =>
  fixSources(files, { safety: 'unsafe', upgradeTypes, codemods: { target: 'pglite' } });

const withTexts = (files: readonly SpecFile[], { texts }: FixOutcome): readonly SpecFile[] =>
  [...new Map([...files.map(({ path, text }) => [path, text] as const), ...texts])].map(([path, text]) => ({ path, text }));

/** What keeps columns back, with the places in the converted texts. */
const leftOf = ({ upgrade }: FixOutcome): readonly string[] => (upgrade?.left ?? []).flatMap(({ barriers }) => barriers).map(({ path, span, message }) => {
  const { line, column } = toLineColumn(lineStarts(upgrade?.readText(path) ?? ''), span.start);
  return `${line}:${column} ${message}`;
});

/** The projects of all cases, before and after. */
const projects: { readonly title: string; readonly before: readonly SpecFile[]; readonly after: readonly SpecFile[] }[] = [];

async function check({ title, files, claims: [claim] }: SpecCase, page: string): Promise<void> {
  const before = [...files, MANIFEST];
  const outcome = await convert(before, true);
  for (const file of claim!.files) expect(outcome.texts.get(file.path), file.path).toBe(file.text);
  expect(leftOf(outcome)).toEqual(claim!.findings.map(({ place, part }) => `${place} ${part}`));
  const after = withTexts(before, outcome);
  projects.push({ title: `${page}: ${title}`, before, after });
  const faithful = withTexts(before, await convert(before, false));
  const second = await convert(faithful, true);
  expect(new Map(withTexts(faithful, second).map(({ path, text }) => [path, text])), 'as a second step the same').toEqual(new Map(after.map(({ path, text }) => [path, text])));
  expect([...(await convert(after, true)).texts.keys()], 'a second run changes nothing').toEqual([]);
  if (files.some(({ path }) => path === 'src/main.ts')) expect(await executeFiles(after), 'it prints what it printed').toEqual(await executeFiles(before));
}

describe.each(pages)('%s', (name, page) => {
  test('is called like its page', () => expect(name).toBe(`${page.id}.md`));
  test.each(page.cases.map((one) => [one.title, one] as const))('%s', (_, one) => check(one, name), 60_000);
});

test('no upgrade adds an error of types', () => {
  const before = pageTypeErrors(projects.map(({ title, before: files }) => ({ title, files })));
  const after = pageTypeErrors(projects.map(({ title, after: files }) => ({ title, files })));
  for (const { title } of projects) expect((after.get(title) ?? []).filter((error) => !before.get(title)?.includes(error))).toEqual([]);
}, 120_000);

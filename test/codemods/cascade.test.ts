import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { CascadeComponent } from '../../src/codemods/cascade/index.ts';
import { execute, openProject, run, typeErrors } from '../support/cascade.ts';
import { readSpec, type SpecCase } from '../support/spec.ts';

const FOLDER = 'test/fixtures/codemods/cascade';

for (const page of readdirSync(FOLDER).sort()) {
  const spec = readSpec(readFileSync(`${FOLDER}/${page}`, 'utf8'));
  describe(spec.id, () => {
    for (const one of spec.cases) test(one.title, () => (one.claims[0]!.verb === 'becomes' ? checkBecomes(one) : checkReports(one)));
  });
}

/** The files become what the page says, with the same types as before, and when they run they print what they printed. */
async function checkBecomes(spec: SpecCase): Promise<void> {
  const before = openProject(spec.files);
  expect(typeErrors(before), 'the page itself must be right').toEqual([]);
  const { components, files } = run(before, spec.files);
  checkBarriers(spec, components);
  const expected = new Map(spec.claims[0]!.files.map(({ path, text }) => [path, text]));
  for (const { path, text } of files) expect(text, path).toBe(expected.get(path) ?? spec.files.find((file) => file.path === path)?.text);
  const after = openProject(files);
  expect(typeErrors(after), 'types after').toEqual([]);
  expect(run(after, files).files, 'a second run must change nothing').toEqual(files);
  const printed = await execute(spec.files);
  expect(printed.length, 'a page prints something').toBeGreaterThan(0);
  expect(await execute(files), 'what it prints').toEqual(printed);
  checkVariants(spec, files);
}

const toCrlf = (text: string): string => text.replace(/\n/g, '\r\n');

function checkVariants(spec: SpecCase, files: readonly { readonly path: string; readonly text: string }[]): void {
  const windows = spec.files.map(({ path, text }) => ({ path, text: toCrlf(text) }));
  expect(run(openProject(windows), windows).files.map(({ text }) => toCrlf(text.replaceAll('\r', ''))), 'with CRLF').toEqual(files.map(({ text }) => toCrlf(text)));
}

/** The cascade stops where the page says, and nothing changes. */
function checkReports(spec: SpecCase): void {
  const { components, files } = run(openProject(spec.files), spec.files);
  checkBarriers(spec, components);
  expect(files).toEqual(spec.files);
}

function checkBarriers(spec: SpecCase, components: readonly CascadeComponent[]): void {
  const shown = components.flatMap((component) => component.barriers).map(({ path, span, message }) => `${placeOf(spec, path, span.start)} ${message}`);
  const expected = spec.claims[0]!.findings.map(({ place, part }, at) => (shown[at]?.startsWith(`${place} `) && shown[at].includes(part) ? shown[at] : `${place} ${part}`));
  expect(shown, 'barriers').toEqual(expected);
}

function placeOf(spec: SpecCase, path: string, offset: number): string {
  const lines = spec.files.find((file) => file.path === path)!.text.slice(0, offset).split('\n');
  return `${lines.length}:${lines.at(-1)!.length + 1}`;
}

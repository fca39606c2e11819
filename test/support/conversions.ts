import { expect } from 'vitest';
import { lineStarts, toLineColumn } from '../../src/core/positions.ts';
import { prepare } from '../../src/analyse.ts';
import { SOURCES } from '../../src/drivers/sources.ts';
import { fixSources, type FixOutcome } from '../../src/engine.ts';
import { readSources } from '../../src/gather.ts';
import type { Target } from '../../src/codemods/codemod.ts';
import type { SpecCase, SpecFile } from './spec.ts';

const MANIFEST: SpecFile = { path: 'package.json', text: '{ "type": "module" }\n' };

const convert = (only: string, files: readonly SpecFile[], target: Target): Promise<FixOutcome> =>
  fixSources(files, { safety: 'unsafe', codemods: { only: [only], target } });

const withManifest = (files: readonly SpecFile[]): readonly SpecFile[] => (files.some((file) => file.path === MANIFEST.path) ? files : [...files, MANIFEST]);

/** The library that a case is converted to: named in brackets in its title. */
const targetOf = (spec: SpecCase): Target => (/\((pg|postgres|pglite)\)$/.exec(spec.title)?.[1] as Target | undefined) ?? 'pg';

/**
 * Checks what a case of a codemod's page says: the texts it *becomes*, with the SQL rewritten in the same run, or the barriers it *reports* while all stays.
 * What every case must hold without saying it: a second run changes nothing. Gives the project as it is afterwards.
 */
export async function checkConversion(only: string, spec: SpecCase): Promise<readonly SpecFile[]> {
  let after: readonly SpecFile[] = spec.files;
  const files = withManifest(spec.files);
  for (const claim of spec.claims) {
    const outcome = await convert(only, files, targetOf(spec));
    if (claim.verb === 'becomes') after = await checkTexts(only, files, claim.files, outcome, targetOf(spec));
    else expect(outcome.conversion?.applied ?? [], 'nothing is converted').toEqual([]);
    checkLeft(files, outcome, claim.findings);
  }
  return after;
}

/** The barriers are those of the page. */
function checkLeft(files: readonly SpecFile[], outcome: FixOutcome, expected: SpecCase['claims'][number]['findings']): void {
  const left = (outcome.conversion?.left ?? []).flatMap((component) => component.barriers).map(({ path, span, message }) => {
    const { line, column } = toLineColumn(lineStarts(files.find((file) => file.path === path)?.text ?? ''), span.start);
    return `${line}:${column} ${message}`;
  });
  const isAs = (shown: string | undefined, { place, part }: { readonly place: string; readonly part: string }): boolean =>
    shown !== undefined && shown.startsWith(`${place} `) && shown.includes(part);
  expect(left).toEqual(expected.map((one, index) => (isAs(left[index], one) ? left[index] : `${one.place} ${one.part}`)));
}

async function checkTexts(
  only: string, files: readonly SpecFile[], expected: readonly SpecFile[], outcome: FixOutcome, target: Target,
): Promise<readonly SpecFile[]> {
  for (const file of expected) expect(outcome.texts.get(file.path) ?? files.find((own) => own.path === file.path)?.text, file.path).toBe(file.text);
  const before = new Map(files.map((file) => [file.path, file.text]));
  const after = [...new Map([...before, ...outcome.texts])].map(([path, text]) => ({ path, text }));
  const again = await convert(only, after, target);
  expect([...again.texts.keys()], 'a second run changes nothing').toEqual([]);
  if (only === 'driver') expect(await reachingOldDriver(after, outcome), 'what still reaches the old driver is in a part that was left').toEqual([]);
  return after;
}

/** The places of which the facts say that they reach a driver of SQLite, in files of which the conversion says nothing. */
async function reachingOldDriver(files: readonly SpecFile[], { conversion }: FixOutcome): Promise<readonly string[]> {
  const left = new Set((conversion?.left ?? []).flatMap(({ converted, barriers }) => [...converted, ...barriers]).map(({ path }) => path));
  const { facts } = prepare(await readSources(files), { from: 'sqlite', to: 'postgres' });
  return facts.filter(({ path }) => !left.has(path)).flatMap(({ path, calls, connections }) =>
    [...calls, ...connections].filter(({ driver }) => SOURCES.includes(driver ?? '')).map(({ start, end }) => `${path} ${files.find((file) => file.path === path)?.text.slice(start, end)}`));
}

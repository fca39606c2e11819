import { expect } from 'vitest';
import { lineStarts, toLineColumn } from '../../src/core/positions.ts';
import { fixSources, type FixOutcome } from '../../src/engine.ts';
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
    else {
      expect(outcome.conversion?.applied ?? [], 'nothing is converted').toEqual([]);
      const left = (outcome.conversion?.left ?? []).flatMap((component) => component.barriers).map(({ path, span, message }) => {
        const { line, column } = toLineColumn(lineStarts(files.find((file) => file.path === path)?.text ?? ''), span.start);
        return { place: `${line}:${column}`, message };
      });
      expect(left.map(({ place }) => place)).toEqual(claim.findings.map(({ place }) => place));
      left.forEach(({ message }, index) => expect(message).toContain(claim.findings[index]!.part));
    }
  }
  return after;
}

async function checkTexts(
  only: string, files: readonly SpecFile[], expected: readonly SpecFile[], outcome: FixOutcome, target: Target,
): Promise<readonly SpecFile[]> {
  expect((outcome.conversion?.left ?? []).flatMap((component) => component.barriers.map((barrier) => barrier.message)), 'no barrier').toEqual([]);
  for (const file of expected) expect(outcome.texts.get(file.path) ?? files.find((own) => own.path === file.path)?.text, file.path).toBe(file.text);
  const before = new Map(files.map((file) => [file.path, file.text]));
  const after = [...new Map([...before, ...outcome.texts])].map(([path, text]) => ({ path, text }));
  const again = await convert(only, after, target);
  expect([...again.texts.keys()], 'a second run changes nothing').toEqual([]);
  return after;
}

import { readdirSync, readFileSync } from 'node:fs';
import { ModuleKind, Project, ScriptTarget } from 'ts-morph';
import { describe, expect, test } from 'vitest';
import { prepare, readSchema } from '../../src/analyse.ts';
import type { CodemodContext, Codemod, Component } from '../../src/codemods/codemod.ts';
import { ormCodemods } from '../../src/codemods/orm.ts';
import { applyEdits, groupByPath, isCompatible } from '../../src/core/edits.ts';
import type { Edit, Related } from '../../src/core/types.ts';
import { readSources } from '../../src/gather.ts';
import { readSpec, type Claim, type SpecCase, type SpecFile } from '../support/spec.ts';

process.env['DBMIG_RETHROW'] = '1';

const FOLDER = 'test/fixtures/codemods/orm';
const ROOT = '/project/';

/** One project for all cases, so that TypeScript's own library is read once. */
const morph = new Project({
  useInMemoryFileSystem: true,
  compilerOptions: { allowJs: true, noEmit: true, module: ModuleKind.ESNext, target: ScriptTarget.ESNext, lib: ['lib.es2023.d.ts'], types: [] },
});

interface Outcome {
  readonly component: Component | undefined;
  readonly texts: ReadonlyMap<string, string>;
}

async function run(codemod: Codemod, files: readonly SpecFile[]): Promise<Outcome> {
  const project = prepare(await readSources(files), { from: 'sqlite', to: 'postgres' });
  for (const file of morph.getSourceFiles()) morph.removeSourceFile(file);
  for (const { path, text } of files) if (/\.[cm]?[jt]sx?$/.test(path)) morph.createSourceFile(ROOT + path, text);
  const texts = new Map(files.map(({ path, text }) => [path, text]));
  const context: CodemodContext = {
    project, schema: readSchema(project), morph, toPath: (absolute) => absolute.slice(ROOT.length), readText: (path) => texts.get(path),
    options: { from: 'sqlite', to: 'postgres', target: 'pg', testDatabase: 'pglite', upgradeTypes: false },
  };
  const [component] = codemod.applies(project) ? codemod.run(context) : [];
  if (!component || component.barriers.length > 0) return { component, texts };
  for (const [path, edits] of groupByPath(component.edits as unknown as readonly Edit[])) {
    expect(edits.flatMap((a, index) => edits.slice(index + 1).filter((b) => !isCompatible(a, b)).map((b) => [a, b])), `edits of ${path} go together`).toEqual([]);
    texts.set(path, applyEdits(texts.get(path)!, edits));
  }
  for (const { path, text } of component.created) texts.set(path, text);
  return { component, texts };
}

function place(text: string, { span, message }: Related): string {
  const before = text.slice(0, span.start).split('\n');
  return `${before.length}:${before.at(-1)!.length + 1} ${message}`;
}

async function check(codemod: Codemod, one: SpecCase): Promise<void> {
  const { component, texts } = await run(codemod, one.files);
  const before = new Map(one.files.map(({ path, text }) => [path, text]));
  for (const claim of one.claims) {
    if (claim.verb === 'stays') expect([...texts.values()]).toEqual([...before.values()]);
    else if (claim.verb === 'reports') checkNotes(component, before, claim);
    else {
      expect(component?.barriers ?? []).toEqual([]);
      const expected = new Map(claim.files.map(({ path, text }) => [path, text]));
      for (const [path, text] of texts) if (expected.has(path) || text !== before.get(path)) expect(text, path).toBe(expected.get(path));
      const again = await run(codemod, [...texts].map(([path, text]) => ({ path, text })));
      expect([...again.texts], 'a second run changes nothing').toEqual([...texts]);
    }
  }
}

function checkNotes(component: Component | undefined, before: ReadonlyMap<string, string>, { findings }: Claim): void {
  const found = [...(component?.barriers ?? []), ...(component?.review ?? [])].map((related) => place(before.get(related.path)!, related));
  expect(found.map((text, index) => (text.includes(findings[index]?.part ?? '?') && text.startsWith(`${findings[index]?.place} `) ? 'as said' : text)))
    .toEqual(findings.map(() => 'as said'));
}

for (const page of readdirSync(FOLDER)) {
  const { id, cases } = readSpec(readFileSync(`${FOLDER}/${page}`, 'utf8'));
  const codemod = ormCodemods.find((one) => one.id === id)!;
  describe(id, () => {
    for (const one of cases) test(one.title, async () => check(codemod, one));
  });
}

import type { AnalyseOptions } from './analyse.ts';
import { readSchema } from './analyse.ts';
import type { Component, Target } from './codemods/codemod.ts';
import type { Step } from './codemods/run.ts';
import { isDirty, UsageError } from './files.ts';
import type { ReadText } from './findings.ts';
import type { Project } from './rule.ts';

export interface ConvertOptions {
  /** Left out: the library that the project has already, else pg. */
  readonly target?: Target;
  readonly testDatabase?: 'pglite' | 'url';
  /** Ids of the codemods that run; left out, all that have something to do. */
  readonly only?: readonly string[];
  /** Run in a git tree with changes that are not committed. */
  readonly allowDirty?: boolean;
}

/** What the codemods made of a project. */
export interface Conversion {
  readonly texts: ReadonlyMap<string, string>;
  readonly created: readonly string[];
  readonly applied: readonly Component[];
  readonly left: readonly Component[];
  /** What is left to a person, in order. */
  readonly steps: readonly string[];
  /** The texts that the places of the components are in: those before. */
  readonly readText: ReadText;
}

export interface ConvertSource {
  /** Undefined for texts in memory. */
  readonly cwd?: string | undefined;
  readonly scripts: () => Promise<readonly string[]>;
  readonly readText: ReadText;
}

/** Whether a codemod has something to do; they are loaded only when one may. Throws a `UsageError` for one that does not exist. */
export async function mayConvert(project: Project, wanted: ConvertOptions, options: AnalyseOptions, step: Step): Promise<boolean> {
  return options.from === 'sqlite' && (await import('./codemods/run.ts')).wantedCodemods(project, wanted.only, step).length > 0;
}

/** Runs the codemods on the texts in memory. Throws a `UsageError` in a git tree with changes that are not committed. */
export async function convert(project: Project, source: ConvertSource, wanted: ConvertOptions, options: AnalyseOptions, step: Step): Promise<Conversion> {
  const { runCodemods } = await import('./codemods/run.ts');
  if (source.cwd !== undefined && !wanted.allowDirty && isDirty(source.cwd)) {
    throw new UsageError('The git tree has changes that are not committed: commit them first, so that the conversion can be reviewed and undone, or give --allow-dirty.');
  }
  const scripts = (await source.scripts()).flatMap((path) => {
    const text = source.readText(path);
    return text === undefined ? [] : [{ path, text }];
  });
  const target = wanted.target ?? presentTarget(project);
  const outcome = runCodemods({
    ...(source.cwd !== undefined && { cwd: source.cwd }), ...(wanted.only && { only: wanted.only }),
    step, project, schema: readSchema(project), scripts, readText: source.readText,
    options: { from: options.from, to: options.to, target, testDatabase: wanted.testDatabase ?? 'pglite', upgradeTypes: options.upgradeTypes },
  });
  return { ...outcome, readText: source.readText, steps: outcome.applied.length === 0 ? [] : step === 'upgrade' ? [TESTS] : nextSteps(outcome.applied, source.readText) };
}

const TARGETS: Readonly<Record<string, Target>> = { pg: 'pg', postgres: 'postgres', '@electric-sql/pglite': 'pglite' };

/** The PostgreSQL library that the project depends on. */
function presentTarget(project: Project): Target {
  const names = project.facts.flatMap((fact) => fact.drivers.filter((use) => use.via === 'dependency').map((use) => use.driver));
  return names.flatMap((name) => TARGETS[name] ?? []).at(0) ?? 'pg';
}

const LOCKS: readonly (readonly [string, string])[] = [['pnpm-lock.yaml', 'pnpm install'], ['yarn.lock', 'yarn install'], ['bun.lockb', 'bun install'], ['bun.lock', 'bun install']];

const FORMATTERS: readonly (readonly [RegExp, string])[] = [
  [/"prettier"\s*:/, 'npx prettier --write .'], [/"@biomejs\/biome"\s*:/, 'npx biome format --write .'], [/"(?:@stylistic\/eslint-plugin|eslint-config-standard)"\s*:/, 'npx eslint --fix .'],
];

const TESTS = 'the type check and the tests, with DATABASE_URL set to an empty PostgreSQL database';

function nextSteps(applied: readonly Component[], readText: ReadText): readonly string[] {
  const manifest = readText('package.json') ?? '';
  const install = LOCKS.find(([lock]) => readText(lock) !== undefined)?.[1] ?? 'npm install';
  const formatter = FORMATTERS.find(([pattern]) => pattern.test(manifest))?.[1] ?? (readText('biome.json') === undefined ? undefined : FORMATTERS[1]![1]);
  return [install, ...applied.flatMap((component) => component.steps), ...(formatter === undefined ? [] : [`${formatter} (the formatter of this project)`]), TESTS];
}

import { existsSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { Project as MorphProject, ts, type ResolutionHostFactory } from 'ts-morph';
import { applyEdits, findClash } from '../core/edits.ts';
import { groupBy } from '../core/group-by.ts';
import type { ProposedEdit } from '../core/types.ts';
import { UsageError } from '../core/usage-error.ts';
import { packagesOf } from '../core/resolve.ts';
import type { Project } from '../rule.ts';
import type { Schema } from '../sql/schema.ts';
import type { Codemod, CodemodContext, CodemodOptions, Component } from './codemod.ts';
import { DECLARATIONS, declarationsOf, declarationsPath, sources } from './driver/declarations.ts';
import { codemods, secondStep } from './index.ts';
import { requireDeclarations } from './requires.ts';
import { createResolution } from './resolution.ts';

export interface CodemodRequest {
  /** Where the project stands; undefined for texts in memory. */
  readonly cwd?: string;
  readonly project: Project;
  readonly schema: Schema;
  /** Every script of the project. */
  readonly scripts: readonly { readonly path: string; readonly text: string }[];
  readonly readText: (path: string) => string | undefined;
  readonly options: CodemodOptions;
  readonly step: Step;
  /** Ids of the codemods that run; left out, all that have something to do. */
  readonly only?: readonly string[];
}

/** The way to the new engine, and what goes on from there. */
export type Step = 'conversion' | 'upgrade';

export interface CodemodOutcome {
  /** New texts, of changed and of created files. */
  readonly texts: ReadonlyMap<string, string>;
  readonly created: readonly string[];
  readonly applied: readonly Component[];
  /** What stayed as it was: its barriers say why. */
  readonly left: readonly Component[];
}

/** Where the project stands for TypeScript when its texts are in memory. */
const NOWHERE = '/project';

/** The codemods of a step that have something to do in a project. Throws a `UsageError` for an id that does not exist. */
export function wantedCodemods(project: Project, only: readonly string[] | undefined, step: Step): readonly Codemod[] {
  const all = [...codemods, ...secondStep];
  const unknown = only?.find((id) => !all.some((codemod) => codemod.id === id));
  if (unknown !== undefined) throw new UsageError(`There is no codemod "${unknown}": it is ${all.map(({ id }) => id).join(', ')}.`);
  return (step === 'conversion' ? codemods : secondStep).filter((codemod) => (!only || only.includes(codemod.id)) && codemod.applies(project));
}

/** Runs the codemods on the texts in memory and makes the edits of every component that has no barrier. Nothing is written. */
export function runCodemods(request: CodemodRequest): CodemodOutcome {
  const wanted = wantedCodemods(request.project, request.only, request.step);
  if (wanted.length === 0) return { texts: new Map(), created: [], applied: [], left: [] };
  const root = request.cwd ?? NOWHERE;
  const toPath = createToPath(root);
  const context: CodemodContext = {
    project: request.project, schema: request.schema, options: request.options, readText: request.readText, morph: openProject(request, root, toPath), toPath,
  };
  const edits = new Map<string, readonly ProposedEdit[]>();
  const applied: Component[] = [];
  const left: Component[] = [];
  for (const component of wanted.flatMap((codemod) => codemod.run(context))) {
    const clash = component.barriers.length > 0 ? undefined : clashOf(component, edits);
    if (component.barriers.length > 0 || clash) {
      left.push(clash ? { ...component, barriers: [{ path: clash.path ?? '', span: clash, message: 'Two changes want this text: convert it by hand.' }] } : component);
      continue;
    }
    applied.push(component);
    for (const [path, own] of groupBy(component.edits, (edit) => edit.path ?? '')) edits.set(path, [...(edits.get(path) ?? []), ...own]);
  }
  return { ...toTexts(edits, applied, request.readText), applied, left };
}

/** Paths as facts have them, each worked out once. */
function createToPath(root: string): CodemodContext['toPath'] {
  const known = new Map<string, string>();
  return (absolute) => {
    const path = known.get(absolute) ?? relative(root, absolute).replaceAll('\\', '/');
    known.set(absolute, path);
    return path;
  };
}

/** An edit of a component that does not go with those of earlier components or with another of its own. */
function clashOf({ edits }: Component, accepted: ReadonlyMap<string, readonly ProposedEdit[]>): ProposedEdit | undefined {
  for (const [path, own] of groupBy(edits, (edit) => edit.path ?? '')) {
    const clash = findClash([...(accepted.get(path) ?? []), ...own]);
    if (clash) return clash;
  }
  return undefined;
}

function toTexts(
  edits: ReadonlyMap<string, readonly ProposedEdit[]>, applied: readonly Component[], readText: CodemodRequest['readText'],
): Pick<CodemodOutcome, 'texts' | 'created'> {
  const texts = new Map<string, string>();
  for (const [path, own] of edits) {
    const before = readText(path);
    const after = before === undefined ? undefined : applyEdits(before, own);
    if (after !== undefined && after !== before) texts.set(path, after);
  }
  const created = applied.flatMap((component) => component.created);
  for (const file of created) texts.set(file.path, file.text);
  return { texts, created: created.map((file) => file.path) };
}

/** The project as TypeScript sees it: with its own compiler options where it has some, and with declarations of the drivers that need no installed package. */
function openProject({ cwd, scripts, project }: CodemodRequest, root: string, toPath: CodemodContext['toPath']): MorphProject {
  const config = cwd === undefined ? undefined : nearestConfig(cwd, scripts);
  const morph = createProject(config, cwd === undefined, createResolution(root, scripts.map(({ path }) => path), packagesOf(project.facts), toPath));
  // First, because of two declarations of one module (node:sqlite is in @types/node as well) the first counts.
  for (const driver of sources) morph.createSourceFile(declarationsPath(driver), declarationsOf(driver), { overwrite: true });
  for (const { path, text } of scripts) morph.createSourceFile(join(root, path), text, { overwrite: true });
  const required = requireDeclarations(scripts, root);
  if (required !== undefined) morph.createSourceFile(`${DECLARATIONS}/require.d.ts`, required, { overwrite: true });
  return morph;
}

function createProject(config: string | undefined, isInMemory: boolean, resolutionHost: ResolutionHostFactory): MorphProject {
  const compilerOptions: ts.CompilerOptions = { allowJs: true, checkJs: false, noEmit: true, skipLibCheck: true, esModuleInterop: true };
  const base = { skipAddingFilesFromTsConfig: true, compilerOptions, useInMemoryFileSystem: isInMemory, resolutionHost };
  const modern = { strict: true, target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler };
  const plain = { ...base, compilerOptions: { ...compilerOptions, ...modern } };
  if (config === undefined) return new MorphProject(plain);
  try {
    return new MorphProject({ ...base, tsConfigFilePath: config });
  } catch {
    // The configuration extends a package that is not installed.
    return new MorphProject(plain);
  }
}

/** The tsconfig.json that stands nearest to the root among those above the scripts. */
function nearestConfig(cwd: string, scripts: readonly { readonly path: string }[]): string | undefined {
  const folders = new Set<string>(['.']);
  for (const { path } of scripts) for (let folder = dirname(path); folder !== '.' && !folders.has(folder); folder = dirname(folder)) folders.add(folder);
  const found = [...folders].map((folder) => join(cwd, folder, 'tsconfig.json')).filter((path) => existsSync(path));
  return found.sort((a, b) => a.length - b.length)[0];
}

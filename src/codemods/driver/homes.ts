import { posix } from 'node:path';
import type { ts } from 'ts-morph';
import { loadedModules, withoutEnding } from '../cascade/graph.ts';
import type { CodemodContext } from '../codemod.ts';
import { SOURCES } from '../../drivers/sources.ts';
import type { ModuleKind } from './module-text.ts';
import { isCommonJs } from './names.ts';

/** A support module that will be, and the module beside it whose imports show how the project writes them. */
export interface Home {
  readonly path: string;
  readonly kind: ModuleKind;
  readonly neighbour: ts.SourceFile;
}

export interface Homes {
  readonly all: readonly Home[];
  /** The support module that a file takes its names from: that of its package, else that of the package with the most calls. */
  readonly of: (path: string) => Home;
}

/**
 * Each package that opens the database outside of tests gets a support module beside the module that does, first of all one that others load.
 * `using`: the files that import a driver.
 */
export function findHomes({ project, readText }: CodemodContext, using: readonly string[], byPath: ReadonlyMap<string, ts.SourceFile>): Homes {
  const loaded = loadedModules([...byPath.values()]);
  const isLoaded = (path: string): boolean => loaded.has(withoutEnding(byPath.get(path)?.fileName ?? ''));
  const opening = project.facts.flatMap(({ path, isTest, connections }) =>
    connections.filter((one) => SOURCES.includes(one.driver)).map((one) => ({ path, inTest: one.inTest || isTest })))
    .sort((a, b) => Number(isLoaded(b.path)) - Number(isLoaded(a.path)));
  const all = [...opening, ...using.map((path) => ({ path, inTest: project.factsOf(path)?.isTest ?? false }))].filter(({ path }) => byPath.has(path));
  const isScript = (path: string): boolean => /(?:^|\/)(?:bench|scripts?|examples?)\//.test(path);
  const best = all.find((one) => !one.inTest && !isScript(one.path)) ?? all.find((one) => !one.inTest) ?? all[0];
  const paths = new Map<string, string>();
  for (const { path, inTest } of opening) {
    const root = project.rootOf(path);
    if (!inTest && !isScript(path) && byPath.has(path) && !paths.has(root)) paths.set(root, path);
  }
  if (paths.size === 0) paths.set('', best?.path ?? project.facts[0]?.path ?? '');
  const homes = new Map([...paths].map(([root, path]) => [root, homeAt(path, byPath, readText)]));
  const calls = (root: string): number => project.facts.filter(({ path }) => project.rootOf(path) === root)
    .reduce((count, fact) => count + fact.calls.filter((call) => SOURCES.includes(call.driver ?? '')).length, 0);
  const [main] = [...homes].map(([root, home]) => ({ home, count: calls(root) })).sort((a, b) => b.count - a.count);
  return { all: [...homes.values()], of: (path) => homes.get(project.rootOf(path)) ?? main!.home };
}

function homeAt(path: string, byPath: ReadonlyMap<string, ts.SourceFile>, readText: CodemodContext['readText']): Home {
  const file = byPath.get(path) ?? [...byPath.values()][0]!;
  const kind: ModuleKind = /\.[cm]?tsx?$/.test(path) ? 'typescript' : isCommonJs(file) ? 'commonjs' : 'module';
  const ending = /\.([cm]?[jt]s)x?$/.exec(path)?.[1] ?? 'ts';
  const folder = posix.dirname(path);
  const free = ['postgres', 'postgres-database', 'postgres-client'].find((name) => readText(posix.join(folder, `${name}.${ending}`)) === undefined) ?? 'postgres-support';
  return { path: posix.join(folder, `${free}.${ending}`), kind, neighbour: file };
}

import { existsSync, readdirSync, readFileSync, statSync, type Dirent } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import type { Facts } from '../core/types.ts';
import { DEFAULT_MAX_FILE_SIZE } from '../engine.ts';
import type { Host } from '../hosts/host.ts';
import { languageOf } from '../hosts/index.ts';

/**
 * What an editor knows beside the file it shows: the schema files and the manifest of the file's package, the modules that the file imports, and the
 * other half when the file is one of a pair of adapters.
 * They are read again when they change; the list of a package is made again after a few seconds.
 */
export interface Surroundings {
  readonly facts: readonly Facts[];
  readonly textOf: (path: string) => string | undefined;
}

type HostOf = (path: string) => Host | undefined;

/** Imports of imports: the module that opens the pool is seldom further away. */
const IMPORT_DEPTH = 2;
const MOST_IMPORTS = 40;
const LIST_AGE = 3000;
const MOST_FOLDERS = 4000;

interface Entry {
  readonly time: number;
  readonly size: number;
  readonly text: string;
  readonly facts: Facts;
}

const files = new Map<string, Entry>();
const lists = new Map<string, { readonly time: number; readonly paths: readonly string[] }>();

/** The surroundings of one file. Paths are POSIX and relative to `cwd`; `twins` are those that its counterpart may have. */
export function readSurroundings(cwd: string, own: Facts, hostOf: HostOf, twins: readonly string[]): Surroundings {
  const root = rootOf(cwd, own.path);
  const found = new Map<string, Entry>();
  const read = (path: string): Entry | undefined => {
    const entry = path === own.path ? undefined : readEntry(cwd, path, hostOf);
    if (entry) found.set(path, entry);
    return entry;
  };
  for (const path of [...listPackage(cwd, root), ...twins.flatMap((twin) => scriptsAt(cwd, twin))]) read(path);
  let modules: readonly Facts[] = [own];
  for (let depth = 0; depth < IMPORT_DEPTH && found.size < MOST_IMPORTS; depth++) {
    modules = modules.flatMap((facts) => importsOf(cwd, facts)).filter((path) => !found.has(path)).flatMap((path) => read(path)?.facts ?? []);
  }
  return { facts: [...found.values()].map((entry) => entry.facts), textOf: (path) => found.get(path)?.text };
}

/** The nearest folder with a package.json, not above the working directory. */
function rootOf(cwd: string, path: string): string {
  for (let folder = posix.dirname(path); folder !== '.' && !folder.startsWith('..'); folder = posix.dirname(folder)) {
    if (existsSync(join(cwd, folder, 'package.json'))) return folder;
  }
  return '.';
}

function readEntry(cwd: string, path: string, hostOf: HostOf): Entry | undefined {
  const absolute = join(cwd, path);
  const known = files.get(absolute);
  try {
    const { mtimeMs, size } = statSync(absolute);
    if (known?.time === mtimeMs && known.size === size) return known;
    const language = languageOf(path);
    const host = hostOf(path);
    if (!language || !host || size > DEFAULT_MAX_FILE_SIZE) return undefined;
    const text = readFileSync(absolute, 'utf8').replace(/^\uFEFF/, '');
    const entry = { time: mtimeMs, size, text, facts: host.read({ path, text, language }) };
    files.set(absolute, entry);
    return entry;
  } catch {
    // It vanished between the listing and the reading.
    return undefined;
  }
}

function listPackage(cwd: string, root: string): readonly string[] {
  const key = join(cwd, root);
  const known = lists.get(key);
  if (known && Date.now() - known.time < LIST_AGE) return known.paths;
  const paths: string[] = [];
  const budget = { folders: MOST_FOLDERS };
  walk(cwd, root, paths, budget);
  if (existsSync(join(key, 'package.json'))) paths.push(posix.join(root, 'package.json'));
  lists.set(key, { time: Date.now(), paths });
  return paths;
}

const FOREIGN = new Set(['node_modules', 'dist', 'build', 'coverage', 'out', 'target', 'vendor']);

function walk(cwd: string, folder: string, paths: string[], budget: { folders: number }): void {
  if (budget.folders-- <= 0) return;
  for (const entry of entriesOf(join(cwd, folder))) {
    const path = posix.join(folder, entry.name);
    if (entry.isDirectory() && !entry.name.startsWith('.') && !FOREIGN.has(entry.name)) walk(cwd, path, paths, budget);
    else if (entry.isFile() && /\.(?:sql|prisma)$/.test(entry.name)) paths.push(path);
  }
}

function entriesOf(folder: string): readonly Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch {
    return [];
  }
}

const ENDINGS: readonly string[] = ['.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs', '/index.ts', '/index.js'];

/** Files of the project that a module imports by a relative path. */
function importsOf(cwd: string, facts: Facts): readonly string[] {
  return (facts.module?.imports ?? []).flatMap(({ specifier }) => {
    if (!specifier.startsWith('.')) return [];
    const target = posix.join(posix.dirname(facts.path), specifier);
    const stem = target.replace(/\.[cm]?jsx?$/, '');
    return findModule(cwd, target, stem) ?? [];
  });
}

const findModule = (cwd: string, target: string, stem: string): string | undefined =>
  [target, ...ENDINGS.map((ending) => stem + ending)].find((path) => isFile(join(cwd, path)));

const MOST_SCRIPTS = 12;

/** The module of that name, or the modules right below a folder of that name and in its `src`. */
function scriptsAt(cwd: string, path: string): readonly string[] {
  const module = findModule(cwd, path, path.replace(/\.[cm]?[jt]sx?$/, ''));
  if (module !== undefined) return [module];
  return [path, posix.join(path, 'src')].flatMap((folder) =>
    entriesOf(join(cwd, folder)).filter((entry) => entry.isFile() && /\.[cm]?[jt]sx?$/.test(entry.name)).map((entry) => posix.join(folder, entry.name))).slice(0, MOST_SCRIPTS);
}

function isFile(path: string): boolean {
  const stat = existsSync(dirname(path)) ? statSync(path, { throwIfNoEntry: false }) : undefined;
  return stat?.isFile() ?? false;
}

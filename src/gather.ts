import { readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import type { Facts, Language, Unread } from './core/types.ts';
import type { ReadText } from './findings.ts';
import { BYTE_ORDER_MARK, listFiles, readContent } from './files.ts';
import { languageOf, loadHost, mayHold } from './hosts/index.ts';
import { isTestPath, type Host } from './hosts/host.ts';

export interface GatherOptions {
  readonly cwd: string;
  /** Files, folders or patterns; none means the working directory. */
  readonly paths: readonly string[];
  /** Patterns in .gitignore's syntax. */
  readonly exclude: readonly string[];
  /** Bytes; longer files are not read. */
  readonly maxFileSize: number;
  /** Look at the bytes of a file first and skip what cannot hold facts. */
  readonly prefilter: boolean;
}

export interface Gathered {
  readonly facts: readonly Facts[];
  readonly unread: readonly Unread[];
  /** Files of a known language; `skipped` of them can hold nothing or were not readable. */
  readonly seen: number;
  readonly skipped: number;
}

/** Called with the number of files done and of all. */
export type Progress = (done: number, all: number) => void;

/**
 * Lists the files and reads the facts of each, one text in memory at a time. A file that holds nothing itself is read after all when it imports
 * one whose facts need it: its callers, or the tests of a module that talks to the database.
 * Throws a `UsageError` for a path that does not exist.
 */
export async function gather(options: GatherOptions, progress?: Progress): Promise<Gathered> {
  const listing = await listFiles(options.cwd, options.paths, options.exclude, (path) => languageOf(path) !== undefined);
  const unread: Unread[] = listing.unreadable.map((entry) => ({ ...entry, start: 0, end: 0 }));
  const facts: Facts[] = [];
  const hosts = new Map<Language, Host>();
  const read = async (path: string, language: Language, text: string): Promise<void> => {
    let host = hosts.get(language);
    if (!host) hosts.set(language, (host = await loadHost(language)));
    facts.push(host.read({ path, text, language }));
  };
  let waiting: Waiting[] = [];
  let seen = 0;
  for (const [index, path] of listing.paths.entries()) {
    const language = languageOf(path);
    progress?.(index, listing.paths.length);
    if (!language) continue;
    seen += 1;
    const content = readContent(join(options.cwd, path), options.maxFileSize);
    if (content.kind === 'skipped') {
      if (content.reason !== undefined) unread.push({ path, start: 0, end: 0, reason: content.reason });
    } else if (!options.prefilter || mayHold(language, content.latin1, path)) {
      await read(path, language, content.decode());
    } else if (isScript(language)) {
      waiting.push({ path, language, imports: importedNames(content.latin1) });
    }
  }
  for (let from = 0; from < facts.length;) {
    const asking = toAsking(facts.slice(from));
    from = facts.length;
    const [wanted, rest] = partition(waiting, (file) => isAsked(file, asking));
    waiting = rest;
    for (const { path, language } of wanted) {
      const content = readContent(join(options.cwd, path), options.maxFileSize);
      if (content.kind === 'text') await read(path, language, content.decode());
    }
  }
  facts.sort((a, b) => (a.path < b.path ? -1 : 1));
  return { facts, unread, seen, skipped: seen - facts.length };
}

/** A script that holds nothing itself, and the last names of the paths it imports from the project. */
interface Waiting {
  readonly path: string;
  readonly language: Language;
  readonly imports: readonly string[];
}

const isScript = (language: Language): boolean => language === 'typescript' || language === 'javascript';

/** Relative paths and the usual aliases (`@/`, `~/`, `#`); names of packages cannot be files of the project. */
const IMPORT = /(?:from|import|require|mock|importActual|importOriginal|module)\s*\(?\s*['"`]([.~#@][^'"`\n]*)['"`]/g;

const importedNames = (latin1: string): readonly string[] => [...new Set([...latin1.matchAll(IMPORT)].map((match) => moduleName(match[1]!)))];

/** `./db/index.js` and `../db` are both `db`. */
function moduleName(path: string): string {
  const parts = path.replace(/\.[cm]?[jt]sx?$|\.vue$|\.svelte$/, '').split('/');
  const last = parts.pop()!;
  return last === 'index' || last === '.' || last === '..' ? (parts.pop() ?? last) : last;
}

interface Asking {
  readonly forCallers: ReadonlySet<string>;
  readonly forTests: ReadonlySet<string>;
  /** Stems of modules; one that begins with `/` is the end of a path. */
  readonly modules: readonly string[];
}

/** `src/db/index.ts` and `src/db` have one stem. */
const stemOf = (path: string): string => path.replace(/\.(?:d\.)?[cm]?[jt]sx?$|\.vue$|\.svelte$/, '').replace(/\/index$/, '');

const toStem = (from: string, specifier: string): string =>
  specifier.startsWith('.') ? stemOf(posix.join(posix.dirname(from), specifier)) : `/${stemOf(specifier.replace(/^(?:[~@#]\/?)/, ''))}`;

/** Calls and connections are known for certain only when all files are linked: a call that may make a connection, or that carries SQL, is enough. */
const reachesDatabase = (fact: Facts): boolean =>
  fact.calls.length > 0 || fact.connections.length > 0
  || (fact.links?.sites ?? []).some((site) => site.opening !== undefined || site.fragments !== undefined || site.arguments.some((argument) => argument.isSql));

const toAsking = (facts: readonly Facts[]): Asking => ({
  forCallers: new Set(facts.filter((fact) => fact.needsCallers).map((fact) => moduleName(fact.path))),
  forTests: new Set(facts.filter((fact) => !fact.isTest && reachesDatabase(fact)).map((fact) => moduleName(fact.path))),
  modules: [...new Set(facts.flatMap((fact) => (fact.needsModules ?? []).map((specifier) => toStem(fact.path, specifier))))],
});

const isAsked = (file: Waiting, asking: Asking): boolean =>
  file.imports.some((name) => asking.forCallers.has(name) || (asking.forTests.has(name) && isTestPath(file.path)))
  || asking.modules.some((stem) => (stem.startsWith('/') ? `/${stemOf(file.path)}`.endsWith(stem) : stemOf(file.path) === stem));

const partition = <T>(items: readonly T[], isFirst: (item: T) => boolean): readonly [T[], T[]] => {
  const first: T[] = [];
  const second: T[] = [];
  for (const item of items) (isFirst(item) ? first : second).push(item);
  return [first, second];
};

/** Texts of the files on the disk, without byte order marks; `overlay` goes before. The last texts asked for are kept. */
export function createReader(cwd: string, overlay: ReadonlyMap<string, string> = new Map()): ReadText {
  const kept = new Map<string, string | undefined>();
  return (path) => {
    const changed = overlay.get(path);
    if (changed !== undefined) return changed;
    if (kept.has(path)) return kept.get(path);
    if (kept.size >= KEPT_TEXTS) kept.clear();
    const text = readTextFile(join(cwd, path));
    kept.set(path, text);
    return text;
  };
}

const KEPT_TEXTS = 64;

function readTextFile(path: string): string | undefined {
  try {
    const text = readFileSync(path, 'utf8');
    return text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text;
  } catch {
    return undefined;
  }
}

/** The facts of texts in memory. Files of unknown languages say nothing. */
export async function readSources(sources: readonly { readonly path: string; readonly text: string }[]): Promise<readonly Facts[]> {
  const facts: Facts[] = [];
  for (const { path, text } of sources) {
    const language = languageOf(path);
    if (!language) continue;
    const host = await loadHost(language);
    facts.push(host.read({ path, language, text: text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text }));
  }
  return facts;
}

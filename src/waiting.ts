import { posix } from 'node:path';
import type { Facts, Language } from './core/types.ts';
import { isTestPath } from './hosts/host.ts';

/** A script that holds nothing itself, and what it imports from the project. */
export interface Waiting {
  readonly path: string;
  readonly language: Language;
  /** Stems of the modules it imports; one that begins with `/` is the end of a path. */
  readonly imports: readonly string[];
  /** Stems of those that it exports again. */
  readonly exported: readonly string[];
}

export interface Questions {
  /** The waiting files that must be read after all because of new facts: callers, tests of modules that open a database, modules that are asked for. */
  readonly ask: (facts: readonly Facts[], waiting: readonly Waiting[]) => ReadonlySet<Waiting>;
}

export const isScript = (language: Language): boolean => language === 'typescript' || language === 'javascript';

/** Relative paths and the usual aliases (`@/`, `~/`, `#`); names of packages cannot be files of the project. */
const IMPORT = /(export\s*(?:\*|\{[^}]*\})[^'"`;]{0,80}?from|from|import|require|mock|importActual|importOriginal|module)\s*\(?\s*['"`]([.~#@][^'"`\n]*)['"`]/g;

/** What a script that holds nothing itself is connected with. `latin1` are its bytes, one character each. */
export function toWaiting(path: string, language: Language, latin1: string): Waiting {
  const imports = new Set<string>();
  const exported = new Set<string>();
  for (const [, by, specifier] of latin1.matchAll(IMPORT)) {
    const stem = toStem(path, specifier!);
    imports.add(stem);
    if (by!.startsWith('export')) exported.add(stem);
  }
  return { path, language, imports: [...imports], exported: [...exported] };
}

const EXTENSION = /\.(?:d\.)?[cm]?[jt]sx?$|\.(?:vue|svelte|astro)$/;

/** `src/db/index.ts` and `src/db` have one stem. */
const stemOf = (path: string): string => path.replace(EXTENSION, '').replace(/\/index$/, '');

const toStem = (from: string, specifier: string): string =>
  specifier.startsWith('.') ? stemOf(posix.join(posix.dirname(from), specifier)) : `/${stemOf(specifier.replace(/^[~@#]\/?/, ''))}`;

/** Stems of files, which an alias names by their end. */
interface Stems {
  readonly add: (stem: string) => void;
  readonly has: (stem: string) => boolean;
}

function createStems(): Stems {
  const whole = new Set<string>();
  const ends = new Set<string>();
  return {
    add: (stem) => {
      if (whole.has(stem)) return;
      whole.add(stem);
      const path = `/${stem}`;
      for (let at = path.indexOf('/'); at >= 0; at = path.indexOf('/', at + 1)) ends.add(path.slice(at));
    },
    has: (stem) => (stem.startsWith('/') ? ends.has(stem) : whole.has(stem)),
  };
}

/** Connections are known for certain only when all files are linked: a call that may make one is enough. */
const opensDatabase = (fact: Facts): boolean =>
  fact.connections.length > 0 || (fact.links?.sites ?? []).some((site) => site.opening !== undefined);

const reachesDatabase = (fact: Facts): boolean =>
  opensDatabase(fact) || fact.calls.length > 0
  || (fact.links?.sites ?? []).some((site) => site.fragments !== undefined || site.arguments.some((argument) => argument.isSql));

/** Remembers what was asked for, so that facts that come later only add to it. */
export function createQuestions(): Questions {
  const forCallers = createStems();
  const forTests = createStems();
  /** Modules that talk to a database, and those that export them again: names are followed through them. */
  const reaching = createStems();
  const modules = new Set<string>();
  const note = (fact: Facts): void => {
    if (fact.needsCallers) forCallers.add(stemOf(fact.path));
    if (!fact.isTest && opensDatabase(fact)) forTests.add(stemOf(fact.path));
    if (!fact.isTest && reachesDatabase(fact)) reaching.add(stemOf(fact.path));
    for (const specifier of fact.needsModules ?? []) modules.add(toStem(fact.path, specifier));
  };
  const isAsked = (file: Waiting): boolean => {
    const stem = stemOf(file.path);
    // Names reach their users through the modules that export them again: these are read to follow them.
    const isPassedOn = file.exported.length > 0 && (forCallers.has(stem) || reaching.has(stem));
    return isPassedOn || file.imports.some((own) => forCallers.has(own) || (forTests.has(own) && isTestPath(file.path)))
      || modules.has(stem) || endsOf(stem).some((end) => modules.has(end));
  };
  return {
    ask: (facts, waiting) => {
      facts.forEach(note);
      for (let isMore = true; isMore;) {
        isMore = false;
        for (const file of waiting) isMore = passOn(file, forCallers) || passOn(file, reaching) || isMore;
      }
      return new Set(waiting.filter(isAsked));
    },
  };
}

/** A module that exports again what is asked for is asked for itself. */
function passOn(file: Waiting, stems: Stems): boolean {
  const stem = stemOf(file.path);
  if (file.exported.length === 0 || stems.has(stem) || !file.exported.some((own) => stems.has(own))) return false;
  stems.add(stem);
  return true;
}

function endsOf(stem: string): readonly string[] {
  const ends: string[] = [];
  const path = `/${stem}`;
  for (let at = path.indexOf('/'); at >= 0; at = path.indexOf('/', at + 1)) ends.push(path.slice(at));
  return ends;
}

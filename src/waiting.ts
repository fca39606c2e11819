import { posix } from 'node:path';
import type { Facts, Language, Links, Origin } from './core/types.ts';
import { driverOfModule } from './drivers/lookup.ts';
import { isTestPath } from './core/test-path.ts';

/** A script that holds nothing itself, and what it imports from the project. */
export interface Waiting {
  readonly path: string;
  readonly language: Language;
  /** Stems of the modules it imports; one that begins with `/` is the end of a path. */
  readonly imports: readonly string[];
  /** Stems of those that it exports again, and the names that it gives others. */
  readonly exported: readonly string[];
  readonly renamed: readonly (readonly [from: string, to: string])[];
}

export interface Questions {
  /** The waiting files that must be read after all because of new facts: callers, tests of modules that open a database, modules that are asked for. */
  readonly ask: (facts: readonly Facts[], waiting: readonly Waiting[]) => ReadonlySet<Waiting>;
}

/** The bytes of a file, one character each; undefined when it cannot be read any more. */
export type ReadLatin1 = (path: string) => string | undefined;

export const isScript = (language: Language): boolean => language === 'typescript' || language === 'javascript';

/** Relative paths and the usual aliases (`@/`, `~/`, `#`); names of packages cannot be files of the project. */
const IMPORT = /(export\s*(?:\*|\{[^}]*\})[^'"`;]{0,80}?from|from|import|require|mock|importActual|importOriginal|module)\s*\(?\s*['"`]([.~#@][^'"`\n]*)['"`]/g;

/** What a script that holds nothing itself is connected with. `latin1` are its bytes, one character each. */
export function toWaiting(path: string, language: Language, latin1: string): Waiting {
  const imports = new Set<string>();
  const exported = new Set<string>();
  const renamed: (readonly [string, string])[] = [];
  for (const [, by, specifier] of latin1.matchAll(IMPORT)) {
    const stem = toStem(path, specifier!);
    imports.add(stem);
    if (!by!.startsWith('export')) continue;
    exported.add(stem);
    for (const [, from, to] of by!.matchAll(/([\w$]+)\s+as\s+([\w$]+)/g)) renamed.push([from!, to!]);
  }
  return { path, language, imports: [...imports], exported: [...exported], renamed };
}

const EXTENSION = /\.(?:d\.)?[cm]?[jt]sx?$|\.(?:vue|svelte|astro)$/;

/** `src/db/index.ts` and `src/db` have one stem. */
const stemOf = (path: string): string => path.replace(EXTENSION, '').replace(/\/index$/, '');

const toStem = (from: string, specifier: string): string =>
  specifier.startsWith('.') ? stemOf(posix.join(posix.dirname(from), specifier)) : `/${stemOf(specifier.replace(/^[~@#]\/?/, ''))}`;

const isOfProject = (specifier: string): boolean => /^[.~#@]/.test(specifier);

/** What is asked of files, by their stems, which an alias names by their end: for whatever they hold, or for certain words. */
interface Stems {
  /** Says whether that is new. */
  readonly add: (stem: string, words?: Iterable<string>) => boolean;
  readonly has: (stem: string) => boolean;
  readonly wordsOf: (stem: string) => ReadonlySet<string>;
}

const NO_WORDS: ReadonlySet<string> = new Set();

function createStems(): Stems {
  const known = new Map<string, Set<string>>();
  const put = (stem: string, words: Iterable<string>): boolean => {
    let own = known.get(stem);
    const before = own?.size ?? -1;
    if (!own) known.set(stem, (own = new Set()));
    for (const word of words) own.add(word);
    return own.size > before;
  };
  return {
    add: (stem, words = NO_WORDS) => {
      if (!put(stem, words)) return false;
      for (const end of endsOf(stem)) put(end, words);
      return true;
    },
    has: (stem) => known.has(stem),
    wordsOf: (stem) => known.get(stem) ?? NO_WORDS,
  };
}

/** The ends of a stem, by which aliases name it: `/src/db` and `/db` of `src/db`. */
function endsOf(stem: string): readonly string[] {
  const ends: string[] = [];
  const path = `/${stem}`;
  for (let at = path.indexOf('/'); at >= 0; at = path.indexOf('/', at + 1)) ends.push(path.slice(at));
  return ends;
}

/** Whether a module exports what it has from a module that fits, as it is. */
function handsOn(links: Links | undefined, fits: (specifier: string) => boolean): boolean {
  if (!links) return false;
  const { exports, stars, symbols, functions, sites } = links;
  const seen = new Set<Origin>();
  const visit = (origin: Origin | undefined): boolean => {
    if (!origin || seen.has(origin)) return false;
    seen.add(origin);
    switch (origin.kind) {
      case 'import':
        return fits(origin.specifier);
      case 'symbol':
        return visit(symbols[origin.id]);
      case 'member':
        return visit(origin.of);
      case 'call':
        return visit(sites[origin.site]?.callee);
      case 'function':
        return visit(functions[origin.id]?.returns);
      case 'any':
        return origin.of.some(visit);
      case 'object':
        return Object.values(origin.members).some(visit);
      default:
        return false;
    }
  };
  return stars.some(fits) || Object.values(exports).some(visit);
}

/** Remembers what was asked for, so that facts that come later only add to it. */
export function createQuestions(readLatin1: ReadLatin1): Questions {
  const forCallers = createStems();
  const forTests = createStems();
  /** Modules that talk to a database, and those that export them again: names are followed through them. */
  const reaching = createStems();
  /** Modules that export a driver, or what they make of it. */
  const drivers = createStems();
  const modules = new Set<string>();
  const known: Facts[] = [];
  const isDriver = (path: string) => (specifier: string): boolean =>
    driverOfModule(specifier) !== undefined || (isOfProject(specifier) && drivers.has(toStem(path, specifier)));
  /** Connections are known for certain only when all files are linked: a call that may make one, and a driver that may come from somewhere, are enough. */
  const importsDriver = ({ path, module }: Facts): boolean => (module?.imports ?? []).some(({ specifier }) => isDriver(path)(specifier));
  const opensDatabase = (fact: Facts): boolean =>
    fact.connections.length > 0 || ((fact.links?.sites ?? []).some((site) => site.opening) && importsDriver(fact));
  const reachesDatabase = (fact: Facts): boolean => fact.calls.length > 0 || fact.fragments.length > 0 || opensDatabase(fact);
  const asksCallers = ({ path, fragments, drivers: own, module, declarations }: Facts): boolean =>
    fragments.length > 0 || own.length > 0 || declarations !== undefined
    || (module?.imports ?? []).some(({ specifier }) => isOfProject(specifier) && forCallers.has(toStem(path, specifier)));
  const note = (fact: Facts): boolean => {
    const stem = stemOf(fact.path);
    const isSource = !fact.isTest;
    return [
      !drivers.has(stem) && importsDriver(fact) && handsOn(fact.links, isDriver(fact.path)) && drivers.add(stem),
      fact.needsCallers !== undefined && !forCallers.has(stem) && asksCallers(fact) && forCallers.add(stem, fact.needsCallers),
      isSource && !forTests.has(stem) && opensDatabase(fact) && forTests.add(stem),
      isSource && !reaching.has(stem) && reachesDatabase(fact) && reaching.add(stem),
    ].some(Boolean);
  };
  const isCaller = (file: Waiting): boolean => {
    const words = new Set(file.imports.flatMap((own) => [...forCallers.wordsOf(own)]));
    return words.has('*') || (words.size > 0 && mentions(readLatin1(file.path) ?? '', words));
  };
  const isAsked = (file: Waiting): boolean => {
    const stem = stemOf(file.path);
    // Names reach their users through the modules that export them again: these are read to follow them.
    const isPassedOn = file.exported.length > 0 && (forCallers.has(stem) || reaching.has(stem));
    return isPassedOn || (isTestPath(file.path) && file.imports.some((own) => forTests.has(own)))
      || modules.has(stem) || endsOf(stem).some((end) => modules.has(end)) || isCaller(file);
  };
  return {
    ask: (facts, waiting) => {
      known.push(...facts);
      for (const fact of facts) for (const specifier of fact.needsModules ?? []) modules.add(toStem(fact.path, specifier));
      const passing = waiting.filter((file) => file.exported.length > 0);
      for (let isMore = true; isMore;) {
        isMore = false;
        for (const fact of known) isMore = note(fact) || isMore;
        for (const file of passing) for (const stems of [forCallers, reaching, drivers]) isMore = passOn(file, stems) || isMore;
      }
      return new Set(waiting.filter(isAsked));
    },
  };
}

/** A module that exports again what is asked for is asked for itself, under other names perhaps. */
function passOn(file: Waiting, stems: Stems): boolean {
  if (!file.exported.some((own) => stems.has(own))) return false;
  const words = new Set(file.exported.flatMap((own) => [...stems.wordsOf(own)]));
  for (const [from, to] of file.renamed) if (words.has(from)) words.add(to);
  return stems.add(stemOf(file.path), words);
}

const mentions = (latin1: string, words: ReadonlySet<string>): boolean =>
  new RegExp(`(?<![\\w$])(?:${[...words].map((word) => word.replaceAll('$', '\\$')).join('|')})(?![\\w$])`).test(latin1);

import { enginesAt } from './core/engine-spans.ts';
import type { Call, Engine, Facts, Place } from './core/types.ts';
import { findDriver } from './drivers/lookup.ts';
import { createTwinFinder, namesEngine } from './twins.ts';

/** The half of a project that stays on the old engine because the project runs on both. */
export interface Halves {
  /** The other half of a pair of files or folders. */
  readonly twinOf: (path: string) => string | undefined;
  /** Why the code at a place never reaches the new engine; undefined where it may. */
  readonly whyStays: (path: string, offset: number) => string | undefined;
  /** The same for a call, which may go to a driver of the old engine in a program that chooses one when it starts. */
  readonly whyCallStays: (call: Call) => string | undefined;
  /** Where the package of a file opens a database of the old engine behind a condition on the engine. */
  readonly engineChoice: (path: string) => Place | undefined;
}

export function findHalves(facts: readonly Facts[], from: Engine, to: Engine, rootOf: (path: string) => string): Halves {
  const twinOf = createTwinFinder(facts, from, to);
  const byPath = new Map(facts.map((fact) => [fact.path, fact]));
  const choices = new Map(facts.flatMap((fact) => openedByChoice(fact, from, to).map((place) => [rootOf(fact.path), place] as const)).reverse());
  const engineChoice = (path: string): Place | undefined => choices.get(rootOf(path));
  const isThere = facts.some((fact) => fact.drivers.some((use) => use.engine === to) || fact.connections.some((connection) => connection.engine === to));
  const isTestOfHalf = createTestFinder(facts, from, twinOf);
  const whyStays = (path: string, offset: number): string | undefined => {
    const twin = twinOf(path);
    if (twin !== undefined) return `the file is the old engine's half of a pair with ${twin}: it stays as it is`;
    // Without a driver of the new engine a condition names something else: the kind of a cache.
    if (!isThere) return undefined;
    const engines = enginesAt(byPath.get(path)?.engineSpans, offset);
    return engines && !engines.includes(to) ? `a condition on the engine keeps it from ${NAMES[to]}: it stays as it is` : undefined;
  };
  const whyCallStays = (call: Call): string | undefined => {
    const stays = whyStays(call.path, call.start);
    const name = findDriver(call.driver);
    if (stays !== undefined || !name || call.engine !== from) return stays;
    if (isTestOfHalf(call.path)) return 'the test is of the old engine\'s half of a pair: it stays as it is';
    return engineChoice(call.path) ? `the program chooses its engine when it starts, and ${name.name} is the choice of the old one: it stays as it is` : undefined;
  };
  return { twinOf, whyStays, whyCallStays, engineChoice };
}

const NAMES: Readonly<Record<Engine, string>> = { sqlite: 'SQLite', postgres: 'PostgreSQL' };

/** Where the file opens a database of the old engine and a condition keeps the new one away: the program runs on both. */
const openedByChoice = (fact: Facts, from: Engine, to: Engine): readonly Place[] =>
  (fact.isTest ? [] : fact.connections).flatMap(({ engine, start, end }) => {
    const engines = engine === from ? enginesAt(fact.engineSpans, start) : undefined;
    return engines !== undefined && engines.includes(from) && !engines.includes(to) ? [{ path: fact.path, start, end }] : [];
  });

/** Tests that import the old half of a pair, be it by the name that its package gives it. */
function createTestFinder(facts: readonly Facts[], from: Engine, twinOf: (path: string) => string | undefined): (path: string) => boolean {
  const tails = new Set(facts.flatMap((fact) => (twinOf(fact.path) === undefined ? [] : [tailOf(fact.path)])));
  const tests = new Set(facts.filter((fact) => fact.isTest && tails.size > 0 && fact.module?.imports.some(({ specifier, resolved }) =>
    (resolved !== undefined && twinOf(resolved) !== undefined) || (specifier.includes('/') && namesEngine(specifier, from) && tails.has(tailOf(specifier))))).map((fact) => fact.path));
  return (path) => tests.has(path);
}

/** The last two steps of a path, without the extension. */
const tailOf = (path: string): string => path.toLowerCase().replace(/\.[cm]?[jt]sx?$/, '').split('/').slice(-2).join('/');

import { toPlace } from './core/positions.ts';
import type { Call, Declaration, Engine, Facts, Fragment, Stretch } from './core/types.ts';
import { foreignEngine, foreignPackageOf } from './foreign.ts';
import { findHalves, type Halves } from './halves.ts';
import { findMadeMigrations, type MadeMigrations } from './made-migrations.ts';
import type { Project } from './rule.ts';
import { readStatements, type Statement } from './sql/statement.ts';
import { namesEngine } from './twins.ts';

type DataLayer = Engine | 'both' | 'none';

/** What tells a fragment that codemods have moved: a file stays the same while fixes change its text, other texts are in files that change around them. */
export const movedKey = ({ kind, path, text }: Fragment): string => (kind === 'file' ? path : text);

/**
 * Builds the project from linked facts: statements with their engines, and which engine the code reaches. `moved` holds keys of fragments that were written
 * for the old engine, although they reach the new one now.
 */
export function createProject(facts: readonly Facts[], from: Engine, to: Engine, moved?: ReadonlySet<string>): Project {
  const byPath = new Map(facts.map((fact) => [fact.path, fact]));
  const rootOf = createRootFinder(facts);
  const packages = groupFacts(facts, rootOf);
  const layers = new Map<string, DataLayer>();
  const dataLayerOf = (path: string): DataLayer => {
    const root = rootOf(path);
    let layer = layers.get(root);
    if (layer === undefined) layers.set(root, (layer = readDataLayer(packages.get(root) ?? [])));
    return layer;
  };
  const dataLayer = readDataLayer(facts);
  const callOf = new Map<Fragment, Call>();
  // A text that a function sends to either engine is one for the new one, too.
  for (const call of facts.flatMap((fact) => fact.calls)) {
    const known = call.fragment && callOf.get(call.fragment);
    if (call.fragment && (!known || (call.engine === to && known.engine !== to))) callOf.set(call.fragment, call);
  }
  const layerAt = (path: string): DataLayer => {
    const own = dataLayerOf(path);
    return own === 'none' ? dataLayer : own;
  };
  const halves = findHalves(facts, from, to, rootOf);
  const made = findMadeMigrations(facts, from, to, rootOf);
  const isPart = createPartTest(callOf.keys());
  return {
    facts,
    statements: facts.flatMap((fact) => statementsOf(fact, callOf, isPart, layerAt, to, (fragment) => (moved?.has(movedKey(fragment)) ? from : undefined))),
    declared: declarationsOf(facts, layerAt, from).flatMap(({ fragment, engine }) => readStatements(fragment, { engine })),
    composed: facts.flatMap((fact) => composedOf(fact, layerAt(fact.path), to)),
    dataLayer,
    dataLayerOf: layerAt,
    factsOf: (path) => byPath.get(path),
    rootOf,
    packageOf: (path) => packages.get(rootOf(path)) ?? [],
    ...halves,
    ...made,
    whyLeft: createReasons(halves, made),
  };
}

function createReasons(halves: Halves, made: MadeMigrations): (statement: Statement) => string | undefined {
  const known = new WeakMap<Statement, string | false>();
  return (statement) => {
    let reason = known.get(statement);
    if (reason === undefined) known.set(statement, (reason = reasonOf(statement, halves, made) ?? false));
    return reason === false ? undefined : reason;
  };
}

function reasonOf(statement: Statement, { whyStays, whyCallStays }: Halves, { whyMadeAnew }: MadeMigrations): string | undefined {
  const { path, start } = toPlace(statement.fragment, { start: statement.start, end: statement.start + 1 });
  const reason = whyStays(path, start) ?? (statement.call && whyCallStays(statement.call)) ?? whyMadeAnew(path);
  if (reason !== undefined) return reason;
  const engine = foreignEngine(statement);
  return engine && `the statement is written for ${engine}`;
}

/** The statements of builders that reach the new engine. */
const composedOf = (fact: Facts, layer: DataLayer, to: Engine): readonly Statement[] =>
  (fact.composed ?? []).flatMap((call) => {
    const engine = call.engine ?? (layer === to || layer === 'both' ? to : undefined);
    return engine === to && call.fragment ? readStatements(call.fragment, { call: { ...call, engine }, engine }) : [];
  });

/**
 * What ORM code declares; where it does not name its engine, for what the package reaches. A table that a migration spells otherwise is spelled as
 * the migration does.
 */
function declarationsOf(facts: readonly Facts[], layerOf: (path: string) => DataLayer, from: Engine): readonly Declaration[] {
  const all = facts.flatMap((fact) => (fact.declarations ?? []).map((own) => ({ own, layer: layerOf(fact.path) })));
  const created = new Map(all.flatMap(({ own }) => (own.isMigration ? [[own.table.toLowerCase(), own.table] as const] : [])));
  return all.flatMap(({ own, layer }) => {
    const isReached = !own.isEither || layer === 'both' || own.engine === (layer === 'none' ? from : layer);
    return isReached && (created.get(own.table.toLowerCase()) ?? own.table) === own.table ? [own] : [];
  });
}

/** The folder of the nearest package.json above a file, with its `/`; empty for the working directory. */
function createRootFinder(facts: readonly Facts[]): (path: string) => string {
  const roots = new Set(facts.flatMap((fact) => (/(?:^|\/)package\.json$/.test(fact.path) ? [folderOf(fact.path)] : [])));
  const known = new Map<string, string>();
  const rootOfFolder = (folder: string): string => {
    let root = known.get(folder);
    if (root === undefined) known.set(folder, (root = folder === '' || roots.has(folder) ? folder : rootOfFolder(folderOf(folder.slice(0, -1)))));
    return root;
  };
  return (path) => rootOfFolder(folderOf(path));
}

const folderOf = (path: string): string => path.slice(0, path.lastIndexOf('/') + 1);

function groupFacts(facts: readonly Facts[], rootOf: (path: string) => string): ReadonlyMap<string, readonly Facts[]> {
  const groups = new Map<string, Facts[]>();
  for (const fact of facts) {
    const root = rootOf(fact.path);
    const group = groups.get(root);
    if (group) group.push(fact);
    else groups.set(root, [fact]);
  }
  return groups;
}

/** A one-off script that carries data over reaches both engines and says nothing about the project. */
const CARRIER = /(?:^|[/._-])(?:scripts?|migrat\w*|copy|convert|import|export|transfer|seed\w*|backup|dump)(?=[/._-]|$)/i;

/** Calls and connections of the sources speak; where there are none, connection strings do, then the declared dependencies. */
function readDataLayer(facts: readonly Facts[]): DataLayer {
  const sources = facts.filter((fact) => !fact.isTest);
  const reached = (files: readonly Facts[]): ReadonlySet<Engine> => new Set(files.flatMap((fact) => [
    ...fact.calls.flatMap((call) => (call.engine && call.driver && !call.inTest ? [call.engine] : [])),
    ...fact.connections.flatMap((connection) => (connection.inTest ? [] : [connection.engine])),
  ]));
  const used = (via: readonly string[]): ReadonlySet<Engine> =>
    new Set(sources.flatMap((fact) => fact.drivers.flatMap((use) => (via.includes(use.via) ? [use.engine] : []))));
  const named = [reached(sources.filter((fact) => !CARRIER.test(fact.path))), reached(sources), used(['import']), used(['url']), used(['dependency'])];
  const engines = named.find((candidate) => candidate.size > 0);
  if (!engines) return 'none';
  return engines.size === 2 ? 'both' : [...engines][0]!;
}

/** Whether a fragment is a part of the SQL of calls, which is read as a whole: `let sql = 'SELECT ...'; sql += ' GROUP BY ...'`. */
function createPartTest(called: Iterable<Fragment>): (fragment: Fragment) => boolean {
  const parts = new Map<string, Stretch[]>();
  for (const fragment of called) {
    if (fragment.kind !== 'joined') continue;
    for (const stretch of fragment.map) {
      const path = stretch.path ?? fragment.path;
      if (stretch.kind === 'text') parts.set(path, [...(parts.get(path) ?? []), stretch]);
    }
  }
  return (fragment) => {
    const known = parts.get(fragment.path);
    const own = fragment.map.filter((stretch) => stretch.kind === 'text');
    return known !== undefined && own.length > 0 && own.every(({ from, to }) => known.some((part) => part.from <= from && to <= part.to));
  };
}

function statementsOf(
  fact: Facts, callOf: ReadonlyMap<Fragment, Call>, isPart: (fragment: Fragment) => boolean, dataLayerOf: (path: string) => DataLayer, to: Engine,
  dialectOf: (fragment: Fragment) => Engine | undefined,
): readonly Statement[] {
  const named = engineOfPackages(fact);
  const foreign = foreignPackageOf(fact);
  // What a query builder sends goes where the package connects to.
  const reached = fact.calls.length > 0 && dataLayerOf(fact.path) === to ? to : undefined;
  return fact.fragments.flatMap((fragment) => {
    const call = callOf.get(fragment);
    if (call) return readStatements(fragment, { call, engine: call.engine ?? named ?? reached, foreign, dialect: dialectOf(fragment) });
    if (isPart(fragment)) return [];
    return fragment.kind === 'file' ? readFileStatements(fragment, dataLayerOf(fact.path), dialectOf(fragment)) : readStatements(fragment, { engine: named, foreign, dialect: dialectOf(fragment) });
  });
}

/** The only engine that the packages which a file imports are named for: `@payloadcms/db-postgres`. */
function engineOfPackages({ module }: Facts): Engine | undefined {
  const packages = (module?.imports ?? []).flatMap(({ specifier }) => (specifier.startsWith('.') ? [] : [specifier]));
  const engines = (['sqlite', 'postgres'] as const).filter((engine) => packages.some((name) => namesEngine(name, engine)));
  return engines.length === 1 ? engines[0] : undefined;
}

const ENGINE_IN_PATH: readonly (readonly [RegExp, Engine])[] = [
  [/(?:^|[/._-])(?:postgres|postgresql|pg|psql)(?:[/._-]|$)/i, 'postgres'],
  [/(?:^|[/._-])(?:sqlite|sqlite3|libsql|d1)(?:[/._-]|$)/i, 'sqlite'],
];

/** An SQL file is written for the engine its path names, else for the only one that reads all of it, else for the one the code reaches. */
function readFileStatements(fragment: Fragment, dataLayer: DataLayer, dialect: Engine | undefined): readonly Statement[] {
  const named = ENGINE_IN_PATH.find(([pattern]) => pattern.test(fragment.path))?.[1];
  if (named) return readStatements(fragment, { engine: named, dialect });
  const statements = readStatements(fragment);
  const isMigrated = statements.some((statement) => statement.grammar === 'postgres');
  const engine = isMigrated ? 'postgres' : dataLayer === 'postgres' || dataLayer === 'sqlite' ? dataLayer : undefined;
  return engine ? readStatements(fragment, { engine, dialect }) : statements;
}

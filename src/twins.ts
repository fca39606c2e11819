import type { Engine, Facts } from './core/types.ts';

/** How code bases name the halves of an adapter that runs on both engines. */
const NAMES: Readonly<Record<Engine, readonly string[]>> = {
  sqlite: ['cloudflare-d1', 'better-sqlite3', 'better-sqlite', 'sqlite3', 'sqlite', 'libsql', 'turso'],
  postgres: ['postgresql', 'postgres', 'pgsql', 'pg'],
};

/**
 * Finds the other half of a deliberate pair: `storage/sqlite.ts` beside `storage/postgres.ts`, `packages/libsql/` beside `packages/postgres/`.
 * The half for the old engine stays what it is; only the other one must speak the new engine's language. Gives the path (or folder) of the
 * counterpart, which must really use `to`, or undefined; a file that speaks to `to` alone has moved, whatever it is called.
 */
export function createTwinFinder(facts: readonly Facts[], from: Engine, to: Engine): (path: string) => string | undefined {
  const prefixes = new Set<string>();
  for (const fact of facts) {
    if (!usesEngine(fact, from, to)) continue;
    const segments = fact.path.split('/');
    for (let i = 1; i <= segments.length; i++) prefixes.add(stemOf(segments.slice(0, i).join('/')));
  }
  const known = new Map<string, string | undefined>();
  const moved = new Set(facts.filter((fact) => speaks(fact, to) && !speaks(fact, from)).map((fact) => fact.path));
  return (path) => {
    if (moved.has(path)) return undefined;
    if (!known.has(path)) known.set(path, counterpartsOf(path, from, to).find((candidate) => prefixes.has(stemOf(candidate))));
    return known.get(path);
  };
}

/** Whether a file talks to an engine through a driver. */
const speaks = (fact: Facts, engine: Engine): boolean =>
  fact.calls.some((call) => call.engine === engine) || fact.connections.some((connection) => connection.engine === engine)
  || fact.drivers.some((use) => use.engine === engine && use.via === 'import');

const usesEngine = (fact: Facts, from: Engine, to: Engine): boolean => speaks(fact, to) || (holdsSql(fact, from) && namesEngine(fact.path, to));

/** SQL that no driver of the old engine gets: a file of it, or what an ORM hands on (a migration of TypeORM). */
const holdsSql = (fact: Facts, from: Engine): boolean => fact.language === 'sql' || (fact.fragments.length > 0 && fact.calls.every((call) => call.engine !== from));

/** Whether a path or the name of a module names the engine. */
export const namesEngine = (path: string, engine: Engine): boolean => new RegExp(`(?:^|[/._-])(?:${NAMES[engine].join('|')})(?:[/._-]|$)`, 'i').test(path);

const stemOf = (path: string): string => path.toLowerCase().replace(/\.[cm]?[jt]sx?$/, '');

/** The path up to each segment that names the old engine, with the name of the new one instead. */
export function counterpartsOf(path: string, from: Engine, to: Engine): readonly string[] {
  const segments = path.split('/');
  return segments.flatMap((segment, index) => {
    const name = NAMES[from].find((candidate) => segment.toLowerCase().includes(candidate));
    if (!name) return [];
    const at = segment.toLowerCase().indexOf(name);
    const before = segments.slice(0, index).map((part) => `${part}/`).join('');
    return NAMES[to].map((other) => `${before}${segment.slice(0, at)}${other}${segment.slice(at + name.length)}`);
  });
}

import type { Driver } from '../drivers/driver.ts';
import { driverOfModule, findDriver } from '../drivers/lookup.ts';
import type { Origin, Site, SiteArgument } from '../core/types.ts';
import type { SiteRef, Value } from './values.ts';
import type { World } from './world.ts';

/** Methods whose first argument is SQL and whose name alone says little. */
const SQL_METHODS = new Set(['prepare', 'query', 'exec', 'run', 'get', 'all', 'each', 'execute', 'unsafe', 'raw', 'pragma']);

/** Functions that say that they are for an engine which is neither: `runMigration27Mysql(pool: any)`. */
const OTHER_ENGINE = /mysql|mariadb|mssql|oracle/i;

/**
 * A call that carries SQL on a receiver nobody explains (`db: any`): the method of the only driver, of those the file or else the project uses, that has
 * one of that name. `prepare` is a method of drivers of SQLite alone, also where none is left in the project. Undefined when there is none, or more than one.
 */
export function guessMethod(world: World, ref: SiteRef, site: Site): Value | undefined {
  const isForOther = (): boolean => OTHER_ENGINE.test(site.within?.name ?? '');
  if (site.kind === 'tag') return site.fragments && isTagName(site.callee) && !isForOther() ? guessTag(world, ref) : undefined;
  if (site.kind !== 'call' || site.callee.kind !== 'member') return undefined;
  const { name } = site.callee;
  if (!SQL_METHODS.has(name) || !hasSql(site) || isOther(site.callee.of) || isForOther()) return undefined;
  const own = candidates(driversIn(world, [ref.path]), name);
  const near = own.length > 0 ? own : nearby(world, ref.path, name);
  const chosen = near.length > 0 || name !== 'prepare' ? near : candidates(['better-sqlite3'], name);
  return chosen.length === 1 ? chosen[0] : undefined;
}

const isTagName = (callee: Origin): boolean => /^(?:sql|SQL)$/.test(callee.kind === 'symbol' ? callee.id : callee.kind === 'global' || callee.kind === 'member' ? callee.name : '');

/** A template tagged `sql` where one driver with a tag is in use. */
function guessTag(world: World, ref: SiteRef): Value | undefined {
  const imports = world.facts.find((fact) => fact.path === ref.path)?.module?.imports ?? [];
  const used = new Set([...driversIn(world, [ref.path]).map(findDriver), ...imports.map(({ specifier }) => driverOfModule(specifier))]);
  const found = [...used].flatMap((driver) => {
    const handle = driver && Object.keys(driver.handles).find((kind) => driver.handles[kind]!.tag);
    return driver && handle !== undefined ? [{ driver, handle, method: driver.handles[handle]!.tag! }] : [];
  });
  const [only] = found;
  if (!only || found.length > 1) return undefined;
  return { kind: 'method', name: 'tag', method: only.method, of: { kind: 'handle', driver: only.driver, engine: only.driver.engine, handle: only.handle, isGuess: true } };
}

const TRANSACTION = /^\s*(?:begin|commit|rollback|end|savepoint|release|vacuum|analyze)\b[^.!?]*$/i;

/** Whether a site is given SQL: text that begins as a statement does, or nothing but one of the short ones. */
export const hasSql = (site: Site): boolean => {
  const givesRows = site.callee.kind === 'member' && GIVES_ROWS.test(site.callee.name);
  const isSql = (argument: SiteArgument): boolean =>
    argument.isSql === true || (!givesRows && (argument.fragments?.some((fragment) => TRANSACTION.test(fragment.text)) ?? false));
  return site.arguments.some((argument) => isSql(argument) || argument.properties?.some(isSql));
};

/** `parameters.get('end')`: nobody asks BEGIN or END for rows. */
const GIVES_ROWS = /^(?:get|all|each)$/;

/** What is certainly not a database: a literal, an object of the file, a module that is no driver. */
const isOther = (origin: Origin): boolean => origin.kind === 'object' || origin.kind === 'array' || origin.kind === 'host';

const memo = new WeakMap<World, Map<string, readonly string[]>>();

function driversIn(world: World, paths: readonly string[]): readonly string[] {
  let known = memo.get(world);
  if (!known) memo.set(world, (known = new Map(world.facts.map((fact) => [fact.path, fact.drivers.filter((use) => use.via === 'import').map((use) => use.driver)]))));
  return [...new Set(paths.flatMap((path) => known.get(path) ?? []))].sort();
}

const folders = new WeakMap<World, ReadonlyMap<string, readonly string[]>>();

/** The methods of the drivers that are used in the nearest folder around a file, so that a repository of several packages is not one. */
function nearby(world: World, path: string, name: string): readonly Value[] {
  let byFolder = folders.get(world);
  if (!byFolder) folders.set(world, (byFolder = indexFolders(world)));
  for (let folder = path; folder !== '';) {
    folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/')));
    const found = candidates(driversIn(world, byFolder.get(folder) ?? []), name);
    if (found.length > 0) return found;
  }
  return [];
}

function indexFolders(world: World): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const fact of world.facts) {
    if (!fact.drivers.some((use) => use.via === 'import')) continue;
    for (let folder = fact.path; folder !== '';) {
      folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/')));
      const list = found.get(folder);
      if (list) list.push(fact.path);
      else found.set(folder, [fact.path]);
    }
  }
  return found;
}

function candidates(ids: readonly string[], name: string): readonly Value[] {
  return ids.flatMap((id) => {
    const driver = findDriver(id);
    const handle = driver && mainHandles(driver).find((kind) => driver.handles[kind]?.methods[name]?.sql);
    return driver && handle !== undefined
      ? [{ kind: 'method', name, method: driver.handles[handle]!.methods[name]!, of: { kind: 'handle', driver, engine: driver.engine, handle, isGuess: true } } as const]
      : [];
  });
}

const mainHandles = (driver: Driver): readonly string[] => [...new Set(Object.values(driver.opens).map((opening) => opening.gives))];

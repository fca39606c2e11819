import type { Driver, Method, Opening } from '../drivers/driver.ts';
import { ENGINE_NAMES } from '../drivers/driver.ts';
import type { Engine, Origin, Site, SiteArgument } from '../core/types.ts';
import { guessMethod } from './guess.ts';
import type { HandleValue, SiteRef, Value } from './values.ts';
import type { World } from './world.ts';

type MethodValue = Extract<Value, { kind: 'method' }>;

/** What a call, a `new` or a tagged template gives. */
export function callValue(world: World, ref: SiteRef): readonly Value[] {
  const site = world.site(ref);
  if (!site) return [];
  if (isBind(site)) return world.evaluate(ref.path, site.callee);
  if (isPromisify(site.callee)) return site.arguments[0] ? world.evaluate(ref.path, site.arguments[0].origin) : [];
  return targetsOf(world, ref, site).flatMap((value) => invoke(world, ref, site, value));
}

/** `db.all.bind(db)`: nothing is called. */
export const isBind = (site: Site): boolean => site.callee.kind === 'member' && site.callee.name === 'bind' && site.callee.of.kind === 'member';

/** What is called at a site: as the project says, else as the shape of the call and the project's drivers suggest. */
export function targetsOf(world: World, ref: SiteRef, site: Site): readonly Value[] {
  const called = world.evaluate(ref.path, site.callee);
  if (called.length === 0) return orGuess(world, ref, site, called);
  const found = called.filter((value) => value.kind !== 'parameter' && value.kind !== 'host' && value.kind !== 'sql');
  const known = found.every(isMissing) ? found : found.filter((value) => !isMissing(value));
  if (known.some((value) => value.kind !== 'signature' && value.kind !== 'object')) return known;
  return orGuess(world, ref, site, known);
}

function orGuess(world: World, ref: SiteRef, site: Site, known: readonly Value[]): readonly Value[] {
  const guess = guessMethod(world, ref, site);
  return guess ? [guess] : known;
}

const isMissing = (value: Value): boolean => value.kind === 'method' && value.method.role === 'missing';

/** `promisify(db.all)` is `db.all`. */
const isPromisify = (callee: Origin): boolean =>
  (callee.kind === 'import' && callee.name === 'promisify') || (callee.kind === 'symbol' && callee.id === 'promisify') || (callee.kind === 'member' && callee.name === 'promisify');

function invoke(world: World, ref: SiteRef, site: Site, value: Value): readonly Value[] {
  switch (value.kind) {
    case 'driver':
      return openedBy(world, ref, site, value);
    case 'handle': {
      const table = value.driver.handles[value.handle];
      const method = site.kind === 'tag' ? table?.tag : table?.call;
      return method ? invokeMethod(world, ref, site, { kind: 'method', of: value, name: site.kind === 'tag' ? 'tag' : 'call', method }) : [];
    }
    case 'method':
      return invokeMethod(world, ref, site, value);
    case 'function':
      return returnsOf(world, ref, site, value.path, value.id);
    case 'class':
      return site.kind === 'new' ? [{ ...value, kind: 'instance' }] : [];
    case 'signature':
      return world.evaluate(value.path, value.returns);
    default:
      return [];
  }
}

/** The opening that a driver's export is, under the name by which it is asked for. */
export function openingOf(driver: Driver, member: string): Opening | undefined {
  const name = member === '' ? 'default' : member;
  return Object.hasOwn(driver.opens, name) ? driver.opens[name] : undefined;
}

function openedBy(world: World, ref: SiteRef, site: Site, value: Extract<Value, { kind: 'driver' }>): readonly Value[] {
  if (/(?:^|\.)verbose$/.test(value.member)) return [{ ...value, member: '' }];
  const opening = openingOf(value.driver, value.member);
  if (opening) {
    const engine = value.engine ?? engineOf(world, ref.path, site, opening);
    return [{ kind: 'handle', driver: value.driver, engine, handle: opening.gives, opened: ref }];
  }
  const called = `${value.member === '' ? 'default' : value.member}()`;
  return Object.keys(value.driver.opens).some((name) => name === called || name.startsWith(`${called}.`)) ? [{ ...value, member: called }] : [];
}

/** The engine that the options name, or that the handle given has. */
export function engineOf(world: World, path: string, site: Site, opening: Opening): Engine | undefined {
  const { engineKey } = opening;
  const named = engineKey === undefined ? undefined : site.arguments.map((argument) => propertyOf(argument, engineKey)).find((text) => text !== undefined);
  const engine = named && ENGINE_NAMES[named.replace(/^['"`]|['"`]$/g, '')];
  if (engine) return engine;
  if (!opening.wraps) return undefined;
  const given = site.arguments.flatMap((argument) => [argument, ...(argument.properties ?? [])]).flatMap((argument) => world.evaluate(path, argument.origin));
  for (const value of given) if (value.kind === 'handle' && value.engine) return value.engine;
  return undefined;
}

const propertyOf = (argument: SiteArgument, key: string): string | undefined => argument.properties?.find((property) => property.name === key)?.text;

function invokeMethod(world: World, ref: SiteRef, site: Site, value: MethodValue): readonly Value[] {
  const { method, of } = value;
  if (method.gives !== undefined) return [givenHandle(ref, of, method)];
  if (method.role === 'transaction' && method.result === 'value') return givenByWork(world, ref, site, of.work ?? ref);
  return method.result === 'nothing' || method.result === 'value' ? [] : [{ kind: 'result', shape: method.result, of: ref }];
}

/** A transaction gives what the function gives that it runs: one that is given at `work`, here or where the transaction was made. */
const givenByWork = (world: World, ref: SiteRef, site: Site, work: SiteRef): readonly Value[] =>
  (world.site(work)?.arguments ?? []).flatMap(({ origin }) => world.evaluate(work.path, origin))
    .flatMap((value) => (value.kind === 'function' ? returnsOf(world, ref, site, value.path, value.id) : []));

function givenHandle(ref: SiteRef, of: HandleValue, method: Method): HandleValue {
  const handle = method.gives === 'same' ? of.handle : method.gives!;
  return {
    ...of, handle,
    ...(method.role === 'prepare' && { statement: ref }),
    ...(method.role === 'configure' && method.bindings && { bound: ref }),
    ...(method.role === 'transaction' && { work: ref }),
  };
}

/** What a function of the project gives; a statement prepared from one of its parameters belongs to the call that gives the SQL. */
function returnsOf(world: World, ref: SiteRef, site: Site, path: string, id: string): readonly Value[] {
  const returns = world.links(path)?.functions[id]?.returns;
  if (!returns) return [];
  return world.evaluate(path, returns).map((value): Value => {
    if (value.kind === 'parameter' && value.path === path && value.function === id) {
      return world.evaluate(ref.path, site.arguments[value.index]?.origin ?? { kind: 'unknown' })[0] ?? value;
    }
    const isOwn = value.kind === 'handle' && value.statement?.path === path && takesSqlFromParameter(world, value.statement, id);
    return isOwn ? { ...value, statement: ref } : value;
  });
}

const takesSqlFromParameter = (world: World, ref: SiteRef, id: string): boolean =>
  (world.site(ref)?.arguments ?? []).some((argument) => argument.fragments === undefined && parametersIn(argument.origin).some((own) => own.function === id));

/** The parameters that an origin stands for. */
export function parametersIn(origin: Origin): readonly Extract<Origin, { kind: 'parameter' }>[] {
  if (origin.kind === 'parameter') return [origin];
  return origin.kind === 'any' ? origin.of.flatMap(parametersIn) : [];
}

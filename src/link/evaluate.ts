import type { Facts, Links, Origin } from '../core/types.ts';
import { callbackValue } from './callbacks.ts';
import { globalValue, importValue } from './imports.ts';
import { callValue } from './invoke.ts';
import { memberValue } from './members.ts';
import { createResolver, packagesOf } from '../core/resolve.ts';
import { driverType, type SiteRef, type Value } from './values.ts';
import type { World } from './world.ts';

const MOST_VALUES = 8;
const DEEPEST = 60;
const NONE: readonly Value[] = [];

/** Builds the world of linked facts; `facts` are sorted by path, so that the answers do not depend on the order of reading. */
export function createWorld(facts: readonly Facts[]): World {
  const byPath = new Map(facts.flatMap((fact) => (fact.links ? [[fact.path, fact.links] as const] : [])));
  const resolve = createResolver([...byPath.keys()], packagesOf(facts));
  const answers = createAnswers((path, origin) => unique(compute(world, path, origin)));
  let callers = new Map<string, SiteRef[]>();
  const asked = new Set<string>();
  const parameterCalls = new Map<string, Map<string, SiteRef[]>>();
  const tests = new Set(facts.filter((fact) => fact.isTest).map((fact) => fact.path));
  const world: World = {
    isTest: (path) => tests.has(path),
    facts, resolve,
    evaluate: answers.evaluate,
    links: (path) => byPath.get(path),
    site: (ref) => byPath.get(ref.path)?.sites[ref.site],
    callersOf: (path, id) => {
      const key = `${path}\0${id}`;
      asked.add(key);
      answers.note();
      return callers.get(key) ?? [];
    },
    callsOfParameter: (path, id, index) => {
      let own = parameterCalls.get(path);
      if (!own) parameterCalls.set(path, (own = indexParameterCalls(path, byPath.get(path))));
      return own.get(`${id}\0${index}`) ?? [];
    },
    refresh: () => {
      const found = collectCallers(world);
      // What nobody asked for cannot have changed an answer.
      const isNew = [...asked].some((key) => found.get(key)?.length !== callers.get(key)?.length);
      callers = found;
      asked.clear();
      if (isNew) answers.forget();
      return isNew;
    },
  };
  return world;
}

interface Answers {
  readonly evaluate: World['evaluate'];
  /** The answer that is worked out depends on the callers known now. */
  readonly note: () => void;
  /** Forgets the answers that depended on callers. */
  readonly forget: () => void;
}

/** Remembers what origins turned out to be. */
function createAnswers(work: World['evaluate']): Answers {
  const memo = new Map<Origin, readonly Value[]>();
  /** Answers that were worked out from callers, or on the way around a circle: they may change when callers do. */
  const open = new Set<Origin>();
  let opened = 0;
  let depth = 0;
  const evaluate: World['evaluate'] = (path, origin) => {
    if (origin.kind === 'unknown') return NONE;
    const known = depth > DEEPEST ? NONE : memo.get(origin);
    if (known) {
      if (depth > DEEPEST || open.has(origin)) opened += 1;
      return known;
    }
    memo.set(origin, NONE);
    open.add(origin);
    const before = opened;
    depth += 1;
    const values = work(path, origin);
    depth -= 1;
    memo.set(origin, values);
    if (opened === before) open.delete(origin);
    return values;
  };
  return {
    evaluate,
    note: () => { opened += 1; },
    forget: () => {
      for (const origin of open) memo.delete(origin);
      open.clear();
    },
  };
}

function indexParameterCalls(path: string, links: Links | undefined): Map<string, SiteRef[]> {
  const found = new Map<string, SiteRef[]>();
  for (const [site, { callee }] of (links?.sites ?? []).entries()) {
    if (callee.kind !== 'parameter') continue;
    const key = `${callee.function}\0${callee.index}`;
    found.set(key, [...(found.get(key) ?? []), { path, site }]);
  }
  return found;
}

function collectCallers(world: World): Map<string, SiteRef[]> {
  const found = new Map<string, SiteRef[]>();
  const note = (path: string, site: number, callee: Origin): void => {
    for (const value of world.evaluate(path, callee)) {
      if (value.kind !== 'function' && value.kind !== 'class') continue;
      const key = `${value.path}\0${value.id}${value.kind === 'class' ? '#constructor' : ''}`;
      const list = found.get(key);
      if (list) list.push({ path, site });
      else found.set(key, [{ path, site }]);
    }
  };
  for (const { path, links } of world.facts) links?.sites.forEach(({ callee }, site) => note(path, site, callee));
  return found;
}

const unique = (values: readonly Value[]): readonly Value[] => {
  if (values.length < 2) return values;
  const seen = new Set<string>();
  const kept = values.filter((value) => {
    const key = keyOf(value);
    return key === undefined || (!seen.has(key) && seen.add(key));
  });
  return kept.slice(0, MOST_VALUES);
};

/** Values that say the same are kept once; objects, SQL and host values stand for themselves. */
function keyOf(value: Value): string | undefined {
  switch (value.kind) {
    case 'handle':
      return `h:${value.driver.id}:${value.engine}:${value.handle}:${refKey(value.opened)}:${refKey(value.statement)}:${refKey(value.work)}`;
    case 'function':
    case 'class':
    case 'instance':
      return `${value.kind}:${value.path}:${value.id}`;
    case 'driver':
      return `d:${value.driver.id}:${value.engine}:${value.member}`;
    case 'result':
      return `r:${value.shape}:${refKey(value.of)}`;
    default:
      return undefined;
  }
}

const refKey = (ref: SiteRef | undefined): string => (ref ? `${ref.path}#${ref.site}` : '');

function compute(world: World, path: string, origin: Origin): readonly Value[] {
  switch (origin.kind) {
    case 'import':
      return importValue(world, path, origin.specifier, origin.name);
    case 'global':
      return globalValue(origin.name);
    case 'symbol': {
      const target = world.links(path)?.symbols[origin.id];
      return target ? world.evaluate(path, target) : NONE;
    }
    case 'member':
      return world.evaluate(path, origin.of).flatMap((value) => memberValue(world, value, origin.name));
    case 'call':
      return callValue(world, { path, site: origin.site });
    case 'callback':
      return callbackValue(world, path, origin);
    case 'parameter':
      return parameterValue(world, path, origin.function, origin.index);
    case 'function':
    case 'class':
    case 'instance':
      return [{ kind: origin.kind, path, id: origin.id }];
    case 'typed':
      return world.evaluate(path, origin.of).flatMap((value) => typedValue(value));
    case 'returned':
      return world.evaluate(path, origin.of).flatMap((value) => returnedValue(world, value));
    case 'object':
      return [{ kind: 'object', path, members: origin.members }];
    case 'array':
      return [{ kind: 'array', path, of: origin.of }];
    case 'signature':
      return [{ kind: 'signature', path, returns: origin.returns, parameters: origin.parameters ?? [] }];
    case 'any':
      return origin.of.flatMap((option) => world.evaluate(path, option));
    case 'sql':
      return [{ kind: 'sql', fragment: origin.fragment }];
    case 'host':
      return [{ kind: 'host', path, origin }];
    case 'unknown':
      return NONE;
  }
}

function typedValue(value: Value): readonly Value[] {
  if (value.kind === 'class') return [{ ...value, kind: 'instance' }];
  if (value.kind !== 'driver') return [value];
  const handle = driverType(value);
  return handle ? [handle] : NONE;
}

function returnedValue(world: World, value: Value): readonly Value[] {
  if (value.kind === 'signature') return world.evaluate(value.path, value.returns);
  if (value.kind !== 'function') return NONE;
  const returns = world.links(value.path)?.functions[value.id]?.returns;
  return returns ? world.evaluate(value.path, returns) : NONE;
}

/** What is known of a parameter: its annotation, else what its callers give; a text may be more than its annotation says. */
function parameterValue(world: World, path: string, id: string, index: number): readonly Value[] {
  const own = world.links(path)?.functions[id]?.parameters[index];
  if (!own) return NONE;
  const annotated = world.evaluate(path, own.origin);
  if (annotated.some((value) => value.kind !== 'host' && value.kind !== 'object')) return annotated;
  const given = world.callersOf(path, id).flatMap((ref) => {
    const argument = world.site(ref)?.arguments[index];
    return argument && !argument.isSpread ? world.evaluate(ref.path, argument.origin) : NONE;
  });
  const rest = given.filter((value) => value.kind !== 'parameter' && value.kind !== 'sql' && value.kind !== 'host');
  return rest.length > 0 ? [...rest, ...annotated] : [...annotated, { kind: 'parameter', path, function: id, index }];
}

import type { Facts, Links, Origin, Site } from '../core/types.ts';
import { driverOfModule, engineOfModule } from '../drivers/lookup.ts';
import { drivers } from '../drivers/index.ts';
import { callValue } from './invoke.ts';
import { createResolver } from './resolve.ts';
import { driverMember, driverType, handleMember, type SiteRef, type Value } from './values.ts';
import type { World } from './world.ts';

const MOST_VALUES = 8;
const DEEPEST = 60;
const NONE: readonly Value[] = [];

/** Builds the world of linked facts; `facts` are sorted by path, so that the answers do not depend on the order of reading. */
export function createWorld(facts: readonly Facts[]): World {
  const byPath = new Map(facts.flatMap((fact) => (fact.links ? [[fact.path, fact.links] as const] : [])));
  const resolve = createResolver([...byPath.keys()]);
  let memo = new Map<Origin, readonly Value[]>();
  let callers = new Map<string, SiteRef[]>();
  let edges = 0;
  let depth = 0;
  const evaluate = (path: string, origin: Origin): readonly Value[] => {
    if (origin.kind === 'unknown' || depth > DEEPEST) return NONE;
    const known = memo.get(origin);
    if (known) return known;
    memo.set(origin, NONE);
    depth += 1;
    const values = unique(compute(world, path, origin));
    depth -= 1;
    memo.set(origin, values);
    return values;
  };
  const parameterCalls = new Map<string, Map<string, SiteRef[]>>();
  const world: World = {
    facts, resolve, evaluate,
    links: (path) => byPath.get(path),
    site: (ref) => byPath.get(ref.path)?.sites[ref.site],
    callersOf: (path, id) => callers.get(`${path}\0${id}`) ?? [],
    callsOfParameter: (path, id, index) => {
      let own = parameterCalls.get(path);
      if (!own) parameterCalls.set(path, (own = indexParameterCalls(path, byPath.get(path))));
      return own.get(`${id}\0${index}`) ?? [];
    },
    refresh: () => {
      const found = collectCallers(world);
      const count = [...found.values()].reduce((sum, list) => sum + list.length, 0);
      const isNew = count !== edges;
      callers = found;
      edges = count;
      memo = new Map();
      return isNew;
    },
  };
  return world;
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
  for (const { path, links } of world.facts) {
    for (const [site, { callee }] of (links?.sites ?? []).entries()) {
      for (const value of world.evaluate(path, callee)) {
        const key = value.kind === 'function' ? `${value.path}\0${value.id}` : value.kind === 'class' ? `${value.path}\0${value.id}#constructor` : undefined;
        if (key !== undefined) found.set(key, [...(found.get(key) ?? []), { path, site }]);
      }
    }
  }
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
      return `h:${value.driver.id}:${value.engine}:${value.handle}:${refKey(value.opened)}:${refKey(value.statement)}`;
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

function importValue(world: World, path: string, specifier: string, name: string): readonly Value[] {
  const target = world.resolve(path, specifier);
  if (target !== undefined) return name === '*' ? [{ kind: 'namespace', path: target }] : exportValue(world, target, name, new Set());
  const driver = driverOfModule(specifier);
  if (!driver) return NONE;
  const module: Value = { kind: 'driver', driver, engine: engineOfModule(driver, specifier), member: '' };
  return name === '*' ? [module] : [driverMember(module, name)];
}

/** An export of a module, through `export * from` too. A CommonJS module asked for its default is the module. */
export function exportValue(world: World, path: string, name: string, seen: Set<string>): readonly Value[] {
  const links = world.links(path);
  if (!links || seen.has(path)) return NONE;
  seen.add(path);
  const own = links.exports[name] ?? links.exports[`type:${name}`];
  if (own) return world.evaluate(path, own);
  for (const star of links.stars) {
    const target = world.resolve(path, star);
    const values = target === undefined ? starOfPackage(world, path, star, name) : exportValue(world, target, name, seen);
    if (values.length > 0) return values;
  }
  return name === 'default' ? [{ kind: 'namespace', path }] : NONE;
}

const starOfPackage = (world: World, path: string, specifier: string, name: string): readonly Value[] =>
  (driverOfModule(specifier) ? importValue(world, path, specifier, name) : NONE);

function globalValue(name: string): readonly Value[] {
  for (const driver of drivers) {
    const handle = driver.globalTypes && Object.hasOwn(driver.globalTypes, name) ? driver.globalTypes[name] : undefined;
    if (handle !== undefined) return [{ kind: 'handle', driver, engine: driver.engine, handle }];
  }
  return NONE;
}

function memberValue(world: World, value: Value, name: string): readonly Value[] {
  switch (value.kind) {
    case 'driver':
      return [driverMember(value, name)];
    case 'handle': {
      const member = handleMember(value, name);
      return member ? [member] : NONE;
    }
    case 'method':
      return name === 'bind' || name === 'call' || name === 'apply' ? [value] : NONE;
    case 'function':
      return name === 'bind' ? [value] : NONE;
    case 'namespace':
      return exportValue(world, value.path, name, new Set());
    case 'object':
      return objectMember(world, value, name);
    case 'array':
      return name === '[]' ? world.evaluate(value.path, value.of) : NONE;
    case 'class':
    case 'instance':
      return classMember(world, value.path, value.id, name, new Set());
    case 'result':
      return resultMember(value, name);
    default:
      return NONE;
  }
}

function objectMember(world: World, value: Extract<Value, { kind: 'object' }>, name: string): readonly Value[] {
  const own = Object.hasOwn(value.members, name) ? value.members[name] : value.members['[]'];
  if (own) return world.evaluate(value.path, own);
  return name === '[]' ? Object.values(value.members).slice(0, MOST_VALUES).flatMap((member) => world.evaluate(value.path, member)) : NONE;
}

/** A member of a class, of what it extends, or of an interface; a class that only implements an interface has its members as well. */
function classMember(world: World, path: string, id: string, name: string, seen: Set<string>): readonly Value[] {
  const key = `${path}\0${id}`;
  const links = world.links(path)?.classes[id];
  if (!links || seen.has(key)) return NONE;
  seen.add(key);
  const own = Object.hasOwn(links.members, name) ? links.members[name] : undefined;
  if (own) return world.evaluate(path, own);
  return links.parents.flatMap((parent) =>
    world.evaluate(path, parent).flatMap((value) =>
      value.kind === 'class' || value.kind === 'instance' ? classMember(world, value.path, value.id, name, seen) : memberValue(world, asInstance(value), name)));
}

/** A class of the project that extends a driver's class is a handle itself. */
const asInstance = (value: Value): Value => (value.kind === 'driver' ? (driverType(value) ?? value) : value);

function resultMember(value: Extract<Value, { kind: 'result' }>, name: string): readonly Value[] {
  if (value.shape === 'result' && name === 'rows') return [{ ...value, shape: 'rows' }];
  const isElement = name === '[]' || /^\d+$/.test(name);
  if (isElement && (value.shape === 'rows' || value.shape === 'iterator')) return [{ ...value, shape: 'row' }];
  if (isElement && value.shape === 'results') return [{ ...value, shape: 'rows' }];
  return NONE;
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

function callbackValue(world: World, path: string, origin: Extract<Origin, { kind: 'callback' }>): readonly Value[] {
  const ref = { path, site: origin.site };
  const site = world.site(ref);
  if (!site) return NONE;
  const called = world.evaluate(path, site.callee);
  const values = called.flatMap((value): readonly Value[] => {
    if (value.kind === 'method') return methodCallback(value, ref, site, origin);
    if (value.kind === 'signature') return parameterOfCallback(world, value.path, value.parameters[origin.argument], origin.parameter);
    if (value.kind !== 'function') return NONE;
    const declared = parameterOfCallback(world, value.path, world.links(value.path)?.functions[value.id]?.parameters[origin.argument]?.origin, origin.parameter);
    if (declared.length > 0) return declared;
    return world.callsOfParameter(value.path, value.id, origin.argument).flatMap((inner) => {
      const argument = world.site(inner)?.arguments[origin.parameter];
      return argument ? world.evaluate(inner.path, argument.origin) : NONE;
    });
  });
  return values.length > 0 ? values : iterated(world, path, site, origin);
}

/** What a function's type says that it is called with: `fn: (client: PoolClient) => Promise<T>`. */
const parameterOfCallback = (world: World, path: string, type: Origin | undefined, index: number): readonly Value[] =>
  (type ? world.evaluate(path, type) : NONE).flatMap((value) => (value.kind === 'signature' && value.parameters[index] ? world.evaluate(value.path, value.parameters[index]) : NONE));

function methodCallback(value: Extract<Value, { kind: 'method' }>, ref: SiteRef, site: Site, origin: Extract<Origin, { kind: 'callback' }>): readonly Value[] {
  const callback = value.method.callback;
  const position = callback && (callback.argument < 0 ? site.arguments.length + callback.argument : callback.argument);
  if (!callback || position !== origin.argument) return NONE;
  const handle = callback.passes?.[origin.parameter];
  if (handle !== undefined) return [{ ...value.of, handle }];
  return callback.result === origin.parameter ? [{ kind: 'result', shape: value.method.result === 'each' ? 'row' : value.method.result, of: ref }] : NONE;
}

const ELEMENT_FIRST = /^(?:map|forEach|filter|find|findLast|some|every|flatMap|sort|findIndex)$/;

/** `list.forEach((element) => ...)`, `promise.then((value) => ...)`. */
function iterated(world: World, path: string, site: Site, origin: Extract<Origin, { kind: 'callback' }>): readonly Value[] {
  const { callee } = site;
  if (callee.kind !== 'member' || origin.argument !== 0 || origin.parameter > 1) return NONE;
  if (callee.name === 'then') return origin.parameter === 0 ? world.evaluate(path, callee.of) : NONE;
  if (!ELEMENT_FIRST.test(callee.name) || (origin.parameter === 1 && callee.name !== 'sort')) return NONE;
  return world.evaluate(path, callee.of).flatMap((value) => (value.kind === 'array' || value.kind === 'result' ? memberValue(world, value, '[]') : NONE));
}

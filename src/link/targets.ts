import type { BindingPosition, Method } from '../drivers/driver.ts';
import { enginesAt } from '../core/engine-spans.ts';
import type { Site } from '../core/types.ts';
import { isBind, parametersIn, targetsOf } from './invoke.ts';
import { pragmaFragment } from './pragma.ts';
import { sqlAt, sqlOf, sqlOfStatement, type SqlFound } from './sql.ts';
import type { HandleValue, SiteRef, Value } from './values.ts';
import type { World } from './world.ts';

/** A method of a driver that a site calls, directly or through functions of the project. */
export interface Target {
  readonly of: HandleValue;
  readonly method: Method;
  /** As in `Call.method`: `prepare.get`, `query`, `tag`. */
  readonly name: string;
  readonly sql?: SqlFound;
  readonly bindings?: BindingPosition;
  /** The function of the project that hands the SQL on. */
  readonly via?: string;
  readonly rewritesPlaceholders?: boolean;
  readonly choosesConnection?: boolean;
}

/** What a function of the project does with its parameters: hands one to a driver as SQL. */
export interface Forward {
  readonly of: HandleValue;
  readonly method: Method;
  readonly name: string;
  readonly sqlParameter: number;
  readonly bindings?: BindingPosition;
  readonly rewritesPlaceholders?: boolean;
  readonly choosesConnection?: boolean;
}

/** By function, one for each engine that it chooses from. */
export type Forwards = ReadonlyMap<string, readonly Forward[]>;

const keyOf = (path: string, id: string): string => `${path}\0${id}`;

/** The driver methods that a site calls. */
export function driverTargets(world: World, ref: SiteRef, site: Site, forwards: Forwards): readonly Target[] {
  if (isBind(site)) return [];
  const found = targetsOf(world, ref, site).flatMap((value) => toTargets(world, ref, site, value, forwards));
  return found.length < 2 ? found : found.filter((target, index) => found.findIndex((other) => isSame(target, other)) === index && !isVague(target, found));
}

/** A statement known by its type only says less than the same one known with its SQL. */
const isVague = (target: Target, all: readonly Target[]): boolean =>
  !hasText(target) && all.some((other) => other.of.driver === target.of.driver && other.name === target.name && hasText(other));

const hasText = ({ sql }: Target): boolean => sql !== undefined && sql.fragments.length > 0;

/** One handle known in two ways (its annotation, and where it was made) is one. */
const isSame = (a: Target, b: Target): boolean =>
  a.of.driver === b.of.driver && a.of.engine === b.of.engine && a.name === b.name && a.via === b.via && a.sql?.fragments[0] === b.sql?.fragments[0];

function toTargets(world: World, ref: SiteRef, site: Site, value: Value, forwards: Forwards): readonly Target[] {
  if (value.kind === 'function') return site.kind === 'call' ? forwardedTargets(world, ref, site, value, forwards) : [];
  if (value.kind === 'handle') {
    const table = value.driver.handles[value.handle];
    const method = site.kind === 'tag' ? table?.tag : table?.call;
    return method ? [methodTarget(world, ref, site, value, method, site.kind === 'tag' ? 'tag' : 'call')] : [];
  }
  return value.kind === 'method' ? [methodTarget(world, ref, site, value.of, value.method, value.name)] : [];
}

function forwardedTargets(world: World, ref: SiteRef, site: Site, { path, id }: Extract<Value, { kind: 'function' }>, forwards: Forwards): readonly Target[] {
  return (forwards.get(keyOf(path, id)) ?? []).flatMap((forward) => {
    const argument = site.arguments[forward.sqlParameter];
    if (!argument) return [];
    const via = world.links(path)?.functions[id]?.name ?? id;
    return [{
      of: forward.of, method: forward.method, name: forward.name, sql: sqlOf(world, ref, argument), via,
      ...(forward.bindings && { bindings: forward.bindings }), ...(forward.rewritesPlaceholders && { rewritesPlaceholders: true }),
      ...(forward.choosesConnection && { choosesConnection: true }),
    }];
  });
}

function methodTarget(world: World, ref: SiteRef, site: Site, of: HandleValue, method: Method, name: string): Target {
  const isStep = of.statement !== undefined || of.handle === 'statement';
  const pragma = method.role === 'pragma' ? pragmaFragment(ref.path, site) : undefined;
  if (pragma) return { of, method, name, sql: { fragments: [pragma], parameters: [], ref } };
  const sql = isStep ? sqlOfStatement(world, of) : method.sql || site.fragments ? sqlAt(world, ref, site, method.sql ?? { argument: 0 }) : undefined;
  return { of, method, name: isStep ? `prepare.${name}` : name, ...(sql && { sql }), ...(method.bindings && { bindings: method.bindings }) };
}

const MOST_ROUNDS = 8;

/** Works out which functions hand a parameter to a driver, through other such functions too. */
export function findForwards(world: World): Forwards {
  let known: Forwards = new Map();
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const next = collectForwards(world, known);
    const isDone = countOf(next) === countOf(known);
    known = next;
    if (isDone) break;
  }
  return known;
}

const countOf = (forwards: Forwards): number => [...forwards.values()].reduce((count, own) => count + own.length, 0);

function collectForwards(world: World, known: Forwards): Forwards {
  const found = new Map<string, readonly Forward[]>();
  const note = (path: string, site: Site, target: Target): void => {
    const own = handedParameter(path, site, target);
    const key = own && keyOf(path, own.function);
    const others = (key === undefined ? undefined : found.get(key)) ?? [];
    const earlier = others.find((other) => other.of.engine === target.of.engine);
    if (!own || key === undefined || (earlier && !(earlier.method.role === 'prepare' && target.method.role !== 'prepare'))) return;
    const bindings = forwardedBindings(world, path, site, target, own.function);
    const isChosen = target.choosesConnection ?? isHandedElsewhere(world, path, site, own);
    const isRewritten = own.isRewritten ?? target.rewritesPlaceholders ?? false;
    found.set(key, [...others.filter((other) => other !== earlier), {
      of: target.of, method: target.method, name: target.name, sqlParameter: own.index,
      ...(bindings && { bindings }), ...(isRewritten && { rewritesPlaceholders: true }), ...(isChosen && { choosesConnection: true }),
    }]);
  };
  for (const { path, links, engineSpans } of world.facts) {
    links?.sites.forEach((site, index) => {
      if (site.functions.length === 0) return;
      // A branch for one engine hands nothing to the other.
      const engines = enginesAt(engineSpans, site.start);
      for (const target of driverTargets(world, { path, site: index }, site, known)) {
        if (!engines || !target.of.engine || engines.includes(target.of.engine)) note(path, site, target);
      }
    });
  }
  return found;
}

/** Whether the function hands the same SQL to a second receiver: `client ? client.query(sql) : pool.query(sql)`. */
function isHandedElsewhere(world: World, path: string, site: Site, own: SqlFound['parameters'][number]): boolean {
  const { callee } = site;
  if (callee.kind !== 'member') return false;
  return (world.links(path)?.sites ?? []).some((other) => other !== site && other.callee.kind === 'member' && other.callee.name === callee.name
    && other.functions.includes(own.function)
    && other.arguments.slice(0, 1).some(({ origin }) => parametersIn(origin).some((one) => one.function === own.function && one.index === own.index)));
}

/** The parameter of a function around the site that the SQL is. */
function handedParameter(path: string, site: Site, { sql }: Target): SqlFound['parameters'][number] | undefined {
  if (!sql || sql.fragments.length > 0 || sql.ref.path !== path) return undefined;
  return sql.parameters.find((parameter) => site.functions.includes(parameter.function));
}

/** Where the outer function takes the bindings that the inner call gets. */
function forwardedBindings(world: World, path: string, site: Site, target: Target, id: string): BindingPosition | undefined {
  const position = target.bindings;
  if (!position) return undefined;
  const given = site.arguments[position.argument];
  const keyed = position.keys && given?.properties?.find((property) => position.keys!.includes(property.name));
  const inner = [...(keyed ? [keyed] : []), ...site.arguments.slice(position.argument)];
  for (const argument of inner.flatMap((own) => [own, ...(own.elements ?? [])])) {
    const own = parametersIn(argument.origin).find((parameter) => parameter.function === id);
    const parameter = own && world.links(path)?.functions[id]?.parameters[own.index];
    if (own && parameter) return { argument: own.index, form: parameter.isRest ? 'any' : position.form };
  }
  return undefined;
}

import { isRewriterCall } from '../core/telling-names.ts';
import type { Call, Facts, Fragment, ResultRead, Site, Unread } from '../core/types.ts';
import { readBindings } from './bindings.ts';
import { readsOf, readsOfShape } from './reads.ts';
import { forEngine } from './spelling.ts';
import { templateOf, withBindings } from './tagged.ts';
import { driverTargets, type Forwards, type Target } from './targets.ts';
import type { SiteRef } from './values.ts';
import type { World } from './world.ts';

/** The calls of a file, and what of them could not be read. */
export interface CallsFound {
  readonly calls: readonly Call[];
  readonly unread: readonly Unread[];
  /** Fragments whose holes are better known now. */
  readonly replaced: ReadonlyMap<Fragment, Fragment>;
}

export const refKey = (ref: SiteRef): string => `${ref.path}#${ref.site}`;

/** What the linker knows of all files before it writes down the calls of one. */
export interface Known {
  readonly world: World;
  readonly forwards: Forwards;
  /** Prepared statements that are executed somewhere: their preparation is no call of its own. */
  readonly executed: ReadonlySet<string>;
  /** The driver methods that each site calls; sites that call none are left out. */
  readonly targets: ReadonlyMap<Site, readonly Target[]>;
  /** Uses of a result by the callers of the function that returns it. */
  readonly returned: ReadonlyMap<string, readonly ResultRead[]>;
}

export function createKnown(world: World, forwards: Forwards): Known {
  const executed = new Set<string>();
  const targets = new Map<Site, readonly Target[]>();
  const returned = new Map<string, ResultRead[]>();
  const passed: { readonly ref: SiteRef; readonly site: Site }[] = [];
  const note = (ref: SiteRef, site: Site): void => {
    const own = driverTargets(world, ref, site, forwards);
    if (own.length > 0) targets.set(site, own);
    for (const { of, method } of own) if (of.statement && method.role === 'query') executed.add(refKey(of.statement));
    if (site.reads.length > 0 && own.every(({ method }) => method.role === 'transaction')) passed.push({ ref, site });
  };
  for (const { path, links } of world.facts) links?.sites.forEach((site, index) => note({ path, site: index }, site));
  for (const { ref, site } of passed) noteReturned(world, targets, ref, site, returned);
  return { world, forwards, executed, returned, targets };
}

/** What the callers of a function of the project, or of a transaction, read from the result that it returns. */
function noteReturned(world: World, targets: Known['targets'], ref: SiteRef, site: Site, returned: Map<string, ResultRead[]>): void {
  const results = world.evaluate(ref.path, { kind: 'call', site: ref.site }).filter((value) => value.kind === 'result');
  const givesPromise = !site.awaited && results.length > 0 && !targets.has(site)
    && results.every(({ of }) => isPromise(targets.get(world.site(of)!) ?? []) && !isHandedOver(world, ref, site, of));
  for (const { of, shape } of results) {
    if (of.path === ref.path && of.site === ref.site) continue;
    const path = of.path === ref.path ? {} : { path: ref.path };
    const own = givesPromise
      ? site.reads.slice(0, 1).map(({ start, end }): ResultRead => ({ start, end, ...path, use: 'read', of: 'result', unawaited: { start: site.start, end: site.end } }))
      : readsOfShape(site.reads, shape, path.path);
    if (own.length > 0) returned.set(refKey(of), [...(returned.get(refKey(of)) ?? []), ...own]);
  }
}

/** Whether the function that a site calls is given the result by the one that asks for it, and gives it back: it has come by then. */
function isHandedOver(world: World, ref: SiteRef, site: Site, of: SiteRef): boolean {
  const asking = world.site(of)?.functions[0];
  const called = world.evaluate(ref.path, site.callee).flatMap((value) => (value.kind === 'function' ? [value] : []));
  const isCalledIn = (caller: SiteRef): boolean => asking !== undefined && caller.path === of.path && world.site(caller)?.functions.includes(asking) === true;
  return called.some(({ path, id }) => !(path === of.path && id === asking) && world.callersOf(path, id).some(isCalledIn));
}

const isPromise = (targets: readonly Target[]): boolean =>
  targets.length > 0 && targets.every(({ of, method }) => of.driver.isAsync && method.isAsync !== false);

/** Writes down the calls of a file. */
export function callsOf(known: Known, fact: Facts): CallsFound {
  const calls: Call[] = [];
  const unread: Unread[] = [];
  const replaced = new Map<Fragment, Fragment>();
  for (const [index, site] of (fact.links?.sites ?? []).entries()) {
    const ref = { path: fact.path, site: index };
    const targets = known.targets.get(site) ?? [];
    for (const target of targets.slice(0, MOST_TARGETS)) {
      const isChain = target.of.driver.kind === 'builder' && target.method.role === 'other';
      if (isChain || (target.method.role === 'prepare' && known.executed.has(refKey(ref)))) continue;
      const made = toCalls(known, fact, ref, site, target, targets);
      calls.push(...made.calls);
      unread.push(...made.unread);
      for (const [from, to] of made.replaced) replaced.set(from, to);
    }
    if (targets.length === 0) calls.push(...unknownCall(fact, site));
  }
  return { calls: calls.sort((a, b) => a.start - b.start || a.end - b.end), unread, replaced };
}

/** A handle that is one of two drivers gives two calls; beyond that nobody is helped. */
const MOST_TARGETS = 2;

function toCalls(known: Known, fact: Facts, ref: SiteRef, site: Site, target: Target, targets: readonly Target[]): CallsFound {
  const { of, sql } = target;
  const bound = readBindings(known.world, ref, site, target.bindings);
  const template = templateOf(known.world, sql?.fragments[0]);
  const ahead = bound.form !== 'none' ? undefined : of.bound ? readAhead(known.world, of.bound) : template && readAhead(known.world, template);
  const { bindings, form, span } = ahead ?? bound;
  const base: Call = {
    start: site.start, end: site.end, path: fact.path, driver: of.driver.id, ...(of.engine && { engine: of.engine }), method: target.name,
    ...(!of.isGuess && { handle: of.handle }),
    bindings, bindingForm: form, ...(span && { bindingSpan: span }),
    reads: [...ownReads(known.world, ref, site, target), ...(known.returned.get(refKey(ref)) ?? [])],
    awaited: site.awaited, inTest: fact.isTest, swallowed: site.swallowed, ...(site.swallowedIn && { swallowedIn: site.swallowedIn }),
    ...(site.within && { within: site.within }), ...(site.within && atImport(known.world, of, fact.path)),
    ...(target.via !== undefined && { via: target.via }),
    ...(target.choosesConnection && { choosesConnection: true }),
    ...((target.rewritesPlaceholders || isRewriterCall(sql?.argument?.text ?? '')) && { rewritesPlaceholders: true }),
  };
  if (sql && sql.fragments.length > 0) {
    const isBuilt = of.driver.kind === 'builder' || !template;
    const fragments = isBuilt ? sql.fragments : sql.fragments.map((fragment) => withBindings(known.world, template, fragment));
    return { calls: forEngine(base, fragments, targets), unread: [], replaced: new Map(sql.fragments.map((fragment, index) => [fragment, fragments[index]!])) };
  }
  const reason = sql && !isFollowed(known, fact.path, site, target) ? reasonOf(sql.unread, sql.parameters.length > 0) : undefined;
  const place = sql?.argument && sql.ref.path === fact.path ? sql.argument : site;
  return { calls: [base], unread: reason === undefined ? [] : [{ path: fact.path, start: place.start, end: place.end, reason }], replaced: new Map() };
}

/** A statement of the file that was prepared outside of every function. */
function atImport(world: World, { statement }: Target['of'], path: string): Pick<Call, 'preparedAtImport'> {
  const site = statement?.path === path ? world.site(statement) : undefined;
  return site && !site.within ? { preparedAtImport: { start: site.start, end: site.end } } : {};
}

/** What a function of the project makes of the result (its rows, the first of them) decides how its callers read it. */
function ownReads(world: World, ref: SiteRef, site: Site, target: Target): readonly ResultRead[] {
  if (target.via === undefined) return readsOf(site.reads, target.method, site.arguments.length);
  const shapes = new Set(world.evaluate(ref.path, { kind: 'call', site: ref.site }).flatMap((value) => (value.kind === 'result' ? [value.shape] : [])));
  const [shape] = shapes;
  return shape !== undefined && shapes.size === 1 ? readsOfShape(site.reads, shape) : [];
}

function readAhead(world: World, ref: SiteRef): ReturnType<typeof readBindings> | undefined {
  const site = world.site(ref);
  return site && readBindings(world, ref, site, { argument: 0, form: 'any' });
}

/** The SQL is a parameter, and the function's callers give it: they are the calls. */
const isFollowed = (known: Known, path: string, site: Site, target: Target): boolean =>
  (target.sql?.parameters ?? []).some((parameter) => site.functions.includes(parameter.function) && known.world.callersOf(path, parameter.function).length > 0)
  || target.sql?.argument === undefined;

const reasonOf = (unread: string | undefined, isParameter: boolean): string =>
  unread ?? (isParameter ? 'The SQL is a parameter, and no caller that gives it was found.' : 'The SQL is put together at run time.');

/** Names that say that their first argument is SQL, on a receiver that nobody knows. */
const SQL_METHOD = /^(?:prepare|query|queryOne|queryAll|queryRow|exec|execute|run|get|all|each|one|many|none|any|oneOrNone|manyOrNone|unsafe|raw|\$queryRawUnsafe|\$executeRawUnsafe)$/;

/** A call that has the shape of a database call and SQL in it, of a library that nobody knows. */
function unknownCall(fact: Facts, site: Site): readonly Call[] {
  const { callee } = site;
  const name = callee.kind === 'member' ? callee.name : callee.kind === 'global' || callee.kind === 'import' ? callee.name : '';
  const [first] = site.arguments;
  const given = site.kind === 'tag' ? undefined : (first?.isSql ? first : first?.properties?.find((property) => property.isSql));
  const fragment = given?.fragments?.[0];
  if (!fragment || !SQL_METHOD.test(name)) return [];
  return [{
    start: site.start, end: site.end, path: fact.path, method: name, fragment, bindings: [], bindingForm: site.arguments.length > 1 ? 'unknown' : 'none', reads: [],
    awaited: site.awaited, inTest: fact.isTest, swallowed: site.swallowed, ...(site.within && { within: site.within }),
  }];
}

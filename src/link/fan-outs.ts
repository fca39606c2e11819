import type { Facts, FanOut, Related, Site } from '../core/types.ts';
import type { Known } from './calls.ts';
import { handleOf } from './parts.ts';
import type { Target } from './targets.ts';

const keyOf = (path: string, id: string): string => `${path}\0${id}`;

/** Roles of methods that take a connection out of the pool for themselves. */
const TAKES: ReadonlySet<string> = new Set(['query', 'exec', 'connect', 'transaction']);

/** Whether a call takes a connection of a pool of PostgreSQL: one that was taken out before is nobody else's, and what is only guessed may be such a one. */
const takesConnection = ({ of, method }: Target): boolean =>
  of.engine === 'postgres' && of.driver.isAsync && of.handle !== 'client' && of.isGuess !== true
  && (method.gives === 'builder' || (TAKES.has(method.role) && method.isAsync !== false));

/**
 * Which of the calls that do something for each element of a list, all at once, take a connection of a pool for each: their function sends a query, or calls
 * functions of the project that do.
 */
export function createFanOuts(known: Known, facts: readonly Facts[]): (fact: Facts) => readonly FanOut[] {
  if (!facts.some((fact) => fact.fanOuts)) return () => [];
  const querying = findQuerying(known, facts.some((fact) => fact.declarations?.some(({ orm, engine }) => orm === 'prisma' && engine === 'postgres')));
  return ({ path, fanOuts = [], links }) => fanOuts.flatMap((span) => {
    const site = links?.sites.find((own) => own.start === span.start && own.end === span.end);
    const query = site && !isInTransaction(known, path, site) ? queryOf(known, querying, path, site) : undefined;
    return query ? [{ ...span, query }] : [];
  });
}

/** Those of `findUnique` in one tick become one query: https://www.prisma.io/docs/orm/prisma-client/queries/query-optimization-performance */
const OF_PRISMA = /^(?:find(?!Unique)|create|update|upsert|delete|count|aggregate|groupBy)/;
const OF_TYPEORM = /^(?:find|save|insert|update|upsert|delete|remove|count|exists|softDelete|softRemove)/;

/** `prisma.user.findMany()`, `repository.save()`: what an ORM sends on PostgreSQL, which no table of methods can list. */
function isOrmQuery({ world }: Known, path: string, { callee }: Site, isPrismaThere: boolean): boolean {
  if (callee.kind !== 'member') return false;
  if (isPrismaThere && callee.of.kind === 'member' && OF_PRISMA.test(callee.name) && handleOf(world, path, callee.of.of)?.driver.id === 'prisma') return true;
  const handle = OF_TYPEORM.test(callee.name) ? handleOf(world, path, callee.of) : undefined;
  return handle?.driver.id === 'typeorm' && handle.engine === 'postgres';
}

/** Functions that query, each with the place where. */
function findQuerying(known: Known, isPrismaThere: boolean): ReadonlyMap<string, Related> {
  const { world, targets } = known;
  const found = new Map<string, Related>();
  const waiting: { readonly path: string; readonly id: string }[] = [];
  const handlers = errorHandlers(known);
  const mark = (path: string, site: Site, query: Related): void => {
    for (const id of site.functions) {
      const key = keyOf(path, id);
      if (found.has(key) || handlers.has(key)) return;
      found.set(key, query);
      waiting.push({ path, id });
      // An inline function is called by what it is handed to; one with a name by those who know it.
      if (!id.startsWith('function@')) return;
    }
  };
  for (const { path, links } of world.facts) {
    for (const site of links?.sites ?? []) {
      if (targets.get(site)?.some(takesConnection) || isOrmQuery(known, path, site, isPrismaThere)) mark(path, site, { path, span: { start: site.start, end: site.end }, message: 'The query' });
    }
  }
  for (let at = waiting.shift(); at; at = waiting.shift()) {
    const query = found.get(keyOf(at.path, at.id))!;
    for (const ref of world.callersOf(at.path, at.id)) mark(ref.path, world.site(ref)!, query);
  }
  return found;
}

/** Functions that run when something failed: what they query is not asked for each element. */
function errorHandlers({ world }: Known): ReadonlySet<string> {
  const found = new Set<string>();
  const note = (path: string, { callee, arguments: given }: Site): void => {
    const handler = callee.kind !== 'member' ? undefined : callee.name === 'catch' ? given[0] : callee.name === 'then' ? given[1] : undefined;
    if (handler?.origin.kind === 'function') found.add(keyOf(path, handler.origin.id));
  };
  for (const { path, links } of world.facts) for (const site of links?.sites ?? []) note(path, site);
  return found;
}

/** The query that the function which a site is given for each element comes to. */
function queryOf({ world }: Known, querying: ReadonlyMap<string, Related>, path: string, site: Site): Related | undefined {
  const [each] = site.arguments;
  if (!each) return undefined;
  if (each.isFunction && each.origin.kind === 'function') return querying.get(keyOf(path, each.origin.id));
  const called = world.evaluate(path, each.origin).find((value) => value.kind === 'function');
  return called && querying.get(keyOf(called.path, called.id));
}

/** Whether the site stands in the function of a transaction, whose queries wait for each other on one connection. */
const isInTransaction = ({ world, targets }: Known, path: string, site: Site): boolean =>
  (world.links(path)?.sites ?? []).some((other) => other.start < site.start && site.end < other.end
    && targets.get(other)?.some(({ method }) => method.role === 'transaction'));

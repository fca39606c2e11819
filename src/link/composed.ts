import type { Binding, Call, Declaration, DeclaredColumn, Facts, Fragment, Origin, Site } from '../core/types.ts';
import { toBinding } from './bindings.ts';
import { prismaParts, sequelizeParts, typeormParts } from './entities.ts';
import { handleOf, isSentAsGiven, textOf, valuesOf, type Found, type Given, type Part } from './parts.ts';
import { columnOf, declaredBy, indexTables, type Tables } from './tables.ts';
import type { HandleValue, SiteRef } from './values.ts';
import type { World } from './world.ts';

const quote = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/**
 * The statements that builders write themselves, as far as values go into them: for each column with its value one of its own, so that what is asked
 * about the bindings of SQL can be asked about `where('at', '<', x)`, `lt(t.at, x)` and `{ where: { at: { lt: x } } }` too.
 */
export function createComposer(world: World, facts: readonly Facts[]): (fact: Facts) => readonly Call[] {
  const tables = indexTables(facts);
  return (fact) => (fact.links?.sites ?? []).flatMap((site, index): readonly Call[] => {
    const ref = { path: fact.path, site: index };
    const found = partsOf(world, tables, ref, site);
    return !found ? [] : found.parts.flatMap((part) => {
      const binding = toBinding(world, ref, part.value);
      return isSentAsGiven(binding, part.sent, columnIn(tables, part)) ? [toCall(fact, site, found, part, binding)] : [];
    });
  });
}

const columnIn = (tables: Tables, { table, column }: Part): DeclaredColumn | undefined => tables.byName.get(table)?.columns.find((own) => own.name === column);

const toCall = (fact: Facts, site: Site, { driver, engine }: Found, part: Part, binding: Binding): Call => ({
  start: site.start, end: site.end, path: fact.path, driver, ...(engine && { engine }), method: 'composed', fragment: toFragment(fact.path, site, part),
  bindings: [binding], bindingForm: 'array', reads: [], awaited: site.awaited, inTest: fact.isTest, swallowed: site.swallowed, ...(site.within && { within: site.within }),
});

function toFragment(path: string, site: Site, { table, column, use, operator }: Part): Fragment {
  const [of, name] = [quote(table), quote(column)];
  const text = use === 'insert' ? `INSERT INTO ${of} (${name}) VALUES ($1)` : use === 'set' ? `UPDATE ${of} SET ${name} = $1` : `SELECT 1 FROM ${of} WHERE ${name} ${operator ?? '='} $1`;
  return { path, text, holes: [], kind: 'literal', map: [{ start: 0, end: text.length, from: site.start, to: site.end, quoting: 'verbatim', kind: 'hole' }] };
}

function partsOf(world: World, tables: Tables, ref: SiteRef, site: Site): Found | undefined {
  const { callee } = site;
  if (callee.kind === 'import') return /^drizzle-orm(?:\/|$)/.test(callee.specifier) ? drizzleComparison(world, tables, ref.path, site, callee.name) : undefined;
  if (callee.kind !== 'member' || site.arguments.length === 0) return undefined;
  const use = Object.hasOwn(BUILDER_METHODS, callee.name) ? BUILDER_METHODS[callee.name] : undefined;
  const found = use && builderParts(world, tables, ref.path, site, callee, use);
  return found ?? prismaParts(world, tables, ref.path, site, callee.of) ?? typeormParts(world, tables, ref.path, site, callee)
    ?? sequelizeParts(world, tables, ref.path, site, callee);
}

/** Names of Drizzle's operators: https://orm.drizzle.team/docs/operators */
const OPERATORS: Readonly<Record<string, string>> = { eq: '=', ne: '<>', lt: '<', lte: '<=', gt: '>', gte: '>=' };

function drizzleComparison(world: World, tables: Tables, path: string, { arguments: [left, right] }: Site, name: string): Found | undefined {
  const operator = Object.hasOwn(OPERATORS, name) ? OPERATORS[name] : undefined;
  if (operator === undefined || !left || !right || left.origin.kind !== 'member') return undefined;
  const declared = declaredBy(world, tables, path, left.origin.of, 0);
  const column = declared && columnOf(declared, left.origin.name);
  return declared && column !== undefined
    ? { driver: 'drizzle', engine: declared.engine, parts: [{ table: declared.table, column, use: 'compare', operator, value: right, sent: 'numbers' }] } : undefined;
}

/** What methods of a builder do with their arguments: compare a column, or give values to columns. */
const BUILDER_METHODS: Readonly<Record<string, Part['use']>> = {
  where: 'compare', andWhere: 'compare', orWhere: 'compare', whereNot: 'compare', having: 'compare', values: 'insert', insert: 'insert', set: 'set', update: 'set',
};

/** Methods at the root of a chain that name its table. */
const ROOTS: ReadonlySet<string> = new Set(['selectFrom', 'insertInto', 'updateTable', 'deleteFrom', 'from', 'table', 'into', 'insert', 'update', 'delete']);

function builderParts(world: World, tables: Tables, path: string, site: Site, callee: Extract<Origin, { kind: 'member' }>, use: Part['use']): Found | undefined {
  const root = rootOf(world, tables, path, callee.of, 0);
  if (!root) return undefined;
  const given = use === 'compare' ? comparedBy(site) : valuesOf(site.arguments[0]);
  const sent = root.declared ? 'numbers' : 'given';
  const parts = given.flatMap(({ column, operator, value }): readonly Part[] => {
    const name = root.declared ? columnOf(root.declared, column) : column.split('.').at(-1)!;
    return name === undefined ? [] : [{ table: root.table, column: name, use, value, sent, ...(operator !== undefined && { operator }) }];
  });
  return parts.length > 0 ? { driver: root.declared ? 'drizzle' : 'pg', engine: root.engine, parts } : undefined;
}

interface Root {
  readonly table: string;
  readonly engine: HandleValue['engine'];
  readonly declared?: Declaration;
}

/** The table of a chain: `knex('t').where(...)`, `db.selectFrom('t')...`, `db.insert(t).values(...)`. */
function rootOf(world: World, tables: Tables, path: string, origin: Origin, depth: number): Root | undefined {
  const site = origin.kind === 'call' && depth < MOST_STEPS ? world.site({ path, site: origin.site }) : undefined;
  if (!site) return undefined;
  const { callee, arguments: [first] } = site;
  const isRoot = callee.kind !== 'member' || ROOTS.has(callee.name);
  const handle = isRoot && first ? handleOf(world, path, callee) : undefined;
  if (handle && first) {
    if (handle.driver.id === 'drizzle') {
      const declared = declaredBy(world, tables, path, first.origin, 0);
      return declared && { table: declared.table, engine: declared.engine, declared };
    }
    const table = textOf(first)?.replace(/\s+as\s+\w+$/i, '');
    if (table !== undefined && BUILDERS.has(handle.driver.id)) return { table, engine: handle.engine };
  }
  return callee.kind === 'member' ? rootOf(world, tables, path, callee.of, depth + 1) : undefined;
}

const MOST_STEPS = 20;
const BUILDERS: ReadonlySet<string> = new Set(['knex', 'kysely']);

/** `where('a', '<', x)`, `where('a', x)`, `where({ a: x })`. */
function comparedBy({ arguments: [first, second, third] }: Site): readonly Given[] {
  if (!first || (!second && !first.properties)) return [];
  if (first.properties) return valuesOf(first);
  const column = textOf(first);
  if (column === undefined || !second) return [];
  if (!third) return [{ column, value: second }];
  const operator = textOf(second);
  return operator !== undefined && /^(?:=|<>|!=|<=?|>=?)$/.test(operator) ? [{ column, operator, value: third }] : [];
}

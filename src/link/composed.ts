import type { Binding, Call, Declaration, Facts, Fragment, Origin, Site, SiteArgument } from '../core/types.ts';
import { toBinding } from './bindings.ts';
import type { HandleValue, SiteRef } from './values.ts';
import type { World } from './world.ts';

/** A column that a query builder or an ORM stores a value in or compares with one. */
interface Part {
  readonly table: string;
  readonly column: string;
  readonly use: 'compare' | 'insert' | 'set';
  readonly operator?: string;
  readonly value: SiteArgument;
}

const quote = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/**
 * The statements that builders write themselves, as far as values go into them: for each column with its value one of its own, so that what is asked
 * about the bindings of SQL can be asked about `where('at', '<', x)`, `lt(t.at, x)` and `{ where: { at: { lt: x } } }` too.
 */
export function createComposer(world: World, facts: readonly Facts[]): (fact: Facts) => readonly Call[] {
  const tables = indexTables(facts);
  return (fact) => (fact.links?.sites ?? []).flatMap((site, index): readonly Call[] => {
    const ref = { path: fact.path, site: index };
    const [driver, engine, parts] = partsOf(world, tables, ref, site) ?? [];
    if (driver === undefined || !parts) return [];
    return parts.map((part) => ({
      start: site.start, end: site.end, path: fact.path, driver, ...(engine && { engine }), method: 'composed', fragment: toFragment(fact.path, site, part),
      bindings: [toBinding(world, ref, part.value)], bindingForm: 'array' as const, reads: [], awaited: site.awaited, inTest: fact.isTest, swallowed: site.swallowed,
      ...(site.within && { within: site.within }),
    })).filter((call) => !CONVERTING.has(driver) || call.bindings.every(isNumeric));
  });
}

/** ORMs that write Dates, texts and objects as the column wants them; numbers they hand on, or refuse. */
const CONVERTING: ReadonlySet<string> = new Set(['drizzle', 'prisma']);

const isNumeric = ({ type }: Binding): boolean => /^(?:number|epoch-ms|epoch-s|bigint|flag)$/.test(type);

function toFragment(path: string, site: Site, { table, column, use, operator }: Part): Fragment {
  const [of, name] = [quote(table), quote(column)];
  const text = use === 'insert' ? `INSERT INTO ${of} (${name}) VALUES ($1)` : use === 'set' ? `UPDATE ${of} SET ${name} = $1` : `SELECT 1 FROM ${of} WHERE ${name} ${operator ?? '='} $1`;
  return { path, text, holes: [], kind: 'literal', map: [{ start: 0, end: text.length, from: site.start, to: site.end, quoting: 'verbatim', kind: 'hole' }] };
}

/** Declared tables by what the program calls them. */
interface Tables {
  /** By file and name: the variable of Drizzle, the class of TypeORM. */
  readonly byEntity: ReadonlyMap<string, Declaration>;
  /** Models of Prisma by the name of their delegate: `user` for `User`. */
  readonly byModel: ReadonlyMap<string, Declaration>;
}

function indexTables(facts: readonly Facts[]): Tables {
  const all = facts.flatMap((fact) => fact.declarations ?? []).filter((own) => own.entity !== undefined);
  return {
    byEntity: new Map(all.map((own) => [`${own.fragment.path}\0${own.entity}`, own])),
    byModel: new Map(all.filter((own) => own.orm === 'prisma').map((own) => [own.entity![0]!.toLowerCase() + own.entity!.slice(1), own])),
  };
}

type Found = readonly [driver: string, engine: HandleValue['engine'], parts: readonly Part[]];

function partsOf(world: World, tables: Tables, ref: SiteRef, site: Site): Found | undefined {
  const { callee } = site;
  if (callee.kind === 'import') return /^drizzle-orm(?:\/|$)/.test(callee.specifier) ? drizzleComparison(world, tables, ref.path, site, callee.name) : undefined;
  if (callee.kind !== 'member' || site.arguments.length === 0) return undefined;
  const use = Object.hasOwn(BUILDER_METHODS, callee.name) ? BUILDER_METHODS[callee.name] : undefined;
  const found = use && builderParts(world, tables, ref.path, site, callee, use);
  return found ?? (callee.of.kind === 'member' ? prismaParts(world, tables, ref.path, site, callee.of) : undefined);
}

/** Names of Drizzle's operators: https://orm.drizzle.team/docs/operators */
const OPERATORS: Readonly<Record<string, string>> = { eq: '=', ne: '<>', lt: '<', lte: '<=', gt: '>', gte: '>=' };

function drizzleComparison(world: World, tables: Tables, path: string, { arguments: [left, right] }: Site, name: string): Found | undefined {
  const operator = Object.hasOwn(OPERATORS, name) ? OPERATORS[name] : undefined;
  if (operator === undefined || !left || !right || left.origin.kind !== 'member') return undefined;
  const declared = declaredBy(world, tables, path, left.origin.of, 0);
  const column = declared && columnOf(declared, left.origin.name);
  return declared && column !== undefined ? ['drizzle', declared.engine, [{ table: declared.table, column, use: 'compare', operator, value: right }]] : undefined;
}

const columnOf = (declared: Declaration, property: string): string | undefined => declared.columns.find((own) => own.property === property)?.name;

const DEEPEST = 6;

/** The declaration that a name, an import or a member of a namespace stands for. */
function declaredBy(world: World, tables: Tables, path: string, origin: Origin, depth: number): Declaration | undefined {
  if (depth > DEEPEST) return undefined;
  if (origin.kind === 'symbol' || origin.kind === 'class') return tables.byEntity.get(`${path}\0${origin.id}`);
  if (origin.kind === 'call') return declaredAt(tables, path, world.site({ path, site: origin.site })?.start);
  if (origin.kind === 'any') return origin.of.map((option) => declaredBy(world, tables, path, option, depth + 1)).find((own) => own !== undefined);
  const [specifier, name] = origin.kind === 'import' ? [origin.specifier, origin.name]
    : origin.kind === 'member' && origin.of.kind === 'import' && origin.of.name === '*' ? [origin.of.specifier, origin.name] : [];
  const file = specifier === undefined ? undefined : world.resolve(path, specifier);
  return file === undefined || name === undefined ? undefined : exportedBy(world, tables, file, name, depth + 1);
}

const declaredAt = (tables: Tables, path: string, start: number | undefined): Declaration | undefined =>
  [...tables.byEntity.values()].find(({ fragment }) => fragment.path === path && fragment.map[0]!.from === start);

function exportedBy(world: World, tables: Tables, path: string, name: string, depth: number): Declaration | undefined {
  const own = tables.byEntity.get(`${path}\0${name}`);
  const links = world.links(path);
  if (own || !links || depth > DEEPEST) return own;
  const exported = Object.hasOwn(links.exports, name) ? links.exports[name] : undefined;
  if (exported) return declaredBy(world, tables, path, exported, depth);
  for (const star of links.stars) {
    const file = world.resolve(path, star);
    const found = file === undefined ? undefined : exportedBy(world, tables, file, name, depth + 1);
    if (found) return found;
  }
  return undefined;
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
  const parts = given.flatMap(({ column, operator, value }) => {
    const name = root.declared ? columnOf(root.declared, column) : column.split('.').at(-1)!;
    return name === undefined ? [] : [{ table: root.table, column: name, use, value, ...(operator !== undefined && { operator }) }];
  });
  return parts.length > 0 ? [root.declared ? 'drizzle' : 'pg', root.engine, parts] : undefined;
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

/** The handle that is called, or whose method is. */
function handleOf(world: World, path: string, callee: Origin): HandleValue | undefined {
  const own = world.evaluate(path, callee).find((value) => value.kind === 'handle' || value.kind === 'method');
  return own?.kind === 'method' ? own.of : own?.kind === 'handle' ? own : undefined;
}

const textOf = ({ text }: SiteArgument): string | undefined => /^(['"`])([^'"`$]*)\1$/.exec(text)?.[2];

interface Given {
  readonly column: string;
  readonly operator?: string;
  readonly value: SiteArgument;
}

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

/** The properties of an object, or of each of a list. */
const valuesOf = (argument: SiteArgument | undefined): readonly Given[] =>
  (argument?.elements ? argument.elements : argument ? [argument] : []).flatMap((one) =>
    (one.properties ?? []).flatMap((property) => (property.name === '' || property.isSpread ? [] : [{ column: property.name, value: property }])));

/** Prisma's operators: https://www.prisma.io/docs/orm/reference/prisma-client-reference#filter-conditions-and-operators */
const FILTERS: Readonly<Record<string, string>> = { equals: '=', not: '<>', lt: '<', lte: '<=', gt: '>', gte: '>=' };

function prismaParts(world: World, tables: Tables, path: string, site: Site, model: Extract<Origin, { kind: 'member' }>): Found | undefined {
  const declared = tables.byModel.get(model.name);
  const [options] = site.arguments;
  if (!declared || !options?.properties || handleOf(world, path, model.of)?.driver.id !== 'prisma') return undefined;
  const given = (key: string): readonly Given[] => valuesOf(options.properties!.find((property) => property.name === key));
  const filters = given('where').flatMap(({ column, value }) =>
    (value.properties ? valuesOf(value).map((filter) => ({ column, operator: FILTERS[filter.column] ?? '=', value: filter.value })) : [{ column, operator: '=', value }]));
  const stored = [...given('data'), ...given('create'), ...given('update')].map((own) => ({ ...own, use: 'set' as const }));
  const parts = [...filters.map((own) => ({ ...own, use: 'compare' as const })), ...stored].flatMap(({ column, ...rest }) => {
    const name = columnOf(declared, column);
    return name === undefined ? [] : [{ table: declared.table, column: name, ...rest }];
  });
  return ['prisma', declared.engine, parts];
}

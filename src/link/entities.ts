import type { Declaration, Origin, Site, SiteArgument } from '../core/types.ts';
import { handleOf, propertyOf, textOf, valuesOf, type Found, type Given, type Part, type Sent } from './parts.ts';
import { columnOf, declaredBy, type Tables } from './tables.ts';
import type { World } from './world.ts';

/** What ORMs whose calls take objects store and compare. */

type Member = Extract<Origin, { kind: 'member' }>;

const toParts = (declared: Declaration, use: Part['use'], sent: Sent, given: readonly Given[]): readonly Part[] =>
  given.flatMap(({ column, ...rest }) => {
    const name = columnOf(declared, column);
    return name === undefined ? [] : [{ table: declared.table, column: name, use, sent, ...rest }];
  });

/** Prisma's operators: https://www.prisma.io/docs/orm/reference/prisma-client-reference#filter-conditions-and-operators */
const FILTERS: Readonly<Record<string, string>> = { equals: '=', not: '<>', lt: '<', lte: '<=', gt: '>', gte: '>=' };

/** `prisma.user.findMany({ where: { at: { lt: x } } })` */
export function prismaParts(world: World, tables: Tables, path: string, site: Site, model: Origin): Found | undefined {
  const declared = model.kind === 'member' ? tables.byModel.get(model.name) : undefined;
  const [options] = site.arguments;
  if (!declared || model.kind !== 'member' || !options?.properties || handleOf(world, path, model.of)?.driver.id !== 'prisma') return undefined;
  const given = (key: string): readonly Given[] => valuesOf(propertyOf(options, key));
  const filters = given('where').flatMap(({ column, value }) =>
    (value.properties ? valuesOf(value).map((filter) => ({ column, operator: FILTERS[filter.column] ?? '=', value: filter.value })) : [{ column, value }]));
  const stored = [...given('data'), ...given('create'), ...given('update')];
  return { driver: 'prisma', engine: declared.engine, parts: [...toParts(declared, 'compare', 'numbers', filters), ...toParts(declared, 'set', 'numbers', stored)] };
}

/** Where the methods of TypeORM's repositories take values: https://typeorm.io/docs/working-with-entity-manager/repository-api */
interface Takes {
  readonly argument: number;
  readonly use: Part['use'];
  /** The key of the options that holds them. */
  readonly key?: string;
}

const WHERE: readonly Takes[] = [{ argument: 0, use: 'compare', key: 'where' }];
const CRITERIA: readonly Takes[] = [{ argument: 0, use: 'compare' }];
const STORED: readonly Takes[] = [{ argument: 0, use: 'insert' }];

const REPOSITORY: Readonly<Record<string, readonly Takes[]>> = {
  find: WHERE, findOne: WHERE, findOneOrFail: WHERE, findAndCount: WHERE, count: WHERE, exists: WHERE,
  findBy: CRITERIA, findOneBy: CRITERIA, findOneByOrFail: CRITERIA, findAndCountBy: CRITERIA, countBy: CRITERIA, existsBy: CRITERIA,
  delete: CRITERIA, softDelete: CRITERIA,
  save: STORED, insert: STORED, upsert: STORED, update: [...CRITERIA, { argument: 1, use: 'set' }],
};

/** https://typeorm.io/docs/working-with-entity-manager/find-options#advanced-options */
const OPERATORS: Readonly<Record<string, string>> = { Equal: '=', Not: '<>', LessThan: '<', LessThanOrEqual: '<=', MoreThan: '>', MoreThanOrEqual: '>=' };

const CONDITIONS = /^(?:where|andWhere|orWhere|having)$/;

/** `repository.find({ where: { at: LessThan(x) } })`, `repository.save({ at: x })`, `builder.where('t.at < :x', { x })` */
export function typeormParts(world: World, tables: Tables, path: string, site: Site, callee: Member): Found | undefined {
  if (CONDITIONS.test(callee.name)) return conditionParts(world, tables, path, site, callee.of);
  const takes = Object.hasOwn(REPOSITORY, callee.name) ? REPOSITORY[callee.name]! : [];
  const handle = takes.length > 0 ? handleOf(world, path, callee.of) : undefined;
  if (handle?.driver.id !== 'typeorm' || !/^(?:repository|manager)$/.test(handle.handle)) return undefined;
  const isManager = handle.handle === 'manager';
  const declared = isManager ? declaredBy(world, tables, path, site.arguments[0]?.origin ?? UNKNOWN, 0) : entityOf(world, tables, path, callee.of, 0);
  if (!declared) return undefined;
  const partsAt = ({ argument, use, key }: Takes): readonly Part[] => {
    const at = site.arguments[argument + (isManager ? 1 : 0)];
    const given = valuesOf(key === undefined ? at : propertyOf(at, key));
    if (use === 'compare') return toParts(declared, use, 'given', given.flatMap((own) => comparison(world, path, own)));
    // What is stored is written by the type of the column; a boolean is `true` or not, on either engine.
    return toParts(declared, use, 'numbers', given).filter((part) => !declared.columns.some((own) => own.name === part.column && own.postgresType === 'boolean'));
  };
  return { driver: 'pg', engine: handle.engine, parts: takes.flatMap(partsAt) };
}

const UNKNOWN: Origin = { kind: 'unknown' };
const MOST_STEPS = 20;

/** The entity of a repository: the first argument of the call that gives it. */
function entityOf(world: World, tables: Tables, path: string, origin: Origin, depth: number): Declaration | undefined {
  if (depth > MOST_STEPS) return undefined;
  const symbol = origin.kind === 'symbol' ? world.links(path)?.symbols[origin.id] : undefined;
  if (symbol) return entityOf(world, tables, path, symbol, depth + 1);
  const site = origin.kind === 'call' ? world.site({ path, site: origin.site }) : undefined;
  return site?.arguments[0] && declaredBy(world, tables, path, site.arguments[0].origin, 0);
}

/** A value, or the operator around it. */
function comparison(world: World, path: string, given: Given): readonly Given[] {
  const { origin } = given.value;
  const site = origin.kind === 'call' ? world.site({ path, site: origin.site }) : undefined;
  if (site?.callee.kind !== 'import' || site.callee.specifier !== 'typeorm') return [given];
  const operator = Object.hasOwn(OPERATORS, site.callee.name) ? OPERATORS[site.callee.name] : undefined;
  const [value] = site.arguments;
  return operator === undefined || !value ? [] : [{ ...given, operator, value }];
}

const CONDITION = /(\w+)\.(\w+)\s*(=|<>|!=|<=|>=|<|>)\s*:(\w+)/g;

/** The conditions of a query builder, as far as they compare columns of its own entity with parameters that stand beside them. */
function conditionParts(world: World, tables: Tables, path: string, { arguments: [first, second] }: Site, receiver: Origin): Found | undefined {
  const text = first && textOf(first);
  const root = text === undefined || !second?.properties ? undefined : builderOf(world, tables, path, receiver);
  if (!root || text === undefined) return undefined;
  const given = [...text.matchAll(CONDITION)].flatMap(([, alias, column, operator, name]): readonly Given[] => {
    const value = alias === root.alias ? propertyOf(second, name!) : undefined;
    return value ? [{ column: column!, operator: operator!, value }] : [];
  });
  return { driver: 'pg', engine: root.engine, parts: toParts(root.declared, 'compare', 'given', given) };
}

interface Builder {
  readonly declared: Declaration;
  readonly alias: string;
  readonly engine: Found['engine'];
}

/** `repository.createQueryBuilder('t')`, `manager.createQueryBuilder(Entity, 't')` at the root of a chain. */
function builderOf(world: World, tables: Tables, path: string, receiver: Origin): Builder | undefined {
  let origin = receiver;
  for (let depth = 0; depth < MOST_STEPS; depth++) {
    const symbol: Origin | undefined = origin.kind === 'symbol' ? world.links(path)?.symbols[origin.id] : undefined;
    const site: Site | undefined = origin.kind === 'call' ? world.site({ path, site: origin.site }) : undefined;
    if (site?.callee.kind === 'member' && site.callee.name === 'createQueryBuilder') return rootAt(world, tables, path, site, site.callee.of);
    const next: Origin | undefined = symbol ?? (site?.callee.kind === 'member' ? site.callee.of : undefined);
    if (!next) return undefined;
    origin = next;
  }
  return undefined;
}

function rootAt(world: World, tables: Tables, path: string, { arguments: given }: Site, source: Origin): Builder | undefined {
  const handle = handleOf(world, path, source);
  const isRepository = handle?.handle === 'repository';
  const name = given[isRepository ? 0 : 1];
  const alias = name && textOf(name);
  const declared = isRepository ? entityOf(world, tables, path, source, 0) : declaredBy(world, tables, path, given[0]?.origin ?? UNKNOWN, 0);
  return handle?.driver.id === 'typeorm' && alias !== undefined && declared ? { declared, alias, engine: handle.engine } : undefined;
}

/** Where the methods of Sequelize's models take values to store, and the options with `where`: https://sequelize.org/docs/v6/core-concepts/model-querying-basics/ */
const MODEL: Readonly<Record<string, { readonly stored?: number; readonly options?: number }>> = {
  create: { stored: 0 }, bulkCreate: { stored: 0 }, upsert: { stored: 0 }, update: { stored: 0, options: 1 }, findOrCreate: { options: 0 },
  findAll: { options: 0 }, findOne: { options: 0 }, findAndCountAll: { options: 0 }, count: { options: 0 }, destroy: { options: 0 },
};

/** `User.create({ at: x })`, `User.findAll({ where: { on: 1 } })`: what is stored is written by the type of the column, what is compared stands in the text. */
export function sequelizeParts(world: World, tables: Tables, path: string, site: Site, callee: Member): Found | undefined {
  const takes = Object.hasOwn(MODEL, callee.name) ? MODEL[callee.name] : undefined;
  const declared = takes && modelOf(world, tables, path, callee.of);
  if (declared?.orm !== 'sequelize' || !takes) return undefined;
  const options = takes.options === undefined ? undefined : site.arguments[takes.options];
  const stored: SiteArgument | undefined = takes.stored === undefined ? propertyOf(options, 'defaults') : site.arguments[takes.stored];
  return {
    driver: 'sequelize', engine: undefined,
    parts: [...toParts(declared, 'set', 'width', valuesOf(stored)), ...toParts(declared, 'compare', 'text', valuesOf(propertyOf(options, 'where')))],
  };
}

/** A model, or what a function of the project gives that defines one: `const User = defineUser(sequelize)`. */
function modelOf(world: World, tables: Tables, path: string, origin: Origin): Declaration | undefined {
  const own = declaredBy(world, tables, path, origin, 0);
  const symbol = origin.kind === 'symbol' ? world.links(path)?.symbols[origin.id] : undefined;
  const call = symbol ?? origin;
  const site = own || call.kind !== 'call' ? undefined : world.site({ path, site: call.site });
  if (!site) return own;
  for (const value of world.evaluate(path, site.callee)) {
    const returns = value.kind === 'function' ? world.links(value.path)?.functions[value.id]?.returns : undefined;
    const found = returns && value.kind === 'function' ? declaredBy(world, tables, value.path, returns, 0) : undefined;
    if (found) return found;
  }
  return undefined;
}

import type { Declaration, Facts, Origin } from '../core/types.ts';
import type { World } from './world.ts';

/** Declared tables by what the program calls them. */
export interface Tables {
  /** By file and name: the variable of Drizzle, the class of TypeORM. */
  readonly byEntity: ReadonlyMap<string, Declaration>;
  /** As the database calls them; those of PostgreSQL where there are two. */
  readonly byName: ReadonlyMap<string, Declaration>;
  /** Models of Prisma by the name of their delegate: `user` for `User`. */
  readonly byModel: ReadonlyMap<string, Declaration>;
}

export function indexTables(facts: readonly Facts[]): Tables {
  const all = facts.flatMap((fact) => fact.declarations ?? []).filter((own) => own.entity !== undefined);
  return {
    byName: new Map(all.map((own) => [own.table, own])),
    byEntity: new Map(all.map((own) => [`${own.fragment.path}\0${own.entity}`, own])),
    byModel: new Map(all.filter((own) => own.orm === 'prisma').map((own) => [own.entity![0]!.toLowerCase() + own.entity!.slice(1), own])),
  };
}

/** The column that a property of the program stands for. */
export const columnOf = (declared: Declaration, property: string): string | undefined => declared.columns.find((own) => own.property === property)?.name;

const DEEPEST = 6;

/** The declaration that a name, an import or a member of a namespace stands for. */
export function declaredBy(world: World, tables: Tables, path: string, origin: Origin, depth: number): Declaration | undefined {
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

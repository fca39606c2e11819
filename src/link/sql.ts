import type { Fragment, Origin, Site, SiteArgument } from '../core/types.ts';
import type { SqlPosition } from '../drivers/driver.ts';
import { parametersIn } from './invoke.ts';
import type { HandleValue, SiteRef } from './values.ts';
import type { World } from './world.ts';

/** The SQL that reaches a call. */
export interface SqlFound {
  /** Several where the expression chooses. */
  readonly fragments: readonly Fragment[];
  /** The parameters of functions that the text comes from. */
  readonly parameters: readonly Extract<Origin, { kind: 'parameter' }>[];
  /** Why it cannot be read. */
  readonly unread?: string;
  /** Place of the argument. */
  readonly argument?: SiteArgument;
  readonly ref: SiteRef;
}

/** The SQL of an argument of a site, directly or under one of the keys of an object. */
export function sqlAt(world: World, ref: SiteRef, site: Site, position: SqlPosition): SqlFound {
  if (site.fragments) return { fragments: site.fragments, parameters: [], ref };
  const given = site.arguments[position.argument];
  if (!given) return { fragments: [], parameters: [], ref };
  const keyed = position.keys && given.properties?.find((property) => position.keys!.includes(property.name));
  return sqlOf(world, ref, keyed ?? given);
}

export function sqlOf(world: World, ref: SiteRef, argument: SiteArgument): SqlFound {
  const parameters = parametersIn(argument.origin);
  const own = argument.fragments ?? fragmentsOf(world, ref.path, argument.origin);
  return { fragments: own, parameters: own.length > 0 ? [] : parameters, argument, ref, ...(argument.unread !== undefined && { unread: argument.unread }) };
}

const MOST_FRAGMENTS = 6;

/** SQL texts that an origin can be: a constant here or in another module, one of a choice. */
export function fragmentsOf(world: World, path: string, origin: Origin): readonly Fragment[] {
  const found = world.evaluate(path, origin).flatMap((value) => (value.kind === 'sql' ? [value.fragment] : []));
  return [...new Set(found)].slice(0, MOST_FRAGMENTS);
}

/** The SQL of a prepared statement: that of the call which prepared it, or which gave the text to a function that does. */
export function sqlOfStatement(world: World, of: HandleValue): SqlFound | undefined {
  const ref = of.statement;
  const site = ref && world.site(ref);
  if (!ref || !site) return undefined;
  if (site.fragments) return { fragments: site.fragments, parameters: [], ref };
  const options = site.arguments.map((argument) => sqlOf(world, ref, argument));
  const withText = options.filter((option) => option.fragments.length > 0);
  return withText.find((option) => option.argument?.isSql !== false) ?? withText[0] ?? options.find((option) => option.parameters.length > 0) ?? options[0];
}

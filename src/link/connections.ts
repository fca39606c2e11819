import type { Connection, ConnectionOption, Facts, Site, SiteArgument } from '../core/types.ts';
import type { Opening } from '../drivers/driver.ts';
import { refKey } from './calls.ts';
import { engineOf, openingOf } from './invoke.ts';
import type { SiteRef, Value } from './values.ts';
import type { World } from './world.ts';

/** The connections that have a listener for `error`, in whatever file. */
export function findListeners(world: World): ReadonlySet<string> {
  const found = new Set<string>();
  const note = (path: string, { callee, arguments: given }: Site): void => {
    if (callee.kind !== 'member' || !/^(?:on|once|addListener)$/.test(callee.name) || !/^['"`]error['"`]$/.test(given[0]?.text ?? '')) return;
    for (const value of world.evaluate(path, callee.of)) if (value.kind === 'handle' && value.opened) found.add(refKey(value.opened));
  };
  for (const { path, links } of world.facts) for (const site of links?.sites ?? []) note(path, site);
  return found;
}

/** The pools, clients and database handles that a file makes. */
export function connectionsOf(world: World, listeners: ReadonlySet<string>, fact: Facts): readonly Connection[] {
  return (fact.links?.sites ?? []).flatMap((site, index) => {
    const ref = { path: fact.path, site: index };
    if (!site.opening) return [];
    return world.evaluate(fact.path, site.callee).flatMap((value) => {
      const connection = value.kind === 'driver' ? toConnection(world, listeners, fact, ref, site, value) : undefined;
      return connection ? [connection] : [];
    }).slice(0, 1);
  });
}

function toConnection(
  world: World, listeners: ReadonlySet<string>, fact: Facts, ref: SiteRef, site: Site, value: Extract<Value, { kind: 'driver' }>,
): Connection | undefined {
  const opening = openingOf(value.driver, value.member);
  const engine = value.engine ?? (opening && engineOf(world, fact.path, site, opening));
  if (!opening || !engine || opening.wraps) return undefined;
  const { scope, perRequest, holder, statementEnd, indent } = site.opening!;
  const options = opening.options === undefined ? undefined : site.arguments.at(opening.options);
  const target = targetOf(world, fact.path, site, opening);
  return {
    start: site.start, end: site.end, path: fact.path, driver: value.driver.id, engine, pool: opening.isPool ?? false, scope, perRequest,
    ...(holder !== undefined && { holder }),
    ...(statementEnd !== undefined && { statementEnd }), ...(indent !== undefined && { indent }), ...(site.within && { within: site.within.name }),
    hasErrorListener: listeners.has(refKey(ref)), options: optionsOf(options), inTest: fact.isTest,
    ...(options && { optionsSpan: { start: options.start, end: options.end } }), ...(target !== undefined && { target }),
  };
}

function optionsOf(argument: SiteArgument | undefined, prefix = ''): readonly ConnectionOption[] {
  return (argument?.properties ?? []).flatMap((property) => {
    const key = prefix + property.name;
    if (property.name === '') return [];
    if (property.properties) return [{ key, start: property.start, end: property.end }, ...optionsOf(property, `${key}.`)];
    return [{ key, start: property.start, end: property.end, ...valueOf(property) }];
  });
}

const LITERAL = /^(?:(['"`])((?:(?!\1|\$\{)[^\\])*)\1|-?\d[\d_.]*|true|false|null)$/;
const READ = /\b(?:process\.env|import\.meta\.env|Deno\.env|Bun\.env)(?:\.\w+|\[['"]\w+['"]\])|(?<![\w.'"])[A-Za-z_$][\w$]*(?:\??\.\w+)+(?!\s*\()/;

function valueOf(property: SiteArgument): { readonly literal?: string; readonly reads?: string } {
  const literal = LITERAL.exec(property.text);
  if (literal) return { literal: literal[2] ?? literal[0] };
  const read = READ.exec(property.text);
  return read ? { reads: read[0].replace(/\?\./g, '.') } : /^[A-Za-z_$][\w$]*$/.test(property.text) ? { reads: property.text } : {};
}

function targetOf(world: World, path: string, site: Site, opening: Opening): string | undefined {
  const argument = opening.target === undefined ? undefined : site.arguments[opening.target];
  const keyed = argument?.properties ? argument.properties.find((property) => opening.targetKeys?.includes(property.name)) : argument;
  if (!keyed) return undefined;
  for (const value of world.evaluate(path, keyed.origin)) {
    if (value.kind === 'host' && value.origin.literal !== undefined) return value.origin.literal;
  }
  return LITERAL.exec(keyed.text)?.[2];
}

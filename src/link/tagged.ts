import type { Fragment, Hole, Site, SiteArgument } from '../core/types.ts';
import type { SiteRef } from './values.ts';
import type { World } from './world.ts';

const indexes = new WeakMap<World, ReadonlyMap<Fragment, SiteRef>>();

/** The template that a fragment stands in, where it is tagged: its interpolations are the bindings of the call that gets it. */
export function templateOf(world: World, fragment: Fragment | undefined): SiteRef | undefined {
  if (fragment?.kind !== 'tagged') return undefined;
  let index = indexes.get(world);
  if (!index) indexes.set(world, (index = indexTemplates(world)));
  return index.get(fragment);
}

function indexTemplates(world: World): ReadonlyMap<Fragment, SiteRef> {
  const found = new Map<Fragment, SiteRef>();
  for (const { path, links } of world.facts) {
    links?.sites.forEach(({ kind, fragments }, site) => {
      if (kind === 'tag') for (const fragment of fragments ?? []) found.set(fragment, { path, site });
    });
  }
  return found;
}

/** The fragment of a template that goes to a driver: what is interpolated is a binding, unless it is a piece of SQL that the tag itself made. */
export function withBindings(world: World, ref: SiteRef, fragment: Fragment): Fragment {
  let known = improved.get(fragment);
  if (!known) improved.set(fragment, (known = improve(world, ref, fragment)));
  return known;
}

/** One fragment stays one, however many calls it goes to. */
const improved = new WeakMap<Fragment, Fragment>();

function improve(world: World, ref: SiteRef, fragment: Fragment): Fragment {
  const site = world.site(ref);
  if (!site) return fragment;
  const holes = fragment.holes.map((hole) => (hole.role === 'list' && isValue(world, ref, site, hole) ? { ...hole, role: 'binding' as const } : hole));
  return holes.every((hole, index) => hole === fragment.holes[index]) ? fragment : { ...fragment, holes };
}

function isValue(world: World, ref: SiteRef, site: Site, hole: Hole): boolean {
  const argument = site.arguments.find((own) => own.start === hole.source.start && hole.source.path === ref.path);
  return argument !== undefined && !isPiece(world, ref, argument);
}

/** A call of the tag, of one of its helpers, or of a function that nobody explains. */
function isPiece(world: World, ref: SiteRef, argument: SiteArgument): boolean {
  const { origin } = argument;
  const values = world.evaluate(ref.path, origin);
  if (values.some((value) => value.kind === 'sql' || value.kind === 'handle' || value.kind === 'result')) return true;
  return origin.kind === 'call' && !values.some((value) => value.kind === 'host');
}

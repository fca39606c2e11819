import type { Facts, SyncCall } from '../core/types.ts';
import type { SiteRef } from './values.ts';
import type { World } from './world.ts';

const nameOf = (id: string): string => id.slice(id.lastIndexOf('.') + 1);

/** The calls of functions that do not wait, of which a sibling waits (`list` beside `listAsync`), by the file they stand in. */
export function findSyncCalls(world: World): (fact: Facts) => readonly SyncCall[] {
  const found = new Map<string, SyncCall[]>();
  const note = (ref: SiteRef, of: SyncCall['of']): void => {
    const site = world.site(ref)!;
    const functions = world.links(ref.path)!.functions;
    const outer = site.functions.find((id) => !id.startsWith('function@'));
    const call = { start: site.start, end: site.end, of, ...(outer !== undefined && { within: { name: nameOf(outer), hasSibling: Object.hasOwn(functions, `${outer}Async`) } }) };
    found.set(ref.path, [...(found.get(ref.path) ?? []), call]);
  };
  for (const { path, links } of world.facts) {
    const functions = links?.functions ?? {};
    for (const id of Object.keys(functions)) {
      if (Object.hasOwn(functions, `${id}Async`)) for (const ref of world.callersOf(path, id)) note(ref, { path, name: nameOf(id) });
    }
  }
  return ({ path }) => found.get(path) ?? [];
}

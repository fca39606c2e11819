import type { Call, Facts, Fragment, Unread } from '../core/types.ts';
import { callsOf, createKnown } from './calls.ts';
import { connectionsOf, findListeners } from './connections.ts';
import { createComposer } from './composed.ts';
import { spreadEngineSpans } from './engine-spans.ts';
import { createWorld } from './evaluate.ts';
import { createFanOuts } from './fan-outs.ts';
import { linkModule } from './modules.ts';
import { findSyncCalls } from './sync-calls.ts';
import { findForwards } from './targets.ts';

const MOST_ROUNDS = 4;

/** Two drivers that a call may reach give one place that cannot be read. */
const withoutRepeats = (unread: readonly Unread[]): readonly Unread[] =>
  [...new Map(unread.map((entry) => [`${entry.start}:${entry.end}:${entry.reason}`, entry])).values()];

/** Texts that are SQL only because a driver gets them join those that begin as SQL does. */
function withFragments(own: readonly Fragment[], path: string, calls: readonly Call[]): readonly Fragment[] {
  const known = new Set(own);
  const more = calls.flatMap(({ fragment }) => (fragment && fragment.path === path && !known.has(fragment) ? [fragment] : []));
  return more.length === 0 ? own : [...own, ...new Set(more)].sort((a, b) => (a.map[0]?.from ?? 0) - (b.map[0]?.from ?? 0));
}

/**
 * Joins what one file says with what others say about it: which calls reach a database and with what, where connections are made and listened to,
 * which files imports mean. The answer does not depend on the order of the facts; they come back in the order given. Files of other hosts pass.
 */
export function link(facts: readonly Facts[]): readonly Facts[] {
  const linked = facts.filter((fact) => fact.links).sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  if (linked.length === 0) return facts;
  const world = createWorld(linked);
  for (let round = 0; round < MOST_ROUNDS && world.refresh(); round++);
  const known = createKnown(world, findForwards(world));
  const listeners = findListeners(world);
  const spansOf = spreadEngineSpans(world);
  const compose = createComposer(world, facts);
  const fanOutsOf = createFanOuts(known, facts);
  const syncCallsOf = findSyncCalls(world);
  return facts.map((fact) => {
    if (!fact.links) return fact;
    const { calls, unread, replaced } = callsOf(known, fact);
    const { links: _, fanOuts: __, ...rest } = fact;
    const engineSpans = spansOf(fact.path);
    const composed = compose(fact);
    const fanOuts = fanOutsOf(fact);
    const syncCalls = syncCallsOf(fact);
    return {
      ...rest, ...(engineSpans.length > 0 && { engineSpans }), ...(composed.length > 0 && { composed }),
      ...(fanOuts.length > 0 && { fanOuts }), ...(syncCalls.length > 0 && { syncCalls }),
      calls, connections: connectionsOf(world, listeners, fact), unread: withoutRepeats([...fact.unread, ...unread]),
      fragments: withFragments(fact.fragments.map((fragment) => replaced.get(fragment) ?? fragment), fact.path, calls),
      ...(fact.module && { module: linkModule(world, fact.module) }),
    };
  });
}

import { ts } from 'ts-morph';
import type { Graph } from './graph.ts';
import { functionAround, isAsync, type TurningNode } from './nodes.ts';

/**
 * Calls that nobody waits for of functions that gave a promise before and do some of their work later now: `worker.start();`. What such a call did at once
 * is done a little later. Only those are given whose function may wait for it.
 */
export function floatingCalls({ calls, links }: Graph, waiting: ReadonlySet<TurningNode>, turned: ReadonlySet<TurningNode>): readonly ts.Expression[] {
  const seen = new Set<TurningNode>(waiting);
  const found: ts.Expression[] = [];
  for (const fn of seen) {
    for (const other of links.get(fn) ?? []) if (!turned.has(fn)) seen.add(other);
    for (const call of calls.get(fn) ?? []) {
      const owner = functionAround(call);
      if (!owner) continue;
      if (!floats(call)) seen.add(owner);
      else if (!turned.has(fn) && (isAsync(owner) || waiting.has(owner))) found.push(call);
    }
  }
  return found;
}

/** `f();` and `void f();` */
function floats(call: ts.Expression): boolean {
  const outer = ts.isVoidExpression(call.parent) ? call.parent : call;
  return ts.isExpressionStatement(outer.parent);
}

import type { NamedRule } from './rule.ts';
import { visitFeatures } from './sql/features.ts';
import type { Statement } from './sql/statement.ts';

/** Gives the rules that a statement may concern, in their order; all others would find nothing in it. */
export type Waker = (statement: Statement) => readonly NamedRule[];

export function createWaker(rules: readonly NamedRule[]): Waker {
  const sleepers = new Map<string, number[]>();
  for (const [at, rule] of rules.entries()) for (const feature of rule.wakes ?? []) sleepers.set(feature, [...(sleepers.get(feature) ?? []), at]);
  const always = Uint8Array.from(rules, (rule) => (rule.wakes ? 0 : 1));
  return (statement) => {
    const awake = always.slice();
    visitFeatures(statement, (feature) => sleepers.get(feature)?.forEach((at) => { awake[at] = 1; }));
    return rules.filter((_, at) => awake[at] === 1);
  };
}

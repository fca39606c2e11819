import type { Call, Fragment } from '../../core/types.ts';
import { findDriver, placeholdersOf } from '../../drivers/lookup.ts';
import type { Project } from '../../rule.ts';
import { splitStatements } from '../../sql/split.ts';
import type { Statement } from '../../sql/statement.ts';

const callsByFragment = new WeakMap<Project, ReadonlyMap<Fragment, readonly Call[]>>();

/** All calls that carry a fragment: a constant may be handed to several. */
export function callsOf(project: Project, fragment: Fragment): readonly Call[] {
  let calls = callsByFragment.get(project);
  if (!calls) {
    const found = new Map<Fragment, Call[]>();
    for (const call of project.facts.flatMap((fact) => fact.calls)) if (call.fragment) found.set(call.fragment, [...(found.get(call.fragment) ?? []), call]);
    callsByFragment.set(project, (calls = found));
  }
  return calls.get(fragment) ?? [];
}

/** Whether the driver of a call takes `$1`, and nothing between the call and the driver rewrites its text. */
export function wantsDollar(call: Call): boolean {
  if (call.engine !== 'postgres' || call.rewritesPlaceholders === true || call.bindingForm === 'tagged') return false;
  const style = placeholdersOf(call.driver, call.engine);
  return style === 'dollar' || style === 'tagged';
}

/** Whether the driver wants the values as one array; Prisma takes them one by one. */
export const takesArray = (call: Call): boolean =>
  Object.values(findDriver(call.driver)?.handles ?? {}).some((handle) => handle.methods[call.method]?.bindings?.form === 'array');

/**
 * Whether the call chooses between texts and another of them is spelled `$1`: a switch between engines, in which this text is not the one
 * for PostgreSQL.
 */
export const isOtherSpelling = (project: Project, call: Call): boolean =>
  !/\$\d/.test(call.fragment?.text ?? '') && (project.factsOf(call.path)?.calls ?? []).some((other) =>
    other.start === call.start && other.end === call.end && other.fragment !== call.fragment && /\$\d/.test(other.fragment?.text ?? ''));

const counts = new WeakMap<Fragment, number>();

/** Whether no other statement stands beside this one in its text: else the bindings belong to nobody in particular. */
export function isAlone({ fragment }: Statement): boolean {
  let count = counts.get(fragment);
  if (count === undefined) counts.set(fragment, (count = splitStatements(fragment.text).length));
  return count === 1;
}

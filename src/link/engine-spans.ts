import { enginesAt, type AnyEngine } from '../core/engine-spans.ts';
import type { EngineSpan, Span } from '../core/types.ts';
import type { World } from './world.ts';

type Engines = readonly AnyEngine[];

const ALL: Engines = ['sqlite', 'postgres', 'other'];

/** A function and who calls it: each caller with the engines of its place and the functions around it. */
interface Called extends Span {
  readonly path: string;
  readonly callers: readonly { readonly engines: Engines; readonly within: readonly string[] }[];
  /** The key of the constructor that makes what it is a method of. */
  readonly maker?: string;
}

const keyOf = (path: string, id: string): string => `${path}\0${id}`;

/**
 * Carries the conditions on the engine to what they guard elsewhere: a function all of whose callers run on some engines only runs there only, and so
 * do the methods of a class that is made there only. Tests that call the code they test are not asked. Gives the spans of each file, its own included.
 */
export function spreadEngineSpans(world: World): (path: string) => readonly EngineSpan[] {
  const own = new Map(world.facts.flatMap((fact) => (fact.engineSpans ? [[fact.path, fact.engineSpans] as const] : [])));
  if (own.size === 0) return () => [];
  const functions = readCalled(world, own);
  const known = new Map<string, Engines>([...functions].map(([key, { callers }]) => [key, callers.length === 0 ? ALL : []]));
  for (let isChanged = true; isChanged;) {
    isChanged = false;
    for (const [key, called] of functions) {
      const engines = enginesOf(called, known);
      if (engines.length === known.get(key)!.length) continue;
      known.set(key, engines);
      isChanged = true;
    }
  }
  const spread = new Map<string, EngineSpan[]>();
  for (const [key, { path, start, end }] of functions) {
    const engines = known.get(key)!;
    // Functions that only call each other are called by something that was not read.
    if (engines.length > 0 && engines.length < ALL.length) spread.set(path, [...(spread.get(path) ?? []), { start, end, engines, isCarried: true }]);
  }
  return (path) => [...(own.get(path) ?? []), ...(spread.get(path) ?? [])];
}

function enginesOf({ callers, maker }: Called, known: ReadonlyMap<string, Engines>): Engines {
  const made = (maker !== undefined && known.get(maker)) || ALL;
  if (callers.length === 0) return made;
  const isReached = ({ engines, within }: Called['callers'][number], engine: AnyEngine): boolean =>
    engines.includes(engine) && within.every((key) => known.get(key)?.includes(engine) ?? true);
  return made.filter((engine) => callers.some((caller) => isReached(caller, engine)));
}

function readCalled(world: World, own: ReadonlyMap<string, readonly EngineSpan[]>): ReadonlyMap<string, Called> {
  const extended = extendedClasses(world);
  const found = new Map<string, Called>();
  for (const { path, links } of world.facts) {
    for (const [id, { start, end }] of Object.entries(links?.functions ?? {})) {
      const refs = world.callersOf(path, id).filter((ref) => world.isTest(path) || !world.isTest(ref.path));
      const callers = refs.map((ref) => {
        const site = world.site(ref)!;
        return { engines: enginesAt(own.get(ref.path), site.start) ?? ALL, within: site.functions.map((outer) => keyOf(ref.path, outer)) };
      });
      const owner = /^([^.#]+)\./.exec(id)?.[1];
      const maker = owner === undefined || extended.has(keyOf(path, owner)) ? undefined : keyOf(path, `${owner}#constructor`);
      found.set(keyOf(path, id), { path, start, end, callers, ...(maker !== undefined && { maker }) });
    }
  }
  return found;
}

/** Classes that others extend: what makes one of those calls another constructor. */
function extendedClasses(world: World): ReadonlySet<string> {
  const all = world.facts.flatMap(({ path, links }) => Object.values(links?.classes ?? {}).flatMap((own) => own.parents.map((parent) => ({ path, parent }))));
  return new Set(all.flatMap(({ path, parent }) =>
    world.evaluate(path, parent).flatMap((value) => (value.kind === 'class' || value.kind === 'instance' ? [keyOf(value.path, value.id)] : []))));
}

import type { Origin, Site } from '../core/types.ts';
import { memberValue } from './members.ts';
import type { SiteRef, Value } from './values.ts';
import type { World } from './world.ts';

const NONE: readonly Value[] = [];

/** What a parameter of an inline function is given by the call that gets the function. */
export function callbackValue(world: World, path: string, origin: Extract<Origin, { kind: 'callback' }>): readonly Value[] {
  const ref = { path, site: origin.site };
  const site = world.site(ref);
  if (!site) return NONE;
  const called = world.evaluate(path, site.callee);
  const values = called.flatMap((value): readonly Value[] => {
    if (value.kind === 'method') return methodCallback(value, ref, site, origin);
    if (value.kind === 'signature') return parameterOfCallback(world, value.path, value.parameters[origin.argument], origin.parameter);
    if (value.kind !== 'function') return NONE;
    const own = world.links(value.path)?.functions[value.id]?.parameters[origin.argument];
    const declared = parameterOfCallback(world, value.path, own?.origin, origin.parameter);
    if (declared.length > 0) return declared;
    return world.callsOfParameter(value.path, value.id, origin.argument).flatMap((inner) => {
      const argument = world.site(inner)?.arguments[origin.parameter];
      return argument ? world.evaluate(inner.path, argument.origin) : NONE;
    });
  });
  return values.length > 0 ? values : iterated(world, path, site, origin);
}

/** What a function's type says that it is called with: `fn: (client: PoolClient) => Promise<T>`. */
const parameterOfCallback = (world: World, path: string, type: Origin | undefined, index: number): readonly Value[] =>
  (type ? world.evaluate(path, type) : NONE).flatMap((value) => (value.kind === 'signature' && value.parameters[index] ? world.evaluate(value.path, value.parameters[index]) : NONE));

function methodCallback(value: Extract<Value, { kind: 'method' }>, ref: SiteRef, site: Site, origin: Extract<Origin, { kind: 'callback' }>): readonly Value[] {
  const callback = value.method.callback;
  const position = callback && (callback.argument < 0 ? site.arguments.length + callback.argument : callback.argument);
  if (!callback || position !== origin.argument) return NONE;
  const handle = callback.passes?.[origin.parameter];
  if (handle !== undefined) return [{ ...value.of, handle }];
  return callback.result === origin.parameter ? [{ kind: 'result', shape: value.method.result === 'each' ? 'row' : value.method.result, of: ref }] : NONE;
}

const ELEMENT_FIRST = /^(?:map|forEach|filter|find|findLast|some|every|flatMap|sort|findIndex)$/;

/** `list.forEach((element) => ...)`, `promise.then((value) => ...)`. */
function iterated(world: World, path: string, site: Site, origin: Extract<Origin, { kind: 'callback' }>): readonly Value[] {
  const { callee } = site;
  if (callee.kind !== 'member' || origin.argument !== 0 || origin.parameter > 1) return NONE;
  if (callee.name === 'then') return origin.parameter === 0 ? world.evaluate(path, callee.of) : NONE;
  if (!ELEMENT_FIRST.test(callee.name) || (origin.parameter === 1 && callee.name !== 'sort')) return NONE;
  return world.evaluate(path, callee.of).flatMap((value) => (value.kind === 'array' || value.kind === 'result' ? memberValue(world, value, '[]') : NONE));
}

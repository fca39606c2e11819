import { exportValue } from './imports.ts';
import { driverMember, driverType, handleMember, type Value } from './values.ts';
import type { World } from './world.ts';

const NONE: readonly Value[] = [];
const MOST_VALUES = 8;

/** A member of a value; `[]` is an element. */
export function memberValue(world: World, value: Value, name: string): readonly Value[] {
  switch (value.kind) {
    case 'driver':
      return [driverMember(value, name)];
    case 'handle': {
      const member = handleMember(value, name);
      return member ? [member] : NONE;
    }
    case 'method':
      return name === 'bind' || name === 'call' || name === 'apply' ? [value] : NONE;
    case 'function':
      return name === 'bind' ? [value] : NONE;
    case 'namespace':
      return exportValue(world, value.path, name, new Set());
    case 'object':
      return objectMember(world, value, name);
    case 'array':
      return name === '[]' ? world.evaluate(value.path, value.of) : NONE;
    case 'class':
    case 'instance':
      return classMember(world, value.path, value.id, name, new Set());
    case 'result':
      return resultMember(value, name);
    default:
      return NONE;
  }
}

function objectMember(world: World, value: Extract<Value, { kind: 'object' }>, name: string): readonly Value[] {
  const own = Object.hasOwn(value.members, name) ? value.members[name] : value.members['[]'];
  if (own) return world.evaluate(value.path, own);
  return name === '[]' ? Object.values(value.members).slice(0, MOST_VALUES).flatMap((member) => world.evaluate(value.path, member)) : NONE;
}

/** A member of a class, of what it extends, or of an interface; a class that only implements an interface has its members as well. */
function classMember(world: World, path: string, id: string, name: string, seen: Set<string>): readonly Value[] {
  const key = `${path}\0${id}`;
  const links = world.links(path)?.classes[id];
  if (!links || seen.has(key)) return NONE;
  seen.add(key);
  const own = Object.hasOwn(links.members, name) ? links.members[name] : undefined;
  if (own) return world.evaluate(path, own);
  return links.parents.flatMap((parent) =>
    world.evaluate(path, parent).flatMap((value) =>
      value.kind === 'class' || value.kind === 'instance' ? classMember(world, value.path, value.id, name, seen) : memberValue(world, asInstance(value), name)));
}

/** A class of the project that extends a driver's class is a handle itself. */
const asInstance = (value: Value): Value => (value.kind === 'driver' ? (driverType(value) ?? value) : value);

function resultMember(value: Extract<Value, { kind: 'result' }>, name: string): readonly Value[] {
  if (value.shape === 'result' && name === 'rows') return [{ ...value, shape: 'rows' }];
  const isElement = name === '[]' || /^\d+$/.test(name);
  if (isElement && (value.shape === 'rows' || value.shape === 'iterator')) return [{ ...value, shape: 'row' }];
  if (isElement && value.shape === 'results') return [{ ...value, shape: 'rows' }];
  return NONE;
}

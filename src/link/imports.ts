import { driverOfModule, engineOfModule } from '../drivers/lookup.ts';
import { drivers } from '../drivers/index.ts';
import { driverMember, type Value } from './values.ts';
import type { World } from './world.ts';

const NONE: readonly Value[] = [];

/** What an imported name is: an export of a file of the project, or of a driver. */
export function importValue(world: World, path: string, specifier: string, name: string): readonly Value[] {
  const target = world.resolve(path, specifier);
  if (target !== undefined) return name === '*' ? moduleValue(world, target) : exportValue(world, target, name, new Set());
  const driver = driverOfModule(specifier);
  if (!driver) return NONE;
  const module: Value = { kind: 'driver', driver, engine: engineOfModule(driver, specifier), member: '' };
  return name === '*' ? [module] : [driverMember(module, name)];
}

/** An export of a module, through `export * from` too. A CommonJS module asked for its default is the module. */
export function exportValue(world: World, path: string, name: string, seen: Set<string>): readonly Value[] {
  const links = world.links(path);
  if (!links || seen.has(path)) return NONE;
  seen.add(path);
  const own = links.exports[name] ?? links.exports[`type:${name}`];
  if (own) return world.evaluate(path, own);
  for (const star of links.stars) {
    const target = world.resolve(path, star);
    const values = target === undefined ? starOfPackage(world, path, star, name) : exportValue(world, target, name, seen);
    if (values.length > 0) return values;
  }
  return name === 'default' ? moduleValue(world, path) : NONE;
}

/** A module as a whole: its exports by their names, and what it assigns to `module.exports`. */
function moduleValue(world: World, path: string): readonly Value[] {
  const assigned = world.links(path)?.exports['='];
  const values = assigned ? world.evaluate(path, assigned).filter(({ kind }) => kind !== 'object') : NONE;
  return [{ kind: 'namespace', path }, ...values];
}

const starOfPackage = (world: World, path: string, specifier: string, name: string): readonly Value[] =>
  (driverOfModule(specifier) ? importValue(world, path, specifier, name) : NONE);

/** A name that no file declares: types that a platform gives. */
export function globalValue(name: string): readonly Value[] {
  for (const driver of drivers) {
    const handle = driver.globalTypes && Object.hasOwn(driver.globalTypes, name) ? driver.globalTypes[name] : undefined;
    if (handle !== undefined) return [{ kind: 'handle', driver, engine: driver.engine, handle }];
  }
  return NONE;
}

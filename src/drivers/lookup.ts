import type { Engine } from '../core/types.ts';
import { drivers } from './index.ts';
import type { Driver, PlaceholderStyle } from './driver.ts';

const byId = new Map(drivers.map((driver) => [driver.id, driver]));
const exact = new Map(drivers.flatMap((driver) => driver.modules.filter((name) => !name.endsWith('/*')).map((name) => [name, driver] as const)));
const below = drivers.flatMap((driver) => driver.modules.filter((name) => name.endsWith('/*')).map((name) => [name.slice(0, -1), driver] as const));

/** The table of a driver, by its id. */
export const findDriver = (id: string | undefined): Driver | undefined => (id === undefined ? undefined : byId.get(id));

/** The driver that a module specifier belongs to. */
export const driverOfModule = (specifier: string): Driver | undefined =>
  exact.get(specifier) ?? below.find(([prefix]) => specifier.startsWith(prefix))?.[1];

/** The engine of a module: the driver's own, or the one that the specifier settles (`drizzle-orm/node-postgres`). */
export const engineOfModule = (driver: Driver, specifier: string): Engine | undefined => driver.engine ?? driver.engines?.[specifier];

/** How the SQL of a call must spell its parameters: the driver's own way, and for libraries that hand it on, the engine's. */
export function placeholdersOf(id: string | undefined, engine: Engine | undefined): PlaceholderStyle | undefined {
  const style = findDriver(id)?.placeholders;
  if (style !== undefined && style !== 'native') return style;
  return engine === 'postgres' ? 'dollar' : engine === 'sqlite' ? 'sqlite' : style;
}

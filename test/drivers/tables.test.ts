import { describe, expect, it } from 'vitest';
import type { Driver } from '../../src/drivers/driver.ts';
import { drivers } from '../../src/drivers/index.ts';
import { driverOfModule, engineOfModule, findDriver, placeholdersOf } from '../../src/drivers/lookup.ts';

/** Every kind of handle that a table speaks of. */
const kindsNamed = (driver: Driver): readonly string[] => [
  ...Object.values(driver.opens).map((opening) => opening.gives), ...Object.values(driver.types), ...Object.values(driver.globalTypes ?? {}),
  ...Object.values(driver.handleExports ?? {}),
  ...Object.values(driver.handles).flatMap((handle) => [
    ...Object.values(handle.members ?? {}),
    ...[...Object.values(handle.methods), handle.call, handle.tag].flatMap((method) => [
      ...(method?.gives === undefined || method.gives === 'same' ? [] : [method.gives]), ...Object.values(method?.callback?.passes ?? {}),
    ]),
  ]),
];

describe.each(drivers.map((driver) => [driver.id, driver] as const))('%s', (_id, driver) => {
  it('names no handle that it does not describe', () => {
    expect(kindsNamed(driver).filter((kind) => !Object.hasOwn(driver.handles, kind))).toEqual([]);
  });

  it('is found by each of its modules, and by no other driver', () => {
    for (const name of driver.modules) expect(driverOfModule(name.replace(/\/\*$/, '/x'))?.id).toBe(driver.id);
  });

  it('says where the manual stands, and what columns arrive as', () => {
    expect(driver.manual).toMatch(/^https:\/\//);
    if (driver.kind === 'driver' && driver.engine) expect(driver.values).toBeDefined();
  });
});

it('knows the engine from the driver or from the module', () => {
  expect(engineOfModule(findDriver('pg')!, 'pg')).toBe('postgres');
  expect(engineOfModule(findDriver('drizzle')!, 'drizzle-orm/better-sqlite3')).toBe('sqlite');
  expect(engineOfModule(findDriver('drizzle')!, 'drizzle-orm')).toBeUndefined();
});

it('knows how parameters must be spelled', () => {
  expect(placeholdersOf('pg', 'postgres')).toBe('dollar');
  expect(placeholdersOf('knex', 'postgres')).toBe('question');
  expect(placeholdersOf('typeorm', 'postgres')).toBe('dollar');
  expect(placeholdersOf('typeorm', 'sqlite')).toBe('sqlite');
});

import type { ModuleFacts } from '../core/types.ts';
import type { World } from './world.ts';

/** Finds the files that imports, mocks and member uses mean; uses of what is no file of the project are left out. */
export function linkModule(world: World, module: ModuleFacts): ModuleFacts {
  const { path } = module;
  const resolved = (specifier: string): { readonly resolved?: string } => {
    const target = world.resolve(path, specifier);
    return target === undefined ? {} : { resolved: target };
  };
  return {
    ...module,
    exportsComplete: module.exportsComplete && (world.links(path)?.stars ?? []).every((star) => world.resolve(path, star) !== undefined),
    imports: module.imports.map((entry) => ({ ...entry, ...resolved(entry.specifier) })),
    mocks: module.mocks.map((entry) => ({ ...entry, ...resolved(entry.specifier) })),
    members: module.members.flatMap((use) => {
      const target = world.resolve(path, use.specifier);
      return target === undefined ? [] : [{ ...use, resolved: target }];
    }),
  };
}

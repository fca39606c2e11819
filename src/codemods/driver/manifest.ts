import type { ProposedEdit } from '../../core/types.ts';
import { driverOfModule } from '../../drivers/lookup.ts';
import type { CodemodContext, Target } from '../codemod.ts';
import { packageEdits, packageEntries, type PackageName } from '../packages.ts';
import { SOURCES } from './declarations.ts';

/** The package of a target, and of its types where they come apart. */
const PACKAGES: Readonly<Record<Target, { readonly name: PackageName; readonly types?: PackageName }>> = {
  pg: { name: 'pg', types: '@types/pg' },
  postgres: { name: 'postgres' },
  pglite: { name: '@electric-sql/pglite' },
};

export const packageOf = (target: Target): string => PACKAGES[target].name;

const isDriver = (name: string): boolean => SOURCES.includes(driverOfModule(name)?.id ?? '');
const isGone = (name: string): boolean => isDriver(name.replace(/^@types\//, ''));

/** The dependencies of package.json: the drivers and their types go, the target and what the tests need come in their place. */
export function manifestEdits({ project, readText, options }: CodemodContext, support: string, forTests: PackageName | undefined): readonly ProposedEdit[] {
  const roots = new Set(project.facts.flatMap((fact) => (fact.drivers.some((use) => use.via === 'import' && SOURCES.includes(use.driver)) ? [project.rootOf(fact.path)] : [])));
  const { name, types } = PACKAGES[options.target];
  return [...roots].flatMap((root) => {
    const path = `${root}package.json`;
    const text = readText(path);
    if (text === undefined) return [];
    const isHome = project.rootOf(support) === root;
    const entries = packageEntries(text).map(({ keys }) => keys[1]!);
    const isTyped = entries.includes('typescript') || entries.some((one) => one.startsWith('@types/') && isGone(one));
    const addDev = [...(types && isTyped ? [types] : []), ...(forTests ? [forTests] : [])];
    return packageEdits(text, { isGone, add: isHome ? [name] : [], addDev: isHome ? addDev : [] }).map((edit) => ({ path, ...edit }));
  });
}

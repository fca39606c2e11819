import type { ProposedEdit } from '../../core/types.ts';
import { driverOfModule } from '../../drivers/lookup.ts';
import type { CodemodContext, Target } from '../codemod.ts';
import { packageEdits, packageEntries, type PackageName } from '../packages.ts';
import { SOURCES } from '../../drivers/sources.ts';

/** The package of a target, and of its types where they come apart. */
const PACKAGES: Readonly<Record<Target, { readonly name: PackageName; readonly types?: PackageName }>> = {
  pg: { name: 'pg', types: '@types/pg' },
  postgres: { name: 'postgres' },
  pglite: { name: '@electric-sql/pglite' },
};

export const packageOf = (target: Target): string => PACKAGES[target].name;

/** The SQLite driver of a package or of its types. */
const driverOf = (name: string): string | undefined => SOURCES.find((id) => id === driverOfModule(name.replace(/^@types\//, ''))?.id);

/**
 * The dependencies of package.json: the drivers and their types go; the target comes into the packages that have a support module, the database of the tests
 * into those and into the packages whose tests use it. `homes` and `tests` are paths of modules, `left` those that keep their driver.
 */
export function manifestEdits(
  { project, readText, options }: CodemodContext, homes: readonly string[], forTests: PackageName | undefined, tests: Iterable<string>,
  left: ReadonlySet<string>,
): readonly ProposedEdit[] {
  const rootsOf = (paths: Iterable<string>): ReadonlySet<string> => new Set([...paths].map(project.rootOf));
  const keeping = new Set(project.facts.filter(({ path }) => left.has(path)).flatMap(({ drivers }) => drivers.map(({ driver }) => driver)));
  const isGone = (name: string): boolean => {
    const driver = driverOf(name);
    return driver !== undefined && !keeping.has(driver);
  };
  const using = project.facts.filter((fact) => fact.drivers.some((use) => use.via === 'import' && SOURCES.includes(use.driver))).map(({ path }) => path);
  const [own, tested] = [rootsOf(homes), rootsOf(tests)];
  const { name, types } = PACKAGES[options.target];
  return [...new Set([...rootsOf(using), ...own, ...tested])].flatMap((root) => {
    const path = `${root}package.json`;
    const text = readText(path);
    if (text === undefined) return [];
    const isHome = own.has(root);
    const entries = packageEntries(text).map(({ keys }) => keys[1]!);
    const isTyped = entries.includes('typescript') || entries.some((one) => one.startsWith('@types/') && isGone(one));
    const addDev = [...(types && isHome && isTyped ? [types] : []), ...(forTests && (isHome || tested.has(root)) ? [forTests] : [])];
    return packageEdits(text, { isGone, add: isHome ? [name] : [], addDev }).map((edit) => ({ path, ...edit }));
  });
}

import type { CodemodContext } from './codemod.ts';
import type { Draft } from './draft.ts';
import { packageEdits, type PackageName } from './packages.ts';

export interface DependencyChange {
  /** Packages that go, with their `@types`, unless some module still imports them. */
  readonly remove: readonly string[];
  readonly add: readonly PackageName[];
  readonly addDev: readonly PackageName[];
  /** Paths of the modules that open the database: the new packages come into theirs. */
  readonly homes: readonly string[];
}

/** Rewrites the manifests: the old packages go everywhere, the new ones come where the database is opened. */
export function replaceDependencies(context: CodemodContext, draft: Draft, { remove, add, addDev, homes }: DependencyChange): void {
  const gone = new Set(remove.flatMap((name) => [name, typesOf(name)]).filter((name) => !isStillImported(context, draft, name)));
  const manifests = new Set(homes.map((path) => `${context.project.rootOf(path)}package.json`));
  const others = context.project.facts.flatMap(({ path }) => (/(?:^|\/)package\.json$/.test(path) ? [path] : []));
  for (const path of new Set([...manifests, ...others])) {
    const text = context.readText(path);
    const wanted = manifests.has(path) ? { add, addDev } : { add: [], addDev: [] };
    for (const edit of text === undefined ? [] : packageEdits(text, { isGone: (name) => gone.has(name), ...wanted })) draft.edit(path, edit, edit.text);
  }
  const added = [...add, ...addDev];
  if (added.length > 0) draft.step(`Bring the lock file up to date: install ${added.join(', ')}.`);
}

const typesOf = (name: string): string => `@types/${name.replace(/^@([^/]+)\//, '$1__')}`;

function isStillImported(context: CodemodContext, draft: Draft, name: string): boolean {
  const module = name.replace(/^@types\//, '');
  return context.morph.getSourceFiles().some((file) => !file.isInNodeModules() && file.getImportDeclarations().some((one) => {
    const specifier = one.getModuleSpecifierValue();
    return (specifier === module || specifier.startsWith(`${module}/`)) && !draft.isGone(one) && !draft.isGone(one.getModuleSpecifier());
  }));
}

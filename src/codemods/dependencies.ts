import type { CodemodContext } from './codemod.ts';
import { pathOf, type Draft } from './draft.ts';
import { packageEdits, packageEntries, type PackageName } from './packages.ts';

export interface DependencyChange {
  /** Packages that go, with their `@types`, unless some module still imports them. */
  readonly remove: readonly string[];
  readonly add: readonly PackageName[];
  readonly addDev: readonly PackageName[];
}

/** Rewrites the manifests that depend on one of the removed packages. */
export function replaceDependencies(context: CodemodContext, draft: Draft, { remove, add, addDev }: DependencyChange): void {
  const gone = new Set(remove.flatMap((name) => [name, typesOf(name)]).filter((name) => !isStillImported(context, draft, name)));
  for (const { path } of context.project.facts) {
    if (!/(?:^|\/)package\.json$/.test(path)) continue;
    const text = context.readText(path) ?? '';
    if (!packageEntries(text).some(({ keys }) => remove.includes(keys[1]!))) continue;
    for (const edit of packageEdits(text, { isGone: (name) => gone.has(name), add, addDev })) draft.edit(path, edit, edit.text);
  }
  const added = [...add, ...addDev];
  if (added.length > 0) draft.step(`Bring the lock file up to date: install ${added.join(', ')}.`);
}

const typesOf = (name: string): string => `@types/${name.replace(/^@([^/]+)\//, '$1__')}`;

function isStillImported(context: CodemodContext, draft: Draft, name: string): boolean {
  const module = name.replace(/^@types\//, '');
  return context.morph.getSourceFiles().some((file) => !file.isInNodeModules() && file.getImportDeclarations().some((one) => {
    const specifier = one.getModuleSpecifierValue();
    return (specifier === module || specifier.startsWith(`${module}/`)) && !draft.isGone(one) && !draft.isGone(one.getModuleSpecifier()) && context.project.twinOf(pathOf(context, file)) === undefined;
  }));
}

import { readJson } from '../hosts/config/json.ts';
import type { Entry } from '../hosts/config/entries.ts';
import type { CodemodContext } from './codemod.ts';
import { pathOf, type Draft } from './draft.ts';

export interface DependencyChange {
  /** Packages that go, with their `@types`, unless some module still imports them. */
  readonly remove: readonly string[];
  readonly add: Readonly<Record<string, string>>;
  readonly addDev: Readonly<Record<string, string>>;
}

/** Rewrites the manifests that depend on one of the removed packages. Sections stay sorted where they were. */
export function replaceDependencies(context: CodemodContext, draft: Draft, change: DependencyChange): void {
  const gone = new Set(change.remove.flatMap((name) => [name, typesOf(name)]).filter((name) => !isStillImported(context, draft, name)));
  for (const { path } of context.project.facts) {
    if (!/(?:^|\/)package\.json$/.test(path)) continue;
    const text = context.readText(path) ?? '';
    const { entries } = readJson(text);
    const named = entries.filter(({ keys }) => keys.length === 2 && /^(?:d|devD|optionalD|peerD)ependencies$/.test(keys[0]!));
    if (!named.some(({ keys }) => change.remove.includes(keys[1]!))) continue;
    const sections = [...new Set(named.map(({ keys }) => keys[0]!))];
    const devSection = sections.includes('devDependencies') ? 'devDependencies' : sections[0]!;
    for (const section of sections) {
      const add = { ...(section === sections[0] && change.add), ...(section === devSection && change.addDev) };
      rewriteSection(draft, path, text, named.filter(({ keys }) => keys[0] === section), gone, add);
    }
  }
  const added = Object.keys({ ...change.add, ...change.addDev });
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

function rewriteSection(
  draft: Draft, path: string, text: string, entries: readonly Entry[], gone: ReadonlySet<string>, add: Readonly<Record<string, string>>,
): void {
  const [first, second] = entries;
  if (!first) return;
  const names = entries.map(({ keys }) => keys[1]!);
  const lines = [
    ...entries.filter(({ keys }) => !gone.has(keys[1]!)).map((entry) => ({ name: entry.keys[1]!, text: text.slice(entry.start, entry.end) })),
    ...Object.entries(add).filter(([name]) => !names.includes(name)).map(([name, version]) => ({ name, text: `"${name}": "${version}"` })),
  ];
  const isSorted = names.every((name, index) => index === 0 || names[index - 1]! <= name);
  const separator = second ? text.slice(first.end, second.start) : ', ';
  const ordered = isSorted ? lines.sort((a, b) => (a.name < b.name ? -1 : 1)) : lines;
  draft.edit(path, { start: first.start, end: entries.at(-1)!.end }, ordered.map((line) => line.text).join(separator));
}

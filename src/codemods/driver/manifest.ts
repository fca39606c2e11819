import type { ProposedEdit, Span } from '../../core/types.ts';
import { driverOfModule } from '../../drivers/lookup.ts';
import type { CodemodContext, Target } from '../codemod.ts';
import { EMBEDDED_PACKAGE } from '../test-database/index.ts';
import { SOURCES } from './declarations.ts';

export interface Package {
  readonly name: string;
  readonly version: string;
}

/** The package of a target, and of its types where they come apart. */
const PACKAGES: Readonly<Record<Target, Package & { readonly types?: Package }>> = {
  pg: { name: 'pg', version: '^8.16.0', types: { name: '@types/pg', version: '^8.15.0' } },
  postgres: { name: 'postgres', version: '^3.4.5' },
  pglite: EMBEDDED_PACKAGE,
};

export const packageOf = (target: Target): string => PACKAGES[target].name;

interface Entry extends Span {
  readonly name: string;
  readonly section: string;
}

/** The dependencies of package.json: the drivers and their types go, the target and what the tests need come in their place. */
export function manifestEdits({ project, readText, options }: CodemodContext, forTests: Package | undefined): readonly ProposedEdit[] {
  const roots = new Set(project.facts.flatMap((fact) => (fact.drivers.some((use) => use.via === 'import' && SOURCES.includes(use.driver)) ? [project.rootOf(fact.path)] : [])));
  return [...roots].flatMap((root) => {
    const path = `${root}package.json`;
    const text = readText(path);
    return text === undefined ? [] : editsOf(path, text, options.target, forTests);
  });
}

const isDriver = (name: string): boolean => SOURCES.includes(driverOfModule(name)?.id ?? '');
const isTypes = (name: string): boolean => name.startsWith('@types/') && isDriver(name.slice('@types/'.length));

function editsOf(path: string, text: string, target: Target, forTests: Package | undefined): readonly ProposedEdit[] {
  const entries = readEntries(text);
  const wanted = PACKAGES[target];
  const drivers = entries.filter(({ name }) => isDriver(name));
  const types = entries.filter(({ name }) => isTypes(name));
  const isTyped = entries.some(({ name }) => name === 'typescript') || types.length > 0;
  const edits = [
    ...replaceEntries(path, text, drivers, entries, wanted),
    ...replaceEntries(path, text, types, entries, isTyped ? wanted.types : undefined),
  ];
  const isMissing = (one: Package | undefined, inPlaceOf: readonly Entry[]): one is Package =>
    one !== undefined && inPlaceOf.length === 0 && !entries.some(({ name }) => name === one.name);
  return [
    ...edits,
    ...insertions(path, text, 'dependencies', [wanted].filter((one) => isMissing(one, drivers))),
    ...insertions(path, text, 'devDependencies', [...(isTyped ? [wanted.types].filter((one) => isMissing(one, types)) : []), ...[forTests].filter((one) => isMissing(one, []))]),
  ];
}

/** The first entry becomes the wanted package where the manifest has it not; the others go. */
function replaceEntries(path: string, text: string, own: readonly Entry[], all: readonly Entry[], wanted: Package | undefined): readonly ProposedEdit[] {
  const isThere = !wanted || all.some(({ name }) => name === wanted.name);
  return own.map((entry, index) =>
    (index === 0 && !isThere ? { path, start: entry.start, end: entry.end, text: `"${wanted.name}": "${wanted.version}"` } : { path, ...withComma(text, entry), text: '' }));
}

function insertions(path: string, text: string, section: string, wanted: readonly Package[]): readonly ProposedEdit[] {
  if (wanted.length === 0) return [];
  const entries = wanted.map(({ name, version }) => `"${name}": "${version}"`);
  const found = new RegExp(`"${section}"\\s*:\\s*\\{(\\s*)`).exec(text);
  if (found) {
    const at = found.index + found[0].length;
    const gap = found[1]!;
    return [{ path, start: at, end: at, text: entries.join(`,${gap}`) + (text[at] === '}' ? '' : `,${gap}`) }];
  }
  const end = /\s*\}\s*$/.exec(text);
  return end ? [{ path, start: end.index, end: end.index, text: `,\n  "${section}": {\n    ${entries.join(',\n    ')}\n  }` }] : [];
}

const SECTION = /"(dependencies|devDependencies|optionalDependencies|peerDependencies|peerDependenciesMeta)"\s*:\s*\{([^{}]*)\}/g;

/** The entries of the sections that name packages, with their places. */
function readEntries(text: string): readonly Entry[] {
  return [...text.matchAll(SECTION)].flatMap((section) => {
    const from = section.index + section[0].length - section[2]!.length - 1;
    return [...section[2]!.matchAll(/"([^"]+)"\s*:\s*"[^"]*"/g)].map((entry) => ({
      name: entry[1]!, section: section[1]!, start: from + entry.index, end: from + entry.index + entry[0].length,
    }));
  });
}

/** An entry with its comma and line; the last of an object takes the comma before it. */
function withComma(text: string, { start, end }: Span): Span {
  const after = /^[ \t]*,[ \t]*(?:\r?\n[ \t]*)?/.exec(text.slice(end));
  if (after) return { start, end: end + after[0].length };
  const before = /,?\s*$/.exec(text.slice(0, start))!;
  return { start: before[0].startsWith(',') ? before.index : start, end };
}

import type { Entry } from '../hosts/config/entries.ts';
import { readJson } from '../hosts/config/json.ts';
import type { Span } from '../core/types.ts';

/** The packages that converted code needs, in the versions that it was tried with. */
const VERSIONS = {
  pg: '^8.23.1',
  '@types/pg': '^8.23.1',
  postgres: '^3.4.9',
  '@electric-sql/pglite': '^0.5.14',
  'pg-hstore': '^2.3.4',
  '@prisma/adapter-pg': '^6.16.0',
  '@mikro-orm/postgresql': '^6.4.0',
} as const;

export type PackageName = keyof typeof VERSIONS;

interface Edit extends Span {
  readonly text: string;
}

export interface PackageChange {
  readonly isGone: (name: string) => boolean;
  /** What the program needs when it runs: it stands where the old packages did, unless those were only for development. */
  readonly add: readonly PackageName[];
  readonly addDev: readonly PackageName[];
}

/** Sections in which an installed program finds its packages (https://docs.npmjs.com/cli/configuring-npm/package-json#dependencies). */
const RUNTIME: readonly string[] = ['dependencies', 'peerDependencies', 'optionalDependencies'];
const DEV = 'devDependencies';

/** The entries of a manifest's sections that name packages. */
export const packageEntries = (text: string): readonly Entry[] =>
  readJson(text).entries.filter(({ keys }) => keys.length === 2 && (keys[0] === DEV || RUNTIME.includes(keys[0]!)));

/** The edits of a package.json. Sections stay sorted where they were. */
export function packageEdits(text: string, { isGone, add, addDev }: PackageChange): readonly Edit[] {
  const entries = packageEntries(text);
  const home = RUNTIME.find((section) => entries.some(({ keys }) => keys[0] === section && isGone(keys[1]!))) ?? 'dependencies';
  const kept = entries.filter(({ keys }) => !isGone(keys[1]!));
  const isThere = (name: string, sections: readonly string[]): boolean => kept.some(({ keys }) => keys[1] === name && sections.includes(keys[0]!));
  const wanted = new Map<string, readonly PackageName[]>([
    [home, add.filter((name) => !isThere(name, RUNTIME))], [DEV, addDev.filter((name) => !isThere(name, [...RUNTIME, DEV]))],
  ]);
  const edits: Edit[] = [];
  const missing: [string, readonly PackageName[]][] = [];
  for (const section of [...RUNTIME, DEV]) {
    const own = entries.filter(({ keys }) => keys[0] === section);
    const names = wanted.get(section) ?? [];
    if (own.length > 0) edits.push(...rewriteSection(text, own, isGone, names));
    else if (names.length > 0) missing.push([section, names]);
  }
  return [...edits, ...addSections(text, missing)];
}

/** The entry of a package, in the version that others of its family have in the manifest: `@mikro-orm/*` run in one version only. */
function written(name: PackageName, text: string): string {
  const scope = /^@(?!types\/)[^/]+\//.exec(name)?.[0];
  const relative = scope === undefined ? undefined : packageEntries(text).find(({ keys }) => keys[1]!.startsWith(scope));
  const version = relative && /"([^"]*)"$/.exec(text.slice(relative.start, relative.end))?.[1];
  return `"${name}": "${version ?? VERSIONS[name]}"`;
}

function rewriteSection(text: string, own: readonly Entry[], isGone: PackageChange['isGone'], add: readonly PackageName[]): readonly Edit[] {
  const [first, second] = own;
  const names = own.map(({ keys }) => keys[1]!);
  if (!first || (add.length === 0 && !names.some(isGone))) return [];
  const lines = [
    ...own.filter(({ keys }) => !isGone(keys[1]!)).map((entry) => ({ name: entry.keys[1]!, text: text.slice(entry.start, entry.end) })),
    ...add.map((name) => ({ name, text: written(name, text) })),
  ];
  const isSorted = names.every((name, index) => index === 0 || names[index - 1]! <= name);
  const before = /\n[ \t]*$/.exec(text.slice(0, first.start))?.[0];
  const separator = second ? text.slice(first.end, second.start) : `,${before ?? ' '}`;
  const ordered = isSorted ? lines.sort((a, b) => (a.name < b.name ? -1 : 1)) : lines;
  return [{ start: first.start, end: own.at(-1)!.end, text: ordered.map((line) => line.text).join(separator) }];
}

/** New sections at the end, or in the braces of one that is empty. */
function addSections(text: string, missing: readonly (readonly [string, readonly PackageName[]])[]): readonly Edit[] {
  const edits: Edit[] = [];
  const added: string[] = [];
  for (const [section, names] of missing) {
    const empty = new RegExp(`"${section}"\\s*:\\s*\\{(\\s*)\\}`).exec(text);
    const list = names.map((name) => written(name, text)).join(',\n    ');
    if (empty) edits.push({ start: empty.index + empty[0].length - 1 - empty[1]!.length, end: empty.index + empty[0].length - 1, text: `\n    ${list}\n  ` });
    else added.push(`,\n  "${section}": {\n    ${list}\n  }`);
  }
  const end = /\s*\}\s*$/.exec(text);
  return end && added.length > 0 ? [...edits, { start: end.index, end: end.index, text: added.join('') }] : edits;
}

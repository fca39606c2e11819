import type { DriverUse, Mention, PackageFacts, Span } from '../../core/types.ts';
import type { Entry } from './entries.ts';
import { BRINGS_POSTGRES, engineOfPackage } from '../../drivers/packages.ts';

const NPM_SECTIONS = new Set(['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies']);

/** The name of the package that an entry of a manifest asks for, and the section it stands in. */
function packageOf(path: string, entry: Entry): { readonly name: string; readonly section: string } | undefined {
  const { keys, value } = entry;
  if (/(?:^|\/)package\.json$/.test(path)) {
    return keys.length === 2 && NPM_SECTIONS.has(keys[0]!) ? { section: keys[0]!, name: keys[1]! } : undefined;
  }
  if (/(?:^|\/)Cargo\.toml$/.test(path)) {
    const at = keys.findIndex((key) => /^(?:dev-|build-)?dependencies$/.test(key));
    return at >= 0 && keys[at + 1] ? { section: keys[at]!, name: keys[at + 1]! } : undefined;
  }
  if (!/(?:^|\/)pyproject\.toml$/.test(path)) return undefined;
  if (/(?:^|\.)(?:dependencies|optional-dependencies|dependency-groups)(?:\.|$)/.test(keys.join('.'))) {
    const poetry = /poetry/.test(keys.join('.')) ? keys.at(-1)! : undefined;
    return { section: keys.includes('dependencies') ? 'dependencies' : 'devDependencies', name: poetry ?? /^[\w.-]*(?:\[[^\]]*\])?/.exec(value)![0] };
  }
  return undefined;
}

export const isManifest = (path: string): boolean => /(?:^|\/)(?:package\.json|Cargo\.toml|pyproject\.toml)$/.test(path);

/** Where a package.json says which files its name stands for (https://nodejs.org/api/packages.html#package-entry-points). */
const ENTRY_KEYS = new Set(['source', 'exports', 'main', 'module', 'types', 'typings']);

/** The name of a package.json and the files that imports of it mean; undefined without a name. */
export function readPackage(path: string, entries: readonly Entry[]): PackageFacts | undefined {
  const name = /(?:^|\/)package\.json$/.test(path) ? entries.find(({ keys }) => keys.length === 1 && keys[0] === 'name')?.value : undefined;
  if (!name) return undefined;
  const files: Record<string, string[]> = {};
  for (const { keys, value } of entries) {
    if (!ENTRY_KEYS.has(keys[0]!) || !/\.[cm]?[jt]sx?$/.test(value) || value.includes('*')) continue;
    const subpath = keys[1]?.startsWith('.') ? keys[1] : '.';
    (files[subpath] ??= []).push(value);
  }
  return { name, entries: files };
}

/** Dependencies of a manifest that are for one engine, as driver uses and mentions. */
export function readDependencies(
  path: string, text: string, entries: readonly Entry[],
): { readonly drivers: readonly DriverUse[]; readonly mentions: readonly Mention[] } {
  const drivers: DriverUse[] = [];
  const mentions: Mention[] = [];
  for (const entry of entries) {
    const found = packageOf(path, entry);
    const own = found && engineOfPackage(found.name);
    const engine = own ?? (found && BRINGS_POSTGRES.has(found.name) ? 'postgres' : undefined);
    if (!found || !engine) continue;
    const { start, end } = entry;
    if (own && found.section === 'dependencies') drivers.push({ driver: found.name, engine, path, via: 'dependency', start, end });
    mentions.push({ path, start, end, engine, kind: 'dependency', text: text.slice(start, end), key: found.name, entry: withSeparator(text, entry) });
  }
  return { drivers, mentions };
}

/** The entry with its comma and its line; the last one of an object takes the comma before it. */
function withSeparator(text: string, entry: Span): Span {
  const after = /^[ \t]*,[ \t]*(?:\r?\n[ \t]*)?/.exec(text.slice(entry.end));
  if (after) return { start: entry.start, end: entry.end + after[0].length };
  const before = /(?:,)?\s*$/.exec(text.slice(0, entry.start))!;
  return before[0].startsWith(',') ? { start: before.index, end: entry.end } : { start: entry.start, end: entry.end };
}

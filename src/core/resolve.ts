import type { Facts, PackageFacts } from './facts.ts';

/** Finds the file of the project that an import means: path of the importer and specifier in, path out; undefined for packages and files nobody read. */
export type Resolve = (from: string, specifier: string) => string | undefined;

const EXTENSIONS = ['.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs', '.vue', '.svelte'];
const WRITTEN_EXTENSION = /\.(?:[cm]?[jt]sx?|vue|svelte)$/;
/** What stands for the source folder in the specifiers of a project: `@/db`, `~/db`, `#db`, `$lib/db`, `src/db`. */
const ALIAS = /^(?:[@~]\/|[~#$@](?=[\w.-]+\/)|#|src\/)/;

/** A package of the repository, and the folder it stands in: with its `/`, empty for the working directory. */
export interface WorkspacePackage extends PackageFacts {
  readonly folder: string;
}

/** The packages whose manifests were read. */
export const packagesOf = (facts: readonly Facts[]): readonly WorkspacePackage[] =>
  facts.flatMap(({ path, package: own }) => (own ? [{ ...own, folder: path.slice(0, path.lastIndexOf('/') + 1) }] : []));

/**
 * Resolves imports among the given paths: relative ones exactly, names of the repository's packages by their manifests, aliased ones by the one path that
 * ends alike and stands nearest.
 */
export function createResolver(paths: readonly string[], packages: readonly WorkspacePackage[] = []): Resolve {
  const known = new Set(paths);
  const byName = new Map(packages.map((one) => [one.name, one]));
  const byLastName = new Map<string, string[]>();
  for (const path of [...paths].sort()) {
    const name = lastName(path);
    byLastName.set(name, [...(byLastName.get(name) ?? []), path]);
  }
  const memo = new Map<string, string | undefined>();
  const hasManifests = byName.size > 0;
  return (from, specifier) => {
    const folder = from.slice(0, from.lastIndexOf('/') + 1);
    const key = `${folder}\0${specifier}`;
    if (!memo.has(key)) {
      const isRelative = /^\.\.?(?:\/|$)/.test(specifier);
      const named = (): string | undefined => inPackage(known, byName, specifier) ?? aliased(byLastName, folder, specifier, !hasManifests);
      memo.set(key, isRelative ? candidate(known, join(folder, specifier)) : named());
    }
    return memo.get(key);
  };
}

function candidate(known: ReadonlySet<string>, base: string | undefined): string | undefined {
  if (base === undefined) return undefined;
  const bare = base.replace(WRITTEN_EXTENSION, '');
  const index = base === '' ? 'index' : `${base}/index`;
  const options = [base, ...[bare, base, index].flatMap((stem) => EXTENSIONS.map((extension) => stem + extension))];
  return options.find((option) => known.has(option));
}

/** What a manifest names is often built: the same file under `src`, or without the first folder, is what it is built from. */
const sourcesOf = (written: string): readonly string[] => {
  const plain = written.replace(/^\.\//, '').replace(/\.d\.([cm]?ts)$/, '.$1');
  const inner = plain.slice(plain.indexOf('/') + 1);
  return [plain, `src/${inner}`, inner];
};

/** `my-db`, `@team/db/sqlite`: the file that the package's manifest names, or else the one that stands where such files usually do. */
function inPackage(known: ReadonlySet<string>, byName: ReadonlyMap<string, WorkspacePackage>, specifier: string): string | undefined {
  const name = /^(?:@[^/]+\/)?[^/]+/.exec(specifier)?.[0] ?? '';
  const own = byName.get(name);
  if (!own) return undefined;
  const rest = specifier.slice(name.length + 1);
  const written = own.entries[rest === '' ? '.' : `./${rest}`] ?? [];
  for (const stem of [...written.flatMap(sourcesOf), ...(rest === '' ? ['src/index', 'index'] : [`src/${rest}`, rest])]) {
    const found = candidate(known, join(own.folder, stem));
    if (found !== undefined) return found;
  }
  return undefined;
}

/** `a/b/` and `../c` are `a/c`; undefined above the root. */
function join(folder: string, specifier: string): string | undefined {
  const parts = folder.split('/').slice(0, -1);
  for (const part of specifier.split('/')) {
    if (part === '.' || part === '') continue;
    if (part !== '..') parts.push(part);
    else if (parts.pop() === undefined) return undefined;
  }
  return parts.join('/');
}

/** The module name of a path: `db` for `src/db.ts` and `src/db/index.ts`. */
function lastName(path: string): string {
  const parts = path.replace(WRITTEN_EXTENSION, '').split('/');
  const last = parts.pop()!;
  return last === 'index' ? (parts.pop() ?? last) : last;
}

/** `mayBePackage`: no manifest tells which packages the repository has. */
function aliased(byLastName: ReadonlyMap<string, readonly string[]>, folder: string, specifier: string, mayBePackage: boolean): string | undefined {
  const rest = specifier.replace(ALIAS, '');
  const isWorkspace = /^@[\w-]+\/[\w-]/.test(specifier);
  if (rest === specifier && !isWorkspace) return undefined;
  const whole = specifier.startsWith('src/') ? endingIn(byLastName, specifier, folder) : undefined;
  if (whole !== undefined) return whole;
  const bare = rest.replace(WRITTEN_EXTENSION, '').replace(/\/index$/, '');
  return endingIn(byLastName, bare, folder) ?? (isWorkspace && mayBePackage ? workspaceEntry(byLastName, bare) : undefined);
}

/** The nearest file whose path ends in the given one. */
function endingIn(byLastName: ReadonlyMap<string, readonly string[]>, written: string, folder: string): string | undefined {
  const bare = written.replace(WRITTEN_EXTENSION, '').replace(/\/index$/, '');
  const suffix = new RegExp(`(?:^|/)${escape(bare)}(?:/index)?\\.\\w+$`);
  const fitting = (byLastName.get(lastName(bare)) ?? []).filter((path) => suffix.test(path));
  return fitting.length > 0 ? nearest(fitting, folder) : undefined;
}

const escape = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** `@team/db` is `packages/db/src/index.ts`, `@team/db/sqlite` is `packages/db/src/sqlite.ts`. */
function workspaceEntry(byLastName: ReadonlyMap<string, readonly string[]>, bare: string): string | undefined {
  const [, name = '', ...rest] = bare.split('/');
  if (rest.length > 0) {
    const inside = new RegExp(`(?:^|/)${escape(name)}/(?:\\w+/)?${escape(rest.join('/'))}(?:/index)?\\.\\w+$`);
    const inner = (byLastName.get(rest.at(-1)!) ?? []).filter((path) => inside.test(path));
    return inner.length === 1 ? inner[0] : undefined;
  }
  const entry = new RegExp(`(?:^|/)${escape(name)}/(?:src/)?index\\.\\w+$`);
  const found = [...(byLastName.get('src') ?? []), ...(byLastName.get(name) ?? [])].filter((path) => entry.test(path));
  return found.length === 1 ? found[0] : undefined;
}

function nearest(paths: readonly string[], folder: string): string {
  const shared = (path: string): number => {
    let i = 0;
    while (i < folder.length && path[i] === folder[i]) i += 1;
    return i;
  };
  return paths.reduce((best, path) => (shared(path) > shared(best) ? path : best));
}

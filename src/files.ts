import { spawnSync } from 'node:child_process';
import { closeSync, constants, fstatSync, lstatSync, mkdirSync, openSync, readdirSync, readFileSync, readSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative, sep } from 'node:path';
import ignore, { type Ignore } from 'ignore';
import { UsageError } from './core/usage-error.ts';

export { UsageError };

/** Folders that hold other people's or generated code wherever they are. */
const FOREIGN = /(?:^|\/)(?:node_modules|bower_components|\.git|\.hg|\.svn|\.next|\.nuxt|\.turbo|\.yarn)(?:\/|$)/;

const toPosix = (path: string): string => (sep === '/' ? path : path.split(sep).join('/'));

export interface Listing {
  /** Relative to the working directory, POSIX, sorted. */
  readonly paths: readonly string[];
  readonly unreadable: readonly { readonly path: string; readonly reason: string }[];
}

/**
 * The files below the given paths (files, folders or glob patterns; none means the working directory) that `isWanted` and that .gitignore
 * and `exclude` (patterns in .gitignore's syntax) leave. A file that is named itself is taken even when ignored.
 * Throws a `UsageError` for a path that does not exist.
 */
export async function listFiles(cwd: string, paths: readonly string[], exclude: readonly string[], isWanted: (path: string) => boolean): Promise<Listing> {
  const excluded = ignore().add([...exclude]);
  const found = new Set<string>();
  const unreadable: { path: string; reason: string }[] = [];
  for (const path of paths.length > 0 ? paths : ['.']) {
    const given = toPosix(relative(cwd, join(cwd, path))) || '.';
    const stat = lstatOf(join(cwd, path));
    if (stat === undefined) {
      for (const match of await expandPattern(cwd, path)) found.add(match);
      continue;
    }
    if (!stat.isDirectory()) {
      found.add(given);
      continue;
    }
    const listing = listFolder(cwd, given);
    unreadable.push(...listing.unreadable);
    for (const file of listing.paths) {
      if (isWanted(file) && !FOREIGN.test(file) && !(exclude.length > 0 && !file.startsWith('..') && excluded.ignores(file))) found.add(file);
    }
  }
  return { paths: [...found].sort(), unreadable };
}

function lstatOf(path: string): ReturnType<typeof lstatSync> | undefined {
  try {
    return lstatSync(path);
  } catch {
    return undefined;
  }
}

async function expandPattern(cwd: string, pattern: string): Promise<readonly string[]> {
  const { default: fastGlob } = await import('fast-glob');
  if (!fastGlob.isDynamicPattern(pattern)) throw new UsageError(`There is no file or folder "${pattern}": check the path, it is taken from ${cwd}.`);
  const matches = await fastGlob(pattern, { cwd, dot: true, followSymbolicLinks: false, ignore: ['**/node_modules/**', '**/.git/**'] });
  if (matches.length === 0) throw new UsageError(`The pattern "${pattern}" matches no file below ${cwd}.`);
  return matches;
}

/** Files of a folder: what git lists (tracked, and untracked but not ignored), or an own walk that reads .gitignore where there is no git. */
function listFolder(cwd: string, folder: string): Listing {
  const git = spawnSync('git', ['ls-files', '-z', '-co', '--exclude-standard', '--', folder], { cwd, maxBuffer: 1 << 30 });
  if (git.status === 0 && git.stdout.length > 0) {
    return { paths: git.stdout.toString('utf8').split('\0').filter((path) => path !== ''), unreadable: [] };
  }
  const paths: string[] = [];
  const unreadable: { path: string; reason: string }[] = [];
  walk(cwd, folder === '.' ? '' : folder, [], paths, unreadable);
  return { paths, unreadable };
}

interface Rules {
  readonly folder: string;
  readonly rules: Ignore;
}

function walk(cwd: string, folder: string, outer: readonly Rules[], paths: string[], unreadable: { path: string; reason: string }[]): void {
  let entries;
  try {
    entries = readdirSync(join(cwd, folder), { withFileTypes: true });
  } catch (error) {
    unreadable.push({ path: folder || '.', reason: `the folder cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown error'})` });
    return;
  }
  const own = entries.some((entry) => entry.name === '.gitignore' && entry.isFile()) ? readIgnoreFile(cwd, folder) : undefined;
  const rules = own ? [...outer, own] : outer;
  for (const entry of entries) {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.isSymbolicLink() || isIgnored(path, entry.isDirectory(), rules)) continue;
    if (entry.isFile()) paths.push(path);
    else if (entry.isDirectory() && !FOREIGN.test(path)) walk(cwd, path, rules, paths, unreadable);
  }
}

function readIgnoreFile(cwd: string, folder: string): Rules | undefined {
  try {
    return { folder, rules: ignore().add(readFileSync(join(cwd, folder, '.gitignore'), 'utf8')) };
  } catch {
    return undefined;
  }
}

const isIgnored = (path: string, isFolder: boolean, rules: readonly Rules[]): boolean =>
  rules.some(({ folder, rules: own }) => {
    const inside = folder === '' ? path : path.slice(folder.length + 1);
    return own.ignores(isFolder ? `${inside}/` : inside);
  });

export type FileContent =
  | { readonly kind: 'text'; readonly latin1: string; readonly decode: () => string }
  | { readonly kind: 'skipped'; readonly reason?: string };

let shared = Buffer.allocUnsafe(1 << 20);

/**
 * Reads a file into one shared buffer. `latin1` is a cheap view for the gate; `decode` gives the UTF-8 text without a byte order mark and must be
 * called before the next read. A link, a file over `limit` bytes and a binary file are skipped; the reason is given where a user should hear of it.
 */
export function readContent(path: string, limit: number): FileContent {
  let file: number;
  try {
    file = openSync(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    return code === 'ELOOP' || code === 'ENOENT' || code === 'EMLINK' ? { kind: 'skipped' } : { kind: 'skipped', reason: `the file cannot be read (${code ?? 'unknown error'})` };
  }
  try {
    const stat = fstatSync(file);
    if (!stat.isFile()) return { kind: 'skipped' };
    if (stat.size > limit) return { kind: 'skipped', reason: `the file has ${stat.size} bytes, more than the limit of ${limit} (--max-file-size)` };
    if (stat.size > shared.length) shared = Buffer.allocUnsafe(stat.size);
    const size = readAll(file, shared, stat.size);
    if (shared.subarray(0, size).includes(0)) return { kind: 'skipped', reason: 'the file is binary' };
    return { kind: 'text', latin1: shared.toString('latin1', 0, size), decode: () => withoutMark(shared.toString('utf8', 0, size)) };
  } catch (error) {
    return { kind: 'skipped', reason: `the file cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown error'})` };
  } finally {
    closeSync(file);
  }
}

function readAll(file: number, buffer: Buffer, size: number): number {
  let read = 0;
  while (read < size) {
    const count = readSync(file, buffer, read, size - read, read);
    if (count === 0) break;
    read += count;
  }
  return read;
}

export const BYTE_ORDER_MARK = '\uFEFF';

const withoutMark = (text: string): string => (text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text);

/**
 * Writes all files or none: each into a new file beside it, and when all of these stand they take the names. A file keeps its mode; a new one may make
 * its folder.
 * Throws a `UsageError` when a path, with links resolved, lies outside `root`.
 */
export function writeAll(root: string, texts: ReadonlyMap<string, string>): void {
  const staged: { readonly temporary: string; readonly target: string }[] = [];
  try {
    for (const [path, text] of texts) {
      const target = targetOf(root, path);
      const mode = lstatOf(target)?.mode;
      const temporary = join(dirname(target), `.${basename(path)}.${process.pid}.dbmig`);
      staged.push({ temporary, target });
      writeFileSync(temporary, text, mode === undefined ? {} : { mode: Number(mode) & 0o777 });
    }
    for (const { temporary, target } of staged) renameSync(temporary, target);
  } catch (error) {
    for (const { temporary } of staged) rmSync(temporary, { force: true });
    throw error;
  }
}

function targetOf(root: string, path: string): string {
  const own = realpathSync(root);
  const wanted = join(root, path);
  let above = dirname(wanted);
  while (lstatOf(above) === undefined) above = dirname(above);
  if (relative(own, realpathSync(above)).startsWith('..') || lstatOf(wanted)?.isSymbolicLink()) {
    throw new UsageError(`${path} is reached through a link that may leave the project: nothing was written.`);
  }
  mkdirSync(dirname(wanted), { recursive: true });
  return join(realpathSync(dirname(wanted)), basename(path));
}

/** Whether git knows of changes below a folder that are not committed. */
export function isDirty(cwd: string): boolean {
  const git = spawnSync('git', ['status', '--porcelain', '--', '.'], { cwd, encoding: 'utf8' });
  return git.status === 0 && git.stdout.trim() !== '';
}

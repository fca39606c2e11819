import { existsSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import type { ts } from 'ts-morph';
import { createServicesDoor } from './services.ts';
import { UNKNOWN_TYPE, type TypeDoor } from './type-door.ts';

/** Whether the types of a file can be had: a folder above it, in the working directory, has a tsconfig.json, and one has the packages installed. */
export function createHasTypes(cwd: string): (path: string) => boolean {
  const known = new Map<string, boolean>();
  const has = (folder: string, name: string): boolean => existsSync(join(cwd, folder, name)) || (folder !== '.' && has(dirname(folder), name));
  return (path) => {
    const folder = dirname(path);
    let answer = known.get(folder);
    if (answer === undefined) known.set(folder, (answer = has(folder, 'node_modules') && has(folder, 'tsconfig.json')));
    return answer;
  };
}

/**
 * Opens the door over TypeScript's own compiler, as ts-morph brings it (some 0.4 s to load). It answers for the files that it is given: those of one
 * tsconfig.json are one program, made with what they import when the first of them is asked about, and nothing is checked but what is asked. `textOf` gives the
 * texts, which may differ from the disk. Nothing of the project is executed.
 */
export async function openTypeDoor(cwd: string, paths: Iterable<string>, textOf: (path: string) => string | undefined): Promise<TypeDoor> {
  const { ts: compiler } = await import('ts-morph');
  const roots = new Map<string | undefined, string[]>();
  const doors = new Map<string, () => TypeDoor>();
  for (const path of new Set(paths)) {
    const config = nearestConfig(cwd, path);
    roots.set(config, [...(roots.get(config) ?? []), path]);
  }
  for (const [config, own] of roots) {
    const program = once(() => createProgram(compiler, cwd, config, own, textOf));
    for (const path of own) doors.set(path, once(() => createServicesDoor(path, fileName(cwd, path), program())));
  }
  return { typeAt: (path, start, end) => doors.get(path)?.().typeAt(path, start, end) ?? UNKNOWN_TYPE };
}

function createProgram(
  compiler: typeof ts, cwd: string, config: string | undefined, paths: readonly string[], textOf: (path: string) => string | undefined,
): ts.Program {
  const options: ts.CompilerOptions = { ...(config !== undefined && readOptions(compiler, config)), allowJs: true, noEmit: true, skipLibCheck: true };
  const host = compiler.createCompilerHost(options);
  const texts = new Map(paths.map((path) => [fileName(cwd, path), textOf(path)]));
  const fromDisk = host.readFile.bind(host);
  host.readFile = (name) => texts.get(name) ?? fromDisk(name);
  host.getCurrentDirectory = () => cwd;
  return compiler.createProgram({ rootNames: [...texts.keys()], options, host });
}

/** The compiler's own spelling of a path. */
const fileName = (cwd: string, path: string): string => join(cwd, path).replaceAll('\\', '/');

/** The compiler's options of a tsconfig.json and what it extends; which files it names is not looked up. */
function readOptions(compiler: typeof ts, config: string): ts.CompilerOptions {
  const host = { ...compiler.sys, readDirectory: () => [] };
  const { config: content } = compiler.readConfigFile(config, (path) => compiler.sys.readFile(path)) as { readonly config: unknown };
  return compiler.parseJsonConfigFileContent(content, host, dirname(config), undefined, config).options;
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

function nearestConfig(cwd: string, path: string): string | undefined {
  let folder = dirname(join(cwd, path));
  while (!relative(cwd, folder).startsWith('..')) {
    const config = join(folder, 'tsconfig.json');
    if (existsSync(config)) return config;
    if (folder === dirname(folder)) return undefined;
    folder = dirname(folder);
  }
  return undefined;
}

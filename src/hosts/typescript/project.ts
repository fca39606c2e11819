import { existsSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import type { Project, SourceFile } from 'ts-morph';
import { toTypeAnswer, UNKNOWN_TYPE, type TypeAnswer, type TypeDoor } from './type-door.ts';

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
 * Opens the door over ts-morph (its own TypeScript, some 0.4 s to load). Files are added when they are asked for, with the nearest tsconfig.json;
 * `textOf` gives texts that differ from the disk. Nothing of the project is executed.
 */
export async function openTypeDoor(cwd: string, textOf: (path: string) => string | undefined): Promise<TypeDoor> {
  const { Project } = await import('ts-morph');
  const projects = new Map<string, Project>();
  const files = new Map<string, SourceFile | undefined>();
  const projectFor = (path: string): Project => {
    const config = nearestConfig(cwd, path);
    const known = projects.get(config ?? '');
    if (known) return known;
    const options = { skipAddingFilesFromTsConfig: true, compilerOptions: { allowJs: true, noEmit: true, skipLibCheck: true } };
    const project = new Project(config === undefined ? options : { ...options, tsConfigFilePath: config });
    projects.set(config ?? '', project);
    return project;
  };
  const fileAt = (path: string): SourceFile | undefined => {
    if (!files.has(path)) {
      const text = textOf(path);
      files.set(path, text === undefined ? undefined : projectFor(path).createSourceFile(join(cwd, path), text, { overwrite: true }));
    }
    return files.get(path);
  };
  return { typeAt: (path, start, end) => readType(fileAt(path), start, end) };
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

function readType(file: SourceFile | undefined, start: number, end: number): TypeAnswer {
  let node = file?.getDescendantAtPos(start);
  while (node && node.getEnd() < end) node = node.getParent();
  while (node?.getParent()?.getStart() === start && node.getParent()!.getEnd() === end) node = node.getParent();
  if (!node || node.getStart() !== start || node.getEnd() !== end) return UNKNOWN_TYPE;
  return toTypeAnswer(node.getType().getText(node));
}

import { existsSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import type { Project, SourceFile } from 'ts-morph';
import type { HostType } from '../../core/types.ts';

/** Answers what TypeScript's checker knows of an expression. */
export interface TypeDoor {
  /** The type of the expression at exactly `start..end` (UTF-16 offsets) of a file, as host type; `unknown` where there is no telling. */
  readonly typeAt: (path: string, start: number, end: number) => TypeAnswer;
}

export interface TypeAnswer {
  readonly type: HostType;
  readonly nullable: boolean;
}

const UNKNOWN: TypeAnswer = { type: 'unknown', nullable: false };

/** Whether the project's own types can be had: it has a tsconfig.json and its packages are installed. */
export const hasTypes = (cwd: string): boolean => existsSync(join(cwd, 'tsconfig.json')) && existsSync(join(cwd, 'node_modules'));

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
  if (!node || node.getStart() !== start || node.getEnd() !== end) return UNKNOWN;
  return toTypeAnswer(node.getType().getText(node));
}

const NAMED: Readonly<Record<string, HostType>> = {
  string: 'string', number: 'number', bigint: 'bigint', boolean: 'boolean', true: 'boolean', false: 'boolean', Date: 'Date',
  Buffer: 'bytes', Uint8Array: 'bytes', ArrayBuffer: 'bytes', null: 'null', undefined: 'undefined',
};

/** A type as the checker prints it, in the words of the database: `string | null` is a nullable string, `0 | 1` a flag. */
export function toTypeAnswer(text: string): TypeAnswer {
  const parts = splitUnion(text).map((part) => part.replace(/<.*>$/, ''));
  const types = new Set(parts.map(toHostType));
  const nullable = types.delete('null') || types.delete('undefined') ? true : false;
  types.delete('undefined');
  if (types.size === 0) return { type: 'null', nullable: true };
  if (parts.some((part) => part === '0') && parts.every((part) => /^(?:0|1|null|undefined)$/.test(part))) return { type: 'flag', nullable };
  return types.size === 1 ? { type: [...types][0]!, nullable } : { type: 'unknown', nullable };
}

function toHostType(part: string): HostType {
  const named = NAMED[part];
  if (named) return named;
  if (/^["'`]/.test(part)) return 'string';
  if (/^-?[\d.]+(?:e[+-]?\d+)?$/i.test(part)) return 'number';
  if (/^-?\d+n$/.test(part)) return 'bigint';
  if (/\[\]$|^(?:readonly )?\[|^(?:Readonly)?Array$/.test(part)) return 'array';
  if (/^\{/.test(part)) return 'object';
  return 'unknown';
}

/** The members of a union at the top level of a printed type. */
function splitUnion(text: string): readonly string[] {
  const parts: string[] = [];
  let depth = 0;
  let quote = '';
  let from = 0;
  for (let i = 0; i < text.length; i++) {
    const character = text[i]!;
    if (quote) {
      if (character === '\\') i += 1;
      else if (character === quote) quote = '';
    } else if (/["'`]/.test(character)) quote = character;
    else if (/[([{<]/.test(character)) depth += 1;
    else if (/[)\]}]/.test(character) || (character === '>' && text[i - 1] !== '=')) depth -= 1;
    else if (character === '|' && depth === 0) {
      parts.push(text.slice(from, i).trim());
      from = i + 1;
    }
  }
  return [...parts, text.slice(from).trim()];
}

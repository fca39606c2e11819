import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { afterAll } from 'vitest';
import type { Io } from '../../src/cli/io.ts';
import { main } from '../../src/cli/main.ts';

export interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs a command line inside this process. */
export async function run(cwd: string, argv: readonly string[], given: Partial<Io> & { readonly stdin?: string } = {}): Promise<Outcome> {
  let out = '';
  let err = '';
  const { stdin, ...io } = given;
  const code = await main(argv, {
    cwd, env: {}, input: Readable.from([Buffer.from(stdin ?? '')]), columns: undefined, isErrorTerminal: false, root: pathToFileURL(`${process.cwd()}/`),
    write: (text) => {
      out += text;
      return Promise.resolve();
    },
    writeError: (text) => {
      err += text;
    },
    ...io,
  });
  return { code, out, err };
}

export type Files = Readonly<Record<string, string | Buffer>>;

const folders: string[] = [];

afterAll(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** A new folder with these files; it is gone when the tests of the file are done. */
export function createFolder(files: Files): string {
  const folder = mkdtempSync(join(tmpdir(), 'dbmig-test-'));
  folders.push(folder);
  writeFiles(folder, files);
  return folder;
}

export function writeFiles(folder: string, files: Files): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
}

export const readFile = (folder: string, path: string): string => readFileSync(join(folder, path), 'utf8');

import type { Readable } from 'node:stream';

/** The world around the command line, so that tests can stand in for it. */
export interface Io {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly input: Readable;
  /** To the standard output; resolves when more may be written. */
  readonly write: (text: string) => Promise<void>;
  readonly writeError: (text: string) => void;
  /** Columns of the terminal that the standard output is; undefined when it is none. */
  readonly columns: number | undefined;
  readonly isErrorTerminal: boolean;
  /** The root of this package: its documentation is printed by `--explain`. */
  readonly root: URL;
}

/** https://no-color.org and its counterpart. */
export const wantsColor = ({ env, columns }: Io): boolean => {
  if (env['NO_COLOR']) return false;
  if (env['FORCE_COLOR'] !== undefined) return env['FORCE_COLOR'] !== '0';
  return columns !== undefined && env['TERM'] !== 'dumb';
};

export async function readInput(input: Readable): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of input) chunks.push(Buffer.from(chunk as Uint8Array | string));
  return Buffer.concat(chunks).toString('utf8');
}

import type { Language, Span } from '../../core/types.ts';
import { readJson } from './json.ts';
import { readEnv, readIni, readLines } from './lines.ts';

/** A leaf of a configuration file: where it hangs and what it holds. */
export interface Entry extends Span {
  /** The keys from the root; list elements have their index. */
  readonly keys: readonly string[];
  readonly keySpan: Span;
  readonly value: string;
  /** Without its quotes where it has some. */
  readonly valueSpan: Span;
  /** It stands in a comment, as an example of a setting. */
  readonly isComment?: boolean;
}

export interface Entries {
  readonly entries: readonly Entry[];
  /** Where the file could not be read, and why. */
  readonly error?: Span & { readonly message: string };
}

type Reader = (text: string) => Entries;

const READERS: Partial<Record<Language, Reader>> = { json: readJson, env: readEnv, ini: readIni, text: readLines };

/** Brings in the parser of a language; YAML and TOML need one, of some 40 and 6 ms. */
export async function loadReader(language: Language): Promise<void> {
  if (language === 'yaml') READERS.yaml ??= (await import('./yaml.ts')).readYaml;
  if (language === 'toml') READERS.toml ??= (await import('./toml.ts')).readToml;
}

/** The leaves of a configuration file in their order; none, with the reason, where its syntax is broken. `loadReader` must have been awaited. */
export const readEntries = (text: string, language: Language): Entries => READERS[language]?.(text) ?? { entries: [] };

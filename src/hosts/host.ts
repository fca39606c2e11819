import { isTestPath } from '../core/test-path.ts';
import type { Facts, Language, Source } from '../core/types.ts';

/** Reads one language. The only code that knows it. */
export interface Host {
  /** Brings in what `read` needs for a language (a parser); awaited once, before the first `read`. */
  readonly load?: (language: Language) => Promise<void>;
  /**
   * All that one source says. Never throws: what cannot be read is `unread` with the reason. `tree` is the ESTree program of the text where the
   * caller has one already (ESLint).
   */
  readonly read: (source: Source, tree?: unknown) => Facts;
}

export const emptyFacts = (source: Source): Facts => ({
  path: source.path, language: source.language, isTest: isTestPath(source.path),
  fragments: [], calls: [], connections: [], settings: [], settingReads: [], drivers: [], unread: [],
});

import type { Direction, Engine, Finding, Severity } from './words.ts';

/** The report of a run, which every format prints. */

/** What the documentation and the machine formats say about a rule. */
export interface RuleInfo {
  readonly id: string;
  /** What it finds, one line without a full stop. */
  readonly summary: string;
  /** Why it matters and what the manuals say: Markdown. */
  readonly why: string;
  /** The construct in a few words, for "verified absent: no <construct> in N statements". */
  readonly construct: string;
  readonly severity: Severity;
  readonly category: Category;
  readonly directions: readonly Direction[];
  /** Pages of the manuals, as `title: url`. */
  readonly manual: readonly string[];
  /** A query for the database of the old engine that counts the rows the rule speaks of. */
  readonly dataCheck?: string;
}

export type Category = 'breaks' | 'changes-result' | 'operational' | 'performance' | 'leftover';

export interface Coverage {
  readonly files: { readonly seen: number; readonly skipped: number; readonly read: number };
  readonly statements: {
    readonly seen: number;
    readonly analysed: number;
    readonly unread: readonly { readonly path: string; readonly line: number; readonly reason: string }[];
  };
  readonly drivers: readonly { readonly driver: string; readonly engine: Engine; readonly files: number }[];
  readonly schema: { readonly tables: number; readonly columns: number };
  readonly rules: readonly { readonly id: string; readonly findings: number }[];
}

/** One run. Sorted by path, line, column, rule; no dates, no absolute paths: the same input gives the same report. */
export interface Report {
  readonly version: 1;
  readonly tool: { readonly name: string; readonly version: string };
  readonly direction: Direction;
  /** The engine that the code of the project reaches today. */
  readonly dataLayer: Engine | 'both' | 'none';
  readonly findings: readonly Finding[];
  readonly coverage: Coverage;
  readonly rules: readonly RuleInfo[];
  readonly connections: readonly { readonly path: string; readonly line: number; readonly driver: string; readonly pool: boolean }[];
  /** Every table of the replayed schema with the number of its columns and the files that use it. */
  readonly tables: readonly { readonly name: string; readonly columns: number; readonly path: string; readonly line: number }[];
  /** Bugs of a rule: the run went on without it for that file. */
  readonly errors: readonly { readonly rule: string; readonly path: string; readonly message: string }[];
  /** Where the code reaches SQLite only: the drivers whose calls a codemod converts; absent without any. */
  readonly convertible?: readonly string[];
  /** How many bindings TypeScript's checker was asked for, and for how many it knew a type; absent when it was not loaded. */
  readonly types?: { readonly asked: number; readonly answered: number };
}

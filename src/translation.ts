import type { Confidence, Safety, Severity } from './core/types.ts';

/** One thing that the rules say about a text. */
export interface TranslationFinding {
  readonly rule: string;
  readonly severity: Severity;
  readonly confidence: Confidence;
  readonly message: string;
  readonly help: string;
  readonly silent: boolean;
  /** It speaks of names and types of results, which the driver hands over; the values are the same. */
  readonly ofDriver?: true;
  /** It only notes what no text tells, see open-questions.ts: nothing is left to rewrite, but the translation is not called complete. */
  readonly isOpen?: true;
  readonly safety: Safety | 'manual';
  /** The rewrite was made in `sql`. */
  readonly applied: boolean;
}

export interface Translation {
  readonly sql: string;
  readonly findings: readonly TranslationFinding[];
  /** Nothing is left in `sql` that fails on PostgreSQL or may answer something else, and no question is open. */
  readonly complete: boolean;
}

/** CREATE statements: of the tables on SQLite, and of those that are already on PostgreSQL. */
export interface Tables {
  readonly sqlite: readonly string[];
  readonly postgres: readonly string[];
  /** They are all the tables there are: a foreign key to another one has to wait for it. */
  readonly isWhole?: boolean;
  /** The CREATE statements of the text itself are among them. */
  readonly includesOwn?: boolean;
}

/** Whether something is left to fail or to differ: what was not rewritten, and what was rewritten under a condition. */
export const isLeft = (finding: TranslationFinding): boolean =>
  !finding.isOpen && (!finding.applied || finding.safety !== 'safe') && (finding.severity !== 'info' || (finding.silent && !finding.ofDriver));

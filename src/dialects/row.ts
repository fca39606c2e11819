import type { Safety, Severity } from '../core/types.ts';

/**
 * What both engines are asked to show that a row is true. Scripts may hold several statements; the rows of the last one are compared,
 * up to the type (1 and true, 5 and 5.0 are equal).
 */
export interface Example {
  /** Run before, on SQLite; and on PostgreSQL as well unless `postgresSetup` is given. */
  readonly setup?: string;
  readonly postgresSetup?: string;
  readonly sqlite: string;
  readonly postgres: string;
  /** The values depend on the clock or on chance: digits are compared by shape only. */
  readonly masked?: boolean;
  /** PostgreSQL refuses the script, or answers something else, when it gets the SQLite text unchanged. `same`: the row is listed for another reason. */
  readonly unchanged: 'error' | 'different' | 'same';
}

/** One fact of a dialect. Tables extend it by their own columns (a name, a replacement). */
export interface Row {
  readonly severity: Severity;
  /** Nothing fails on the target: another answer, or other data. */
  readonly silent?: boolean;
  /** Left out: a person must decide, the row has advice only. */
  readonly safety?: Safety;
  /** What must hold for an `unsafe` rewrite to be right, as a clause: "the table has no row with NULL". */
  readonly condition?: string;
  /** The rewritten text runs on the engine it comes from, with the same result. */
  readonly portable?: boolean;
  /** The page of the manual that says it. */
  readonly manual: string;
  readonly example: Example;
}

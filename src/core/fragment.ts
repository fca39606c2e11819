import type { Place, Span } from './words.ts';

/** SQL inside a source. */

/** How the characters of a stretch of SQL stand in the source. */
export type Quoting = 'verbatim' | 'single' | 'double' | 'template';

/**
 * One stretch of the map from fragment to source. `verbatim` stretches have equal lengths on both sides; an escape sequence or a hole is a
 * stretch of its own, with any lengths, and can only be replaced whole.
 */
export interface Stretch {
  /** In the fragment. */
  readonly start: number;
  readonly end: number;
  /** In the source. */
  readonly from: number;
  readonly to: number;
  /** The file, where it is not the fragment's own (SQL held in a constant of another module). */
  readonly path?: string;
  readonly quoting: Quoting;
  readonly kind: 'text' | 'escape' | 'hole';
}

/** An interpolated host expression. `role` is how it had to be filled so that the statement parses. */
export interface Hole extends Span {
  readonly source: Place;
  /** `binding`: a tagged template sends it as a parameter. */
  readonly role: 'identifier' | 'binding' | 'value' | 'list' | 'nothing' | 'condition' | 'query' | 'unknown';
}

/** A piece of SQL and where each of its characters stands. */
export interface Fragment {
  readonly path: string;
  /** The SQL as the engine gets it, with a filler in each hole. */
  readonly text: string;
  readonly map: readonly Stretch[];
  readonly holes: readonly Hole[];
  /** Stretches that are there in some runs of the program only (`sql += ...` behind an `if`): parameters after them have no fixed number. */
  readonly conditional?: readonly Span[];
  readonly kind: 'file' | 'literal' | 'template' | 'tagged' | 'joined';
}

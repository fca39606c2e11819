/** The words that every layer speaks in. Offsets are UTF-16 code units, `end` is exclusive. Paths are POSIX and relative to the working directory. */

export type Severity = 'critical' | 'warning' | 'info';

export type Confidence = 'certain' | 'likely' | 'review';

/** `safe`: the program means what it meant before. `unsafe`: it holds under a condition that the title or help names. */
export type Safety = 'safe' | 'unsafe';

export type Engine = 'sqlite' | 'postgres';

export type Direction = 'sqlite-to-postgres' | 'postgres-to-sqlite' | 'portable';

export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A place in a file. */
export interface Place extends Span {
  readonly path: string;
}

/** The replacement of `start..end` of the file `path`. Offsets are those of the unchanged file. */
export interface Edit extends Place {
  readonly text: string;
}

/** What a fix writes: plain text, or text with spans of the original that are kept (and may hold further edits). */
export type Pieces = readonly (string | Span)[];

/**
 * An edit as a rule states it. Without `path` the offsets are those of the fact the rule was given (a statement: its own text);
 * with `path` they are those of that file.
 */
export interface ProposedEdit extends Span {
  readonly path?: string;
  readonly text: string | Pieces;
}

export interface ProposedFix {
  readonly title: string;
  readonly safety: Safety;
  /** The fixed code still runs on the engine it comes from. */
  readonly portable?: boolean;
  /** It only puts statements of the new engine's behind this one: neither has to be looked at again. */
  readonly addsOnly?: boolean;
  readonly edits: readonly ProposedEdit[];
}

/** A fix in file coordinates; all its edits are applied, or none. */
export interface Fix {
  readonly title: string;
  readonly safety: Safety;
  readonly portable: boolean;
  readonly edits: readonly Edit[];
}

export interface Related {
  readonly path: string;
  readonly span: Span;
  readonly message: string;
}

/** A related place as reporters see it: with the 1-based line and column of its start. */
export interface RelatedPlace extends Related {
  readonly line: number;
  readonly column: number;
}

/** What a rule returns. Fields left out take the rule's own value. */
export interface Problem extends Span {
  /** Set by project rules, and where a call or statement rule points into another file. Offsets are then those of that file. */
  readonly path?: string;
  /** What is wrong, one sentence, beginning with the construct. */
  readonly message: string;
  /** What to do, one or two sentences. */
  readonly help: string;
  readonly severity?: Severity;
  readonly confidence?: Confidence;
  /** Nothing fails: another answer, or other data. */
  readonly silent?: boolean;
  readonly fix?: ProposedFix;
  readonly related?: readonly Related[];
}

/** A problem in file coordinates: what reporters, ESLint and the JSON report see. */
export interface Finding extends Place {
  readonly rule: string;
  /** 1-based; the end is exclusive. */
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  /** The source lines from `line` on, at most twelve, without line ends. */
  readonly excerpt: readonly string[];
  readonly severity: Severity;
  readonly confidence: Confidence;
  readonly message: string;
  readonly help: string;
  readonly silent: boolean;
  /** Of the rule, the normalised statement or line, the enclosing symbol and the ordinal; no line numbers, so it survives moves. */
  readonly fingerprint: string;
  /** The SQL statement as written, when the finding is in one. */
  readonly statement?: string;
  readonly fix: Fix | null;
  readonly related: readonly RelatedPlace[];
}

/** Something that was seen and could not be analysed. */
export interface Unread extends Span {
  readonly path: string;
  readonly reason: string;
}

export type Language =
  | 'sql' | 'typescript' | 'javascript' | 'python' | 'rust'
  | 'prisma' | 'json' | 'yaml' | 'toml' | 'env' | 'ini' | 'markdown' | 'text';

/** One file. `text` never starts with a byte order mark; `bom` says whether the file does (offsets then count from after it). */
export interface Source {
  readonly path: string;
  readonly text: string;
  readonly language: Language;
}

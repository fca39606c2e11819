import type { Call, Engine, Fragment, Hole, Span } from '../core/types.ts';
import { isPostgresGrammarLoaded, parseSqlite, type GrammarError, type SqliteTree } from './grammar.ts';
import { readsNumbered } from './parameters.ts';
import { splitStatements } from './split.ts';
import type { Token } from './tokens.ts';

/**
 * One SQL statement of a fragment. All offsets a rule sees or returns are those of `text`.
 * Tree and grammar are worked out when first asked for.
 */
export interface Statement {
  readonly fragment: Fragment;
  /** Where `text` begins in the fragment. */
  readonly start: number;
  readonly text: string;
  /** Without white space and comments. */
  readonly tokens: readonly Token[];
  readonly holes: readonly Hole[];
  readonly call?: Call;
  /** The engine whose driver the statement goes to, or that its file is written for; undefined when nobody knows. */
  readonly engine?: Engine;
  /** The name of a third engine that the program around it is written for. */
  readonly foreign?: string;
  /** The dialect the text is said to be written in, whatever engine it goes to: a text to translate is the old engine's. */
  readonly dialect?: Engine;
  /**
   * The grammar that the statement is written in. `sqlite`: SQLite reads it (PostgreSQL perhaps too). `postgres`: only PostgreSQL reads it, it is
   * already migrated. `none`: neither, `error` says where; rules that need only tokens still run.
   */
  readonly grammar: 'sqlite' | 'postgres' | 'none';
  /** SQLite's tree, when the grammar is `sqlite`. Offsets are those of `text`. */
  readonly tree: SqliteTree | undefined;
  readonly error: GrammarError | undefined;
  /** The text has words of PostgreSQL's that SQLite's grammar may read as something else. */
  readonly hasPostgresSign: boolean;
}

/** Signs of PostgreSQL that SQLite's tokenizer takes for something else (`$1::int` is one variable there). */
const POSTGRES_SIGN = /::|\$\d|\b(?:ilike|timestamptz|jsonb|bytea|serial|bigserial|nextval|interval\s*'|at\s+time\s+zone|distinct\s+on|for\s+update|using\s+(?:gin|gist|btree|hnsw)|to_timestamp|string_agg|language\s+plpgsql)\b/i;

export interface StatementOptions {
  readonly engine?: Engine | undefined;
  readonly foreign?: string | undefined;
  readonly dialect?: Engine | undefined;
  readonly call?: Call | undefined;
}

/** The statements of a fragment, in order. */
export function readStatements(fragment: Fragment, options: StatementOptions = {}): readonly Statement[] {
  return splitStatements(fragment.text).map((slice) => {
    const text = fragment.text.slice(slice.start, slice.end);
    const shift = (span: Span): { start: number; end: number } => ({ start: span.start - slice.start, end: span.end - slice.start });
    const tokens = slice.start === 0 ? slice.tokens : slice.tokens.map((token) => ({ ...token, ...shift(token) }));
    const holes = fragment.holes.filter((hole) => hole.start >= slice.start && hole.end <= slice.end).map((hole) => ({ ...hole, ...shift(hole) }));
    return createStatement(fragment, slice.start, text, tokens, holes, options);
  });
}

function createStatement(
  fragment: Fragment, start: number, text: string, tokens: readonly Token[], holes: readonly Hole[], options: StatementOptions,
): Statement {
  let read: Pick<Statement, 'grammar' | 'tree' | 'error'> | undefined;
  const parsed = (): Pick<Statement, 'grammar' | 'tree' | 'error'> => (read ??= parse(text));
  return {
    fragment, start, text, tokens, holes,
    ...(options.call && { call: options.call }),
    ...(options.engine && { engine: options.engine }),
    ...(options.foreign !== undefined && { foreign: options.foreign }),
    ...(options.dialect && { dialect: options.dialect }),
    get grammar() { return parsed().grammar; },
    get tree() { return parsed().tree; },
    get error() { return parsed().error; },
    get hasPostgresSign() { return POSTGRES_SIGN.test(text); },
  };
}

/** Asks the engines' grammars: PostgreSQL's first where the text has its signs, else SQLite's first. */
function parse(text: string): Pick<Statement, 'grammar' | 'tree' | 'error'> {
  const hasSign = POSTGRES_SIGN.test(text);
  if (hasSign && isPostgresGrammarLoaded() && readsNumbered(text)) {
    const plain = parseSqlite(text);
    const isBoth = plain.ok && !/::/.test(text);
    return isBoth ? { grammar: 'sqlite', tree: plain.tree, error: undefined } : { grammar: 'postgres', tree: undefined, error: undefined };
  }
  const sqlite = parseSqlite(text);
  if (sqlite.ok && !(hasSign && /::/.test(text))) return { grammar: 'sqlite', tree: sqlite.tree, error: undefined };
  if (isPostgresGrammarLoaded() && readsNumbered(text)) return { grammar: 'postgres', tree: undefined, error: undefined };
  if (sqlite.ok) return { grammar: 'sqlite', tree: sqlite.tree, error: undefined };
  return { grammar: 'none', tree: undefined, error: sqlite.error };
}

/** Whether a span of the statement touches an interpolated host expression. */
export const touchesHole = (statement: Statement, span: Span): boolean =>
  statement.holes.some((hole) => hole.start < span.end && span.start < hole.end);

import type { AstNode, Stmt } from 'sqlite3-parser';
import { rememberRecent } from '../core/remember.ts';
import type { Span } from '../core/types.ts';
import { sqliteLibrary } from './library.ts';

/** The one door to the two real grammars. Everything else in the code knows them only through this file and `tokens.ts`. */

export type SqliteTree = Stmt;
/** The node types of SQLite's tree. The left edge of a list element or an operator node may reach too far: anchor edits on tokens and leaves. */
export type * as Ast from 'sqlite3-parser';

/** Visits all nodes of a tree, outer before inner. */
export const traverse = (root: AstNode, visitor: Parameters<Library['traverse']>[1]): void => sqliteLibrary().traverse(root, visitor);

type Library = ReturnType<typeof sqliteLibrary>;

export interface GrammarError extends Span {
  readonly message: string;
}

export type SqliteResult = { readonly ok: true; readonly tree: Stmt } | { readonly ok: false; readonly error: GrammarError };

interface Parsers {
  readonly full: ReturnType<Library['withOptions']>;
  /** `window`, `over`, `filter` are names here: SQLite falls back to that by context, the generated parser by option. */
  readonly withoutWindows: ReturnType<Library['withOptions']>;
}

let parsers: Parsers | undefined;

const createParsers = (): Parsers => ({
  full: sqliteLibrary().withOptions({ digitSeparator: '_' }),
  withoutWindows: sqliteLibrary().withOptions({
    digitSeparator: '_',
    flags: [
      'ALTER', 'ALWAYS', 'ANALYZE', 'ATTACH', 'AUTOINCR', 'CAST', 'COMPOUND', 'CONFLICT', 'EXPLAIN', 'FKEY', 'PRAGMA', 'REINDEX', 'SUBQUERY',
      'TRIGGER', 'VACUUM', 'VIEW', 'VTAB', 'AUTOVACUUM', 'CTE', 'UPSERT', 'GENCOL', 'RETURNING', 'ORDERSET',
    ],
  }),
});

const KEPT = 1000;

/** One statement in SQLite's grammar (https://sqlite.org/lang.html). A trailing `;` is allowed. */
export const parseSqlite = rememberRecent(KEPT, (text: string): SqliteResult => {
  const { full, withoutWindows } = (parsers ??= createParsers());
  const first = full.parseStmt(text);
  if (first.status === 'ok') return { ok: true, tree: first.root };
  if (/\bwindow\b|\bover\b|\bfilter\b/i.test(text)) {
    const second = withoutWindows.parseStmt(text);
    if (second.status === 'ok') return { ok: true, tree: second.root };
  }
  const error = first.errors[0];
  if (!error) return { ok: false, error: { message: 'syntax error', start: 0, end: text.length } };
  return { ok: false, error: { message: error.message, start: error.span.offset, end: error.span.offset + error.span.length } };
});

export type PostgresResult = { readonly ok: true; readonly tree: unknown } | { readonly ok: false; readonly error: GrammarError };

type PostgresParser = (text: string) => PostgresResult;

let postgres: PostgresParser | undefined;
let verdict: ((text: string) => boolean) | undefined;
let loading: Promise<void> | undefined;

/** Loads PostgreSQL's own parser (WebAssembly, some 30 ms); `parsePostgres` may be used when the promise is done. */
export function loadPostgresGrammar(): Promise<void> {
  loading ??= import('libpg-query').then(async (library) => {
    await library.loadModule();
    const parse: PostgresParser = (text) => {
      try {
        return { ok: true, tree: library.parseSync(text) };
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error);
        const at = library.hasSqlDetails(error) ? utf16Offset(text, error.sqlDetails?.cursorPosition ?? 0) : 0;
        return { ok: false, error: { message, start: at, end: Math.min(at + 1, text.length) } };
      }
    };
    postgres = parse;
    verdict = rememberRecent(KEPT, (text) => hasFingerprint(library, text) || parse(text).ok);
  });
  return loading;
}

export const isPostgresGrammarLoaded = (): boolean => postgres !== undefined;

/**
 * One or more statements in PostgreSQL's grammar. Throws when `loadPostgresGrammar` has not been awaited.
 * Offsets of the tree are UTF-8 bytes; that of the error is converted.
 */
export function parsePostgres(text: string): PostgresResult {
  if (!postgres) throw new Error('the PostgreSQL grammar is not loaded');
  return text.trim() === '' ? { ok: true, tree: { stmts: [] } } : postgres(text);
}

/** Whether PostgreSQL's grammar reads a text: `parsePostgres(text).ok` at a third of its cost. */
export function readsPostgres(text: string): boolean {
  if (!verdict) throw new Error('the PostgreSQL grammar is not loaded');
  return text.trim() === '' || verdict(text);
}

/** The parser makes a fingerprint of what it has read without handing the tree over; the message of most errors comes in its place. */
function hasFingerprint(library: typeof import('libpg-query'), text: string): boolean {
  try {
    return /^[0-9a-f]{16}$/.test(library.fingerprintSync(text));
  } catch {
    return false;
  }
}

/** The UTF-16 offset of a UTF-8 byte offset, as PostgreSQL's grammar gives them. */
export function utf16Offset(text: string, bytes: number): number {
  let left = bytes;
  let at = 0;
  while (at < text.length && left > 0) {
    const code = text.codePointAt(at)!;
    left -= code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    at += code > 0xffff ? 2 : 1;
  }
  return at;
}

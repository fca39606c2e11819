import type { Row } from '../row.ts';

/** The conflict clauses of INSERT and UPDATE (https://sqlite.org/lang_conflict.html) and SQLite's freer forms of upsert. */
export interface ConflictRow extends Row {
  readonly rule: string;
  readonly name: string;
}

const CONFLICT = 'SQLite, ON CONFLICT clause: https://sqlite.org/lang_conflict.html';
const UPSERT = 'SQLite, UPSERT: https://sqlite.org/lang_upsert.html';
const INSERT = 'PostgreSQL, INSERT: https://www.postgresql.org/docs/current/sql-insert.html';
const UPDATE = 'PostgreSQL, UPDATE: https://www.postgresql.org/docs/current/sql-update.html';

const TABLE = "CREATE TABLE t (id INTEGER PRIMARY KEY, k TEXT UNIQUE, n INTEGER NOT NULL DEFAULT 0); INSERT INTO t VALUES (1, 'a', 1), (2, 'b', 2)";
const ONE_KEY = "CREATE TABLE t (k TEXT PRIMARY KEY, n INTEGER DEFAULT 7, s TEXT); INSERT INTO t VALUES ('a', 1, 'x')";
const show = 'SELECT id, k, n FROM t ORDER BY id';
const showOneKey = 'SELECT k, n, s FROM t ORDER BY k';

const loud = { severity: 'critical' } as const;

export const CONFLICTS: readonly ConflictRow[] = [
  { name: 'insert-or-replace', rule: 'insert-or-replace', ...loud, safety: 'safe', manual: CONFLICT, example: {
    setup: ONE_KEY, unchanged: 'error',
    sqlite: `INSERT OR REPLACE INTO t (k, n, s) VALUES ('a', 2, 'y'); ${showOneKey}`,
    postgres: `INSERT INTO t (k, n, s) VALUES ('a', 2, 'y') ON CONFLICT (k) DO UPDATE SET n = excluded.n, s = excluded.s; ${showOneKey}` } },
  { name: 'replace-into', rule: 'insert-or-replace', ...loud, safety: 'safe', manual: 'SQLite, REPLACE: https://sqlite.org/lang_replace.html', example: {
    setup: ONE_KEY, unchanged: 'error',
    sqlite: `REPLACE INTO t VALUES ('a', 2, 'y'), ('b', 3, 'z'); ${showOneKey}`,
    postgres: `INSERT INTO t VALUES ('a', 2, 'y'), ('b', 3, 'z') ON CONFLICT (k) DO UPDATE SET n = excluded.n, s = excluded.s; ${showOneKey}` } },
  { name: 'insert-or-replace-defaults', rule: 'insert-or-replace', ...loud, safety: 'safe', manual: CONFLICT, example: {
    setup: ONE_KEY, unchanged: 'error',
    sqlite: `INSERT OR REPLACE INTO t (k) VALUES ('a'); ${showOneKey}`,
    postgres: `INSERT INTO t (k) VALUES ('a') ON CONFLICT (k) DO UPDATE SET n = DEFAULT, s = DEFAULT; ${showOneKey}` } },
  { name: 'insert-or-replace-two-keys', rule: 'insert-or-replace', ...loud, safety: 'unsafe',
    condition: 'no row conflicts on another key than the one that is named', manual: CONFLICT, example: {
      setup: TABLE, unchanged: 'error',
      sqlite: `INSERT OR REPLACE INTO t (id, k, n) VALUES (1, 'x', 9); ${show}`,
      postgres: `INSERT INTO t (id, k, n) VALUES (1, 'x', 9) ON CONFLICT (id) DO UPDATE SET k = excluded.k, n = excluded.n; ${show}` } },
  { name: 'insert-or-ignore', rule: 'insert-or-ignore', ...loud, safety: 'safe', manual: CONFLICT, example: {
    setup: TABLE, unchanged: 'error',
    sqlite: `INSERT OR IGNORE INTO t (id, k) VALUES (1, 'x'), (3, 'c'); ${show}`,
    postgres: `INSERT INTO t (id, k) VALUES (1, 'x'), (3, 'c') ON CONFLICT DO NOTHING; ${show}` } },
  { name: 'insert-or-ignore-hides-null', rule: 'insert-or-ignore', ...loud, manual: CONFLICT, example: {
    setup: TABLE, unchanged: 'error',
    sqlite: `INSERT OR IGNORE INTO t (id, k, n) VALUES (3, 'c', NULL); ${show}`,
    postgres: `INSERT INTO t (id, k, n) SELECT v.* FROM (VALUES (3, 'c', NULL::integer)) AS v (id, k, n) WHERE v.n IS NOT NULL ON CONFLICT DO NOTHING; ${show}` } },
  { name: 'insert-or-abort', rule: 'or-abort', ...loud, safety: 'safe', portable: true, manual: CONFLICT, example: {
    setup: TABLE, unchanged: 'error',
    sqlite: `INSERT OR ABORT INTO t (id, k) VALUES (3, 'c'); ${show}`, postgres: `INSERT INTO t (id, k) VALUES (3, 'c'); ${show}` } },
  { name: 'update-or-abort', rule: 'or-abort', ...loud, safety: 'safe', portable: true, manual: CONFLICT, example: {
    setup: TABLE, unchanged: 'error', sqlite: `UPDATE OR ABORT t SET n = 5 WHERE id = 1; ${show}`, postgres: `UPDATE t SET n = 5 WHERE id = 1; ${show}` } },
  { name: 'insert-or-fail', rule: 'or-abort', ...loud, safety: 'unsafe', condition: 'the rows before the one that fails need not be kept', manual: CONFLICT, example: {
    setup: TABLE, unchanged: 'error',
    sqlite: `INSERT OR FAIL INTO t (id, k) VALUES (3, 'c'); ${show}`, postgres: `INSERT INTO t (id, k) VALUES (3, 'c'); ${show}` } },
  { name: 'insert-or-rollback', rule: 'or-abort', ...loud, safety: 'unsafe', condition: 'the caller rolls the transaction back when the statement fails', manual: CONFLICT, example: {
    setup: TABLE, unchanged: 'error',
    sqlite: `INSERT OR ROLLBACK INTO t (id, k) VALUES (3, 'c'); ${show}`, postgres: `INSERT INTO t (id, k) VALUES (3, 'c'); ${show}` } },
  { name: 'update-or-ignore', rule: 'update-or-replace', ...loud, manual: CONFLICT, example: {
    setup: TABLE, unchanged: 'error',
    sqlite: `UPDATE OR IGNORE t SET k = 'a' WHERE id = 2; ${show}`,
    postgres: `UPDATE t SET k = 'a' WHERE id = 2 AND NOT EXISTS (SELECT 1 FROM t AS o WHERE o.k = 'a' AND o.id <> t.id); ${show}` } },
  { name: 'update-or-replace', rule: 'update-or-replace', ...loud, manual: CONFLICT, example: {
    setup: TABLE, unchanged: 'error',
    sqlite: `UPDATE OR REPLACE t SET k = 'a' WHERE id = 2; ${show}`,
    postgres: `DELETE FROM t WHERE k = 'a' AND id <> 2; UPDATE t SET k = 'a' WHERE id = 2; ${show}` } },
  { name: 'upsert-no-target', rule: 'upsert-target', ...loud, safety: 'safe', portable: true, manual: INSERT, example: {
    setup: ONE_KEY, unchanged: 'error',
    sqlite: `INSERT INTO t (k, n) VALUES ('a', 5) ON CONFLICT DO UPDATE SET n = excluded.n; ${showOneKey}`,
    postgres: `INSERT INTO t (k, n) VALUES ('a', 5) ON CONFLICT (k) DO UPDATE SET n = excluded.n; ${showOneKey}` } },
  { name: 'upsert-several-clauses', rule: 'upsert-target', ...loud, manual: UPSERT, example: {
    setup: TABLE, unchanged: 'error',
    sqlite: `INSERT INTO t (id, k, n) VALUES (9, 'a', 7) ON CONFLICT (id) DO NOTHING ON CONFLICT (k) DO UPDATE SET n = excluded.n; ${show}`,
    postgres: `INSERT INTO t (id, k, n) VALUES (9, 'a', 7) ON CONFLICT (k) DO UPDATE SET n = excluded.n; ${show}` } },
  { name: 'upsert-ambiguous-set', rule: 'upsert-ambiguous-column', ...loud, safety: 'safe', portable: true, manual: INSERT, example: {
    setup: TABLE, unchanged: 'error',
    sqlite: `INSERT INTO t (id, k, n) VALUES (9, 'a', 7) ON CONFLICT (k) DO UPDATE SET n = n + 1; ${show}`,
    postgres: `INSERT INTO t (id, k, n) VALUES (9, 'a', 7) ON CONFLICT (k) DO UPDATE SET n = t.n + 1; ${show}` } },
  { name: 'upsert-ambiguous-where', rule: 'upsert-ambiguous-column', ...loud, safety: 'safe', portable: true, manual: INSERT, example: {
    setup: TABLE, unchanged: 'error',
    sqlite: `INSERT INTO t (id, k, n) VALUES (9, 'a', 7) ON CONFLICT (k) DO UPDATE SET n = excluded.n WHERE n < excluded.n; ${show}`,
    postgres: `INSERT INTO t (id, k, n) VALUES (9, 'a', 7) ON CONFLICT (k) DO UPDATE SET n = excluded.n WHERE t.n < excluded.n; ${show}` } },
  { name: 'upsert-same-row-twice', rule: 'upsert-repeated-row', ...loud, manual: INSERT, example: {
    setup: TABLE, unchanged: 'error',
    sqlite: `INSERT INTO t (id, k, n) VALUES (8, 'c', 1), (9, 'c', 2) ON CONFLICT (k) DO UPDATE SET n = excluded.n; ${show}`,
    postgres: `INSERT INTO t (id, k, n) VALUES (8, 'c', 1); INSERT INTO t (id, k, n) VALUES (9, 'c', 2) ON CONFLICT (k) DO UPDATE SET n = excluded.n; ${show}` } },
  { name: 'column-set-twice', rule: 'column-assigned-twice', ...loud, safety: 'safe', portable: true, manual: UPDATE, example: {
    setup: TABLE, unchanged: 'error',
    sqlite: `UPDATE t SET n = 5, n = 6 WHERE id = 1; ${show}`, postgres: `UPDATE t SET n = 6 WHERE id = 1; ${show}` } },
  { name: 'column-listed-twice', rule: 'column-assigned-twice', ...loud, portable: true, manual: INSERT, example: {
    setup: 'CREATE TABLE x (a INTEGER, b INTEGER)', unchanged: 'error',
    sqlite: 'INSERT INTO x (a, a) VALUES (1, 2); SELECT a, b FROM x', postgres: 'INSERT INTO x (a) VALUES (1); SELECT a, b FROM x' } },
];

/** Collations of columns that decide comparisons without being written there. */
export const COLUMN_COLLATIONS: readonly ConflictRow[] = [
  { name: 'nocase-column', rule: 'nocase-column', severity: 'critical', silent: true, safety: 'unsafe', condition: 'the letters are ASCII', portable: true,
    manual: 'SQLite, Collating sequences: https://sqlite.org/datatype3.html#collation', example: {
      setup: "CREATE TABLE t (a TEXT COLLATE NOCASE); INSERT INTO t VALUES ('A'), ('b')", postgresSetup: "CREATE TABLE t (a TEXT); INSERT INTO t VALUES ('A'), ('b')",
      unchanged: 'different', sqlite: "SELECT a FROM t WHERE a = 'a'", postgres: "SELECT a FROM t WHERE lower(a) = lower('a')" } },
];

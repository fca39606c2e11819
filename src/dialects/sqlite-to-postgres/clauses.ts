import type { Row } from '../row.ts';

/** Clauses of CREATE statements that PostgreSQL does not have, or means otherwise; each rule names its row. */
export interface ClauseRow extends Row {
  readonly id: string;
  readonly rule: string;
}

const CREATE_TABLE = 'SQLite, CREATE TABLE: https://sqlite.org/lang_createtable.html';
const safe = { severity: 'critical', safety: 'safe' } as const;

export const CLAUSES: readonly ClauseRow[] = [
  { id: 'without rowid', rule: 'table-option', ...safe, manual: 'SQLite, WITHOUT ROWID: https://sqlite.org/withoutrowid.html', example: {
    sqlite: "CREATE TABLE x (id TEXT PRIMARY KEY, a TEXT) WITHOUT ROWID; INSERT INTO x VALUES ('k', 'v'); SELECT id, a FROM x",
    postgres: "CREATE TABLE x (id TEXT PRIMARY KEY, a TEXT); INSERT INTO x VALUES ('k', 'v'); SELECT id, a FROM x", unchanged: 'error' } },
  { id: 'strict', rule: 'table-option', ...safe, manual: 'SQLite, STRICT tables: https://sqlite.org/stricttables.html', example: {
    sqlite: "CREATE TABLE x (id TEXT PRIMARY KEY) STRICT, WITHOUT ROWID; INSERT INTO x VALUES ('k'); SELECT id FROM x",
    postgres: "CREATE TABLE x (id TEXT PRIMARY KEY); INSERT INTO x VALUES ('k'); SELECT id FROM x", unchanged: 'error' } },
  { id: 'descending key', rule: 'key-order', ...safe, manual: CREATE_TABLE, example: {
    sqlite: 'CREATE TABLE x (a BIGINT, b BIGINT, PRIMARY KEY (a, b DESC)); INSERT INTO x VALUES (1, 2); SELECT a, b FROM x',
    postgres: 'CREATE TABLE x (a BIGINT, b BIGINT, PRIMARY KEY (a, b)); INSERT INTO x VALUES (1, 2); SELECT a, b FROM x', unchanged: 'error' } },
  { id: 'conflict clause abort', rule: 'constraint-conflict-clause', ...safe, manual: 'SQLite, ON CONFLICT clause: https://sqlite.org/lang_conflict.html', example: {
    sqlite: 'CREATE TABLE x (a BIGINT UNIQUE ON CONFLICT ABORT); INSERT INTO x VALUES (1); SELECT a FROM x',
    postgres: 'CREATE TABLE x (a BIGINT UNIQUE); INSERT INTO x VALUES (1); SELECT a FROM x', unchanged: 'error' } },
  { id: 'virtual column', rule: 'generated-column', ...safe, manual: 'PostgreSQL, 5.4 Generated columns: https://www.postgresql.org/docs/current/ddl-generated-columns.html', example: {
    sqlite: 'CREATE TABLE x (a BIGINT, b BIGINT AS (a * 2)); INSERT INTO x (a) VALUES (3); SELECT b FROM x',
    postgres: 'CREATE TABLE x (a BIGINT, b BIGINT GENERATED ALWAYS AS (a * 2) STORED); INSERT INTO x (a) VALUES (3); SELECT b FROM x', unchanged: 'error' } },
  { id: 'expression index', rule: 'index-expression', ...safe, manual: 'PostgreSQL, CREATE INDEX: https://www.postgresql.org/docs/current/sql-createindex.html', example: {
    setup: 'CREATE TABLE t (n BIGINT)',
    sqlite: 'CREATE INDEX ix ON t (n + 1); SELECT count(*) FROM t', postgres: 'CREATE INDEX ix ON t ((n + 1)); SELECT count(*) FROM t', unchanged: 'error' } },
  { id: 'view if not exists', rule: 'view-if-not-exists', severity: 'critical', safety: 'unsafe', condition: 'an existing view is to be replaced, or there is none',
    manual: 'PostgreSQL, CREATE VIEW: https://www.postgresql.org/docs/current/sql-createview.html', example: {
      setup: 'CREATE TABLE t (n BIGINT)',
      sqlite: 'CREATE VIEW IF NOT EXISTS v AS SELECT n FROM t; SELECT n FROM v', postgres: 'CREATE OR REPLACE VIEW v AS SELECT n FROM t; SELECT n FROM v', unchanged: 'error' } },
  { id: 'match full', rule: 'foreign-key-target', ...safe, severity: 'warning', manual: 'SQLite, Foreign key support, 6 Limits: https://sqlite.org/foreignkeys.html#fk_unsupported', example: {
    setup: 'CREATE TABLE p (a BIGINT, b BIGINT, PRIMARY KEY (a, b))',
    sqlite: 'CREATE TABLE c (a BIGINT, b BIGINT, FOREIGN KEY (a, b) REFERENCES p (a, b) MATCH FULL); INSERT INTO c VALUES (1, NULL); SELECT a, b FROM c',
    postgres: 'CREATE TABLE c (a BIGINT, b BIGINT, FOREIGN KEY (a, b) REFERENCES p (a, b)); INSERT INTO c VALUES (1, NULL); SELECT a, b FROM c', unchanged: 'error' } },
  { id: 'begin immediate', rule: 'begin-mode', severity: 'critical', safety: 'unsafe', condition: 'nothing between BEGIN and the first write relies on being the only writer',
    manual: 'SQLite, BEGIN TRANSACTION: https://sqlite.org/lang_transaction.html', example: {
      setup: 'CREATE TABLE t (n BIGINT)', sqlite: 'BEGIN IMMEDIATE TRANSACTION; INSERT INTO t VALUES (1); COMMIT; SELECT n FROM t',
      postgres: 'BEGIN TRANSACTION; INSERT INTO t VALUES (1); COMMIT; SELECT n FROM t', unchanged: 'error' } },
  { id: 'begin deferred', rule: 'begin-mode', ...safe, manual: 'SQLite, BEGIN TRANSACTION: https://sqlite.org/lang_transaction.html', example: {
    setup: 'CREATE TABLE t (n BIGINT)', sqlite: 'BEGIN DEFERRED; INSERT INTO t VALUES (1); COMMIT; SELECT n FROM t',
    postgres: 'BEGIN; INSERT INTO t VALUES (1); COMMIT; SELECT n FROM t', unchanged: 'error' } },
  { id: 'savepoint name', rule: 'begin-mode', ...safe, severity: 'warning', portable: true, manual: 'SQLite, Savepoints: https://sqlite.org/lang_savepoint.html', example: {
    setup: 'CREATE TABLE t (n BIGINT)', sqlite: "BEGIN; SAVEPOINT 's'; RELEASE 's'; COMMIT; SELECT count(*) FROM t",
    postgres: 'BEGIN; SAVEPOINT "s"; RELEASE "s"; COMMIT; SELECT count(*) FROM t', unchanged: 'error' } },
  { id: 'main table', rule: 'database-qualifier', ...safe, portable: true, manual: 'SQLite, ATTACH DATABASE: https://sqlite.org/lang_attach.html', example: {
    sqlite: 'CREATE TABLE main.x (a BIGINT); INSERT INTO main.x VALUES (1); SELECT x.a FROM main.x',
    postgres: 'CREATE TABLE x (a BIGINT); INSERT INTO x VALUES (1); SELECT x.a FROM x', unchanged: 'error' } },
  { id: 'reindex', rule: 'maintenance-statement', severity: 'critical', safety: 'safe', manual: 'PostgreSQL, REINDEX: https://www.postgresql.org/docs/current/sql-reindex.html', example: {
    setup: 'CREATE TABLE t (n BIGINT)', sqlite: 'REINDEX t; SELECT count(*) FROM t', postgres: 'REINDEX TABLE t; SELECT count(*) FROM t', unchanged: 'error' } },
  { id: 'analyze main', rule: 'maintenance-statement', severity: 'critical', safety: 'safe', portable: true, manual: 'PostgreSQL, ANALYZE: https://www.postgresql.org/docs/current/sql-analyze.html', example: {
    setup: 'CREATE TABLE t (n BIGINT)', sqlite: 'ANALYZE main; SELECT count(*) FROM t', postgres: 'ANALYZE; SELECT count(*) FROM t', unchanged: 'error' } },
  { id: 'constraint name', rule: 'lenient-constraint', severity: 'warning', safety: 'safe', portable: true, manual: CREATE_TABLE, example: {
    sqlite: 'CREATE TABLE x (a BIGINT, b BIGINT, PRIMARY KEY (a) UNIQUE (b)); INSERT INTO x VALUES (1, 2); SELECT a FROM x',
    postgres: 'CREATE TABLE x (a BIGINT, b BIGINT, PRIMARY KEY (a), UNIQUE (b)); INSERT INTO x VALUES (1, 2); SELECT a FROM x', unchanged: 'error' } },
];

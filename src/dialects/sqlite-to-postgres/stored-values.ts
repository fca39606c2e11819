import type { Row } from '../row.ts';

/** Values in columns of another type: SQLite's affinity (https://sqlite.org/datatype3.html#type_affinity) against PostgreSQL's assignment. */
export interface StoredValueRow extends Row {
  readonly rule: 'stored-value';
  readonly name: string;
}

const AFFINITY = 'SQLite, Type affinity: https://sqlite.org/datatype3.html#type_affinity';
const STORAGE = 'PostgreSQL, Value storage: https://www.postgresql.org/docs/current/typeconv-query.html';

const rule = 'stored-value';
const loud = { rule, severity: 'critical' } as const;
const quiet = { rule, severity: 'critical', silent: true } as const;

export const STORED_VALUES: readonly StoredValueRow[] = [
  { name: 'empty-text-in-integer', ...loud, manual: AFFINITY, example: {
    setup: 'CREATE TABLE x (a BIGINT)', unchanged: 'error', sqlite: "INSERT INTO x VALUES (''); SELECT count(*) FROM x", postgres: 'INSERT INTO x VALUES (NULL); SELECT count(*) FROM x' } },
  { name: 'whole-number-as-text', ...loud, safety: 'safe', portable: true, manual: AFFINITY, example: {
    setup: 'CREATE TABLE x (a BIGINT)', unchanged: 'error', sqlite: "INSERT INTO x VALUES ('5.0'); SELECT a FROM x", postgres: 'INSERT INTO x VALUES (5); SELECT a FROM x' } },
  { name: 'fraction-in-integer', ...quiet, manual: AFFINITY, example: {
    setup: 'CREATE TABLE x (a BIGINT)', unchanged: 'different',
    sqlite: 'INSERT INTO x VALUES (2.5); SELECT a FROM x', postgres: 'ALTER TABLE x ALTER a TYPE DOUBLE PRECISION; INSERT INTO x VALUES (2.5); SELECT a FROM x' } },
  { name: 'text-column-in-integer', ...loud, safety: 'unsafe', condition: 'every text is an integer', manual: STORAGE, example: {
    setup: "CREATE TABLE src (v TEXT); INSERT INTO src VALUES ('7'); CREATE TABLE x (a BIGINT)", unchanged: 'error',
    sqlite: 'INSERT INTO x SELECT v FROM src; SELECT a FROM x', postgres: 'INSERT INTO x SELECT v::bigint FROM src; SELECT a FROM x' } },
  { name: 'text-column-in-bytes', ...loud, safety: 'unsafe', condition: 'bytes may come back where a text was stored', manual: STORAGE, example: {
    setup: "CREATE TABLE src (v TEXT); INSERT INTO src VALUES ('ab'); CREATE TABLE x (a BLOB)", unchanged: 'error',
    postgresSetup: "CREATE TABLE src (v TEXT); INSERT INTO src VALUES ('ab'); CREATE TABLE x (a BYTEA)",
    sqlite: 'INSERT INTO x SELECT v FROM src; SELECT count(*) FROM x', postgres: "INSERT INTO x SELECT convert_to(v, 'UTF8') FROM src; SELECT count(*) FROM x" } },
  { name: 'boolean-in-text', ...quiet, safety: 'safe', manual: STORAGE, example: {
    setup: "CREATE TABLE x (a TEXT, n BIGINT); INSERT INTO x VALUES ('', 1)", unchanged: 'different',
    sqlite: 'UPDATE x SET a = (n = 1); SELECT a FROM x', postgres: 'UPDATE x SET a = (n = 1)::int; SELECT a FROM x' } },
  { name: 'number-in-json', ...loud, safety: 'safe', portable: true, manual: STORAGE, example: {
    setup: 'CREATE TABLE x (a TEXT)', postgresSetup: 'CREATE TABLE x (a JSONB)', unchanged: 'error',
    sqlite: 'INSERT INTO x VALUES (5); SELECT a FROM x', postgres: "INSERT INTO x VALUES ('5'); SELECT a FROM x" } },
];

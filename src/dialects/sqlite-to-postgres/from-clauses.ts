import type { Row } from '../row.ts';

/** What stands in FROM and WITH. */
export interface FromRow extends Row {
  readonly rule: string;
  readonly name: string;
}

export const FROM_CLAUSES: readonly FromRow[] = [
  { name: 'with-without-recursive', rule: 'recursive-cte', severity: 'critical', safety: 'safe', portable: true, manual: 'SQLite, WITH: https://sqlite.org/lang_with.html', example: {
    unchanged: 'error', sqlite: 'WITH c (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c WHERE x < 3) SELECT x FROM c ORDER BY x',
    postgres: 'WITH RECURSIVE c (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c WHERE x < 3) SELECT x FROM c ORDER BY x' } },
  { name: 'with-forward-reference', rule: 'recursive-cte', severity: 'critical', safety: 'safe', portable: true, manual: 'SQLite, WITH: https://sqlite.org/lang_with.html', example: {
    unchanged: 'error', sqlite: 'WITH a AS (SELECT x FROM b), b AS (SELECT 5 AS x) SELECT x FROM a', postgres: 'WITH RECURSIVE a AS (SELECT x FROM b), b AS (SELECT 5 AS x) SELECT x FROM a' } },
  { name: 'sub-query-without-alias', rule: 'derived-table-alias', severity: 'warning', safety: 'safe', portable: true,
    manual: 'PostgreSQL 15, SELECT: https://www.postgresql.org/docs/15/sql-select.html#SQL-FROM', example: {
      unchanged: 'same', sqlite: 'SELECT x FROM (SELECT 5 AS x)', postgres: 'SELECT x FROM (SELECT 5 AS x) AS subquery1' } },
];

export const STARS: readonly FromRow[] = [
  { name: 'star-over-using', rule: 'joined-star', severity: 'warning', silent: true, safety: 'safe', portable: true,
    manual: 'PostgreSQL, Joined tables: https://www.postgresql.org/docs/current/queries-table-expressions.html#QUERIES-JOIN', example: {
      setup: 'CREATE TABLE a (x INTEGER, id INTEGER); CREATE TABLE b (y INTEGER, id INTEGER); INSERT INTO a VALUES (1, 5); INSERT INTO b VALUES (2, 5)',
      unchanged: 'different', sqlite: 'SELECT * FROM a JOIN b USING (id)', postgres: 'SELECT a.x, id, b.y FROM a JOIN b USING (id)' } },
];

import type { Row } from '../row.ts';

/** Operators and literals that the engines read differently. The rules hold the rewriting; these rows are what it is proven on. */
export interface OperatorRow extends Row {
  readonly id: string;
  readonly rule: string;
}

const EXPRESSIONS = 'SQLite, SQL language expressions: https://sqlite.org/lang_expr.html';
const T = 'CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER, s TEXT, r DOUBLE PRECISION); '
  + "INSERT INTO t VALUES (1, 5, 'abc', 2.5), (2, NULL, NULL, NULL), (3, 0, '12', -1.5)";

const row = (id: string, rule: string, sqlite: string, postgres: string, unchanged: Row['example']['unchanged'], more: Partial<OperatorRow> = {}): OperatorRow => ({
  id, rule, severity: 'critical', safety: 'safe', manual: EXPRESSIONS, example: { setup: T, sqlite, postgres, unchanged }, ...more,
});

export const OPERATORS: readonly OperatorRow[] = [
  row('==', 'double-equals', 'SELECT id FROM t WHERE n == 5', 'SELECT id FROM t WHERE n = 5', 'error', { portable: true }),
  row('IS value', 'is-operator', 'SELECT id FROM t WHERE n IS 5', 'SELECT id FROM t WHERE n IS NOT DISTINCT FROM 5', 'error', { portable: true }),
  row('IS NOT value', 'is-operator', 'SELECT id FROM t WHERE n IS NOT 5 ORDER BY id', 'SELECT id FROM t WHERE n IS DISTINCT FROM 5 ORDER BY id', 'error', { portable: true }),
  row('NOT NULL after a value', 'is-operator', 'SELECT id FROM t WHERE n NOT NULL ORDER BY id', 'SELECT id FROM t WHERE n IS NOT NULL ORDER BY id', 'error', { portable: true }),
  row('IS TRUE of a number', 'integer-condition', 'SELECT id FROM t WHERE n IS TRUE', 'SELECT id FROM t WHERE (n <> 0) IS TRUE', 'error'),
  row('a number as condition', 'integer-condition', 'SELECT id FROM t WHERE n', 'SELECT id FROM t WHERE n <> 0', 'error', { portable: true }),
  row('one as condition', 'integer-condition', 'SELECT id FROM t WHERE 1 ORDER BY id', 'SELECT id FROM t WHERE true ORDER BY id', 'error'),
  row('sum of a comparison', 'boolean-as-integer', 'SELECT sum(n = 5) FROM t', 'SELECT sum((n = 5)::int) FROM t', 'error'),
  row('a comparison that is 1', 'boolean-literal', 'SELECT id FROM t WHERE (n = 5) = 1', 'SELECT id FROM t WHERE (n = 5)', 'error'),
  row('a number plus a comparison', 'boolean-as-integer', 'SELECT 1 + (2 > 1)', 'SELECT 1 + (2 > 1)::int', 'error'),
  row('division by zero', 'division-by-zero', 'SELECT id, 10 / n FROM t ORDER BY id', 'SELECT id, 10 / NULLIF(n, 0) FROM t ORDER BY id', 'error', { severity: 'warning', portable: true }),
  row('|| of numbers', 'concat-numbers', 'SELECT n || id FROM t WHERE id = 1', 'SELECT n::text || id::text FROM t WHERE id = 1', 'error'),
  row('% of a real', 'modulo-real', 'SELECT 7.5 % 2', 'SELECT trunc(7.5) % trunc(2::numeric)', 'different', { silent: true }),
  row('empty IN', 'empty-in-list', 'SELECT id FROM t WHERE n IN ()', 'SELECT id FROM t WHERE false', 'error'),
  row('empty NOT IN', 'empty-in-list', 'SELECT id FROM t WHERE n NOT IN () ORDER BY id', 'SELECT id FROM t WHERE true ORDER BY id', 'error'),
  row('IN table', 'in-table', 'SELECT id FROM t WHERE n IN k', 'SELECT id FROM t WHERE n IN (SELECT v FROM k)', 'error',
    { portable: true, example: { setup: `${T}; CREATE TABLE k (v INTEGER); INSERT INTO k VALUES (5)`, sqlite: 'SELECT id FROM t WHERE n IN k', postgres: 'SELECT id FROM t WHERE n IN (SELECT v FROM k)', unchanged: 'error' } }),
  row('a = b = c', 'operator-precedence', 'SELECT 1 = 1 = 1', 'SELECT ((1 = 1)::int = 1)::int', 'error'),
  row('~ before +', 'operator-precedence', 'SELECT ~ 1 + 1', 'SELECT (~ 1) + 1', 'different', { silent: true }),
  row('<< over 32 bits', 'bit-operator', 'SELECT 1 << 40', 'SELECT 1::bigint << 40', 'different', { silent: true }),
  row('text column and number', 'text-number-comparison', 'SELECT id FROM t WHERE s = 12', "SELECT id FROM t WHERE s = '12'", 'error', { portable: true }),
  row('LIKE of a number', 'like-number', "SELECT id FROM t WHERE n LIKE '5%'", "SELECT id FROM t WHERE n::text LIKE '5%'", 'error'),
  row('LIKE and case', 'like-case', "SELECT id FROM t WHERE s LIKE 'A%'", "SELECT id FROM t WHERE s ILIKE 'A%'", 'different',
    { safety: 'unsafe', silent: true, condition: 'no letter outside A-Z is to be told apart by its case' }),
  row('GLOB prefix', 'glob', "SELECT id FROM t WHERE s GLOB 'a*'", "SELECT id FROM t WHERE s LIKE 'a%'", 'error'),
  row('GLOB class', 'glob', "SELECT id FROM t WHERE s GLOB '[0-9]*'", "SELECT id FROM t WHERE s ~ '^[0-9].*$'", 'error'),
  row('COLLATE BINARY', 'collate', "SELECT id FROM t WHERE s = 'abc' COLLATE BINARY", 'SELECT id FROM t WHERE s = \'abc\' COLLATE "C"', 'error'),
  row('COLLATE NOCASE', 'collate', "SELECT id FROM t WHERE s = 'ABC' COLLATE NOCASE", "SELECT id FROM t WHERE lower(s) = lower('ABC')", 'error',
    { safety: 'unsafe', condition: 'no letter outside A-Z is to be told apart by its case' }),
  row('blob literal', 'blob-literal', "SELECT length(x'4142')", "SELECT length('\\x4142'::bytea)", 'different', { silent: true }),
  row('hexadecimal over 64 bits', 'number-literal', 'SELECT 0xFFFFFFFFFFFFFFFF', 'SELECT -1::bigint', 'different', { silent: true }),
  row('sum over 32 bits', 'number-literal', 'SELECT 2147483647 + 1', 'SELECT 2147483647::bigint + 1', 'error'),
];

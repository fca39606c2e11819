import type { Row } from '../row.ts';

/** What a CAST of SQLite becomes, by the type it names and by what is cast. The first row that fits counts. */
export interface CastRow extends Row {
  readonly id: string;
  /** The name of the type in upper case, without its size. */
  readonly name: RegExp;
  readonly isSized?: boolean;
  /** What is cast; left out for anything. */
  readonly from?: 'huge' | 'string' | 'text' | 'bytes' | 'real' | 'fraction' | 'integer' | 'any';
  /** Another type name in the same CAST, */
  readonly type?: string;
  /** or another expression over the operand `$1`. */
  readonly whole?: string;
  readonly message: string;
  readonly help: string;
}

const CAST = 'SQLite, CAST expressions: https://sqlite.org/lang_expr.html#castexpr';
const INTEGERS = /^(?:INTEGER|INT|BIGINT|INT8|INT4|SMALLINT|TINYINT|MEDIUMINT|UNSIGNED.*|SIGNED.*)$/;
/** PostgreSQL's have 32 bits or less, or it does not have them. */
const NARROW = /^(?:INTEGER|INT|INT4|SMALLINT|TINYINT|MEDIUMINT|UNSIGNED.*|SIGNED.*)$/;
const PREFIX = String.raw`^\s*([+-]?\d+)`;
const REAL_PREFIX = String.raw`^\s*([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)`;

const example = (sqlite: string, postgres: string, unchanged: Row['example']['unchanged']): Row['example'] => ({ sqlite: `SELECT ${sqlite}`, postgres: `SELECT ${postgres}`, unchanged });
const row = (data: Omit<CastRow, 'manual' | 'severity'> & Partial<CastRow>): CastRow => ({ severity: 'critical', manual: CAST, ...data });

export const CASTS: readonly CastRow[] = [
  row({ id: 'huge text to integer', name: INTEGERS, from: 'huge', safety: 'safe', whole: 'least(greatest($1::numeric, -9223372036854775808), 9223372036854775807)::bigint',
    message: 'CAST of a text of more than 64 bits AS INTEGER stops at the largest number in SQLite; PostgreSQL raises 22003.', help: 'Stop at the limits of bigint.',
    example: example("CAST('12345678901234567890123' AS INTEGER)", "least(greatest('12345678901234567890123'::numeric, -9223372036854775808), 9223372036854775807)::bigint", 'error') }),
  row({ id: 'text to integer', name: INTEGERS, from: 'text', safety: 'unsafe', condition: 'NULL may become 0, and the number has 64 bits', whole: `coalesce(substring($1 FROM '${PREFIX}')::bigint, 0)`,
    message: 'CAST of a text AS INTEGER reads the digits at its front in SQLite, and 0 where there are none; PostgreSQL raises 22P02.', help: 'Take the digits with substring, or make sure that every text is a number.',
    example: example("CAST('12abc' AS INTEGER), CAST('abc' AS INTEGER), CAST('1.9' AS INTEGER)", ['12abc', 'abc', '1.9'].map((text) => `coalesce(substring('${text}' FROM '${PREFIX}')::bigint, 0)`).join(', '), 'error') }),
  row({ id: 'fraction to integer', name: INTEGERS, from: 'fraction', silent: true, safety: 'unsafe', condition: 'the value has 64 bits', whole: 'trunc($1)::bigint',
    message: 'CAST AS INTEGER cuts the fraction off in SQLite; PostgreSQL rounds.', help: 'Use trunc().', example: example('CAST(1.9 AS INTEGER), CAST(-1.9 AS INTEGER), CAST(2.5 AS INTEGER)', 'trunc(1.9)::bigint, trunc(-1.9)::bigint, trunc(2.5)::bigint', 'different') }),
  row({ id: 'integer', name: NARROW, safety: 'safe', type: 'BIGINT', severity: 'warning', message: 'CAST AS INTEGER has 64 bits in SQLite and 32 on PostgreSQL: larger numbers raise 22003.', help: 'Cast to BIGINT.',
    example: example('CAST(3000000000 AS INTEGER)', 'CAST(3000000000 AS BIGINT)', 'error') }),
  row({ id: 'text to real', name: /^(?:REAL|FLOAT|DOUBLE|DOUBLE PRECISION)$/, from: 'text', safety: 'unsafe', condition: 'NULL may become 0', whole: `coalesce(substring($1 FROM '${REAL_PREFIX}')::double precision, 0)`,
    message: 'CAST of a text AS REAL reads the number at its front in SQLite, and 0 where there is none; PostgreSQL raises 22P02.', help: 'Take the number with substring, or make sure that every text is one.',
    example: example("CAST('3.14abc' AS REAL)", `coalesce(substring('3.14abc' FROM '${REAL_PREFIX}')::double precision, 0)`, 'error') }),
  row({ id: 'real', name: /^REAL$/, silent: true, safety: 'safe', type: 'DOUBLE PRECISION', message: 'REAL has 8 bytes in SQLite and 4 on PostgreSQL: digits are lost.', help: 'Cast to DOUBLE PRECISION.',
    example: example('CAST(16777217 AS REAL)', 'CAST(16777217 AS DOUBLE PRECISION)', 'different') }),
  row({ id: 'double', name: /^DOUBLE$/, safety: 'safe', type: 'DOUBLE PRECISION', message: 'PostgreSQL has no type DOUBLE (42704).', help: 'Cast to DOUBLE PRECISION.', example: example('CAST(1 AS DOUBLE) / 4', 'CAST(1 AS DOUBLE PRECISION) / 4', 'error') }),
  row({ id: 'bytes to a number', name: /^(?:NUMERIC|DECIMAL|REAL|DOUBLE|FLOAT|INTEGER|INT|BIGINT).*$/, from: 'bytes', message: 'CAST of bytes AS a number reads the number that they spell in SQLite; PostgreSQL has no such cast (42846).', help: 'Decode the bytes to a text first, or store a number.',
    safety: 'unsafe', condition: 'the bytes are valid UTF-8 and spell a number', whole: "convert_from($1, 'UTF8')::numeric",
    example: { sqlite: "SELECT CAST(x'3132' AS NUMERIC)", postgres: "SELECT convert_from('\\x3132'::bytea, 'UTF8')::numeric", unchanged: 'error' } }),
  row({ id: 'bytes to text', name: /^(?:TEXT|VARCHAR|NVARCHAR|CHAR|CLOB)$/, from: 'bytes', silent: true, safety: 'unsafe', condition: 'the bytes are valid UTF-8', whole: "convert_from($1, 'UTF8')",
    message: 'CAST of bytes AS TEXT takes them for UTF-8 in SQLite; PostgreSQL prints them in hexadecimal.', help: "Use convert_from(bytes, 'UTF8').",
    example: { setup: "CREATE TABLE b (data BLOB); INSERT INTO b VALUES (x'4142')", postgresSetup: "CREATE TABLE b (data BYTEA); INSERT INTO b VALUES ('\\x4142')", sqlite: 'SELECT CAST(data AS TEXT) FROM b', postgres: "SELECT convert_from(data, 'UTF8') FROM b", unchanged: 'different' } }),
  row({ id: 'real to text', name: /^(?:TEXT|VARCHAR|NVARCHAR|CHAR|CLOB)$/, from: 'real', silent: true, severity: 'warning', safety: 'unsafe', condition: 'the value is between 0.0001 and 1e15',
    whole: "CASE WHEN ($1) = trunc($1) AND abs($1) < 1e15 THEN to_char($1, 'FM999999999999990.0') ELSE ($1)::text END", message: 'The text of a whole floating-point number is 5.0 in SQLite and 5 on PostgreSQL.', help: 'Format it with to_char where the text matters.',
    example: { setup: 'CREATE TABLE x (r DOUBLE PRECISION); INSERT INTO x VALUES (5), (2.5)', sqlite: "SELECT 'x' || CAST(r AS TEXT) FROM x ORDER BY r", postgres: "SELECT 'x' || CASE WHEN r = trunc(r) AND abs(r) < 1e15 THEN to_char(r, 'FM999999999999990.0') ELSE r::text END FROM x ORDER BY r", unchanged: 'different' } }),
  row({ id: 'text types', name: /^(?:CHAR|CHARACTER|VARCHAR|CHARACTER VARYING|NVARCHAR|NCHAR|NATIVE CHARACTER|CLOB|VARYING CHARACTER)$/, isSized: true, silent: true, safety: 'safe', type: 'TEXT',
    message: 'The size of a text type is not kept in SQLite; PostgreSQL cuts the text or fills it with blanks.', help: 'Cast to TEXT.', example: example("CAST('hello' AS VARCHAR(3))", "CAST('hello' AS TEXT)", 'different') }),
  row({ id: 'char', name: /^(?:CHAR|CHARACTER|NCHAR)$/, silent: true, safety: 'safe', type: 'TEXT', message: 'CHAR without a size has one letter on PostgreSQL.', help: 'Cast to TEXT.', example: example("CAST('hello' AS CHAR)", "CAST('hello' AS TEXT)", 'different') }),
  row({ id: 'other names of text', name: /^(?:NVARCHAR|CLOB|NATIVE CHARACTER|VARYING CHARACTER)$/, safety: 'safe', type: 'TEXT', message: 'PostgreSQL has no such text type (42704).', help: 'Cast to TEXT.', example: example('CAST(5 AS CLOB)', 'CAST(5 AS TEXT)', 'error') }),
  row({ id: 'blob of a text', name: /^BLOB$/, from: 'text', safety: 'safe', whole: "convert_to($1, 'UTF8')", message: 'PostgreSQL has no type BLOB (42704).', help: "Use convert_to(text, 'UTF8').", example: example("CAST('a\\b' AS BLOB)", "convert_to('a\\b', 'UTF8')", 'error') }),
  row({ id: 'blob', name: /^BLOB$/, safety: 'safe', type: 'BYTEA', message: 'PostgreSQL has no type BLOB (42704).', help: 'Cast to BYTEA.', example: example('CAST(NULL AS BLOB)', 'CAST(NULL AS BYTEA)', 'error') }),
  row({ id: 'decimal of a fraction', name: /^(?:NUMERIC|DECIMAL)$/, from: 'fraction', isSized: true, silent: true, safety: 'unsafe', condition: 'the value need not be rounded', type: 'DOUBLE PRECISION',
    message: 'CAST AS NUMERIC(p, s) rounds on PostgreSQL; SQLite keeps all digits.', help: 'Cast to DOUBLE PRECISION, or keep the rounding where it was meant.', example: example('CAST(1.239 AS NUMERIC(10, 2))', 'CAST(1.239 AS DOUBLE PRECISION)', 'different') }),
  row({ id: 'datetime', name: /^(?:DATETIME|DATE|TIMESTAMP)$/, from: 'text', safety: 'unsafe', condition: 'the number at the front is meant, and NULL may become 0', whole: `coalesce(substring($1 FROM '${PREFIX}')::bigint, 0)`, message: 'CAST AS a date type reads the digits at the front of the text in SQLite (the year); on PostgreSQL it is a moment or an error.', silent: true,
    help: 'Use date() or datetime() in SQLite, and to_char or a cast on PostgreSQL, as it is meant.', example: example("CAST('2024-01-15' AS DATE)", '2024', 'different') }),
  row({ id: 'datetime of something else', name: /^(?:DATETIME|DATE|TIMESTAMP)$/, message: 'CAST AS a date type gives a number in SQLite; on PostgreSQL it is a moment or an error.', silent: true,
    help: 'Use date() or datetime() in SQLite, and to_char or a cast on PostgreSQL, as it is meant.', example: example('CAST(5 AS DATE)', '5', 'error') }),
  row({ id: 'string of a number', name: /^STRING$/, from: 'integer', severity: 'warning', safety: 'unsafe', condition: 'the number is meant', whole: '($1)', message: 'STRING is a number type to SQLite (NUMERIC affinity) and no type to PostgreSQL (42704).', help: 'Leave the cast out, or cast to TEXT where a text is meant.', example: example('CAST(5 AS STRING)', '5', 'error') }),
  row({ id: 'boolean of a number', name: /^BOOL(?:EAN)?$/, from: 'integer', severity: 'warning', silent: true, safety: 'unsafe', condition: 'the number is meant', whole: '($1)', message: 'BOOLEAN is a number type to SQLite: CAST gives the number; PostgreSQL gives true or false.', help: 'Leave the cast out, or compare with 0.', example: example('CAST(2 AS BOOLEAN)', '2', 'different') }),
  row({ id: 'string', name: /^STRING$/, severity: 'warning', message: 'STRING is a number type to SQLite (NUMERIC affinity) and no type to PostgreSQL (42704).', help: 'Cast to TEXT where a text is meant.', example: example("CAST('5' AS STRING)", '5', 'error') }),
  row({ id: 'boolean', name: /^BOOL(?:EAN)?$/, severity: 'warning', silent: true, message: 'BOOLEAN is a number type to SQLite: CAST gives the number, and 0 for a text; PostgreSQL gives true or false.', help: 'Compare with 0, or cast to an integer.', example: example("CAST('true' AS BOOLEAN)", '0', 'different') }),
];

import type { Row } from '../row.ts';

/** What a row asks of a call's arguments, by what is known of them: a class of types, or the value of an integer that is written out. */
export interface ArgumentFact {
  readonly type: string;
  readonly untyped: boolean;
  readonly isString: boolean;
  readonly integer?: number;
  readonly text?: string;
}

/** One way to call a function of SQLite, and what it becomes. The first row that fits counts. */
export interface FunctionRow extends Row {
  readonly id: string;
  readonly names: readonly string[];
  /** The number of arguments; undefined for any. */
  readonly count?: number;
  readonly when?: (args: readonly ArgumentFact[]) => boolean;
  /** See `fillTemplate`; left out where only advice can be given. */
  readonly template?: string;
  /** The template is an operation: parentheses where an operator stands next to it. */
  readonly isOperation?: boolean;
  readonly message: string;
  readonly help: string;
}

const SCALAR = 'SQLite, Built-in scalar functions: https://sqlite.org/lang_corefunc.html';
const MATH = 'SQLite, Built-in mathematical functions: https://sqlite.org/lang_mathfunc.html';
const AGGREGATE = 'SQLite, Built-in aggregate functions: https://sqlite.org/lang_aggfunc.html';
const T = "CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER, r DOUBLE PRECISION, s TEXT); INSERT INTO t VALUES (1, 5, 2.5, 'Hello'), (2, NULL, NULL, NULL), (3, -7, -1.25, ' pad ')";
const B = { setup: "CREATE TABLE b (data BLOB); INSERT INTO b VALUES (x'00FF10')", postgresSetup: "CREATE TABLE b (data BYTEA); INSERT INTO b VALUES ('\\x00FF10')" };

type Unchanged = Row['example']['unchanged'];
type Data = Pick<FunctionRow, 'id' | 'names' | 'message'> & Partial<FunctionRow> & { readonly example: Row['example'] };

const row = (data: Data): FunctionRow => ({ severity: 'critical', safety: 'safe', manual: SCALAR, help: 'Use the function that PostgreSQL has for it.', ...data });
const on = (sqlite: string, postgres: string, unchanged: Unchanged = 'error', setup: string = T): Row['example'] => ({ setup, sqlite, postgres, unchanged });
const missing = (name: string): string => `${name}() is a function of SQLite that PostgreSQL does not have.`;

const isReal = (fact: ArgumentFact | undefined): boolean => fact?.type === 'real';
const isBytes = (fact: ArgumentFact | undefined): boolean => fact?.type === 'bytea';
const isNumeric = (fact: ArgumentFact | undefined): boolean => fact !== undefined && /^(?:integer|bigint|numeric|real)$/.test(fact.type);
const isText = (fact: ArgumentFact | undefined): boolean => fact?.type === 'text';

export const FUNCTIONS: readonly FunctionRow[] = [
  row({ id: 'ifnull', names: ['ifnull'], count: 2, template: 'coalesce($1, $2)', portable: true, message: missing('ifnull'), help: 'Use coalesce, which both engines have.',
    example: on("SELECT ifnull(s, 'none') FROM t ORDER BY id", "SELECT coalesce(s, 'none') FROM t ORDER BY id") }),
  row({ id: 'instr of bytes', names: ['instr'], count: 2, when: ([text]) => isBytes(text), template: 'position($2 IN $1)', message: missing('instr'),
    example: { ...B, sqlite: "SELECT instr(data, x'FF') FROM b", postgres: "SELECT position('\\xFF'::bytea IN data) FROM b", unchanged: 'error' } }),
  row({ id: 'instr of bytes in a text', names: ['instr'], count: 2, when: ([text, part]) => !isBytes(text) && isBytes(part), template: "strpos($1t, convert_from($2, 'UTF8'))", safety: 'unsafe', condition: 'the bytes are valid UTF-8',
    message: missing('instr'), help: 'Decode the bytes first.', example: on("SELECT instr('xay', x'79')", "SELECT strpos('xay', convert_from('\\x79'::bytea, 'UTF8'))") }),
  row({ id: 'instr of the letter 0', names: ['instr'], count: 2, when: ([, part]) => part?.text === '\0', template: '(length($1t) * 0)', message: missing('instr'), help: 'No text of PostgreSQL holds the letter 0: it is found nowhere.',
    example: on('SELECT instr(s, char(0)) FROM t ORDER BY id', 'SELECT (length(s) * 0) FROM t ORDER BY id') }),
  row({ id: 'instr', names: ['instr'], count: 2, template: 'strpos($1t, $2t)', message: missing('instr'), help: 'Use strpos(text, part).',
    example: on("SELECT instr(s, 'l'), instr(s, 'z'), instr(12345, 34) FROM t WHERE id = 1", "SELECT strpos(s, 'l'), strpos(s, 'z'), strpos(12345::text, 34::text) FROM t WHERE id = 1") }),
  row({ id: 'total', names: ['total'], count: 1, message: missing('total'), manual: AGGREGATE, help: 'Use coalesce(sum(x), 0)::double precision.', template: 'coalesce(sum($1), 0)::double precision',
    example: on('SELECT total(n) FROM t WHERE id > 9', 'SELECT coalesce(sum(n), 0)::double precision FROM t WHERE id > 9') }),
  row({ id: 'count()', names: ['count'], count: 0, message: 'count() without an argument is an error on PostgreSQL (42809).', template: 'count(*)', portable: true, manual: AGGREGATE,
    help: 'Write count(*).', example: on('SELECT count() FROM t', 'SELECT count(*) FROM t') }),
  row({ id: 'hex of bytes', names: ['hex'], count: 1, when: ([x]) => isBytes(x), template: "upper(encode($1, 'hex'))", safety: 'unsafe', condition: 'NULL may stay NULL (SQLite gives an empty text)',
    message: missing('hex'), help: 'Use upper(encode(x, \'hex\')).', example: { ...B, sqlite: 'SELECT hex(data) FROM b', postgres: "SELECT upper(encode(data, 'hex')) FROM b", unchanged: 'error' } }),
  row({ id: 'hex', names: ['hex'], count: 1, template: "coalesce(upper(encode(convert_to($1t, 'UTF8'), 'hex')), '')", message: missing('hex'), help: "Use upper(encode(x, 'hex')) for bytes, of convert_to for a text.",
    example: on('SELECT hex(s), hex(255) FROM t ORDER BY id', "SELECT coalesce(upper(encode(convert_to(s, 'UTF8'), 'hex')), ''), coalesce(upper(encode(convert_to(255::text, 'UTF8'), 'hex')), '') FROM t ORDER BY id") }),
  row({ id: 'unhex', names: ['unhex'], count: 1, template: "CASE WHEN $1 ~ '^([0-9A-Fa-f]{2})*$' THEN decode($1, 'hex') END", message: missing('unhex'), help: "Use decode(x, 'hex').",
    example: on("SELECT unhex('48656C'), unhex('xyz')", "SELECT CASE WHEN '48656C' ~ '^([0-9A-Fa-f]{2})*$' THEN decode('48656C', 'hex') END, CASE WHEN 'xyz' ~ '^([0-9A-Fa-f]{2})*$' THEN decode('xyz', 'hex') END") }),
  row({ id: 'unhex with ignored characters', names: ['unhex'], count: 2, template: "decode(translate($1, $2, ''), 'hex')", safety: 'unsafe', condition: 'the text is valid hexadecimal', message: missing('unhex'),
    example: on("SELECT unhex('48-65', '-')", "SELECT decode(translate('48-65', '-', ''), 'hex')") }),
  row({ id: 'randomblob of 16', names: ['randomblob'], count: 1, when: ([n]) => n?.integer === 16, template: 'uuid_send(gen_random_uuid())', safety: 'unsafe', condition: 'six of the 128 bits may be fixed (UUID version 4)',
    message: missing('randomblob'), help: 'Use gen_random_uuid() for an identifier, gen_random_bytes(n) of the extension pgcrypto else.', example: on('SELECT length(randomblob(16))', 'SELECT length(uuid_send(gen_random_uuid()))') }),
  row({ id: 'randomblob of less', names: ['randomblob'], count: 1, when: ([n]) => n?.integer !== undefined && n.integer > 0 && n.integer < 16, template: 'substring(uuid_send(gen_random_uuid()), 1, $1)', safety: 'unsafe', condition: 'a few bits may be fixed (UUID version 4)',
    message: missing('randomblob'), help: 'Use gen_random_uuid() for an identifier, gen_random_bytes(n) of the extension pgcrypto else.', example: on('SELECT length(randomblob(4))', 'SELECT length(substring(uuid_send(gen_random_uuid()), 1, 4))') }),
  row({ id: 'randomblob of two', names: ['randomblob'], count: 1, when: ([n]) => n?.integer !== undefined && n.integer > 16 && n.integer <= 32, template: "substring(decode(replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', ''), 'hex'), 1, $1)", safety: 'unsafe',
    condition: 'a few bits may be fixed (UUID version 4)', message: missing('randomblob'), help: 'Use gen_random_uuid() for an identifier, gen_random_bytes(n) of the extension pgcrypto else.',
    example: on('SELECT length(randomblob(32))', "SELECT length(substring(decode(replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', ''), 'hex'), 1, 32))") }),
  row({ id: 'randomblob', names: ['randomblob'], count: 1, safety: 'unsafe', condition: 'the extension pgcrypto is installed', template: 'gen_random_bytes($1)', message: missing('randomblob'),
    help: 'Use gen_random_bytes(n) of the extension pgcrypto, gen_random_uuid() for an identifier.',
    example: { sqlite: 'SELECT length(randomblob(4))', postgresSetup: "CREATE FUNCTION gen_random_bytes(n int) RETURNS bytea LANGUAGE sql AS $$ SELECT substr(uuid_send(gen_random_uuid()), 1, n) $$", postgres: 'SELECT length(gen_random_bytes(4))', unchanged: 'error' } }),
  row({ id: 'zeroblob', names: ['zeroblob'], count: 1, template: "decode(repeat('00', $1), 'hex')", message: missing('zeroblob'), example: on('SELECT length(zeroblob(10))', "SELECT length(decode(repeat('00', 10), 'hex'))") }),
  row({ id: 'unicode', names: ['unicode'], count: 1, template: 'NULLIF(ascii($1t), 0)', message: missing('unicode'), help: 'Use ascii(x), which gives the code point in a UTF-8 database.',
    example: on("SELECT unicode('é'), unicode('')", "SELECT NULLIF(ascii('é'), 0), NULLIF(ascii(''), 0)") }),
  row({ id: 'likely', names: ['likely', 'unlikely'], count: 1, template: '$1o', portable: true, message: 'likely() and unlikely() are hints for SQLite\'s planner.', help: 'Leave the hint out.',
    example: on('SELECT likely(n), unlikely(n) FROM t WHERE id = 1', 'SELECT n, n FROM t WHERE id = 1') }),
  row({ id: 'likelihood', names: ['likelihood'], count: 2, template: '$1o', portable: true, message: 'likelihood() is a hint for SQLite\'s planner.', help: 'Leave the hint out.',
    example: on('SELECT likelihood(n, 0.5) FROM t WHERE id = 1', 'SELECT n FROM t WHERE id = 1') }),
  row({ id: 'quote of bytes', names: ['quote'], count: 1, when: ([x]) => isBytes(x), template: "('X''' || upper(encode($1, 'hex')) || '''')", message: missing('quote'),
    example: { ...B, sqlite: 'SELECT quote(data) FROM b', postgres: "SELECT 'X''' || upper(encode(data, 'hex')) || '''' FROM b", unchanged: 'error' } }),
  row({ id: 'quote of a real', names: ['quote'], count: 1, when: ([x]) => isReal(x), message: missing('quote'),
    template: "coalesce(CASE WHEN $1o = trunc($1) AND abs($1) < 1e15 THEN to_char($1, 'FM999999999999990.0') ELSE $1o::text END, 'NULL')",
    example: on('SELECT quote(r), quote(r * 2) FROM t ORDER BY id', "SELECT coalesce(CASE WHEN r = trunc(r) AND abs(r) < 1e15 THEN to_char(r, 'FM999999999999990.0') ELSE r::text END, 'NULL'), coalesce(CASE WHEN (r * 2) = trunc(r * 2) AND abs(r * 2) < 1e15 THEN to_char(r * 2, 'FM999999999999990.0') ELSE (r * 2)::text END, 'NULL') FROM t ORDER BY id") }),
  row({ id: 'quote of a number', names: ['quote'], count: 1, when: ([x]) => isNumeric(x), template: "coalesce($1o::text, 'NULL')", message: missing('quote'), example: on('SELECT quote(n) FROM t ORDER BY id', "SELECT coalesce(n::text, 'NULL') FROM t ORDER BY id") }),
  row({ id: 'quote', names: ['quote', 'unistr_quote'], count: 1, template: 'quote_nullable($1)', safety: 'unsafe', condition: 'the text has no backslash', message: missing('quote'), help: 'Use quote_nullable, quote_literal or format(\'%L\').',
    example: on("SELECT quote('it''s'), quote(NULL)", "SELECT quote_nullable('it''s'), quote_nullable(NULL)") }),
  row({ id: 'substr from the end', names: ['substr', 'substring'], count: 2, when: ([, from]) => (from?.integer ?? 0) < 0, template: 'right($1t, $2n)', message: 'substr() with a negative start counts from the end in SQLite; PostgreSQL starts before the first character.',
    silent: true, help: 'Use right(text, n).', example: on("SELECT substr(s, -3) FROM t ORDER BY id", 'SELECT right(s, 3) FROM t ORDER BY id', 'different') }),
  row({ id: 'substr from the end with a length', names: ['substr', 'substring'], count: 3, when: ([, from, length]) => (from?.integer ?? 0) < 0 && (length?.integer ?? -1) >= 0, template: 'left(right($1t, $2n), $3)',
    safety: 'unsafe', condition: 'the text is at least that long', silent: true, message: 'substr() with a negative start counts from the end in SQLite; PostgreSQL starts before the first character.',
    help: 'Use left(right(text, n), length).', example: on('SELECT substr(s, -3, 2) FROM t ORDER BY id', 'SELECT left(right(s, 3), 2) FROM t ORDER BY id', 'different') }),
  row({ id: 'substr backwards', names: ['substr', 'substring'], count: 3, when: ([, from, length]) => (length?.integer ?? 0) < 0 && (from?.integer ?? 0) > 0, template: 'substr($1t, $2 - $3n, $3n)',
    safety: 'unsafe', condition: 'the start is greater than the length', message: 'substr() with a negative length takes the characters before the start in SQLite; PostgreSQL raises 22011.', help: 'Take the characters from start - length on.',
    example: on('SELECT substr(s, 3, -2) FROM t WHERE id = 1', 'SELECT substr(s, 3 - 2, 2) FROM t WHERE id = 1') }),
  row({ id: 'round to digits', names: ['round'], count: 2, when: ([x]) => isReal(x), template: 'round($1o::numeric, $2)::double precision', safety: 'unsafe', condition: 'ties of binary fractions may differ in the last digit',
    message: 'round(x, digits) does not exist for double precision on PostgreSQL (42883).', help: 'Round the value as numeric.', example: on('SELECT round(r, 1) FROM t WHERE id = 1', 'SELECT round(r::numeric, 1)::double precision FROM t WHERE id = 1') }),
  row({ id: 'round of a real', names: ['round'], count: 1, when: ([x]) => isReal(x), template: 'round($1o::numeric)::double precision', silent: true,
    message: 'round() of a double precision rounds halves to even on PostgreSQL, away from zero in SQLite.', help: 'Round the value as numeric.', example: on('SELECT round(r) FROM t WHERE id = 1', 'SELECT round(r::numeric)::double precision FROM t WHERE id = 1', 'different') }),
  row({ id: 'round to negative digits', names: ['round'], count: 2, when: ([x, digits]) => !isText(x) && (digits?.integer ?? 0) < 0, template: 'round($1o::numeric)', silent: true,
    message: 'round() with negative digits rounds to tens and hundreds on PostgreSQL; SQLite takes 0 digits.', help: 'Round to 0 digits.', example: on('SELECT round(123.4, -1)', 'SELECT round(123.4::numeric)', 'different') }),
  row({ id: 'round of something unknown', names: ['round'], count: 2, when: ([x]) => x?.type === 'unknown' && !x.untyped, template: 'round($1o::numeric, $2)', safety: 'unsafe', condition: 'the value is a number',
    message: 'round(x, digits) does not exist for double precision on PostgreSQL (42883).', help: 'Round the value as numeric.', example: on('SELECT round(q.x, 1) FROM (SELECT 2.25 AS x UNION SELECT r FROM t WHERE id = 1) AS q ORDER BY 1', 'SELECT round(q.x::numeric, 1) FROM (SELECT 2.25 AS x UNION SELECT r FROM t WHERE id = 1) AS q ORDER BY 1') }),
  row({ id: 'mod of a real', names: ['mod'], count: 2, when: ([a, b]) => isReal(a) || isReal(b), template: 'mod($1o::numeric, $2o::numeric)::double precision', manual: MATH, message: 'mod() does not exist for double precision on PostgreSQL (42883).',
    help: 'Compute with numeric.', example: on('SELECT mod(r, 2) FROM t WHERE id = 1', 'SELECT mod(r::numeric, 2::numeric)::double precision FROM t WHERE id = 1') }),
  row({ id: 'mod by zero', names: ['mod'], count: 2, when: ([, b]) => b?.integer === 0, template: 'mod($1, NULLIF($2, 0))', manual: MATH, message: 'mod(x, 0) is NULL in SQLite and an error on PostgreSQL (22012).', example: on('SELECT mod(7, 0)', 'SELECT mod(7, NULLIF(0, 0))') }),
  row({ id: 'log2', names: ['log2'], count: 1, template: 'log(2, $1o::numeric)::double precision', safety: 'unsafe', condition: 'the last digit may differ', manual: MATH, message: missing('log2'), help: 'Use log(2, x).', example: on('SELECT log2(8)', 'SELECT log(2, 8::numeric)::double precision') }),
  row({ id: 'log with a base', names: ['log'], count: 2, when: ([a, b]) => isReal(a) || isReal(b), template: '(ln($2) / ln($1))', safety: 'unsafe', condition: 'the last digit may differ', manual: MATH,
    message: 'log(base, x) does not exist for double precision on PostgreSQL (42883).', help: 'Use ln(x) / ln(base).', example: on('SELECT log(2, r) > 1.3 FROM t WHERE id = 1', 'SELECT (ln(r) / ln(2)) > 1.3 FROM t WHERE id = 1') }),
  row({ id: 'sqrt of a negative number', names: ['sqrt'], count: 1, when: ([x]) => (x?.integer ?? 0) < 0, template: 'CASE WHEN $1 >= 0 THEN sqrt($1) END', manual: MATH, message: 'sqrt() of a negative number is NULL in SQLite and an error on PostgreSQL (2201F).', example: on('SELECT sqrt(-1)', 'SELECT CASE WHEN -1 >= 0 THEN sqrt(-1) END') }),
  row({ id: 'ln of zero', names: ['ln', 'log', 'log10'], count: 1, when: ([x]) => (x?.integer ?? 1) <= 0, template: 'NULL::double precision', manual: MATH, message: 'A logarithm of zero or a negative number is NULL in SQLite and an error on PostgreSQL (2201E).', example: on('SELECT ln(0), ln(-1)', 'SELECT NULL::double precision, NULL::double precision') }),
  row({ id: 'acos outside its domain', names: ['acos', 'asin'], count: 1, when: ([x]) => Math.abs(x?.integer ?? 0) > 1, template: 'NULL::double precision', manual: MATH, message: 'acos() and asin() outside -1..1 are NULL in SQLite and an error on PostgreSQL (22003).', example: on('SELECT acos(2)', 'SELECT NULL::double precision') }),
  row({ id: 'lower of other letters', names: ['lower', 'upper'], count: 1, when: ([x]) => /[^\0-\x7f]/.test(x?.text ?? ''), template: '$0($1 COLLATE "C")', severity: 'info', silent: true,
    message: 'lower() and upper() fold A-Z only in SQLite and every letter on PostgreSQL.', help: 'Add COLLATE "C" where that matters.', example: on("SELECT lower('ÄB')", 'SELECT lower(\'ÄB\' COLLATE "C")', 'different') }),
  row({ id: 'mathematics of a text', names: ['sqrt', 'sign', 'exp', 'ln', 'log', 'log10', 'ceil', 'ceiling', 'floor', 'sin', 'cos', 'tan', 'asin', 'acos', 'atan', 'sinh', 'cosh', 'tanh', 'asinh', 'acosh', 'atanh', 'radians', 'degrees', 'trunc'], count: 1, when: ([x]) => x?.isString === true && !/^\s*[+-]?[\d.]/.test(x.text ?? ''),
    template: 'NULL::double precision', manual: MATH, severity: 'warning', message: 'A function of mathematics gives NULL for a text in SQLite; PostgreSQL raises 22P02.', example: on("SELECT sqrt('abc'), sign('abc')", 'SELECT NULL::double precision, NULL::double precision') }),
  row({ id: 'exp over the limit', names: ['exp'], count: 1, when: ([x]) => (x?.integer ?? 0) > 709, template: "'Infinity'::double precision", manual: MATH, severity: 'warning', message: 'exp() gives Infinity over the limit in SQLite; PostgreSQL raises 22003.',
    example: on('SELECT exp(1000) > 1e300', "SELECT 'Infinity'::double precision > 1e300") }),
  row({ id: 'zero to a negative power', names: ['pow', 'power'], count: 2, when: ([x, y]) => x?.integer === 0 && (y?.integer ?? 0) < 0, template: "'Infinity'::double precision", manual: MATH, severity: 'warning',
    message: 'Zero to a negative power is Infinity in SQLite; PostgreSQL raises 2201F.', example: on('SELECT pow(0, -1) > 1e300', "SELECT 'Infinity'::double precision > 1e300") }),
  row({ id: 'a negative number to a fraction', names: ['pow', 'power'], count: 2, when: ([x, y]) => (x?.integer ?? 0) < 0 && /^(?:numeric|real)$/.test(y?.type ?? ''), template: 'NULL::double precision', manual: MATH, severity: 'warning',
    message: 'A negative number to the power of a fraction is NULL in SQLite; PostgreSQL raises 2201F.', example: on('SELECT pow(-8, 1.0 / 3)', 'SELECT NULL::double precision') }),
  row({ id: 'substr at a fraction', names: ['substr', 'substring'], count: 2, when: ([, from]) => /^(?:numeric|real)$/.test(from?.type ?? ''), template: 'substr($1t, trunc($2)::int)', severity: 'warning', message: 'substr() takes whole numbers only on PostgreSQL (42883).',
    help: 'Cut the fraction off.', example: on('SELECT substr(s, 2.9) FROM t WHERE id = 1', 'SELECT substr(s, trunc(2.9)::int) FROM t WHERE id = 1') }),
  row({ id: 'like()', names: ['like'], count: 2, template: '($2o ILIKE $1o)', safety: 'unsafe', condition: 'no letter outside A-Z is to be told apart by its case', message: 'like(pattern, text) takes the text first on PostgreSQL.', help: 'Use the operator ILIKE; the pattern is the first argument of like().',
    silent: true, example: on("SELECT like('H%', 'Hello')", "SELECT 'Hello' ILIKE 'H%'", 'different') }),
  row({ id: 'like() with an escape', names: ['like'], count: 3, template: '($2o ILIKE $1o ESCAPE $3)', safety: 'unsafe', condition: 'no letter outside A-Z is to be told apart by its case', message: missing('like'), help: 'Use the operator ILIKE.',
    example: on("SELECT like('10!%', '10%', '!')", "SELECT '10%' ILIKE '10!%' ESCAPE '!'") }),
  row({ id: 'sqlite_version', names: ['sqlite_version'], count: 0, template: "current_setting('server_version')", safety: 'unsafe', condition: 'the version of the server is wanted', message: missing('sqlite_version'), severity: 'warning',
    example: on('SELECT length(sqlite_version()) > 0', "SELECT length(current_setting('server_version')) > 0") }),
  row({ id: 'sqlite_source_id', names: ['sqlite_source_id'], count: 0, template: 'version()', safety: 'unsafe', condition: 'the version of the server is wanted', message: missing('sqlite_source_id'), severity: 'warning',
    example: on('SELECT length(sqlite_source_id()) > 0', 'SELECT length(version()) > 0') }),
];

/** Functions that SQLite has only with an extension or a function of the program, so that the proof cannot run them; `id` is name and number of arguments. */
export const OF_EXTENSIONS: Readonly<Record<string, { readonly template: string; readonly condition?: string; readonly help: string }>> = {
  'median/1': { template: 'percentile_cont(0.5) WITHIN GROUP (ORDER BY $1)', help: 'Use the ordered-set aggregate.' },
  'percentile/2': { template: 'percentile_cont($2 / 100.0) WITHIN GROUP (ORDER BY $1)', help: 'Use the ordered-set aggregate.' },
  'percentile_cont/2': { template: 'percentile_cont($2) WITHIN GROUP (ORDER BY $1)', help: 'Use the ordered-set aggregate.' },
  'percentile_disc/2': { template: 'percentile_disc($2) WITHIN GROUP (ORDER BY $1)', help: 'Use the ordered-set aggregate.' },
  'regexp/2': { template: '($2o ~ $1o)', condition: 'the pattern means the same in both dialects of regular expressions', help: 'Use the operator ~; the pattern is the first argument of regexp().' },
};

/** Functions of SQLite without a counterpart: only advice. */
export const WITHOUT_COUNTERPART: Readonly<Record<string, string>> = {
  sqlite_compileoption_used: 'Ask what the code needs to know of pg_extension or current_setting().', sqlite_compileoption_get: 'Ask what the code needs to know of current_setting().',
  sqlite_log: 'Log from the program.', load_extension: 'Use CREATE EXTENSION, in a migration.', subtype: 'Keep JSON in a column of its own type.',
  json_error_position: 'Use IS JSON (PostgreSQL 16) or pg_input_is_valid.', soundex: 'Install the extension fuzzystrmatch, which has soundex().',
  sqlite_offset: 'There is nothing like it.', total_changes: 'Count the rows of each statement with its command tag or RETURNING.',
};

/** Facts about types and functions that type inference reads: tables, no logic. */

/** What an expression is on PostgreSQL, once its functions are translated. */
export type TypeClass =
  | 'integer' | 'bigint' | 'numeric' | 'real' | 'text' | 'boolean' | 'timestamp' | 'timestamptz' | 'date' | 'time' | 'interval'
  | 'json' | 'jsonb' | 'bytea' | 'uuid' | 'array' | 'unknown';

/** PostgreSQL's names of types. */
export const CLASSES: readonly (readonly [RegExp, TypeClass])[] = [
  [/\[\]$/, 'array'],
  [/^(?:bigint|int8|bigserial|serial8)\b/, 'bigint'],
  [/^(?:integer|int|int4|smallint|int2|serial|smallserial)\b/, 'integer'],
  [/^(?:numeric|decimal|money)\b/, 'numeric'],
  [/^(?:double precision|float\d*|real)\b/, 'real'],
  [/^(?:text|character|char|varchar|citext|name|bpchar)\b/, 'text'],
  [/^bool/, 'boolean'],
  [/^timestamp.*with time zone|^timestamptz/, 'timestamptz'],
  [/^timestamp/, 'timestamp'],
  [/^date\b/, 'date'],
  [/^time\b/, 'time'],
  [/^interval/, 'interval'],
  [/^jsonb/, 'jsonb'],
  [/^json/, 'json'],
  [/^bytea/, 'bytea'],
  [/^uuid/, 'uuid'],
];

const NUMBERS: readonly TypeClass[] = ['integer', 'bigint', 'numeric', 'real'];
export const isNumber = (type: TypeClass): boolean => NUMBERS.includes(type);
export const isInteger = (type: TypeClass): boolean => type === 'integer' || type === 'bigint';

/** The wider of two number types, as PostgreSQL's operators choose it. */
export const wider = (a: TypeClass, b: TypeClass): TypeClass => (NUMBERS.indexOf(a) >= NUMBERS.indexOf(b) ? a : b);

/** Functions whose result has one type, after translation. */
export const RESULTS: Readonly<Record<string, TypeClass>> = {
  count: 'bigint', length: 'integer', instr: 'integer', unicode: 'integer', octet_length: 'integer', sign: 'integer', json_array_length: 'integer',
  json_valid: 'boolean', like: 'boolean', glob: 'boolean', regexp: 'boolean', row_number: 'bigint', rank: 'bigint', dense_rank: 'bigint', ntile: 'integer',
  percent_rank: 'real', cume_dist: 'real', total: 'real', julianday: 'real', unixepoch: 'bigint', random: 'bigint', last_insert_rowid: 'bigint',
  changes: 'bigint', total_changes: 'bigint', lower: 'text', upper: 'text', trim: 'text', ltrim: 'text', rtrim: 'text', substr: 'text', substring: 'text',
  replace: 'text', printf: 'text', format: 'text', hex: 'text', quote: 'text', char: 'text', typeof: 'text', group_concat: 'text', string_agg: 'text',
  date: 'text', time: 'text', datetime: 'text', strftime: 'text', concat: 'text', concat_ws: 'text', soundex: 'text', json_type: 'text', json_quote: 'text',
  json: 'json', json_object: 'json', json_array: 'json', json_group_array: 'json', json_group_object: 'json', json_set: 'jsonb', json_insert: 'jsonb',
  json_replace: 'jsonb', json_remove: 'jsonb', json_patch: 'jsonb', randomblob: 'bytea', zeroblob: 'bytea', unhex: 'bytea',
  ceil: 'real', ceiling: 'real', floor: 'real', trunc: 'real', mod: 'real', sqrt: 'real', exp: 'real', ln: 'real', log: 'real', log2: 'real', log10: 'real', pow: 'real', power: 'real', pi: 'real',
  acos: 'real', asin: 'real', atan: 'real', atan2: 'real', cos: 'real', sin: 'real', tan: 'real', degrees: 'real', radians: 'real',
  now: 'timestamptz', nextval: 'bigint', to_char: 'text', gen_random_uuid: 'uuid', strpos: 'integer', left: 'text', right: 'text', jsonb_typeof: 'text', md5: 'text',
  encode: 'text', decode: 'bytea', convert_to: 'bytea', convert_from: 'text', uuid_send: 'bytea', repeat: 'text', chr: 'text', to_hex: 'text',
  quote_nullable: 'text', quote_literal: 'text', lpad: 'text', rpad: 'text', translate: 'text', split_part: 'text', initcap: 'text',
};

/** Their result is never NULL. */
export const NEVER_NULL: ReadonlySet<string> = new Set([
  'count', 'row_number', 'rank', 'dense_rank', 'ntile', 'percent_rank', 'cume_dist', 'total', 'random', 'typeof', 'changes', 'last_insert_rowid',
  'json_group_array', 'json_group_object', 'json_object', 'json_array', 'char', 'now', 'quote', 'pi', 'concat', 'nextval',
]);

/** Their result is NULL only when an argument is. */
export const STRICT: ReadonlySet<string> = new Set([
  'length', 'lower', 'upper', 'trim', 'ltrim', 'rtrim', 'substr', 'substring', 'replace', 'abs', 'round', 'instr', 'unicode', 'hex',
]);

/** Their result has the type of their arguments, */
export const SAME_AS_ARGUMENTS: ReadonlySet<string> = new Set([
  'coalesce', 'ifnull', 'max', 'min', 'abs', 'lag', 'lead', 'first_value', 'last_value', 'nth_value', 'likely', 'unlikely', 'likelihood', 'nullif',
  'greatest', 'least', 'any_value',
]);
/** or that of the first one. */
export const AGGREGATED_FIRST: ReadonlySet<string> = new Set(['lag', 'lead', 'nth_value', 'likelihood', 'nullif']);

/** Names of types in a CAST, first match: SQLite's rules of affinity (https://sqlite.org/datatype3.html#determination_of_column_affinity), PostgreSQL's names. */
export const CASTS: readonly (readonly [RegExp, TypeClass])[] = [
  [/bool/i, 'boolean'], [/int/i, 'bigint'], [/char|clob|text|string/i, 'text'], [/blob|^$/i, 'bytea'], [/real|floa|doub/i, 'real'],
  [/timestamptz/i, 'timestamptz'], [/timestamp|datetime/i, 'timestamp'], [/date/i, 'date'], [/jsonb/i, 'jsonb'], [/json/i, 'json'],
  [/uuid/i, 'uuid'], [/numeric|decimal/i, 'numeric'],
];

import type { Problem } from '../core/types.ts';
import { defineRule } from '../rule.ts';
import type { Statement } from '../sql/statement.ts';

/** Functions that PostgreSQL has under no argument list, and what takes their place there. */
const ADVICE: Readonly<Record<string, string>> = {
  datetime: 'Use now(), intervals and to_char in UTC.',
  strftime: 'Use to_char, extract or date_trunc.',
  julianday: 'Use extract(epoch FROM ...) / 86400, or subtract the moments.',
  unixepoch: 'Use extract(epoch FROM ...)::bigint.',
  ifnull: 'Use coalesce().',
  iif: 'Use CASE WHEN ... THEN ... ELSE ... END.',
  group_concat: 'Use string_agg(text, separator), with ORDER BY inside where the order matters.',
  instr: 'Use strpos(text, part).',
  json_extract: 'Use ->, ->> or #>> of a jsonb.',
  json_group_array: 'Use jsonb_agg().',
  json_group_object: 'Use jsonb_object_agg().',
  hex: "Use upper(encode(..., 'hex')).",
  randomblob: 'Use gen_random_bytes() of pgcrypto, or gen_random_uuid().',
  zeroblob: "Use decode(repeat('00', n), 'hex').",
  printf: 'Use format(), whose formats differ, or to_char().',
  typeof: 'Use pg_typeof().',
  last_insert_rowid: 'Let the INSERT return its id: RETURNING id.',
  total_changes: 'Ask the driver for the row count.',
};

function* statement(statement: Statement): Iterable<Problem> {
  if (statement.grammar === 'sqlite') return;
  for (const [index, token] of statement.tokens.entries()) {
    const name = token.text.toLowerCase();
    if (!Object.hasOwn(ADVICE, name) || statement.tokens[index + 1]?.text !== '(' || statement.tokens[index - 1]?.text === '.') continue;
    yield { start: token.start, end: token.end, message: `${name}() is a function of SQLite that PostgreSQL does not have.`, help: ADVICE[name]! };
  }
}

export default defineRule({
  summary: 'functions of SQLite in a statement that is otherwise PostgreSQL\'s',
  why: 'A statement that was moved halfway (`strftime(...)` beside `count(*)::int`) is read by PostgreSQL\'s grammar, which takes any name for a function; the server does not (42883).',
  construct: 'functions of SQLite beside syntax of PostgreSQL',
  severity: 'critical',
  category: 'breaks',
  manual: ['SQLite, Built-in functions: https://sqlite.org/lang_corefunc.html', 'PostgreSQL, 9. Functions and operators: https://www.postgresql.org/docs/current/functions.html'],
  wakes: ['treeless'],
  statement,
});

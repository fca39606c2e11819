import type { Pieces, Problem } from '../core/types.ts';
import { defineRule, type Context } from '../rule.ts';
import type { Ast } from '../sql/grammar.ts';
import { typesOf, type Types } from '../sql/infer.ts';
import { asOperand, nodesOf, quoteText, replaceNode } from '../sql/rewrite.ts';
import type { Statement } from '../sql/statement.ts';
import { functionName, spanOf, stringValue, type Expr } from '../sql/tree.ts';

const DIRECTIVE = /%([-+ 0,#!]*)(\d*)(?:\.(\d+))?(?:l|ll)?([a-zA-Z%])/g;

interface Part {
  /** What stands in PostgreSQL's format, and the argument that it takes. */
  readonly format: string;
  readonly value?: Pieces;
}

/** One directive as a directive of PostgreSQL's format(), which knows %s and a width only; undefined where it has no counterpart. */
function toPart(flags: string, width: string, digits: string | undefined, letter: string, arg: Expr | undefined, types: Types): Part | undefined {
  if (letter === '%') return { format: '%%' };
  if (!arg) return undefined;
  const value = asOperand(arg);
  const isLeft = flags.includes('-');
  const sized = `%${isLeft ? '-' : ''}${width}s`;
  const isNull = types.of(arg).nullable !== false;
  const number: Pieces = isNull ? ['coalesce(', spanOf(arg), ', 0)'] : value;
  switch (letter) {
    case 's': case 'z': return digits === undefined ? { format: sized, value: [spanOf(arg)] } : { format: sized, value: ['left(', spanOf(arg), `, ${digits})`] };
    case 'd': case 'i': case 'u': {
      if (flags.includes(',')) return { format: sized, value: ['to_char(', ...number, ", 'FM999,999,999,999,999,999')"] };
      if (flags.includes('+')) return { format: sized, value: ['to_char(', ...number, ", 'FMSG999999999999999999')"] };
      if (flags.includes('0') && width !== '') return { format: '%s', value: ['lpad(', ...number, `::text, greatest(${width}, length(`, ...number, "::text)), '0')"] };
      return { format: sized, value: number };
    }
    case 'f': {
      const places = Number(digits ?? 6);
      const pattern = `FM${flags.includes(',') ? '999,999,999,999,990' : '999999999999990'}${places > 0 ? `.${'0'.repeat(places)}` : ''}`;
      return { format: sized, value: ['to_char(round(', ...number, `::numeric, ${places}), '${pattern}')`] };
    }
    case 'x': case 'X': {
      const hex: Pieces = letter === 'X' ? ['upper(to_hex(', ...number, '))'] : ['to_hex(', ...number, ')'];
      return { format: width !== '' && flags.includes('0') ? '%s' : sized, value: width !== '' && flags.includes('0') ? ['lpad(', ...hex, `, ${width}, '0')`] : hex };
    }
    case 'o': return { format: sized, value: ['to_oct(', ...number, ')'] };
    case 'c': return { format: sized, value: ['left(', spanOf(arg), ', 1)'] };
    case 'q': return { format: sized, value: ['replace(', spanOf(arg), ", '''', '''''')"] };
    case 'Q': return { format: '%s', value: ['quote_nullable(', spanOf(arg), ')'] };
    case 'w': return { format: '%s', value: ['replace(', spanOf(arg), ", '\"', '\"\"')"] };
    default: return undefined;
  }
}

/** The whole call with format(), or the value alone where the format is one directive without a width. */
function rewrite(call: Ast.FunctionCallExpr, format: string, types: Types): Pieces | undefined {
  const args = (call.args ?? []).slice(1);
  const values: Pieces[] = [];
  let out = '';
  let at = 0;
  for (const found of format.matchAll(DIRECTIVE)) {
    const part = toPart(found[1]!, found[2]!, found[3], found[4]!, args[values.length], types);
    if (!part) return undefined;
    out += format.slice(at, found.index) + part.format;
    at = found.index + found[0].length;
    if (part.value) values.push(part.value);
  }
  out += format.slice(at);
  if (/%/.test(format.replace(DIRECTIVE, '')) || values.length < args.length) return undefined;
  const only = out === '%s' && values.length === 1 ? values[0]! : undefined;
  if (only) return typeof only[0] === 'string' && !only[0].startsWith('coalesce') && only[0] !== '(' ? only : [...only, '::text'];
  return ['format(', quoteText(out), ...values.flatMap((value): Pieces => [', ', ...value]), ')'];
}

function* statement(statement: Statement, context: Context): Iterable<Problem> {
  if (!statement.tree) return;
  const types = typesOf(statement.tree, context.schema);
  for (const call of nodesOf(statement, 'FunctionCallExpr')) {
    const name = functionName(call)!;
    if (name !== 'printf' && name !== 'format') continue;
    const format = stringValue(call.args?.[0]);
    const directives = format === undefined ? [] : [...format.matchAll(DIRECTIVE)];
    if (name === 'format' && format !== undefined && directives.every((found) => found[4] === 's' || found[4] === '%') && !/%[-+ 0,#!]*\d*\./.test(format)) continue;
    const pieces = format === undefined || !call.args ? undefined : rewrite(call, format, types);
    yield {
      ...spanOf(call),
      message: name === 'printf' ? 'printf() is a function of SQLite that PostgreSQL does not have.' : "format() knows %s, %I and %L only on PostgreSQL; other letters raise 22023.",
      help: pieces ? "Use format() with %s, and to_char or lpad for numbers. The rewrite holds when numbers have at most 15 digits, and ties of binary fractions may round otherwise."
        : 'Build the text with ||, to_char and lpad.',
      ...(pieces && { fix: { title: 'Use format() and to_char', safety: 'unsafe', edits: [replaceNode(call, pieces)] } }),
    };
  }
}

export default defineRule({
  summary: 'printf() and format()',
  why: 'SQLite formats as C does. PostgreSQL\'s `format()` knows `%s`, `%I`, `%L` and a width; numbers are formatted by `to_char`.',
  construct: 'printf()',
  severity: 'critical',
  category: 'breaks',
  manual: ['SQLite, printf(): https://sqlite.org/printf.html', 'PostgreSQL, 9.4.1 format: https://www.postgresql.org/docs/current/functions-string.html#FUNCTIONS-STRING-FORMAT'],
  wakes: ['printf()', 'format()'],
  statement,
});

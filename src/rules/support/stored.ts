import { isJson } from '../../core/json-text.ts';
import type { Assignment } from '../../sql/changes.ts';
import { classOf, type Inferred, type TypeClass } from '../../sql/infer.ts';
import { castTo } from '../../sql/rewrite.ts';
import { functionName, spanOf, unwrap, type Expr } from '../../sql/tree.ts';
import type { Pieces } from '../../core/types.ts';

/** What PostgreSQL makes of a value in a column of another type; undefined where it stores the same. */
export interface StoredMisfit {
  readonly effect: string;
  readonly help: string;
  readonly silent?: boolean;
  readonly likely?: boolean;
  readonly fix?: { readonly title: string; readonly safety: 'safe' | 'unsafe'; readonly text: string | Pieces; readonly portable?: boolean };
}

const INTEGERS = new Set<TypeClass>(['integer', 'bigint']);
const NUMBERS = new Set<TypeClass>(['integer', 'bigint', 'numeric', 'real']);

/** The values that an integer type holds (https://www.postgresql.org/docs/current/datatype-numeric.html). */
const LIMITS: readonly (readonly [RegExp, bigint])[] = [[/^smallint/, 32767n], [/^integer/, 2147483647n], [/^bigint/, 9223372036854775807n]];

/** Texts that the input functions of PostgreSQL's types read. */
const INPUTS: readonly (readonly [RegExp, RegExp])[] = [
  [/^(?:smallint|integer|bigint)/, /^\s*[+-]?(?:\d[\d_]*|0x[\da-f]+|0o[0-7]+|0b[01]+)\s*$/i],
  [/^(?:numeric|real|double)/, /^\s*[+-]?(?:\d[\d_]*\.?\d*|\.\d+)(?:e[+-]?\d+)?\s*$|^\s*[+-]?(?:nan|inf|infinity)\s*$/i],
  [/^boolean/, /^\s*(?:t|tr|tru|true|f|fa|fal|fals|false|y|ye|yes|n|no|on|of|off|0|1)\s*$/i],
  [/^(?:timestamp|date)/, /^\s*(?:\d{4,}-\d{1,2}-\d{1,2}|\d{8}|now|today|tomorrow|yesterday|epoch|-?infinity|[a-z]{3,9}\.? \d|\d{1,2}[-/ ])/i],
  [/^uuid/, /^\s*\{?[\da-f]{8}-?(?:[\da-f]{4}-?){3}[\da-f]{12}\}?\s*$/i],
];

/** Numbers that SQLite's affinity turns into an integer, though PostgreSQL's integers do not read them as text. */
const WHOLE = /^\s*[+-]?(?:\d+\.0*|\d*\.?\d+e\+?\d+)\s*$/i;

function ofText(text: string, { column }: Assignment): StoredMisfit | undefined {
  const type = column.postgresType;
  if (column.maxLength !== undefined && [...text.trimEnd()].length > column.maxLength) {
    return { effect: `the text is longer than ${column.maxLength} characters: PostgreSQL raises 22001, SQLite never checks`, help: 'Shorten it, or make the column text.' };
  }
  if (/^jsonb?/.test(type) && !isJson(text)) return { effect: 'the text is no JSON: PostgreSQL raises 22P02', help: 'Store JSON, or NULL for nothing.' };
  // https://www.postgresql.org/docs/current/datatype-binary.html: a text without `\x` in front stands for its bytes.
  if (type === 'bytea' && text !== '' && !text.startsWith('\\x')) {
    return { effect: 'PostgreSQL stores the bytes of the text and gives bytes back, SQLite gives the text back', silent: true, likely: true, help: 'Make the column text if texts are stored in it.' };
  }
  const input = INPUTS.find(([name]) => name.test(type))?.[1];
  if (!input || input.test(text)) return undefined;
  if (text.trim() === '') return { effect: `an empty text is no ${type}: PostgreSQL raises 22P02, SQLite stores it`, help: 'Write NULL for nothing.' };
  if (WHOLE.test(text) && Number.isSafeInteger(Number(text))) {
    const number = String(Number(text));
    return { effect: `PostgreSQL reads no ${type} in it (22P02), SQLite stores ${number}`, help: `Write ${number}.`, fix: { title: `Write ${number}`, safety: 'safe', text: number, portable: true } };
  }
  return { effect: `PostgreSQL reads no ${type} in it (22P02), SQLite stores the text`, help: 'Give the column the type of what is stored in it, or change the value.' };
}

function ofNumber(written: string, { column }: Assignment): StoredMisfit | undefined {
  const type = column.postgresType;
  const kind = classOf(type);
  const plain = written.replaceAll('_', '');
  if (INTEGERS.has(kind)) {
    if (/[.e]/i.test(plain) && !/^-?0x/i.test(plain)) {
      const value = Number(plain);
      if (Number.isInteger(value)) return undefined;
      return { effect: `PostgreSQL rounds it to ${Math.round(value)}, SQLite stores it as it is`, silent: true, help: 'Make the column double precision or numeric.' };
    }
    const most = LIMITS.find(([name]) => name.test(type))?.[1] ?? 0n;
    const value = plain.startsWith('-') ? -BigInt(plain.slice(1)) : BigInt(plain);
    if (value <= most && value >= -most - 1n) return undefined;
    return { effect: `it is too large for ${type}: PostgreSQL raises 22003`, help: 'Make the column bigint or numeric.' };
  }
  if (NUMBERS.has(kind) || kind === 'text' || kind === 'boolean' || kind === 'unknown') return undefined;
  if (kind === 'json' || kind === 'jsonb') {
    return { effect: `PostgreSQL stores no number in ${type} (42804)`, help: 'Write it as a text of JSON.', fix: { title: 'Quote it', safety: 'safe', text: `'${written}'`, portable: true } };
  }
  return { effect: `PostgreSQL stores no number in ${type} (42804), SQLite does`, help: 'Give the column the type of what is stored in it, or change the value.' };
}

/** Functions whose numbers are whole where their arguments are. */
const GIVES_WHOLE = new Set(['round', 'floor', 'ceil', 'ceiling', 'trunc', 'sum', 'total', 'coalesce', 'max', 'min', 'abs', 'ifnull', 'iif', 'julianday']);

/** The expression that a query in parentheses gives the value of; any other is its own. */
function selectedBy(value: Expr): Expr {
  const query = value.type === 'SubqueryExpr' ? value.select.select : undefined;
  const [only] = query?.type === 'SelectFrom' ? query.columns : [];
  return only?.type === 'ExprResultColumn' ? selectedBy(unwrap(only.expr)) : value;
}

/** Functions whose rewriting looks at the column they are stored in. */
const OTHERS = /^(?:date|time|datetime|strftime|timediff|julianday|unixepoch|json\w*)$/;

function ofExpression(value: Expr, inferred: Inferred, { column }: Assignment): StoredMisfit | undefined {
  if (inferred.untyped || OTHERS.test(functionName(value) ?? '') || /^Current\w+Literal$/.test(value.type)) return undefined;
  const from = inferred.type;
  const to = classOf(column.postgresType);
  if (from === 'unknown' || to === 'unknown' || from === to) return undefined;
  if (from === 'text' && to !== 'bytea') {
    return {
      effect: `its type is text and PostgreSQL stores no text in ${column.postgresType} (42804)`, likely: true, help: `Cast it: every text must be one of ${column.postgresType}.`,
      fix: { title: `Cast to ${column.postgresType}`, safety: 'unsafe', text: castTo(value, column.postgresType) },
    };
  }
  if (from === 'text') {
    return {
      effect: 'its type is text and PostgreSQL stores no text in bytea (42804)', likely: true, help: 'Store its bytes, which come back as bytes, or make the column text.',
      fix: { title: 'Store the bytes of the text', safety: 'unsafe', text: ['convert_to(', spanOf(value), ", 'UTF8')"] },
    };
  }
  if (from === 'boolean' && to === 'text') {
    return { effect: 'PostgreSQL stores true or false as a word, SQLite 1 or 0', silent: true, help: 'Cast it to int.', fix: { title: 'Cast to int', safety: 'safe', text: castTo(value, 'int') } };
  }
  if ((from === 'numeric' || from === 'real') && INTEGERS.has(to) && !GIVES_WHOLE.has(functionName(selectedBy(value)) ?? '')) {
    return { effect: `PostgreSQL rounds a fraction for ${column.postgresType}, SQLite stores it`, silent: true, likely: true, help: 'Make the column double precision or numeric, or round on purpose.' };
  }
  const isLost = (from === 'bytea') !== (to === 'bytea');
  return isLost ? { effect: `PostgreSQL stores no ${from} in ${column.postgresType} (42804), SQLite does`, help: 'Give the column the type of what is stored in it, or convert the value.' } : undefined;
}

/** How a value misfits the column it is stored in; `inferred` is the type of the value. */
export function misfitOf(assignment: Assignment, inferred: Inferred): StoredMisfit | undefined {
  const value = unwrap(assignment.value);
  if (value.type === 'StringLiteral') return ofText(value.value, assignment);
  if (value.type === 'NumericLiteral') return ofNumber(value.value, assignment);
  if (value.type === 'UnaryExpr' && value.op === 'Negative' && value.expr.type === 'NumericLiteral') return ofNumber(`-${value.expr.value}`, assignment);
  return ofExpression(value, inferred, assignment);
}

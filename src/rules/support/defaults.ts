import { DEFAULTS, type DefaultClass } from '../../dialects/sqlite-to-postgres/defaults.ts';
import type { Problem } from '../../core/types.ts';
import type { Ast } from '../../sql/grammar.ts';
import { quoteText } from '../../sql/rewrite.ts';
import type { Statement } from '../../sql/statement.ts';
import { isTruthWord, spanOf, unwrap } from '../../sql/tree.ts';

const CLASSES: readonly (readonly [RegExp, DefaultClass])[] = [
  [/^(?:bigint|integer|smallint)$/, 'integer'], [/^(?:double|numeric|real)/, 'real'], [/^timestamp/, 'timestamptz'], [/^date$/, 'date'], [/^time$/, 'time'],
  [/^bool/, 'boolean'], [/^json/, 'jsonb'], [/^bytea$/, 'bytea'], [/^uuid$/, 'uuid'],
];

/** What a PostgreSQL type is to a default. */
export const classOf = (type: string): DefaultClass => CLASSES.find(([pattern]) => pattern.test(type))?.[1] ?? 'text';

const NUMBERS: ReadonlySet<DefaultClass> = new Set(['integer', 'real', 'boolean']);

/** A problem without a rewrite (`why` only), or one with it. */
export interface Verdict {
  readonly why: string;
  readonly text?: string;
  readonly condition?: string;
  readonly silent?: boolean;
  readonly portable?: boolean;
  readonly severity?: Problem['severity'];
}

/** What must happen to the default of a column of that class; undefined where it may stay. */
export function judge(statement: Statement, expr: Ast.Expr, type: DefaultClass): Verdict | undefined {
  const inner = unwrap(expr);
  const span = spanOf(inner);
  const written = statement.text.slice(span.start, span.end);
  if (type === 'boolean' && inner.type === 'NumericLiteral' && /^[01]$/.test(written)) {
    return { why: 'PostgreSQL takes no integer for a boolean', text: written === '1' ? 'TRUE' : 'FALSE' };
  }
  const value = type === 'integer' ? wholeValue(inner) : undefined;
  if (value !== undefined && BigInt.asIntN(64, value) !== value) return { why: 'a number of more than 64 bits is a floating-point number in SQLite and overflows in PostgreSQL (22003)' };
  const isTruth: boolean = isTruthWord(inner);
  if (isTruth) return type === 'boolean' ? undefined : truthAsNumber(written, type);
  if (inner.type === 'Id' || inner.type === 'NameExpr') return judgeName(inner, written);
  if (inner.type === 'BlobLiteral') return { why: 'PostgreSQL reads it as a string of bits', text: `'\\x${written.slice(2, -1)}'` };
  if (inner.type === 'StringLiteral') return judgeString(inner.value, type);
  if (isCondition(inner) && NUMBERS.has(type) && type !== 'boolean') return { why: 'a condition is 1 or 0 in SQLite and a boolean in PostgreSQL', text: `(${written})::int` };
  return judgeExpression(written, type);
}

/** The whole number that is written, with its signs. */
function wholeValue(expr: Ast.Expr): bigint | undefined {
  const inner = unwrap(expr);
  if (inner.type === 'NumericLiteral') return /^\d+$/.test(inner.value) ? BigInt(inner.value) : undefined;
  const value = inner.type === 'UnaryExpr' ? wholeValue(inner.expr) : undefined;
  return value === undefined || inner.type !== 'UnaryExpr' ? undefined : inner.op === 'Negative' ? -value : inner.op === 'Positive' ? value : undefined;
}

const isCondition = (expr: Ast.Expr): boolean =>
  (expr.type === 'UnaryExpr' && expr.op === 'Not') || /^(?:IsNullExpr|NotNullExpr|BetweenExpr|LikeExpr)$/.test(expr.type)
  || (expr.type === 'BinaryExpr' && /^(?:And|Or|Equals|NotEquals|Less|LessEquals|Greater|GreaterEquals|Is|IsNot)$/.test(expr.op));

const truthAsNumber = (word: string, type: DefaultClass): Verdict | undefined =>
  NUMBERS.has(type) ? { why: `${word} is a number in SQLite and a boolean in PostgreSQL`, text: /true/i.test(word) ? '1' : '0', portable: true } : undefined;

function judgeName(node: Ast.Id | Ast.NameExpr, written: string): Verdict {
  const name = node.type === 'Id' ? node.name : node.name.text;
  return { why: /^["`[]/.test(written) ? `a text in ${written.startsWith('[') ? 'brackets' : 'double quotes'} is ${written.startsWith('[') ? 'a syntax error' : 'the name of a column'} in PostgreSQL` : 'a bare word is the name of a column in PostgreSQL', text: quoteText(name), portable: true };
}

function judgeString(value: string, type: DefaultClass): Verdict | undefined {
  if (type === 'timestamptz' && /^now$/i.test(value)) return { why: "'now' is the moment when the table is created in PostgreSQL, a text in SQLite", silent: true };
  if (!NUMBERS.has(type) || type === 'boolean') return undefined;
  return /^\s*[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?\s*$/i.test(value) ? undefined : { why: `PostgreSQL has no number for the text ${quoteText(value)}` };
}

function judgeExpression(written: string, type: DefaultClass): Verdict | undefined {
  const text = written.replace(/\s+/g, ' ').trim();
  const row = DEFAULTS.find((one) => one.pattern.test(text));
  if (!row) {
    const call = /(?<![\w'"])([a-z_]\w*) ?\(/i.exec(text)?.[1];
    return call && !/^(?:abs|lower|upper|round|length|coalesce|cast|case|in|nullif|trim|replace|ltrim|rtrim)$/i.test(call) ? { why: `PostgreSQL may not have ${call}() as SQLite has it` } : undefined;
  }
  const known = row.postgres[type];
  if (known === '') return undefined;
  if (known === undefined) return { why: `${row.why}; it does not fit the type of the column` };
  const match = row.pattern.exec(text)!;
  return { why: row.why, text: known.replace('$1', match[1] ?? ''), severity: row.severity, ...(row.silent && { silent: true }), ...(row.condition && { condition: row.condition }) };
}

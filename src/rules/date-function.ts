import type { Pieces, Problem, Safety } from '../core/types.ts';
import { NUMBERS, PRINTED } from '../dialects/sqlite-to-postgres/dates.ts';
import { defineRule, type Context } from '../rule.ts';
import type { Ast } from '../sql/grammar.ts';
import { typesOf, type Types } from '../sql/infer.ts';
import { contextOf, nodesOf, parentOf, replaceNode } from '../sql/rewrite.ts';
import type { Statement } from '../sql/statement.ts';
import { targetOf, type Target } from '../sql/targets.ts';
import { functionName, spanOf, stringValue, type Expr } from '../sql/tree.ts';
import { applyModifier, formatMoment, readTimeValue, unparenthesized, versionOf, type Moment } from './support/dates.ts';

const FUNCTIONS = new Set(['date', 'time', 'datetime', 'julianday', 'unixepoch', 'strftime', 'timediff']);
const ARITHMETIC = new Set<string>(['Add', 'Subtract', 'Multiply', 'Divide', 'Modulus']);
const TYPED = new Set<string>(['timestamp', 'timestamptz', 'date']);

/** The moment that the arguments of a call stand for; undefined where a modifier cannot be read. */
function readMoment(args: readonly Expr[], typeOf: Types['of']): Moment | undefined {
  const [value, ...modifiers] = args;
  const first = stringValue(modifiers[0])?.toLowerCase();
  const number = first === 'auto' && value?.type === 'NumericLiteral' ? Number(value.value) : undefined;
  const guessed = number === undefined ? first : number < JULIAN_LIMIT ? 'julianday' : 'unixepoch';
  const epoch = guessed === 'unixepoch' || guessed === 'julianday' ? guessed : undefined;
  const isClamped = modifiers.some((modifier) => stringValue(modifier)?.toLowerCase() === 'floor');
  let moment = readTimeValue(value, value ? typeOf(value) : { type: 'text' }, epoch);
  for (const modifier of epoch ? modifiers.slice(1) : modifiers) moment = moment && applyModifier(moment, modifier, isClamped);
  return moment;
}

/** What 'auto' takes for a Julian day number: https://sqlite.org/lang_datefunc.html#dtmods, 3.12. */
const JULIAN_LIMIT = 5373484.5;

/** What the call becomes where a column of a date type stands on the other side, or takes the value. */
function asTyped(name: string, moment: Moment, target: Target): Pieces | undefined {
  const isDay = name === 'date';
  if (name !== 'datetime' && !isDay) return undefined;
  if (target.type === 'date') return ['(', ...moment.pieces, ')::date'];
  const day = (pieces: Pieces): Pieces => (isDay ? ["date_trunc('day', ", ...pieces, ')'] : pieces);
  if (target.type === 'timestamp') return day(unparenthesized(moment));
  if (!isDay && moment.zoned) return moment.zoned;
  return ['(', ...day(moment.isOperation ? ['(', ...moment.pieces, ')'] : moment.pieces), " AT TIME ZONE 'UTC')"];
}

/** An index takes immutable functions only: a cast of a moment in UTC, the first characters of a text. */
function indexedDay(value: Expr, types: Types): { readonly pieces: Pieces; readonly condition?: string } | undefined {
  const { type } = types.of(value);
  if (type === 'timestamptz') return { pieces: ['((', spanOf(value), " AT TIME ZONE 'UTC')::date)"] };
  return type === 'text' ? { pieces: ['left(', spanOf(value), ', 10)'], condition: 'every text begins with its day, such as 2024-01-31' } : undefined;
}

/** timediff(a, b): a sign and the span between two moments. */
function differenceOf(args: readonly Expr[], types: Types): { readonly pieces: Pieces; readonly condition: string } | undefined {
  const [a, b] = args.map((arg) => readTimeValue(arg, types.of(arg), undefined)).map((moment) => moment && unparenthesized(moment));
  if (!a || !b) return undefined;
  const pieces: Pieces = ['(CASE WHEN ', ...a, ' >= ', ...b, " THEN '+' ELSE '-' END || to_char(age(", ...a, ', ', ...b, "), 'YYYY-MM-DD HH24:MI:SS.MS'))"];
  return { pieces, condition: 'the first moment is the later one and no end of a month lies between' };
}

function rewrite(statement: Statement, context: Context, call: Ast.FunctionCallExpr): { readonly pieces: Pieces; readonly condition?: string } | undefined {
  const types = typesOf(statement.tree!, context.schema);
  const name = functionName(call)!;
  const { parent } = contextOf(statement, call);
  const isNumber = (parent?.type === 'BinaryExpr' && ARITHMETIC.has(parent.op)) || parent?.type === 'UnaryExpr';
  const args = call.args ?? [];
  const format = name === 'strftime' ? stringValue(args[0]) : undefined;
  if (name === 'timediff') return differenceOf(args, types);
  if (name === 'strftime' && format === undefined) return undefined;
  if (format !== undefined && !/%[^%]/.test(format) && args.length > 1) return { pieces: formatMoment(format, { pieces: [], isOperation: false, subsecond: false }, false) ?? ['NULL'] };
  const moment = readMoment(format === undefined ? args : args.slice(1), types.of);
  if (!moment) return undefined;
  const conditions = [moment.condition ?? [], (format === undefined ? undefined : versionOf(format)) ?? []].flat();
  const condition = conditions.length > 0 ? { condition: conditions.join(', and ') } : {};
  if (moment.isNull) return { pieces: ['NULL'] };
  if (format !== undefined) return { pieces: formatMoment(format, moment, isNumber) ?? ['NULL'], ...condition };
  if (name === 'unixepoch' && moment.subsecond) return { pieces: ['extract(epoch FROM ', ...unparenthesized(moment), ')::double precision'], ...condition };
  if (name === 'julianday' || name === 'unixepoch') {
    const [before, after] = NUMBERS[name]!.split('$1');
    const whole = moment.zoned ?? unparenthesized(moment);
    return { pieces: [before!, ...whole, after!], ...condition };
  }
  if (statement.tree?.type === 'CreateIndexStmt' && name === 'date' && args.length === 1 && args[0]) return indexedDay(args[0], types);
  const target = targetOf(statement, context.schema, call);
  const typed = target && target.column && TYPED.has(target.type) ? asTyped(name, moment, target) : undefined;
  if (typed) return { pieces: typed, ...condition };
  const printed: Pieces = ['to_char(', ...unparenthesized(moment), `, '${PRINTED[name]!}${moment.subsecond && name !== 'date' ? '.MS' : ''}')`];
  return { pieces: isNumber ? ['substring(', ...printed, " FROM '^\\d+')::int"] : printed, ...condition };
}

const EXISTING = new Set(['date']);

function* statement(statement: Statement, context: Context): Iterable<Problem> {
  for (const call of nodesOf(statement, 'FunctionCallExpr')) {
    const name = functionName(call)!;
    if (!FUNCTIONS.has(name) || call.distinctness || call.filterOver) continue;
    if (isCastOnPostgres(statement, context, call, name)) continue;
    const done = rewrite(statement, context, call);
    const safety: Safety = done?.condition === undefined ? 'safe' : 'unsafe';
    const isSilent = EXISTING.has(name) && (call.args?.length ?? 0) === 1;
    yield {
      ...spanOf(call),
      silent: isSilent,
      message: isSilent
        ? `${name}() is a cast on PostgreSQL: it gives a date in the zone of the session where SQLite gives a text in UTC.`
        : `${name}() is a function of SQLite: PostgreSQL has none that takes these arguments.`,
      help: helpOf(done?.condition),
      ...(done && { fix: { title: `Write ${name}() with PostgreSQL's date functions`, safety, edits: [replaceNode(call, done.pieces)] } }),
    };
  }
}

const helpOf = (condition: string | undefined): string =>
  condition === undefined ? 'Use now(), intervals, date_trunc, extract and to_char in UTC: to_char keeps the text that SQLite gives.'
    : `Use a cast to timestamp, intervals and to_char. The rewrite holds when ${condition}.`;

/** Once the column is a date or timestamp, date(column) in a statement for PostgreSQL may be meant as the cast that it is there. */
function isCastOnPostgres(statement: Statement, context: Context, call: Ast.FunctionCallExpr, name: string): boolean {
  const [only] = call.args ?? [];
  if (name !== 'date' || !only || call.args!.length > 1) return false;
  const type = typesOf(statement.tree!, context.schema).of(only);
  return type.type === 'date' && parentOf(statement, call)?.type !== 'ExprResultColumn';
}

export default defineRule({
  summary: "SQLite's date and time functions",
  why: `SQLite keeps moments as text or numbers and computes with functions of its own: \`datetime('now', '-1 day')\`, \`strftime('%Y-%m', x)\`,
\`julianday(a) - julianday(b)\`. PostgreSQL has none of them but \`date(x)\`, which is a cast there. SQLite's functions work in UTC and give text, so a faithful
rewrite is \`to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS')\`; where the column is a timestamp, it is \`now()\`. Adding months differs as well: SQLite
runs over into the next month (31 January + 1 month is 2 March), PostgreSQL stops at its last day.`,
  construct: 'SQLite date functions',
  severity: 'critical',
  category: 'breaks',
  manual: [
    'SQLite, Date and time functions: https://sqlite.org/lang_datefunc.html',
    'PostgreSQL, 9.9 Date/time functions: https://www.postgresql.org/docs/current/functions-datetime.html',
    'PostgreSQL, 9.8 Formatting functions: https://www.postgresql.org/docs/current/functions-formatting.html',
  ],
  wakes: [...FUNCTIONS].map((name) => `${name}()` as const),
  statement,
});

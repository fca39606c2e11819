import { remember } from '../core/remember.ts';
import type { Problem } from '../core/types.ts';
import { defineRule, type Context } from '../rule.ts';
import { classOf, typesOf } from '../sql/infer.ts';
import { stringValue } from '../sql/tree.ts';
import { columnPairs, type ColumnPair } from '../sql/parameter-columns.ts';
import type { Schema, Table } from '../sql/schema.ts';
import type { Statement } from '../sql/statement.ts';
import { boundTo, momentOf, nameColumn, originOf, placeOfBinding, textOfMoment } from './support/moments.ts';

/** Input that PostgreSQL takes for a moment: a date, one of its words. */
const MOMENT = /^\s*(?:\d{4}-\d{1,2}-\d{1,2}|\d{8}|(?:now|today|tomorrow|yesterday|epoch|-?infinity)\s*$|\d{1,2}[/ -]\w+[/ -]\d{2,4}|[A-Za-z]{3,9} \d)/i;

function* statement(statement: Statement, context: Context): Iterable<Problem> {
  yield* inText(statement, context);
  for (const bound of boundTo(statement, context, (column) => momentOf(column.postgresType))) {
    const { binding, kind, use, operator } = bound;
    if (use !== 'compare' || textOfMoment(binding) !== 'text') continue;
    yield {
      ...placeOfBinding(binding), ...originOf(binding),
      message: `\`${shorten(binding.text)}\` is a string and is compared (\`${operator}\`) with ${nameColumn(bound)}: any text that is no moment fails, and one without a zone is taken in the zone of the ${bound.call.driver === 'postgres-js' ? 'host' : 'session'}.`,
      severity: 'warning',
      help: kind === 'date'
        ? 'Check that it is a day (`YYYY-MM-DD`) where it enters the program.'
        : binding.origin
        ? 'Parse the string where it enters the program, reject what is no moment, and hand a Date down the calls.'
        : 'Pass a Date: parse the string first and reject what is no moment.',
      confidence: binding.evidence === 'none' || binding.type !== 'string' ? 'review' : 'certain',
      ...(kind === 'zoned' && /^[A-Za-z_$][\w$.]*$/.test(binding.text) && !binding.nullable && {
        fix: { title: 'Parse the string into a Date here', safety: 'unsafe', edits: [{ path: binding.path, start: binding.start, end: binding.end, text: ['new Date(', { start: binding.start, end: binding.end }, ')'] }] },
      }),
    };
  }
}

const holdsMoments = remember((table: Table): boolean => table.columns.some((column) => momentOf(column.postgresType) !== undefined));
const hasMoments = remember((schema: Schema): boolean => schema.tables.some(holdsMoments));

/** What the statement itself compares: LIKE, literals and columns. */
function* inText(statement: Statement, context: Context): Iterable<Problem> {
  if (statement.engine !== context.to || !hasMoments(context.schema)) return;
  for (const pair of columnPairs(statement, context.schema)) {
    if (!momentOf(pair.column.postgresType) || pair.cast !== undefined) continue;
    const message = pair.use === 'like' ? `${nameColumn(pair)} is no text: PostgreSQL has no LIKE for it.` : pair.use === 'compare' ? ofValue(statement, context, pair) : undefined;
    if (!message) continue;
    yield {
      ...pair.value, message,
      help: pair.use === 'like' ? 'Compare with a range: `>=` the first moment and `<` the first after it.' : 'Compare with a moment: a Date, a literal with its zone, or a column of the same type.',
    };
  }
}

function ofValue(statement: Statement, context: Context, pair: ColumnPair): string | undefined {
  if (!statement.tree) return undefined;
  const expr = pair.expr;
  if (!expr) return undefined;
  const literal = stringValue(expr);
  if (literal !== undefined) {
    return MOMENT.test(literal) ? undefined : `'${literal.slice(0, 40)}' is no moment: the comparison with ${nameColumn(pair)} fails with "invalid input syntax" (22007).`;
  }
  const { type, column } = typesOf(statement.tree, context.schema).of(expr);
  const isText = type === 'text' && (column === undefined || (column.isPostgresTypeDeclared && classOf(column.postgresType) === 'text'));
  return isText ? `${nameColumn(pair)} is compared (\`${pair.operator}\`) with a text: PostgreSQL has no such operator (42883).` : undefined;
}

const shorten = (text: string): string => (text.length > 60 ? `${text.slice(0, 57)}...` : text).replace(/`/g, "'").replace(/\s+/g, ' ');

export default defineRule({
  summary: 'Strings compared with timestamp and date columns',
  why: `With moments as text, SQLite compared them letter by letter and every string was welcome. PostgreSQL turns the string into a moment first: \`?before=abc\` from a query string becomes an error 500 (22007), \`''\` as well, a text
without a zone moves the border by hours, and comparing with a text column or by LIKE is refused (42883). A text that \`toISOString()\` made compares as the same moment, so a bound string is a warning; what stands in the
statement itself fails every time. The value is followed through parameters, annotations and calls in other files.`,
  construct: 'strings compared with timestamps',
  severity: 'critical',
  category: 'breaks',
  manual: ['PostgreSQL, 9.9 Date/time functions and operators: https://www.postgresql.org/docs/current/functions-datetime.html'],
  wakes: ['call', 'BinaryExpr', 'BetweenExpr', 'InListExpr', 'LikeExpr', 'treeless'],
  statement,
});

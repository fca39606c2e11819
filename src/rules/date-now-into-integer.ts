import type { Binding, Problem } from '../core/types.ts';
import { defineRule, type Context } from '../rule.ts';
import type { BoundColumn } from '../sql/parameter-columns.ts';
import type { Column } from '../sql/schema.ts';
import type { Statement } from '../sql/statement.ts';
import { boundTo, momentOf, nameColumn, originOf, placeOfBinding } from './support/moments.ts';

type Kind = 'int4' | 'float4' | 'moment';

function kindOf(column: Column): Kind | undefined {
  if (momentOf(column.postgresType)) return 'moment';
  if (!column.isPostgresTypeDeclared) return undefined;
  return /^(?:integer|int|int4|smallint|int2|serial)$/.test(column.postgresType) ? 'int4' : /^(?:real|float4)$/.test(column.postgresType) ? 'float4' : undefined;
}

const isEpoch = (binding: Binding): boolean => binding.type === 'epoch-ms' || binding.type === 'epoch-s';
const isNumber = (binding: Binding): boolean => binding.type === 'number' || binding.type === 'bigint' || binding.type === 'flag';

function* statement(statement: Statement, context: Context): Iterable<Problem> {
  for (const bound of boundTo(statement, context, kindOf)) {
    if (!isEpoch(bound.binding) && !(bound.kind === 'moment' && isNumber(bound.binding))) continue;
    const found = bound.kind === 'moment' ? intoMoment(bound) : intoNumber(bound, bound.kind);
    if (found) yield { ...placeOfBinding(bound.binding), ...originOf(bound.binding), ...found };
  }
}

type Found = Pick<Problem, 'message' | 'help' | 'severity' | 'silent' | 'fix'>;

function intoNumber(bound: BoundColumn, kind: 'int4' | 'float4'): Found | undefined {
  const { binding } = bound;
  const isMilliseconds = binding.type === 'epoch-ms';
  if (kind === 'float4') {
    return {
      silent: true, message: `\`${binding.text}\` goes into ${nameColumn(bound)}, which keeps six digits: the moment is rounded by minutes or more.`,
      help: 'Declare the column as bigint or double precision.',
    };
  }
  return isMilliseconds
    ? { message: `\`${binding.text}\` are milliseconds and do not fit ${nameColumn(bound)}: PostgreSQL answers "out of range" (22003).`, help: 'Declare the column as bigint; SQLite\'s INTEGER has 64 bits.' }
    : {
      severity: 'info', message: `\`${binding.text}\` are seconds and fit ${nameColumn(bound)} until January 2038.`, help: 'Declare the column as bigint; SQLite\'s INTEGER has 64 bits.',
    };
}

/** What ORMs make of a number for a moment before it is sent. */
const REFUSALS: Readonly<Record<string, string>> = {
  drizzle: 'Drizzle asks it for toISOString() and throws a TypeError', prisma: 'Prisma refuses it (PrismaClientValidationError)',
};

function intoMoment(bound: BoundColumn): Found | undefined {
  const { binding, call, column } = bound;
  const isSeconds = binding.type === 'epoch-s';
  const refusal = REFUSALS[call.driver ?? ''];
  if (refusal !== undefined) return { message: `\`${binding.text}\` is a number and goes to ${nameColumn(bound)}: ${refusal}.`, help: 'Pass a Date.' };
  const isRead = call.driver === 'postgres-js' || call.driver === 'pglite';
  if (isRead && !isSeconds) return undefined;
  if (isNumber(binding)) {
    return { message: `\`${binding.text}\` is a number and goes to ${nameColumn(bound)}: the driver sends its digits, and PostgreSQL reads no moment in them (22008).`, help: 'Pass a Date.' };
  }
  const isZoned = momentOf(column.postgresType) === 'zoned';
  const date = binding.text === 'Date.now()' ? 'new Date()' : undefined;
  return {
    silent: isRead,
    message: isRead
      ? `\`${binding.text}\` are seconds and go into ${nameColumn(bound)}: the driver takes them for milliseconds, which gives a day of January 1970.`
      : `\`${binding.text}\` is a number and goes to ${nameColumn(bound)}: PostgreSQL answers "date/time field value out of range" (22008).`,
    help: isSeconds ? 'Pass `new Date(seconds * 1000)`.' : 'Pass a Date.',
    fix: {
      title: 'Pass a Date', safety: isZoned ? 'safe' : 'unsafe',
      edits: [{ path: binding.path, start: binding.start, end: binding.end, text: date ?? ['new Date(', ...factor(binding, isSeconds), ')'] }],
    },
  };
}

/** The value in milliseconds, its text kept. */
function factor(binding: Binding, isSeconds: boolean): readonly (string | { readonly start: number; readonly end: number })[] {
  const span = { start: binding.start, end: binding.end };
  if (!isSeconds) return [span];
  return /^[\w$.()]+$/.test(binding.text) ? [span, ' * 1000'] : ['(', span, ') * 1000'];
}

export default defineRule({
  summary: 'Epoch numbers bound to integer, real and timestamp columns',
  why: `\`Date.now()\` has thirteen digits. SQLite's INTEGER has 64 bits, PostgreSQL's has 32: the first insert fails with "integer out of range" (22003), and so do unsigned 32-bit ids. REAL has four bytes in PostgreSQL and rounds an epoch
by minutes, silently. A number for a timestamp column fails with node-postgres (22008), because the driver sends its digits; postgres.js and PGlite take any number for milliseconds, so that seconds land in January 1970.`,
  construct: 'epoch numbers bound to narrow columns',
  severity: 'critical',
  category: 'breaks',
  ofDriver: true,
  manual: ['PostgreSQL, 8.1 Numeric types: https://www.postgresql.org/docs/current/datatype-numeric.html', 'SQLite, Datatypes: https://sqlite.org/datatype3.html'],
  ofBindings: true,
  wakes: ['call'],
  statement,
});

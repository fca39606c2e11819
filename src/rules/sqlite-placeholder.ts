import type { Binding, Call, Pieces, Problem, ProposedEdit, ProposedFix } from '../core/types.ts';
import { defineRule, type Context } from '../rule.ts';
import { bareName, readParameters, type Parameter } from '../sql/parameters.ts';
import { touchesHole, type Statement } from '../sql/statement.ts';
import { callsOf, isAlone, isOtherSpelling, takesArray, wantsDollar } from './support/calls.ts';

/** A name or path of names: reading it again gives the same value. */
const PATH = /^[A-Za-z_$][\w$]*(?:\??\.[A-Za-z_$][\w$]*)*$/;
const SIMPLE = /^[\w$.?!'"\s-]+$/;

interface HostChange {
  readonly edits: readonly ProposedEdit[];
  readonly isSure: boolean;
}

const NONE: HostChange = { edits: [], isSure: true };

/** What becomes of the bindings of one call; undefined where they cannot be rewritten. */
function hostChange(call: Call, parameters: readonly Parameter[]): HostChange | undefined {
  const { bindings, bindingForm, bindingSpan } = call;
  const named = parameters.some((parameter) => parameter.name !== undefined);
  const span = bindingSpan && { path: call.path, start: bindingSpan.start, end: bindingSpan.end };
  if (bindingForm === 'array' || call.via !== undefined) return named && bindingForm !== 'array' ? undefined : NONE;
  if (!span) return undefined;
  if (!takesArray(call)) return named ? undefined : NONE;
  if (!named) return bindingForm === 'positional' || bindingForm === 'spread' ? { edits: [{ ...span, text: ['[', bindingSpan, ']'] }], isSure: true } : undefined;
  const written = bindings.filter((binding) => binding.name !== undefined);
  if (written.length > 0) {
    const values = valuesOf(parameters, written);
    if (!values || bindings.some((binding) => binding.spread || binding.path !== call.path)) return undefined;
    const dropped = written.filter((binding) => !values.includes(binding));
    return { edits: [{ ...span, text: ['[', ...joined(values), ']'] }], isSure: dropped.every((binding) => SIMPLE.test(binding.text)) };
  }
  const [only] = bindings;
  if (!only || bindings.length > 1 || !PATH.test(only.text) || (only.spread && bindingForm !== 'object')) return undefined;
  const members = inOrder(parameters).map((parameter) => `${only.text}.${parameter.name!}`);
  return { edits: [{ ...span, text: `[${members.join(', ')}]` }], isSure: only.type === 'object' };
}

/** One parameter for each number. */
const inOrder = (parameters: readonly Parameter[]): readonly Parameter[] =>
  [...new Map(parameters.map((parameter) => [parameter.number, parameter])).values()].sort((a, b) => a.number - b.number);

function valuesOf(parameters: readonly Parameter[], written: readonly Binding[]): readonly Binding[] | undefined {
  const values = inOrder(parameters).map((parameter) => written.find((binding) => bareName(binding.name!) === parameter.name));
  return values.every((value): value is Binding => value !== undefined) ? values : undefined;
}

const joined = (values: readonly Binding[]): Pieces => values.flatMap((value, index) => [...(index === 0 ? [] : [', ']), { start: value.start, end: value.end }]);

/** Whether the number of a parameter depends on the run: text is appended on conditions, or interpolated text may hold parameters of its own. */
const isDynamic = (statement: Statement): boolean =>
  statement.holes.some((hole) => hole.role !== 'identifier') || (statement.fragment.conditional?.length ?? 0) > 0;

function fixOf(statement: Statement, context: Context, parameters: readonly Parameter[]): ProposedFix | undefined {
  if (parameters.some((parameter) => parameter.style === 'dollar') || !isAlone(statement)) return undefined;
  if (isDynamic(statement)) return undefined;
  const calls = callsOf(context.project, statement.fragment);
  if (!calls.every(wantsDollar)) return undefined;
  const changes = calls.map((call) => hostChange(call, parameters));
  if (!changes.every((change): change is HostChange => change !== undefined)) return undefined;
  const own = parameters.map((parameter) => ({ start: parameter.start, end: parameter.end, text: `$${parameter.number}` }));
  return {
    title: changes.some((change) => change.edits.length > 0) ? 'Number the parameters and send their values as one array' : 'Number the parameters',
    safety: changes.every((change) => change.isSure) ? 'safe' : 'unsafe',
    edits: [...own, ...changes.flatMap((change) => change.edits)],
  };
}

function* statement(statement: Statement, context: Context): Iterable<Problem> {
  const { call } = statement;
  if (!call || statement.engine !== 'postgres' || !wantsDollar(call)) return;
  const parameters = readParameters(statement);
  const first = parameters.find((parameter) => parameter.style !== 'dollar' && !touchesHole(statement, parameter));
  if (!first || isOtherSpelling(context.project, call)) return;
  const fix = fixOf(statement, context, parameters);
  const written = statement.text.slice(first.start, first.end);
  yield {
    start: first.start, end: first.end,
    message: `\`${written}\` is a parameter to SQLite only: the PostgreSQL driver sends the text as it is, and the server takes ${first.style === 'named' ? 'it for a name or an operator' : '`?` for an operator'}.`,
    help: isDynamic(statement) && !fix
      ? 'Number the parameters where the text is put together: `$${values.length}` after each value that is pushed.'
      : 'Write `$1`, `$2`, ... and pass the values as one array in that order; a parameter that is used twice keeps its number.',
    ...(fix && { fix }),
  };
}

export default defineRule({
  summary: "`?`, `:name`, `@name` and `$name` in SQL that reaches a PostgreSQL driver",
  why: `node-postgres, PGlite and postgres.js send the text to the server unchanged, and PostgreSQL knows one spelling only: \`$1\`, \`$2\`. A \`?\` is an operator there, \`@id\` the absolute value of a column. The fix numbers
the parameters with SQLite's own rule (a repeated name shares its number, \`?5\` is the fifth value), leaves strings, comments and quoted names alone, and changes the call with the text: arguments become one
array, the properties of an object its elements. Query builders that spell parameters themselves are not reported, and neither is SQL that a function of the project rewrites on its way.`,
  construct: 'parameters of SQLite in SQL for PostgreSQL',
  severity: 'critical',
  category: 'breaks',
  manual: [
    'PostgreSQL, 4.1.2.8 Positional parameters: https://www.postgresql.org/docs/current/sql-expressions.html#SQL-EXPRESSIONS-PARAMETERS-POSITIONAL',
    'SQLite, Parameters: https://sqlite.org/lang_expr.html#varparam', 'node-postgres, Queries: https://node-postgres.com/features/queries',
  ],
  wakes: ['call'],
  statement,
});

import type { Problem } from '../core/types.ts';
import { defineRule, type Context } from '../rule.ts';
import { bareName, countParameters, readParameters } from '../sql/parameters.ts';
import type { Statement } from '../sql/statement.ts';
import { callsOf, isAlone } from './support/calls.ts';

function* statement(statement: Statement, context: Context): Iterable<Problem> {
  if (!statement.call || statement.grammar === 'none' || !isAlone(statement)) return;
  if (statement.holes.some((hole) => hole.role !== 'identifier') || statement.fragment.conditional?.length) return;
  const parameters = readParameters(statement);
  const wanted = countParameters(parameters);
  const dollars = parameters.filter((parameter) => parameter.style === 'dollar');
  const others = parameters.filter((parameter) => parameter.style !== 'dollar');
  if (dollars.length > 0 && others.length > 0 && statement.engine === 'postgres') {
    const [first] = others;
    yield { start: first!.start, end: first!.end, message: 'The statement mixes `$1` with another spelling of parameters: PostgreSQL reads only the first.', help: 'Spell every parameter `$n`, numbered in the order of the values.' };
    return;
  }
  for (const call of callsOf(context.project, statement.fragment)) {
    const { bindings, bindingForm, bindingSpan } = call;
    if (!bindingSpan || bindings.some((binding) => binding.spread)) continue;
    const names = new Set(parameters.flatMap((parameter) => parameter.name ?? []));
    const given = new Set(bindings.flatMap((binding) => (binding.name === undefined ? [] : [bareName(binding.name)])));
    const place = { path: call.path, start: bindingSpan.start, end: bindingSpan.end };
    if (bindingForm === 'object' && given.size > 0 && names.size > 0) {
      const missing = [...names].filter((name) => !given.has(name));
      if (missing.length > 0) yield { ...place, message: `The object gives no value for ${missing.map((name) => `\`${name}\``).join(', ')}.`, help: 'Give every parameter of the statement a value, null where there is none.' };
      continue;
    }
    const isList = bindingForm === 'array' || (bindingForm === 'positional' && bindings.every((binding) => binding.type !== 'array' && binding.type !== 'object'));
    const isNamed = names.size > 0 && call.engine !== 'postgres';
    if (!isList || isNamed || bindings.some((binding) => binding.name !== undefined) || bindings.length === wanted) continue;
    if (bindings.length === 1 && bindings[0]!.type === 'unknown' && bindingForm === 'positional') continue;
    yield {
      ...place,
      message: `The statement has ${plural(wanted, 'parameter')} and is given ${plural(bindings.length, 'value')}: the ${call.engine === 'postgres' ? 'server' : 'driver'} refuses it.`,
      help: 'Give exactly one value for each parameter, in the order of the numbers.',
    };
  }
}

const plural = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`;

export default defineRule({
  summary: 'Parameters and values that do not match in number or in spelling',
  why: `When placeholders are rewritten by hand, a repeated \`:name\` becomes two numbers, a value is forgotten, or half of the statement keeps its \`?\`. PostgreSQL answers "bind message supplies 1 parameters, but prepared
statement requires 2" (08P01) when the statement first runs. The rule counts where both sides can be seen whole; a spread or an interpolated condition leaves the count to run time.`,
  construct: 'numbers of parameters and values that differ',
  severity: 'critical',
  category: 'breaks',
  directions: ['sqlite-to-postgres', 'postgres-to-sqlite', 'portable'],
  manual: ['PostgreSQL, Extended query protocol: https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-FLOW-EXT-QUERY'],
  wakes: ['call'],
  statement,
});

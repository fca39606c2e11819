import type { Problem } from '../core/types.ts';
import { defineRule, type Context } from '../rule.ts';
import type { Statement } from '../sql/statement.ts';
import { boundTo, nameColumn, originOf, placeOfBinding } from './support/moments.ts';

/** `c ? 1 : 0`, without another conditional in it. */
const CHOICE = /^([\s\S]*?)\s*\?\s*(1\s*:\s*0|0\s*:\s*1)$/;

function* statement(statement: Statement, context: Context): Iterable<Problem> {
  for (const bound of boundTo(statement, context, (column) => (column.postgresType === 'boolean' ? true : undefined))) {
    const { binding, call } = bound;
    if (binding.type !== 'flag' && binding.type !== 'number') continue;
    const isLost = call.driver === 'postgres-js';
    const isRefused = call.driver === 'sequelize';
    const edits = editsOf(binding.text, binding.start);
    yield {
      ...placeOfBinding(binding), ...originOf(binding),
      severity: isLost || isRefused ? 'critical' : binding.type === 'flag' ? 'info' : 'warning',
      silent: isLost,
      message: isLost
        ? `\`${binding.text}\` is a number for ${nameColumn(bound)}: postgres.js writes every value but \`true\` as false.`
        : isRefused ? `\`${binding.text}\` is a number for ${nameColumn(bound)}: Sequelize writes it into the text, and PostgreSQL compares no boolean with a number (42883).`
        : `\`${binding.text}\` is a number for ${nameColumn(bound)}: the driver sends its digits, and PostgreSQL takes 1 and 0 only.`,
      help: 'Pass a boolean, and read a boolean: the column no longer gives 0 and 1.',
      ...(edits && { fix: { title: 'Pass a boolean', safety: 'safe', edits: edits.map((edit) => ({ path: binding.path, ...edit })) } }),
    };
  }
}

interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** A condition that gives a boolean by itself, and one that is a value. */
const COMPARISON = /^[^&|?]*(?:[!=]==?|[<>]=?)[^&|?]*$|^![^&|?]*$/;
const VALUE = /^[A-Za-z_$][\w$]*(?:\??\.[A-Za-z_$][\w$]*)*$/;

/** `true` for 1, `false` for 0; of `c ? 1 : 0` the condition alone where it is a comparison, `Boolean(c)` of a value, else `c ? true : false`. */
function editsOf(text: string, start: number): readonly Edit[] | undefined {
  if (text === '1' || text === '0') return [{ start, end: start + 1, text: text === '1' ? 'true' : 'false' }];
  const choice = CHOICE.exec(text);
  const [, condition, digits] = choice ?? [];
  if (condition === undefined || digits === undefined || /\?/.test(condition.replace(/\?\?|\?\./g, ''))) return undefined;
  const isInverse = digits.startsWith('0');
  const end = start + text.length;
  const tail = { start: start + condition.length, end };
  if (VALUE.test(condition)) return isInverse ? [{ start, end: start, text: '!' }, { ...tail, text: '' }] : [{ start, end: start, text: 'Boolean(' }, { ...tail, text: ')' }];
  if (COMPARISON.test(condition) && !isInverse) return [{ ...tail, text: '' }];
  return [{ start: end - digits.length, end, text: digits.replace('1', 'true').replace('0', 'false') }];
}

export default defineRule({
  summary: 'Numbers bound to boolean columns',
  why: `SQLite has no booleans, so programs bind \`active ? 1 : 0\`. What a boolean column makes of it depends on the driver, tried on each: node-postgres and PGlite send the digit as text and PostgreSQL reads 1 and 0 as true
and false, but any other number is an error (22P02); postgres.js knows that the parameter is boolean and writes \`false\` for everything but \`true\`: the 1 is stored as false and nothing is said.`,
  construct: 'numbers bound to boolean columns',
  severity: 'warning',
  category: 'changes-result',
  ofDriver: true,
  manual: ['PostgreSQL, 8.6 Boolean type: https://www.postgresql.org/docs/current/datatype-boolean.html'],
  ofBindings: true,
  wakes: ['call'],
  statement,
});

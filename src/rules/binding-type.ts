import type { Binding, Problem } from '../core/types.ts';
import { columnClassOf, findMisfit, type Misfit } from '../drivers/acceptance.ts';
import { defineRule, type Context } from '../rule.ts';
import type { Statement } from '../sql/statement.ts';
import { boundTo, nameColumn, originOf, placeOfBinding } from './support/moments.ts';

/** A value that is compared meets the column's type like one that is stored; only what would be stored differently is then no matter. */
const matters = (misfit: Misfit, use: string): boolean => misfit.outcome === 'error' || use === 'insert' || use === 'set';

const NAMES: Partial<Record<Binding['type'], string>> = {
  'boolean': 'a boolean', 'Date': 'a Date', 'iso-string': 'an ISO date text', 'json-string': 'JSON text', 'array': 'an array', 'object': 'an object', 'undefined': 'undefined', 'bytes': 'a stretch of bytes',
};

function* statement(statement: Statement, context: Context): Iterable<Problem> {
  for (const bound of boundTo(statement, context, (column) => columnClassOf(column.postgresType))) {
    const { binding, call, kind } = bound;
    const misfit = findMisfit(binding.type, kind, call.driver);
    if (!misfit || binding.spread || !matters(misfit, bound.use)) continue;
    yield {
      ...placeOfBinding(binding), ...originOf(binding),
      silent: misfit.outcome === 'changed',
      confidence: binding.evidence === 'flow' || !bound.column.isPostgresTypeDeclared ? 'likely' : 'certain',
      message: `\`${binding.text}\` is ${NAMES[binding.type] ?? `a ${binding.type}`} for ${nameColumn(bound)}: ${misfit.effect}.`,
      help: misfit.help,
    };
  }
}

export default defineRule({
  summary: 'Values bound to columns of another type than theirs',
  why: 'SQLite keeps any value in any column (flexible typing), PostgreSQL only the column\'s type, and each driver turns JavaScript values into text or '
    + 'binary in its own way: node-postgres writes arrays as PostgreSQL arrays, postgres.js serialises what goes to a JSON column itself. Every line of the table behind this rule '
    + 'was tried on the real drivers.',
  construct: 'values bound to columns of another type',
  severity: 'critical',
  category: 'breaks',
  manual: [
    'SQLite, flexible typing: https://sqlite.org/flextypegood.html',
    'node-postgres, data types: https://node-postgres.com/features/types',
    'postgres.js, custom types: https://github.com/porsager/postgres#custom-types',
  ],
  ofBindings: true,
  wakes: ['call'],
  statement,
});

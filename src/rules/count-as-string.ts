import type { Problem, ProposedFix } from '../core/types.ts';
import { NUMBER_AS_TEXT } from '../drivers/misreads.ts';
import { defineRule, type Context } from '../rule.ts';
import type { ResultColumnFact } from '../sql/results.ts';
import { castTo, replaceSpan } from '../sql/rewrite.ts';
import type { Statement } from '../sql/statement.ts';
import { functionName, spanOf, unwrap } from '../sql/tree.ts';
import { effectOf, misreadsOf, type Found } from './support/misreads.ts';

function fixOf({ expr, type }: ResultColumnFact): ProposedFix | undefined {
  if (!expr) return undefined;
  const isCount = functionName(unwrap(expr)) === 'count';
  const to = type === 'bigint' && isCount ? 'int' : 'float8';
  return { title: `Cast to ${to} in the query`, safety: isCount ? 'safe' : 'unsafe', edits: [replaceSpan(spanOf(expr), castTo(expr, to))] };
}

function toProblem(statement: Statement, found: Found): Problem {
  const { column, read, misread, isSure } = found;
  const fix = fixOf(column);
  return {
    start: column.start, end: column.end,
    severity: isSure ? 'critical' : 'warning', silent: misread.outcome === 'changed', confidence: isSure ? 'certain' : 'likely',
    message: `\`${column.sqliteName}\` is ${column.type === 'bigint' ? 'int8' : 'numeric'} and arrives as a string; it ${effectOf(found)}.`,
    help: `${fix ? 'Cast it in the query, wrap the read in Number(),' : 'Wrap the read in Number(),'} or register a type parser for the whole program.`,
    related: [{ path: read.path ?? statement.call!.path, span: { start: read.start, end: read.end }, message: 'Read here' }],
    ...(fix && { fix }),
  };
}

function* statement(statement: Statement, context: Context): Iterable<Problem> {
  const isLarge = (type: string): boolean => type === 'bigint' || type === 'numeric';
  for (const found of misreadsOf(statement, context, NUMBER_AS_TEXT, 'string', isLarge, 'number-cast')) yield toProblem(statement, found);
}

export default defineRule({
  summary: 'Counts, sums and bigint columns that are read as numbers and arrive as strings',
  why: `\`count(*)\` and \`sum(int)\` are int8 in PostgreSQL, \`sum(bigint)\` and \`avg\` are numeric. Neither fits a JavaScript number for certain, so node-postgres and postgres.js hand out strings: \`row.n === 0\` is never true, \`row.n + 1\` is "01",
\`if (row.n)\` is true for none, \`new Date(row.at)\` is no date. SQLite's drivers gave numbers. PGlite gives numbers for int8 while they are safe. TypeScript says nothing, because the type of the row was only claimed.`,
  construct: 'counts and sums read as numbers',
  severity: 'critical',
  category: 'changes-result',
  ofDriver: true,
  signals: ['setTypeParser', 'parseInt8'],
  manual: ['node-postgres, Data types: https://node-postgres.com/features/types', 'PostgreSQL, 9.21 Aggregate functions: https://www.postgresql.org/docs/current/functions-aggregate.html'],
  wakes: ['call'],
  statement,
});

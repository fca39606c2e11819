import type { Problem } from '../core/types.ts';
import { defineRule, type Context } from '../rule.ts';
import { resultColumns, type ResultColumnFact } from '../sql/results.ts';
import type { Statement } from '../sql/statement.ts';
import { isTruthWord, unwrap } from '../sql/tree.ts';

const WHAT: Readonly<Record<string, string>> = {
  boolean: 'a boolean where SQLite gives 1 or 0',
  numeric: 'a numeric, which drivers give as a text, where SQLite gives a number',
  bigint: 'a bigint, which drivers may give as a text, where SQLite gives a number',
  json: 'a json that drivers parse, where SQLite gives a text',
  jsonb: 'a jsonb that drivers parse, where SQLite gives a text',
};

/** Columns of PostgreSQL's own DDL whose values were texts. */
const MOMENT = 'a moment, which drivers give as a Date or print in their own way, where SQLite gives the text that was stored';
const isMoment = ({ column, type }: ResultColumnFact): boolean =>
  column?.isPostgresTypeDeclared === true && column.sqliteType !== undefined && /^(?:timestamp|timestamptz|date)$/.test(type);

/** Types of what is computed; those of plain columns are the schema's own matter. */
const isComputed = (fact: ResultColumnFact): boolean =>
  fact.expr !== undefined && fact.column === undefined && !isTruthWord(unwrap(fact.expr)) && Object.hasOwn(WHAT, fact.type);

function* statement(statement: Statement, context: Context): Iterable<Problem> {
  // What the program does with a result of a call is seen there.
  if (statement.call || statement.tree?.type !== 'SelectStmt') return;
  const facts = (resultColumns(statement, context.schema) ?? []).filter((fact) => isComputed(fact) || isMoment(fact));
  const first = facts.find(isMoment) ?? facts[0];
  if (!first) return;
  yield {
    start: first.start, end: first.end,
    // Not only the driver: PostgreSQL's own text of a moment is another one.
    ...(facts.some(isMoment) && { severity: 'warning' as const }),
    message: `The result ${first.sqliteName.slice(0, 60)} is ${WHAT[first.type] ?? MOMENT}${facts.length > 1 ? `, and ${facts.length - 1} more are of such types` : ''}.`,
    help: first.type === 'boolean' ? 'Where the program wants a number, write (...)::int.' : 'Where the program wants a number, cast to int or double precision, or set the type parser of the driver.',
  };
}

export default defineRule({
  summary: 'computed results that have another type on PostgreSQL',
  why: 'A comparison is 1 or 0 in SQLite and a boolean on PostgreSQL; `count` and `sum` are bigint and numeric there, which node-postgres gives as texts: `row.n + 1` is `"51"`.',
  construct: 'results of other types',
  severity: 'info',
  confidence: 'review',
  category: 'changes-result',
  silent: true,
  ofDriver: true,
  manual: ['PostgreSQL, 9.21 Aggregate functions: https://www.postgresql.org/docs/current/functions-aggregate.html'],
  wakes: ['SelectStmt'],
  statement,
});

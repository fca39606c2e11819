import type { Problem, ResultRead } from '../core/types.ts';
import { findDriver } from '../drivers/lookup.ts';
import { defineRule, type Context } from '../rule.ts';
import { resultColumns, type ResultColumnFact } from '../sql/results.ts';
import type { Statement } from '../sql/statement.ts';
import { isSameName } from '../sql/tree.ts';

const WRITE = /^(?:lastInsertRowid|lastID|changes)$/;

function expectation(read: ResultRead, column: ResultColumnFact | undefined, arrives: string | undefined): string | undefined {
  const expected = read.detail ?? '';
  if (read.of === 'result' && WRITE.test(read.property ?? '')) return `asserts \`${read.property}\`, which a result of PostgreSQL does not have`;
  if (!column) return undefined;
  if (column.type === 'boolean' && /^[01]$/.test(expected)) return `expects ${expected} from \`${column.sqliteName}\`, a boolean: it arrives as ${expected === '1' ? 'true' : 'false'}`;
  if (arrives === 'Date' && (/^['"`]/.test(expected) || /string/.test(expected))) return `expects a text from \`${column.sqliteName}\`, which arrives as a Date`;
  return undefined;
}

function* statement(statement: Statement, context: Context): Iterable<Problem> {
  const { call } = statement;
  if (!call || statement.engine !== context.to) return;
  const isInTest = (read: ResultRead): boolean => (read.path === undefined ? call.inTest : (context.project.factsOf(read.path)?.isTest ?? false));
  const asserted = call.reads.filter((read) => read.use === 'assertion' && isInTest(read));
  if (asserted.length === 0) return;
  const columns = resultColumns(statement, context.schema) ?? [];
  const values = findDriver(call.driver)?.values;
  for (const read of asserted) {
    const column = read.property === undefined || read.of === 'result' ? undefined : columns.find((own) => isSameName(own.sqliteName, read.property!) || isSameName(own.postgresName, read.property!));
    const arrives = column?.type === 'timestamptz' ? values?.timestamptz : column?.type === 'timestamp' ? values?.timestamp : column?.type === 'date' ? values?.date : undefined;
    const what = expectation(read, column, arrives);
    if (what) yield { path: read.path ?? call.path, start: read.start, end: read.end, message: `The test ${what}.`, help: 'Expect what the PostgreSQL driver gives: booleans, Dates, `rowCount`, rows from RETURNING.' };
  }
}

export default defineRule({
  summary: 'Tests that expect what a SQLite driver returned',
  why: `Assertions carry the old driver's types: flags as 0 and 1, moments as text, \`changes\` and \`lastInsertRowid\`. On PostgreSQL they fail although the code is right, and are then "repaired" until they pass, which is how a wrong result
gets its test. The rule compares the asserted value with the type of the column and what the driver makes of it.`,
  construct: "assertions of SQLite drivers' results",
  severity: 'warning',
  category: 'leftover',
  ofDriver: true,
  manual: ['node-postgres, Data types: https://node-postgres.com/features/types'],
  wakes: ['call'],
  statement,
});

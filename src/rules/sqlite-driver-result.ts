import type { Call, Problem, ResultRead } from '../core/types.ts';
import { findDriver } from '../drivers/lookup.ts';
import { defineRule } from '../rule.ts';

interface Was {
  readonly message: string;
  readonly help: string;
}

/** Properties that SQLite's drivers give after a write. */
const WRITES: Readonly<Record<string, Was>> = {
  lastInsertRowid: { message: 'the driver of SQLite gave the new id there', help: 'Add `RETURNING id` to the statement and read `rows[0].id`.' },
  lastID: { message: 'the driver of SQLite gave the new id there', help: 'Add `RETURNING id` to the statement and read `rows[0].id`.' },
  changes: { message: 'the driver of SQLite counted the changed rows there', help: 'Read `rowCount`.' },
  rowsAffected: { message: 'the driver of SQLite counted the changed rows there', help: 'Read `rowCount`.' },
};

/** What an array has and a result of node-postgres has not. */
const ARRAY = new Set(['length', 'map', 'filter', 'find', 'forEach', 'reduce', 'some', 'every', 'slice', 'at', 'flatMap', 'sort', 'includes', 'join', 'entries', 'findIndex', 'Symbol.iterator']);

function problemOf(call: Call, read: ResultRead): Problem | undefined {
  const { property } = read;
  if (read.of !== 'result' || property === undefined) return undefined;
  const place = { path: read.path ?? call.path, start: read.start, end: read.end };
  const was = Object.hasOwn(WRITES, property) ? WRITES[property] : undefined;
  if (was) return { ...place, message: `\`${property}\` is undefined on a result of PostgreSQL: ${was.message}.`, help: rowsOf(call) ? was.help.replace('rows[0].id', '[0].id').replace('rowCount', 'count') : was.help };
  if (rowsOf(call) || !(ARRAY.has(property) || /^\d+$/.test(property))) return undefined;
  const what = /^\d+$/.test(property) ? `\`[${property}]\`` : property === 'Symbol.iterator' ? 'iterating' : `\`${property}\``;
  return { ...place, message: `${what} is for arrays, and the driver gives an object: the rows are in \`rows\`.`, help: 'Read `.rows` of the result.' };
}

/** What the program will miss once the call is on PostgreSQL. */
function* beforeTheMove(call: Call): Iterable<Problem> {
  const reads = call.reads.filter((own) => own.of === 'result' && Object.hasOwn(WRITES, own.property ?? ''));
  const read = reads.find((own) => own.use !== 'typed') ?? reads[0];
  if (!read) return;
  const property = read.property!;
  const isId = /^last/.test(property);
  yield {
    path: read.path ?? call.path, start: read.start, end: read.end, silent: false, severity: isId ? 'warning' : 'info',
    message: isId
      ? `\`${property}\` has no counterpart in a result of PostgreSQL: the statement must return the id itself.`
      : `\`${property}\` is called \`rowCount\` in a result of PostgreSQL.`,
    help: isId ? 'When the call moves: `RETURNING id` in the statement, and the id from the first row.' : 'When the call moves: read `rowCount`, which can be null in its type.',
  };
}

/** The driver gives the rows themselves as an array. */
const rowsOf = (call: Call): boolean => call.driver === 'postgres-js';

export default defineRule({
  summary: "Results of SQLite's drivers that are read from a PostgreSQL driver",
  why: `\`run()\` gave \`{ changes, lastInsertRowid }\`, \`all()\` an array. node-postgres and PGlite give one object with \`rows\` and \`rowCount\`: the old properties are undefined, without an error, so that the new id is \`undefined\`,
\`if (result.changes > 0)\` never holds and \`result.length\` compares with nothing. postgres.js gives an array with \`count\`.`,
  construct: "reads of SQLite drivers' results",
  severity: 'critical',
  category: 'breaks',
  silent: true,
  manual: ['node-postgres, Result: https://node-postgres.com/apis/result'],
  *call(call, context) {
    if (findDriver(call.driver)?.kind !== 'driver') return;
    if (call.engine === context.from && !call.inTest) yield* beforeTheMove(call);
    if (call.engine !== 'postgres') return;
    const seen = new Set<string>();
    for (const read of call.reads) {
      const isInTest = read.path === undefined ? call.inTest : (context.project.factsOf(read.path)?.isTest ?? false);
      if (isInTest && read.use === 'assertion') continue;
      const problem = problemOf(call, read);
      const key = ARRAY.has(read.property ?? '') || /^\d+$/.test(read.property ?? '') ? 'list' : String(read.property);
      if (!problem || seen.has(key)) continue;
      seen.add(key);
      yield problem;
    }
  },
});

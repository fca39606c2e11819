import { findDriver } from '../drivers/lookup.ts';
import { defineRule } from '../rule.ts';

const QUERY = 'Give the text and its values to the driver in one call: `await pool.query(text, values)`; the rows are in `rows`.';

const INSTEAD: Readonly<Record<string, string>> = {
  prepare: QUERY, run: QUERY, get: `${QUERY} The first one is \`rows[0]\`.`, all: QUERY,
  iterate: 'Read in pages, or with a cursor (the package pg-cursor).',
  exec: '`await pool.query(text)` runs several statements as long as it gets no values.',
  executeMultiple: '`await pool.query(text)` runs several statements as long as it gets no values.',
  transaction: 'Take one client, run BEGIN, the statements and COMMIT or ROLLBACK on it, and release it in `finally`.',
  pragma: 'PRAGMAs are SQLite\'s: most have no counterpart and can go, the others are `SET`, `SHOW` or catalogue queries.',
};

export default defineRule({
  summary: "Methods of SQLite's drivers that are called on a PostgreSQL driver",
  why: 'After the driver was exchanged, `pool.prepare(...)`, `client.get(...)` or `pool.transaction(...)` throw a TypeError the first time the line runs. In JavaScript, and wherever the handle is `any`, no compiler says so.',
  construct: "calls of SQLite drivers' methods on a PostgreSQL handle",
  severity: 'critical',
  category: 'breaks',
  manual: ['node-postgres, Pool: https://node-postgres.com/apis/pool', 'node-postgres, Client: https://node-postgres.com/apis/client'],
  *call(call) {
    const driver = findDriver(call.driver);
    const instead = Object.hasOwn(INSTEAD, call.method) ? INSTEAD[call.method] : undefined;
    if (!driver || driver.kind !== 'driver' || call.engine !== 'postgres' || call.handle === undefined || call.via !== undefined || instead === undefined) return;
    const handle = driver.handles[call.handle];
    if (!handle || Object.hasOwn(handle.methods, call.method)) return;
    yield {
      start: call.start, end: call.end,
      message: `\`${call.method}()\` is a method of SQLite's drivers: a ${call.handle} of ${driver.name} has none of that name, so the call throws.`,
      help: instead,
    };
  },
});

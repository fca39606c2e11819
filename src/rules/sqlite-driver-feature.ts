import type { Call, Problem, Severity, Span } from '../core/types.ts';
import { findDriver } from '../drivers/lookup.ts';
import { defineRule } from '../rule.ts';

interface Feature {
  readonly what: string;
  readonly help: string;
  readonly severity: Severity;
}

const USER_FUNCTION: Feature = {
  what: 'gives SQL a function that runs in this process', severity: 'warning',
  help: 'PostgreSQL runs SQL in the server: write the function there (CREATE FUNCTION), or compute the value in the program.',
};
const COPY: Feature = {
  what: 'copies the database as a file', severity: 'warning', help: 'A PostgreSQL database is no file of the program: use pg_dump, or the backups of the server.',
};
const SHAPE: Feature = {
  what: 'changes the shape of the rows', severity: 'info', help: 'node-postgres gives arrays with `rowMode: \'array\'`; take single values and joined tables apart in the program.',
};
const STREAM: Feature = {
  what: 'gives the rows one by one while the statement runs', severity: 'info', help: 'Read in pages, or with a cursor on one client (pg-cursor; `cursor()` of postgres.js).',
};
const LOCK: Feature = {
  what: 'lets no other writer in until the transaction ends', severity: 'warning',
  help: 'Transactions of PostgreSQL run side by side: lock the rows that are read first (SELECT ... FOR UPDATE, SKIP LOCKED for a queue), or retry SERIALIZABLE ones on 40001.',
};
const BIG: Feature = {
  what: 'decides how integers of 64 bits arrive', severity: 'info',
  help: 'PostgreSQL\'s drivers give bigint columns and count() as text: set a type parser once, or convert where they are read.',
};

/** What SQLite's drivers can do because the database lives in the process (https://github.com/WiseLibs/better-sqlite3/blob/master/docs/api.md). */
const FEATURES: Readonly<Record<string, Feature>> = {
  function: USER_FUNCTION, aggregate: USER_FUNCTION, create_function: USER_FUNCTION, create_aggregate: USER_FUNCTION,
  table: { ...USER_FUNCTION, what: 'gives SQL a table that is computed in this process' },
  loadExtension: { what: 'loads an extension of SQLite', severity: 'warning', help: 'Look for the extension of PostgreSQL that does the same (CREATE EXTENSION), or do it in the program.' },
  backup: COPY, serialize: COPY, export: COPY, dump: COPY,
  createSession: { what: 'records changes for another SQLite database', severity: 'warning', help: 'PostgreSQL has logical replication and triggers for that.' },
  pluck: SHAPE, raw: SHAPE, expand: SHAPE, setReturnArrays: SHAPE,
  iterate: STREAM, each: STREAM,
  immediate: LOCK, exclusive: LOCK,
  columns: { what: 'describes the columns without running the statement', severity: 'info', help: 'A result of node-postgres has `fields`, and PGlite has `describeQuery()`.' },
  safeIntegers: BIG, defaultSafeIntegers: BIG, setReadBigInts: BIG,
};

/** Elsewhere `serialize` gives the database as bytes; sqlite3 lets statements run one after the other (https://github.com/TryGhost/node-sqlite3/wiki/Control-Flow). */
const ORDER: Feature = {
  what: 'makes the statements inside run one after the other', severity: 'info', help: 'Await each query: on a pool only that, or a transaction on one client, keeps an order.',
};

const featureOf = (driver: string, name: string): Feature | undefined => {
  if (driver === 'sqlite3' && name === 'serialize') return ORDER;
  return Object.hasOwn(FEATURES, name) ? FEATURES[name] : undefined;
};

/** A statement kept by its module; the first call of the first one speaks for the file. */
function* ofModule(call: Call, prepared: Span, calls: readonly Call[]): Iterable<Problem> {
  if (call.inTest || calls.find((other) => other.preparedAtImport) !== call) return;
  const count = new Set(calls.flatMap((other) => other.preparedAtImport?.start ?? [])).size;
  yield {
    ...prepared, severity: 'info',
    message: `${count === 1 ? 'A statement is' : `${count} statements are`} prepared while the module is loaded: a driver of PostgreSQL has no connection and no tables at that time.`,
    help: 'Keep the text in a constant and give it to the driver with each call; node-postgres prepares it once for a connection when it has a `name`.',
  };
}

export default defineRule({
  summary: "What SQLite's drivers do that no driver of PostgreSQL does",
  why: 'SQLite runs inside the program, so its drivers can add functions written in JavaScript, hand out the database as bytes or stop between two rows. PostgreSQL is another process: these calls have no counterpart that could be '
    + 'put in their place, the design around them has to change.',
  construct: "features that only SQLite's drivers have",
  severity: 'warning',
  category: 'breaks',
  manual: ['better-sqlite3, API: https://github.com/WiseLibs/better-sqlite3/blob/master/docs/api.md', 'PostgreSQL, CREATE FUNCTION: https://www.postgresql.org/docs/current/sql-createfunction.html'],
  *call(call, context) {
    const driver = findDriver(call.driver);
    const name = call.method.replace(/^prepare\./, '');
    if (call.preparedAtImport && call.engine === 'sqlite' && driver?.kind === 'driver') yield* ofModule(call, call.preparedAtImport, context.project.factsOf(call.path)?.calls ?? []);
    const feature = driver && featureOf(driver.id, name);
    if (!feature || call.engine !== 'sqlite' || driver?.kind !== 'driver' || call.handle === undefined || call.via !== undefined) return;
    yield {
      start: call.start, end: call.end,
      severity: call.inTest ? 'info' : feature.severity,
      message: `\`${name}()\` of ${driver.name} ${feature.what}: no driver of PostgreSQL does.`,
      help: feature.help,
    };
  },
});

import { PARSERS } from '../driver/module-text.ts';
import { ownModules, START_FILES, START_IMPORTS, startText } from './start.ts';
import { IS_UNDER_TEST } from './under-test.ts';

export interface EmbeddedNeeds {
  /** Whether the module is an ES module, and whether that may have an `await` at its top level. */
  readonly isEsModule: boolean;
  readonly mayWait: boolean;
}

/**
 * The text of the module that gives the tests a PostgreSQL inside the process (PGlite, https://pglite.dev/docs/api). Its `testServer` stands in for the
 * server that the support module connects to. PGlite has one session and one database, so each database that SQLite kept apart is a schema, and whoever
 * uses the session has it alone until it is released.
 */
export const embeddedPostgres = ({ isEsModule, mayWait }: EmbeddedNeeds): string =>
  TEXT.replace('PARSERS', () => PARSERS)
    .replace('OPENING', () => startText({ type: 'Postgres', options: 'parsers, ' }))
    .replace('OWN', () => ownModules(isEsModule, START_FILES))
    .replace('START', () => (mayWait ? WAIT : HOOK));

const WAIT = `// Started at once and waited for, because the clocks of tests do not run yet.
if (isUnderTest) await (embedded.postgres ??= start());`;

const HOOK = `/** Started at once; Mocha and Jest wait for it before their tests, without a clock. */
function startBeforeTests(): void {
  const ready = (embedded.postgres ??= start());
  ready.catch(() => undefined);
  const { before, beforeAll = before } = globalThis as { before?: any; beforeAll?: any };
  try {
    beforeAll?.(function (this: any) {
      this?.timeout?.(0);
      return ready;
    }, 120_000);
  } catch {
    // Loaded while a test runs.
  }
}

if (isUnderTest) startBeforeTests();`;

const TEXT = `${START_IMPORTS.replace('join', 'join, resolve')}
OWN
// Tests run on a PostgreSQL inside the process (PGlite). Each SQLite database that is opened is a schema of it: \`:memory:\` a new one every time, a file
// the same one for as long as that file is there. The file stays empty: it is kept so that set-ups which look for it or delete it keep working.

${IS_UNDER_TEST}
interface Sender {
  query(sql: string, values?: any[]): Promise<{ rows: any[]; rowCount: number }>;
}

interface Answer {
  rows: any[];
  affectedRows?: number;
}

/** What is used of PGlite. */
interface Postgres {
  query(sql: string, values?: any[]): Promise<Answer>;
  exec(script: string): Promise<Answer[]>;
}

interface Embedded {
  postgres?: Promise<Postgres>;
  /** Settled when nobody uses the one session of PGlite. */
  free: Promise<void>;
  /** The schema that the session looks in. */
  schema: string;
  schemas: number;
  files: Map<string, string>;
}

// Taken at once, because tests may put clocks of their own in its place.
const { setImmediate: atNextTurn } = globalThis;
const nextTurn = (): Promise<void> => new Promise((done) => atNextTurn(done));

// Outside of the modules, because a test runner may load those anew within one process.
const shared = globalThis as { embeddedPostgres?: Embedded };
const embedded: Embedded = (shared.embeddedPostgres ??= { free: Promise.resolve(), schema: '', schemas: 0, files: new Map() });

/** Jest and node:test wait until nothing keeps the process alive. */
const isEndAwaited = process.env['JEST_WORKER_ID'] !== undefined || process.env['NODE_TEST_CONTEXT'] !== undefined;

/** PostgreSQL's statistics keep a timer running for ten seconds. Here they are written at once, and a shorter timer takes its place. */
const WRITE_STATISTICS = 'SET statement_timeout = 50; SELECT pg_stat_force_next_flush(); RESET statement_timeout';

/** What the database connects to under test, in place of the server. Its errors are of the class that the program knows. */
export function testServer(name: string, errorClass?: { prototype: object }) {
  const file = /^$|:memory:|mode=memory/.test(name) ? undefined : resolve(name.replace(/^file:(\\/\\/)?/, '').replace(/\\?.*/, ''));
  const schema = schemaOf(file);

  function refuse(error: any): never {
    throw errorClass ? Object.setPrototypeOf(error, errorClass.prototype) : error;
  }

  async function connect(): Promise<Sender & { release: () => unknown }> {
    const earlier = embedded.free;
    let release = (): void => undefined;
    const turn = (embedded.free = new Promise<void>((done) => (release = done)));
    await earlier;
    try {
      const postgres = await withClock(() => (embedded.postgres ??= start()));
      if (embedded.schema !== schema) await withClock(() => postgres.exec(\`CREATE SCHEMA IF NOT EXISTS \${schema}; SET search_path TO \${schema}\`));
      embedded.schema = schema;
      const rest = (): unknown => embedded.free === turn && postgres.exec(WRITE_STATISTICS);
      return { query: (sql, values) => send(postgres, sql, values).catch(refuse), release: () => (release(), isEndAwaited && atNextTurn(rest)) };
    } catch (error) {
      release();
      throw error;
    }
  }

  async function query(sql: string, values?: any[]): Promise<{ rows: any[]; rowCount: number }> {
    const session = await connect();
    return session.query(sql, values).finally(session.release);
  }

  async function end(): Promise<void> {
    if (file !== undefined) return;
    await query(\`DROP SCHEMA \${schema} CASCADE\`);
    embedded.schema = '';
  }

  return { connect, query, end };
}

/** Waits until no statement is under way. By then is done what SQLite did before a call returned whose promise the test does not wait for. */
export async function settled(): Promise<void> {
  for (let last: unknown; last !== embedded.free; await nextTurn()) await (last = embedded.free);
}

async function send(postgres: Postgres, sql: string, values: any[] = []): Promise<{ rows: any[]; rowCount: number }> {
  const result = await withClock(async () => (values.length > 0 ? postgres.query(sql, values) : (await postgres.exec(sql)).pop()));
  // Made anew, because rows of another realm are not strictly equal to anything in Jest.
  return { rows: Array.from(result?.rows ?? [], (row) => ({ ...row })), rowCount: result?.affectedRows || result?.rows.length || 0 };
}

function schemaOf(file: string | undefined): string {
  const known = file !== undefined && existsSync(file) ? embedded.files.get(file) : undefined;
  const schema = known ?? \`database_\${++embedded.schemas}\`;
  if (file !== undefined) {
    writeFileSync(file, '', { flag: 'a' });
    embedded.files.set(file, schema);
  }
  return schema;
}

PARSERS
OPENING
START
`;

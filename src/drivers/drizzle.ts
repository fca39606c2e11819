import type { Driver, Handle, Method, ResultShape } from './driver.ts';

const run = (result: ResultShape): Method => ({ role: 'query', sql: { argument: 0 }, result });
const chain: Method = { role: 'other', result: 'handle', gives: 'builder', isAsync: false };

const database: Handle = {
  methods: {
    execute: run('result'), run: run('run'), all: run('rows'), get: run('row'), values: run('arrays'),
    select: chain, selectDistinct: chain, insert: chain, update: chain, delete: chain, with: chain, $with: chain,
    transaction: { role: 'transaction', result: 'value', callback: { argument: 0, passes: { 0: 'database' } } },
    batch: { role: 'batch', result: 'results' },
  },
};

/** https://orm.drizzle.team/docs/sql: the `sql` tag sends its interpolations as parameters in the spelling of the engine. */
const driver: Driver = {
  id: 'drizzle',
  name: 'Drizzle ORM',
  kind: 'builder',
  modules: ['drizzle-orm', 'drizzle-orm/*'],
  engines: {
    'drizzle-orm/better-sqlite3': 'sqlite', 'drizzle-orm/libsql': 'sqlite', 'drizzle-orm/bun-sqlite': 'sqlite', 'drizzle-orm/d1': 'sqlite',
    'drizzle-orm/sql-js': 'sqlite', 'drizzle-orm/expo-sqlite': 'sqlite', 'drizzle-orm/op-sqlite': 'sqlite', 'drizzle-orm/durable-sqlite': 'sqlite',
    'drizzle-orm/sqlite-proxy': 'sqlite', 'drizzle-orm/sqlite-core': 'sqlite', 'drizzle-orm/libsql/node': 'sqlite', 'drizzle-orm/libsql/web': 'sqlite',
    'drizzle-orm/node-postgres': 'postgres', 'drizzle-orm/postgres-js': 'postgres', 'drizzle-orm/pglite': 'postgres', 'drizzle-orm/neon-http': 'postgres',
    'drizzle-orm/neon-serverless': 'postgres', 'drizzle-orm/vercel-postgres': 'postgres', 'drizzle-orm/aws-data-api/pg': 'postgres',
    'drizzle-orm/pg-proxy': 'postgres', 'drizzle-orm/pg-core': 'postgres', 'drizzle-orm/bun-sql': 'postgres', 'drizzle-orm/xata-http': 'postgres',
  },
  placeholders: 'tagged',
  isAsync: true,
  opens: { drizzle: { gives: 'database', wraps: true } },
  handleExports: { sql: 'sql' },
  types: {
    BetterSQLite3Database: 'database', LibSQLDatabase: 'database', BunSQLiteDatabase: 'database', DrizzleD1Database: 'database', SQLJsDatabase: 'database',
    BaseSQLiteDatabase: 'database', SQLiteTransaction: 'database', NodePgDatabase: 'database', PostgresJsDatabase: 'database', PgliteDatabase: 'database',
    NeonHttpDatabase: 'database', NeonDatabase: 'database', VercelPgDatabase: 'database', PgDatabase: 'database', PgTransaction: 'database',
  },
  handles: {
    database,
    builder: { methods: {} },
    sql: {
      tag: { role: 'fragment', result: 'value', isAsync: false },
      call: { role: 'fragment', result: 'value', isAsync: false },
      methods: {
        raw: { role: 'fragment', sql: { argument: 0 }, result: 'value', isAsync: false },
        identifier: { role: 'fragment', result: 'value', isAsync: false },
        join: { role: 'fragment', result: 'value', isAsync: false },
        placeholder: { role: 'fragment', result: 'value', isAsync: false },
      },
    },
  },
  manual: 'https://orm.drizzle.team/docs/sql',
};

export default driver;

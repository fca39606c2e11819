import type { Driver, Method } from './driver.ts';
import { PG_VALUES } from './values.ts';

const query: Method = { role: 'query', sql: { argument: 0 }, bindings: { argument: 1, form: 'array' }, result: 'result' };
const exec: Method = { role: 'exec', sql: { argument: 0 }, result: 'results' };
const tagged: Method = { role: 'query', result: 'result' };

/** https://pglite.dev/docs/api; int8 arrives as a number as long as it is a safe one, else as a bigint. */
const driver: Driver = {
  id: 'pglite',
  name: 'PGlite',
  engine: 'postgres',
  kind: 'driver',
  modules: ['@electric-sql/pglite', '@electric-sql/pglite/*'],
  placeholders: 'dollar',
  isAsync: true,
  opens: {
    PGlite: { gives: 'database', target: 0, options: 1 },
    'PGlite.create': { gives: 'database', target: 0, options: 1 },
    PGliteWorker: { gives: 'database' },
  },
  types: { PGlite: 'database', PGliteInterface: 'database', Transaction: 'transaction' },
  handles: {
    database: {
      methods: {
        query, exec, sql: tagged,
        transaction: { role: 'transaction', result: 'value', callback: { argument: 0, passes: { 0: 'transaction' } } },
        describeQuery: { role: 'other', result: 'value' },
        listen: { role: 'listener', result: 'nothing' },
        dumpDataDir: { role: 'other', result: 'value' },
        clone: { role: 'connect', result: 'handle', gives: 'database' },
        close: { role: 'close', result: 'nothing' },
      },
      members: { sql: 'sql' },
    },
    transaction: { methods: { query, exec, rollback: { role: 'other', result: 'nothing' } }, members: { sql: 'sql' } },
    sql: { methods: {}, tag: tagged },
  },
  values: { ...PG_VALUES, int8: 'number' },
  manual: 'https://pglite.dev/docs/api',
};

export default driver;

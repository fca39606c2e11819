import type { Driver, Method } from './driver.ts';

const chain: Method = { role: 'other', result: 'handle', gives: 'builder', isAsync: false };

/** https://kysely-org.github.io/kysely-apidoc/interfaces/Sql.html: the tag sends its interpolations as parameters. */
const driver: Driver = {
  id: 'kysely',
  name: 'Kysely',
  kind: 'builder',
  modules: ['kysely', 'kysely/*'],
  placeholders: 'tagged',
  isAsync: true,
  opens: { Kysely: { gives: 'database', isPool: true, options: 0, wraps: true } },
  handleExports: { sql: 'sql' },
  types: { Kysely: 'database', Transaction: 'database' },
  handles: {
    database: {
      methods: {
        selectFrom: chain, insertInto: chain, updateTable: chain, deleteFrom: chain, with: chain,
        transaction: { role: 'transaction', result: 'handle', gives: 'builder', isAsync: false },
        executeQuery: { role: 'query', result: 'result' },
        destroy: { role: 'close', result: 'nothing' },
      },
    },
    builder: { methods: {} },
    sql: {
      tag: { role: 'fragment', result: 'handle', gives: 'raw', isAsync: false },
      methods: {
        raw: { role: 'fragment', sql: { argument: 0 }, result: 'handle', gives: 'raw', isAsync: false },
        lit: { role: 'fragment', result: 'value', isAsync: false }, ref: { role: 'fragment', result: 'value', isAsync: false },
        table: { role: 'fragment', result: 'value', isAsync: false }, id: { role: 'fragment', result: 'value', isAsync: false },
      },
    },
    raw: { methods: { execute: { role: 'query', result: 'result' }, as: { role: 'fragment', result: 'value', isAsync: false } } },
  },
  manual: 'https://kysely.dev/docs/recipes/raw-sql',
};

export default driver;

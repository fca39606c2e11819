import { client, pool } from './pg.ts';
import type { Driver, Method } from './driver.ts';
import { PG_VALUES } from './values.ts';

const query: Method = { role: 'query', sql: { argument: 0 }, bindings: { argument: 1, form: 'array' }, result: 'rows' };

/** https://github.com/neondatabase/serverless: `neon()` sends single queries over HTTP, Pool and Client are those of `pg`. */
const driver: Driver = {
  id: 'neon',
  name: '@neondatabase/serverless',
  engine: 'postgres',
  kind: 'driver',
  modules: ['@neondatabase/serverless'],
  placeholders: 'dollar',
  isAsync: true,
  opens: {
    neon: { gives: 'sql', target: 0, options: 1 },
    Pool: { gives: 'pool', isPool: true, target: 0, options: 0, targetKeys: ['connectionString'] },
    Client: { gives: 'client', target: 0, options: 0, targetKeys: ['connectionString'] },
  },
  types: { Pool: 'pool', PoolClient: 'client', Client: 'client', NeonQueryFunction: 'sql' },
  handles: {
    pool, client,
    sql: {
      tag: { role: 'query', result: 'rows' },
      call: query,
      methods: { query, unsafe: { role: 'fragment', result: 'value', isAsync: false }, transaction: { role: 'transaction', result: 'results' } },
    },
  },
  values: PG_VALUES,
  manual: 'https://github.com/neondatabase/serverless#readme',
};

export default driver;

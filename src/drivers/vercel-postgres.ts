import { client, pool } from './pg.ts';
import type { Driver } from './driver.ts';
import { PG_VALUES } from './values.ts';

/** https://vercel.com/docs/storage/vercel-postgres/sdk: `sql` and `db` are one pool made from the environment. */
const driver: Driver = {
  id: 'vercel-postgres',
  name: '@vercel/postgres',
  engine: 'postgres',
  kind: 'driver',
  modules: ['@vercel/postgres'],
  placeholders: 'dollar',
  isAsync: true,
  opens: {
    createPool: { gives: 'pool', isPool: true, options: 0, targetKeys: ['connectionString'] },
    createClient: { gives: 'client', options: 0, targetKeys: ['connectionString'] },
  },
  handleExports: { sql: 'sql', db: 'pool' },
  types: { VercelPool: 'pool', VercelClient: 'client', VercelPoolClient: 'client' },
  handles: {
    pool: { ...pool, tag: { role: 'query', result: 'result' }, members: { sql: 'sql' } },
    client: { ...client, members: { sql: 'sql' } },
    sql: { ...pool, tag: { role: 'query', result: 'result' } },
  },
  values: PG_VALUES,
  manual: 'https://vercel.com/docs/storage/vercel-postgres/sdk',
};

export default driver;

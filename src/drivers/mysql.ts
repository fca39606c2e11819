import type { Driver, Handle, Method } from './driver.ts';

const query: Method = {
  role: 'query', sql: { argument: 0, keys: ['sql'] }, bindings: { argument: 1, form: 'any', keys: ['values'] }, result: 'results', callback: { argument: -1, result: 1 },
};
const connection: Handle = { methods: { query, execute: query, release: { role: 'release', result: 'nothing' }, end: { role: 'close', result: 'nothing' } } };

/** Another engine's driver: known so that its `?` and its dialect are not taken for SQLite's (https://sidorares.github.io/node-mysql2/docs). */
const driver: Driver = {
  id: 'mysql',
  name: 'mysql2',
  kind: 'driver',
  modules: ['mysql2', 'mysql2/promise', 'mysql', 'mariadb'],
  placeholders: 'question',
  isAsync: true,
  isDefaultNamespace: true,
  opens: { createPool: { gives: 'pool', isPool: true, target: 0, options: 0 }, createConnection: { gives: 'connection', target: 0, options: 0 } },
  types: { Pool: 'pool', PoolConnection: 'connection', Connection: 'connection' },
  handles: {
    pool: {
      methods: {
        ...connection.methods,
        getConnection: { role: 'connect', result: 'handle', gives: 'connection', callback: { argument: 0, passes: { 1: 'connection' } } },
        promise: { role: 'configure', result: 'handle', gives: 'same', isAsync: false },
      },
    },
    connection: { methods: { ...connection.methods, promise: { role: 'configure', result: 'handle', gives: 'same', isAsync: false } } },
  },
  manual: 'https://sidorares.github.io/node-mysql2/docs',
};

export default driver;

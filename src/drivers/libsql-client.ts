import type { Driver, Method } from './driver.ts';
import { SQLITE_VALUES } from './values.ts';

const execute: Method = {
  role: 'query', sql: { argument: 0, keys: ['sql'] }, bindings: { argument: 1, form: 'any', keys: ['args'] }, result: 'result',
};
const batch: Method = { role: 'batch', sql: { argument: 0 }, result: 'results' };

/** https://docs.turso.tech/sdk/ts/reference */
const driver: Driver = {
  id: 'libsql-client',
  name: '@libsql/client',
  engine: 'sqlite',
  kind: 'driver',
  modules: ['@libsql/client', '@libsql/client/*', '@tursodatabase/serverless/compat'],
  placeholders: 'sqlite',
  isAsync: true,
  opens: { createClient: { gives: 'client', target: 0, options: 0, targetKeys: ['url'] } },
  types: { Client: 'client', Transaction: 'transaction', LibsqlClient: 'client' },
  handles: {
    client: {
      methods: {
        execute, batch,
        migrate: batch,
        executeMultiple: { role: 'exec', sql: { argument: 0 }, result: 'nothing' },
        transaction: { role: 'transaction', result: 'handle', gives: 'transaction' },
        sync: { role: 'other', result: 'nothing' },
        close: { role: 'close', result: 'nothing' },
      },
    },
    transaction: {
      methods: {
        execute, batch,
        executeMultiple: { role: 'exec', sql: { argument: 0 }, result: 'nothing' },
        commit: { role: 'other', result: 'nothing' },
        rollback: { role: 'other', result: 'nothing' },
        close: { role: 'close', result: 'nothing' },
      },
    },
  },
  values: SQLITE_VALUES,
  manual: 'https://docs.turso.tech/sdk/ts/reference',
};

export default driver;

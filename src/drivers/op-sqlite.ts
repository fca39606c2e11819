import type { Driver, Method } from './driver.ts';
import { SQLITE_VALUES } from './values.ts';

const execute: Method = { role: 'query', sql: { argument: 0 }, bindings: { argument: 1, form: 'array' }, result: 'result' };

/** https://op-engineering.github.io/op-sqlite/docs/api */
const driver: Driver = {
  id: 'op-sqlite',
  name: 'op-sqlite',
  engine: 'sqlite',
  kind: 'driver',
  modules: ['@op-engineering/op-sqlite', 'react-native-quick-sqlite'],
  placeholders: 'sqlite',
  isAsync: true,
  opens: { open: { gives: 'database', target: 0, options: 0, targetKeys: ['name'] } },
  types: { DB: 'database', QuickSQLiteConnection: 'database', Transaction: 'transaction' },
  handles: {
    database: {
      methods: {
        execute,
        executeAsync: execute,
        executeSync: { ...execute, isAsync: false },
        executeRaw: { ...execute, result: 'arrays' },
        executeBatch: { role: 'batch', result: 'value' },
        executeWithHostObjects: execute,
        prepareStatement: { role: 'prepare', sql: { argument: 0 }, result: 'handle', gives: 'statement', isAsync: false },
        transaction: { role: 'transaction', result: 'nothing', callback: { argument: 0, passes: { 0: 'transaction' } } },
        loadExtension: { role: 'other', result: 'nothing' },
        close: { role: 'close', result: 'nothing' },
      },
    },
    statement: {
      methods: { bind: { role: 'configure', bindings: { argument: 0, form: 'array' }, result: 'nothing' }, execute: { role: 'query', result: 'result' } },
    },
    transaction: { methods: { execute, commit: { role: 'other', result: 'nothing' }, rollback: { role: 'other', result: 'nothing' } } },
  },
  values: SQLITE_VALUES,
  manual: 'https://op-engineering.github.io/op-sqlite/docs/api',
};

export default driver;

import type { Driver } from './driver.ts';
import { SQLITE_VALUES } from './values.ts';

/** https://github.com/kriasoft/node-sqlite: promises over `sqlite3`; takes `sql-template-strings` objects in place of a text. */
const driver: Driver = {
  id: 'sqlite',
  name: 'sqlite (promises over sqlite3)',
  engine: 'sqlite',
  kind: 'driver',
  modules: ['sqlite'],
  placeholders: 'sqlite',
  isAsync: true,
  isDefaultNamespace: true,
  opens: { open: { gives: 'database', target: 0, options: 0, targetKeys: ['filename'] } },
  types: { Database: 'database', Statement: 'statement' },
  handles: {
    database: {
      methods: {
        run: { role: 'query', sql: { argument: 0 }, bindings: { argument: 1, form: 'any' }, result: 'run' },
        get: { role: 'query', sql: { argument: 0 }, bindings: { argument: 1, form: 'any' }, result: 'row' },
        all: { role: 'query', sql: { argument: 0 }, bindings: { argument: 1, form: 'any' }, result: 'rows' },
        each: { role: 'query', sql: { argument: 0 }, bindings: { argument: 1, form: 'any' }, result: 'each', callback: { argument: -1, result: 1 } },
        exec: { role: 'exec', sql: { argument: 0 }, result: 'nothing' },
        prepare: { role: 'prepare', sql: { argument: 0 }, bindings: { argument: 1, form: 'any' }, result: 'handle', gives: 'statement' },
        migrate: { role: 'other', result: 'nothing' },
        configure: { role: 'configure', result: 'nothing' },
        loadExtension: { role: 'other', result: 'nothing' },
        getDatabaseInstance: { role: 'other', result: 'value' },
        on: { role: 'listener', result: 'nothing' },
        close: { role: 'close', result: 'nothing' },
      },
    },
    statement: {
      methods: {
        bind: { role: 'configure', bindings: { argument: 0, form: 'any' }, result: 'nothing' },
        run: { role: 'query', bindings: { argument: 0, form: 'any' }, result: 'run' },
        get: { role: 'query', bindings: { argument: 0, form: 'any' }, result: 'row' },
        all: { role: 'query', bindings: { argument: 0, form: 'any' }, result: 'rows' },
        reset: { role: 'other', result: 'nothing' },
        finalize: { role: 'close', result: 'nothing' },
      },
    },
  },
  values: SQLITE_VALUES,
  manual: 'https://github.com/kriasoft/node-sqlite#readme',
};

export default driver;

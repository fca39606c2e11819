import type { Callback, Driver } from './driver.ts';
import { SQLITE_VALUES } from './values.ts';

/** `(error, rows)` as the last argument. */
const last: Callback = { argument: -1, result: 1 };

/** https://github.com/TryGhost/node-sqlite3/wiki/API */
const driver: Driver = {
  id: 'sqlite3',
  name: 'sqlite3',
  engine: 'sqlite',
  kind: 'driver',
  modules: ['sqlite3', '@vscode/sqlite3', '@journeyapps/sqlcipher', '@louislam/sqlite3'],
  placeholders: 'sqlite',
  isAsync: true,
  isDefaultNamespace: true,
  opens: { Database: { gives: 'database', target: 0 }, 'cached.Database': { gives: 'database', target: 0 } },
  types: { Database: 'database', Statement: 'statement' },
  handles: {
    database: {
      methods: {
        run: { role: 'query', sql: { argument: 0 }, bindings: { argument: 1, form: 'any' }, result: 'run', callback: { argument: -1 } },
        get: { role: 'query', sql: { argument: 0 }, bindings: { argument: 1, form: 'any' }, result: 'row', callback: last },
        all: { role: 'query', sql: { argument: 0 }, bindings: { argument: 1, form: 'any' }, result: 'rows', callback: last },
        each: { role: 'query', sql: { argument: 0 }, bindings: { argument: 1, form: 'any' }, result: 'each', callback: last },
        exec: { role: 'exec', sql: { argument: 0 }, result: 'nothing' },
        prepare: { role: 'prepare', sql: { argument: 0 }, bindings: { argument: 1, form: 'any' }, result: 'handle', gives: 'statement' },
        serialize: { role: 'other', result: 'nothing' },
        parallelize: { role: 'other', result: 'nothing' },
        configure: { role: 'configure', result: 'nothing' },
        loadExtension: { role: 'other', result: 'nothing' },
        interrupt: { role: 'other', result: 'nothing' },
        on: { role: 'listener', result: 'handle', gives: 'same' },
        close: { role: 'close', result: 'nothing' },
      },
    },
    statement: {
      methods: {
        bind: { role: 'configure', bindings: { argument: 0, form: 'any' }, result: 'handle', gives: 'same' },
        run: { role: 'query', bindings: { argument: 0, form: 'any' }, result: 'run', callback: { argument: -1 } },
        get: { role: 'query', bindings: { argument: 0, form: 'any' }, result: 'row', callback: last },
        all: { role: 'query', bindings: { argument: 0, form: 'any' }, result: 'rows', callback: last },
        each: { role: 'query', bindings: { argument: 0, form: 'any' }, result: 'each', callback: last },
        reset: { role: 'other', result: 'nothing' },
        finalize: { role: 'close', result: 'nothing' },
      },
    },
  },
  values: SQLITE_VALUES,
  manual: 'https://github.com/TryGhost/node-sqlite3/wiki/API',
};

export default driver;

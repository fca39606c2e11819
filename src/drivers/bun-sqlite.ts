import type { Driver } from './driver.ts';
import { SQLITE_VALUES } from './values.ts';

/** https://bun.sh/docs/api/sqlite */
const driver: Driver = {
  id: 'bun-sqlite',
  name: 'bun:sqlite',
  engine: 'sqlite',
  kind: 'driver',
  modules: ['bun:sqlite'],
  placeholders: 'sqlite',
  isAsync: false,
  opens: { Database: { gives: 'database', target: 0, options: 1 }, default: { gives: 'database', target: 0, options: 1 } },
  types: { Database: 'database', Statement: 'statement', default: 'database' },
  handles: {
    database: {
      methods: {
        prepare: { role: 'prepare', sql: { argument: 0 }, bindings: { argument: 1, form: 'any' }, result: 'handle', gives: 'statement' },
        query: { role: 'prepare', sql: { argument: 0 }, result: 'handle', gives: 'statement' },
        run: { role: 'query', sql: { argument: 0 }, bindings: { argument: 1, form: 'any' }, result: 'run' },
        exec: { role: 'exec', sql: { argument: 0 }, bindings: { argument: 1, form: 'any' }, result: 'run' },
        transaction: { role: 'transaction', result: 'handle', gives: 'transaction-function', callback: { argument: 0 } },
        loadExtension: { role: 'other', result: 'nothing' },
        serialize: { role: 'other', result: 'value' },
        fileControl: { role: 'other', result: 'nothing' },
        close: { role: 'close', result: 'nothing' },
      },
    },
    statement: {
      methods: {
        run: { role: 'query', bindings: { argument: 0, form: 'any' }, result: 'run' },
        get: { role: 'query', bindings: { argument: 0, form: 'any' }, result: 'row' },
        all: { role: 'query', bindings: { argument: 0, form: 'any' }, result: 'rows' },
        values: { role: 'query', bindings: { argument: 0, form: 'any' }, result: 'arrays' },
        iterate: { role: 'query', bindings: { argument: 0, form: 'any' }, result: 'iterator' },
        as: { role: 'configure', result: 'handle', gives: 'same' },
        finalize: { role: 'close', result: 'nothing' },
      },
    },
    'transaction-function': {
      call: { role: 'transaction', result: 'value' },
      methods: {
        deferred: { role: 'transaction', result: 'value' },
        immediate: { role: 'transaction', result: 'value' },
        exclusive: { role: 'transaction', result: 'value' },
      },
    },
  },
  values: SQLITE_VALUES,
  manual: 'https://bun.sh/docs/api/sqlite',
};

export default driver;

import type { Driver } from './driver.ts';
import { SQLITE_VALUES } from './values.ts';

/** https://sql.js.org/documentation/Database.html */
const driver: Driver = {
  id: 'sql-js',
  name: 'sql.js',
  engine: 'sqlite',
  kind: 'driver',
  modules: ['sql.js', 'sql.js/*', '@jlongster/sql.js'],
  placeholders: 'sqlite',
  isAsync: false,
  opens: { 'default().Database': { gives: 'database' } },
  types: { Database: 'database', Statement: 'statement', SqlJsStatic: 'namespace' },
  handles: {
    database: {
      methods: {
        run: { role: 'query', sql: { argument: 0 }, bindings: { argument: 1, form: 'any' }, result: 'handle', gives: 'same' },
        exec: { role: 'exec', sql: { argument: 0 }, bindings: { argument: 1, form: 'any' }, result: 'results' },
        each: { role: 'query', sql: { argument: 0 }, bindings: { argument: 1, form: 'any' }, result: 'each', callback: { argument: -1, result: 0 } },
        prepare: { role: 'prepare', sql: { argument: 0 }, bindings: { argument: 1, form: 'any' }, result: 'handle', gives: 'statement' },
        export: { role: 'other', result: 'value' },
        create_function: { role: 'other', result: 'handle', gives: 'same' },
        create_aggregate: { role: 'other', result: 'handle', gives: 'same' },
        getRowsModified: { role: 'other', result: 'value' },
        close: { role: 'close', result: 'nothing' },
      },
    },
    statement: {
      methods: {
        bind: { role: 'configure', bindings: { argument: 0, form: 'any' }, result: 'value' },
        run: { role: 'query', bindings: { argument: 0, form: 'any' }, result: 'nothing' },
        get: { role: 'query', bindings: { argument: 0, form: 'any' }, result: 'arrays' },
        getAsObject: { role: 'query', bindings: { argument: 0, form: 'any' }, result: 'row' },
        step: { role: 'other', result: 'value' },
        reset: { role: 'other', result: 'nothing' },
        free: { role: 'close', result: 'nothing' },
        getColumnNames: { role: 'other', result: 'value' },
      },
    },
    namespace: { methods: {}, members: {} },
  },
  values: SQLITE_VALUES,
  manual: 'https://sql.js.org/documentation/Database.html',
};

export default driver;

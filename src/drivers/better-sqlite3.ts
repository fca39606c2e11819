import type { Driver, Handle } from './driver.ts';
import { SQLITE_VALUES } from './values.ts';

const statement: Handle = {
  methods: {
    run: { role: 'query', bindings: { argument: 0, form: 'any' }, result: 'run' },
    get: { role: 'query', bindings: { argument: 0, form: 'any' }, result: 'row' },
    all: { role: 'query', bindings: { argument: 0, form: 'any' }, result: 'rows' },
    iterate: { role: 'query', bindings: { argument: 0, form: 'any' }, result: 'iterator' },
    bind: { role: 'configure', bindings: { argument: 0, form: 'any' }, result: 'handle', gives: 'same' },
    pluck: { role: 'configure', result: 'handle', gives: 'same' },
    expand: { role: 'configure', result: 'handle', gives: 'same' },
    raw: { role: 'configure', result: 'handle', gives: 'same' },
    safeIntegers: { role: 'configure', result: 'handle', gives: 'same' },
    columns: { role: 'other', result: 'rows' },
  },
};

const transactionFunction: Handle = {
  call: { role: 'transaction', result: 'value' },
  methods: {
    deferred: { role: 'transaction', result: 'value' },
    immediate: { role: 'transaction', result: 'value' },
    exclusive: { role: 'transaction', result: 'value' },
  },
  members: { default: 'transaction-function' },
};

export const database: Handle = {
  methods: {
    prepare: { role: 'prepare', sql: { argument: 0 }, result: 'handle', gives: 'statement' },
    exec: { role: 'exec', sql: { argument: 0 }, result: 'handle', gives: 'same' },
    transaction: { role: 'transaction', result: 'handle', gives: 'transaction-function', callback: { argument: 0 } },
    pragma: { role: 'pragma', result: 'rows' },
    close: { role: 'close', result: 'nothing' },
    function: { role: 'other', result: 'handle', gives: 'same' },
    aggregate: { role: 'other', result: 'handle', gives: 'same' },
    table: { role: 'other', result: 'handle', gives: 'same' },
    loadExtension: { role: 'other', result: 'handle', gives: 'same' },
    backup: { role: 'other', result: 'value' },
    serialize: { role: 'other', result: 'value' },
    defaultSafeIntegers: { role: 'configure', result: 'handle', gives: 'same' },
    unsafeMode: { role: 'configure', result: 'handle', gives: 'same' },
  },
};

/** https://github.com/WiseLibs/better-sqlite3/blob/master/docs/api.md; `libsql` is a fork with the same interface. */
const driver: Driver = {
  id: 'better-sqlite3',
  name: 'better-sqlite3',
  engine: 'sqlite',
  kind: 'driver',
  modules: ['better-sqlite3', 'libsql', 'better-sqlite3-multiple-ciphers', '@signalapp/better-sqlite3', '@photostructure/sqlite'],
  placeholders: 'sqlite',
  isAsync: false,
  opens: { default: { gives: 'database', target: 0, options: 1 } },
  types: { Database: 'database', Statement: 'statement', Transaction: 'transaction-function', default: 'database', BetterSqlite3: 'database' },
  handles: { database, statement, 'transaction-function': transactionFunction },
  values: SQLITE_VALUES,
  manual: 'https://github.com/WiseLibs/better-sqlite3/blob/master/docs/api.md',
};

export default driver;

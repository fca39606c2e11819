import type { Driver, Handle } from './driver.ts';
import { PG_VALUES } from './values.ts';

const sql: Handle = {
  tag: { role: 'query', result: 'rows' },
  call: { role: 'fragment', result: 'value', isAsync: false },
  methods: {
    unsafe: { role: 'query', sql: { argument: 0 }, bindings: { argument: 1, form: 'array' }, result: 'rows' },
    file: { role: 'other', result: 'rows' },
    begin: { role: 'transaction', result: 'value', callback: { argument: -1, passes: { 0: 'sql' } } },
    savepoint: { role: 'transaction', result: 'value', callback: { argument: -1, passes: { 0: 'sql' } } },
    reserve: { role: 'connect', result: 'handle', gives: 'sql' },
    release: { role: 'release', result: 'nothing', isAsync: false },
    listen: { role: 'listener', result: 'nothing' },
    notify: { role: 'other', result: 'nothing' },
    json: { role: 'fragment', result: 'value', isAsync: false },
    array: { role: 'fragment', result: 'value', isAsync: false },
    typed: { role: 'fragment', result: 'value', isAsync: false },
    end: { role: 'close', result: 'nothing' },
    close: { role: 'close', result: 'nothing' },
  },
};

/** https://github.com/porsager/postgres#usage; the connection opens itself and is a pool of `max` connections. */
const driver: Driver = {
  id: 'postgres-js',
  name: 'postgres (postgres.js)',
  engine: 'postgres',
  kind: 'driver',
  modules: ['postgres'],
  placeholders: 'tagged',
  isAsync: true,
  opens: { default: { gives: 'sql', isPool: true, target: 0, options: 1, targetKeys: ['host', 'database'] } },
  types: { Sql: 'sql', TransactionSql: 'sql', ReservedSql: 'sql', ISql: 'sql' },
  handles: { sql },
  values: PG_VALUES,
  manual: 'https://github.com/porsager/postgres#readme',
};

export default driver;

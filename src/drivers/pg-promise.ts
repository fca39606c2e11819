import type { Driver, Handle, Method, ResultShape } from './driver.ts';
import { PG_VALUES } from './values.ts';

const query = (result: ResultShape): Method => ({
  role: 'query', sql: { argument: 0, keys: ['text'] }, bindings: { argument: 1, form: 'any', keys: ['values'] }, result,
});
const nested: Method = { role: 'transaction', result: 'value', callback: { argument: -1, passes: { 0: 'database' } } };

const database: Handle = {
  methods: {
    query: query('rows'), any: query('rows'), many: query('rows'), manyOrNone: query('rows'), one: query('row'), oneOrNone: query('row'), none: query('nothing'),
    result: query('result'), map: query('rows'), each: query('rows'), multi: query('results'), multiResult: query('results'),
    tx: nested, task: nested, txIf: nested, taskIf: nested,
    connect: { role: 'connect', result: 'handle', gives: 'database' },
  },
};

/** https://vitaly-t.github.io/pg-promise/: it formats `$1` and `$(name)` itself. */
const driver: Driver = {
  id: 'pg-promise',
  name: 'pg-promise',
  engine: 'postgres',
  kind: 'driver',
  modules: ['pg-promise'],
  placeholders: 'dollar',
  isAsync: true,
  opens: { 'default()': { gives: 'database', isPool: true, target: 0, options: 0, targetKeys: ['connectionString', 'host'] } },
  types: { IDatabase: 'database', ITask: 'database', IBaseProtocol: 'database' },
  handles: { database },
  values: PG_VALUES,
  manual: 'https://vitaly-t.github.io/pg-promise/Database.html',
};

export default driver;

import type { BindingPosition, Driver, Method, ResultShape } from './driver.ts';
import { SQLITE_VALUES } from './values.ts';

const values: BindingPosition = { argument: 1, form: 'any' };
const own: BindingPosition = { argument: 0, form: 'any' };

const query = (result: ResultShape, isAsync: boolean): Method => ({ role: 'query', sql: { argument: 0 }, bindings: values, result, isAsync });
const step = (result: ResultShape, isAsync: boolean): Method => ({ role: 'query', bindings: own, result, isAsync });

/** https://docs.expo.dev/versions/latest/sdk/sqlite/ */
const driver: Driver = {
  id: 'expo-sqlite',
  name: 'expo-sqlite',
  engine: 'sqlite',
  kind: 'driver',
  modules: ['expo-sqlite', 'expo-sqlite/*'],
  placeholders: 'sqlite',
  isAsync: true,
  opens: {
    openDatabaseSync: { gives: 'database', target: 0, options: 1 },
    openDatabaseAsync: { gives: 'database', target: 0, options: 1 },
    useSQLiteContext: { gives: 'database' },
  },
  types: { SQLiteDatabase: 'database', SQLiteStatement: 'statement' },
  handles: {
    database: {
      methods: {
        runAsync: query('run', true), getFirstAsync: query('row', true), getAllAsync: query('rows', true), getEachAsync: query('iterator', true),
        runSync: query('run', false), getFirstSync: query('row', false), getAllSync: query('rows', false), getEachSync: query('iterator', false),
        execAsync: { role: 'exec', sql: { argument: 0 }, result: 'nothing' },
        execSync: { role: 'exec', sql: { argument: 0 }, result: 'nothing', isAsync: false },
        prepareAsync: { role: 'prepare', sql: { argument: 0 }, result: 'handle', gives: 'statement' },
        prepareSync: { role: 'prepare', sql: { argument: 0 }, result: 'handle', gives: 'statement', isAsync: false },
        withTransactionAsync: { role: 'transaction', result: 'nothing', callback: { argument: 0 } },
        withTransactionSync: { role: 'transaction', result: 'nothing', callback: { argument: 0 }, isAsync: false },
        withExclusiveTransactionAsync: { role: 'transaction', result: 'nothing', callback: { argument: 0, passes: { 0: 'database' } } },
        closeAsync: { role: 'close', result: 'nothing' },
        closeSync: { role: 'close', result: 'nothing', isAsync: false },
      },
    },
    statement: {
      methods: {
        executeAsync: step('iterator', true), executeSync: step('iterator', false),
        finalizeAsync: { role: 'close', result: 'nothing' }, finalizeSync: { role: 'close', result: 'nothing', isAsync: false },
      },
    },
  },
  values: SQLITE_VALUES,
  manual: 'https://docs.expo.dev/versions/latest/sdk/sqlite/',
};

export default driver;

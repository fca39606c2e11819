import type { Driver, Handle, Method } from './driver.ts';
import { PG_VALUES } from './values.ts';

/** Takes a text and values, or one object with both (https://node-postgres.com/features/queries); a function as last argument gets `(error, result)`. */
const query: Method = {
  role: 'query', sql: { argument: 0, keys: ['text'] }, bindings: { argument: 1, form: 'array', keys: ['values'] }, result: 'result',
  callback: { argument: -1, result: 1 },
};

export const pool: Handle = {
  methods: {
    query,
    connect: { role: 'connect', result: 'handle', gives: 'client', callback: { argument: 0, passes: { 1: 'client' } } },
    on: { role: 'listener', result: 'handle', gives: 'same', callback: { argument: 1 } },
    once: { role: 'listener', result: 'handle', gives: 'same' },
    end: { role: 'close', result: 'nothing' },
  },
};

export const client: Handle = {
  methods: {
    query,
    connect: { role: 'connect', result: 'nothing' },
    release: { role: 'release', result: 'nothing', isAsync: false },
    on: { role: 'listener', result: 'handle', gives: 'same' },
    once: { role: 'listener', result: 'handle', gives: 'same' },
    end: { role: 'close', result: 'nothing' },
    escapeLiteral: { role: 'other', result: 'value', isAsync: false },
    escapeIdentifier: { role: 'other', result: 'value', isAsync: false },
  },
};

/** https://node-postgres.com/apis/pool, https://node-postgres.com/apis/client */
const driver: Driver = {
  id: 'pg',
  name: 'pg (node-postgres)',
  engine: 'postgres',
  kind: 'driver',
  modules: ['pg', 'pg-pool', 'pg-native'],
  placeholders: 'dollar',
  isAsync: true,
  isDefaultNamespace: true,
  opens: {
    Pool: { gives: 'pool', isPool: true, target: 0, options: 0, targetKeys: ['connectionString', 'host', 'database'] },
    Client: { gives: 'client', target: 0, options: 0, targetKeys: ['connectionString', 'host', 'database'] },
    default: { gives: 'pool', isPool: true, target: 0, options: 0, targetKeys: ['connectionString', 'host', 'database'] },
    'native.Pool': { gives: 'pool', isPool: true, target: 0, options: 0 },
    'native.Client': { gives: 'client', target: 0, options: 0 },
  },
  types: { Pool: 'pool', PoolClient: 'client', Client: 'client', ClientBase: 'client', default: 'pool' },
  handles: { pool, client },
  values: PG_VALUES,
  manual: 'https://node-postgres.com/features/queries',
};

export default driver;

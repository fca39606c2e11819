import type { Driver } from './driver.ts';
import { SQLITE_VALUES } from './values.ts';

/** https://nodejs.org/api/sqlite.html */
const driver: Driver = {
  id: 'node-sqlite',
  name: 'node:sqlite',
  engine: 'sqlite',
  kind: 'driver',
  modules: ['node:sqlite'],
  placeholders: 'sqlite',
  isAsync: false,
  isDefaultNamespace: true,
  opens: { DatabaseSync: { gives: 'database', target: 0, options: 1 } },
  types: { DatabaseSync: 'database', StatementSync: 'statement', Session: 'session' },
  handles: {
    database: {
      methods: {
        prepare: { role: 'prepare', sql: { argument: 0 }, result: 'handle', gives: 'statement' },
        exec: { role: 'exec', sql: { argument: 0 }, result: 'nothing' },
        open: { role: 'connect', result: 'nothing' },
        close: { role: 'close', result: 'nothing' },
        function: { role: 'other', result: 'nothing' },
        aggregate: { role: 'other', result: 'nothing' },
        loadExtension: { role: 'other', result: 'nothing' },
        enableLoadExtension: { role: 'configure', result: 'nothing' },
        createSession: { role: 'other', result: 'handle', gives: 'session' },
        applyChangeset: { role: 'other', result: 'value' },
        location: { role: 'other', result: 'value' },
        createTagStore: { role: 'other', result: 'handle', gives: 'tag-store' },
      },
    },
    statement: {
      methods: {
        run: { role: 'query', bindings: { argument: 0, form: 'any' }, result: 'run' },
        get: { role: 'query', bindings: { argument: 0, form: 'any' }, result: 'row' },
        all: { role: 'query', bindings: { argument: 0, form: 'any' }, result: 'rows' },
        iterate: { role: 'query', bindings: { argument: 0, form: 'any' }, result: 'iterator' },
        columns: { role: 'other', result: 'rows' },
        setReadBigInts: { role: 'configure', result: 'nothing' },
        setAllowBareNamedParameters: { role: 'configure', result: 'nothing' },
        setAllowUnknownNamedParameters: { role: 'configure', result: 'nothing' },
        setReturnArrays: { role: 'configure', result: 'nothing' },
      },
    },
    session: { methods: { changeset: { role: 'other', result: 'value' }, patchset: { role: 'other', result: 'value' }, close: { role: 'close', result: 'nothing' } } },
    'tag-store': { methods: {} },
  },
  values: SQLITE_VALUES,
  manual: 'https://nodejs.org/api/sqlite.html',
};

export default driver;

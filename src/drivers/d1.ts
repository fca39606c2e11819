import type { Driver } from './driver.ts';
import { SQLITE_VALUES } from './values.ts';

/** https://developers.cloudflare.com/d1/worker-api/: the handle comes from the platform, so only its type is seen. */
const driver: Driver = {
  id: 'd1',
  name: 'Cloudflare D1',
  engine: 'sqlite',
  kind: 'driver',
  modules: ['@cloudflare/workers-types', '@cloudflare/workers-types/*', '@cloudflare/d1'],
  placeholders: 'sqlite',
  isAsync: true,
  opens: {},
  types: { D1Database: 'database', D1PreparedStatement: 'statement', SqlStorage: 'storage' },
  globalTypes: { D1Database: 'database', D1PreparedStatement: 'statement', D1DatabaseSession: 'database', SqlStorage: 'storage' },
  handles: {
    database: {
      methods: {
        prepare: { role: 'prepare', sql: { argument: 0 }, result: 'handle', gives: 'statement', isAsync: false },
        exec: { role: 'exec', sql: { argument: 0 }, result: 'run' },
        batch: { role: 'batch', result: 'results' },
        withSession: { role: 'connect', result: 'handle', gives: 'same', isAsync: false },
        dump: { role: 'other', result: 'value' },
      },
    },
    statement: {
      methods: {
        bind: { role: 'configure', bindings: { argument: 0, form: 'any' }, result: 'handle', gives: 'same', isAsync: false },
        first: { role: 'query', result: 'row' },
        all: { role: 'query', result: 'result' },
        run: { role: 'query', result: 'run' },
        raw: { role: 'query', result: 'arrays' },
      },
    },
    storage: { methods: { exec: { role: 'query', sql: { argument: 0 }, bindings: { argument: 1, form: 'any' }, result: 'iterator', isAsync: false } } },
  },
  values: SQLITE_VALUES,
  manual: 'https://developers.cloudflare.com/d1/worker-api/',
};

export default driver;

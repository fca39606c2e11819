import type { Driver, Method } from './driver.ts';

const query: Method = { role: 'query', sql: { argument: 0 }, bindings: { argument: 1, form: 'array' }, result: 'rows' };
const transaction: Method = { role: 'transaction', result: 'value', callback: { argument: -1, passes: { 0: 'manager' } } };

/** https://typeorm.io/docs/working-with-entity-manager/entity-manager-api: `query` hands the text on; the placeholders are the engine's. */
const driver: Driver = {
  id: 'typeorm',
  name: 'TypeORM',
  kind: 'builder',
  modules: ['typeorm', '@nestjs/typeorm'],
  placeholders: 'native',
  isAsync: true,
  opens: {
    DataSource: { gives: 'source', isPool: true, options: 0, engineKey: 'type' },
    createConnection: { gives: 'source', isPool: true, options: 0, engineKey: 'type' },
    getConnection: { gives: 'source' }, getManager: { gives: 'manager' }, getRepository: { gives: 'repository' },
  },
  types: { DataSource: 'source', Connection: 'source', QueryRunner: 'runner', EntityManager: 'manager', Repository: 'repository' },
  handles: {
    source: {
      methods: {
        query, transaction,
        initialize: { role: 'connect', result: 'handle', gives: 'same' },
        destroy: { role: 'close', result: 'nothing' },
        createQueryRunner: { role: 'connect', result: 'handle', gives: 'runner', isAsync: false },
        getRepository: { role: 'other', result: 'handle', gives: 'repository', isAsync: false },
      },
      members: { manager: 'manager' },
    },
    runner: { methods: { query, connect: { role: 'connect', result: 'nothing' }, release: { role: 'release', result: 'nothing' } }, members: { manager: 'manager' } },
    manager: { methods: { query, transaction, getRepository: { role: 'other', result: 'handle', gives: 'repository', isAsync: false } }, members: {} },
    repository: { methods: { query }, members: { manager: 'manager' } },
  },
  manual: 'https://typeorm.io/docs/working-with-entity-manager/entity-manager-api',
};

export default driver;

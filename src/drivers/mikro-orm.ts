import type { Driver, Method } from './driver.ts';

const execute: Method = { role: 'query', sql: { argument: 0 }, bindings: { argument: 1, form: 'array' }, result: 'rows' };

/** https://mikro-orm.io/docs/entity-manager#raw-queries: `?` is rewritten for the engine. */
const driver: Driver = {
  id: 'mikro-orm',
  name: 'MikroORM',
  kind: 'builder',
  modules: ['@mikro-orm/core', '@mikro-orm/sqlite', '@mikro-orm/better-sqlite', '@mikro-orm/libsql', '@mikro-orm/postgresql', '@mikro-orm/knex', '@mikro-orm/nestjs', '@mikro-orm/migrations'],
  engines: {
    '@mikro-orm/sqlite': 'sqlite', '@mikro-orm/better-sqlite': 'sqlite', '@mikro-orm/libsql': 'sqlite', '@mikro-orm/postgresql': 'postgres',
  },
  placeholders: 'question',
  isAsync: true,
  opens: { 'MikroORM.init': { gives: 'orm', isPool: true, options: 0 }, 'MikroORM.initSync': { gives: 'orm', isPool: true, options: 0 } },
  types: { MikroORM: 'orm', EntityManager: 'manager', SqlEntityManager: 'manager', EntityRepository: 'repository', Migration: 'migration' },
  handles: {
    orm: { methods: { close: { role: 'close', result: 'nothing' } }, members: { em: 'manager' } },
    manager: {
      methods: {
        execute,
        getConnection: { role: 'connect', result: 'handle', gives: 'connection', isAsync: false },
        fork: { role: 'connect', result: 'handle', gives: 'same', isAsync: false },
        transactional: { role: 'transaction', result: 'value', callback: { argument: 0, passes: { 0: 'manager' } } },
        getKnex: { role: 'other', result: 'value', isAsync: false },
      },
    },
    connection: { methods: { execute } },
    migration: { methods: { addSql: { role: 'query', sql: { argument: 0 }, result: 'nothing', isAsync: false }, execute } },
    repository: { methods: { getEntityManager: { role: 'other', result: 'handle', gives: 'manager', isAsync: false } } },
  },
  manual: 'https://mikro-orm.io/docs/entity-manager',
};

export default driver;

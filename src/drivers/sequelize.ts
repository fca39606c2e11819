import type { Driver } from './driver.ts';

/** https://sequelize.org/docs/v6/core-concepts/raw-queries/: `replacements` are put in by the library, `bind` takes `$1`. */
const driver: Driver = {
  id: 'sequelize',
  name: 'Sequelize',
  kind: 'builder',
  modules: ['sequelize', '@sequelize/core', 'sequelize-typescript'],
  placeholders: 'question',
  isAsync: true,
  opens: {
    Sequelize: { gives: 'sequelize', isPool: true, target: 0, options: -1, engineKey: 'dialect' },
    default: { gives: 'sequelize', isPool: true, target: 0, options: -1, engineKey: 'dialect' },
  },
  types: { Sequelize: 'sequelize', QueryInterface: 'interface' },
  handles: {
    sequelize: {
      methods: {
        query: { role: 'query', sql: { argument: 0, keys: ['query'] }, bindings: { argument: 1, form: 'any', keys: ['replacements', 'bind', 'values'] }, result: 'results' },
        literal: { role: 'fragment', sql: { argument: 0 }, result: 'value', isAsync: false },
        transaction: { role: 'transaction', result: 'value', callback: { argument: -1 } },
        getQueryInterface: { role: 'other', result: 'handle', gives: 'interface', isAsync: false },
        authenticate: { role: 'connect', result: 'nothing' },
        close: { role: 'close', result: 'nothing' },
      },
    },
    interface: { methods: {}, members: { sequelize: 'sequelize' } },
  },
  manual: 'https://sequelize.org/docs/v6/core-concepts/raw-queries/',
};

export default driver;

import type { Driver, Method, ResultShape } from './driver.ts';

const tagged = (result: ResultShape): Method => ({ role: 'query', result });
const unsafe = (result: ResultShape): Method => ({ role: 'query', sql: { argument: 0 }, bindings: { argument: 1, form: 'any' }, result });

/** https://www.prisma.io/docs/orm/prisma-client/using-raw-sql/raw-queries: tags send parameters, the Unsafe forms take the engine's own placeholders. */
const driver: Driver = {
  id: 'prisma',
  name: 'Prisma',
  kind: 'builder',
  modules: ['@prisma/client', '@prisma/client/*', '.prisma/client'],
  placeholders: 'native',
  isAsync: true,
  isDefaultNamespace: true,
  opens: { PrismaClient: { gives: 'client', isPool: true, options: 0 } },
  handleExports: { 'Prisma.sql': 'sql' },
  types: { PrismaClient: 'client', TransactionClient: 'client' },
  handles: {
    client: {
      methods: {
        $queryRaw: tagged('rows'), $executeRaw: tagged('value'), $queryRawUnsafe: unsafe('rows'), $executeRawUnsafe: unsafe('value'),
        $queryRawTyped: { role: 'query', result: 'rows' },
        $transaction: { role: 'transaction', result: 'value', callback: { argument: 0, passes: { 0: 'client' } } },
        $extends: { role: 'configure', result: 'handle', gives: 'same', isAsync: false },
        $connect: { role: 'connect', result: 'nothing' },
        $disconnect: { role: 'close', result: 'nothing' },
        $on: { role: 'listener', result: 'nothing', isAsync: false },
      },
    },
    sql: { methods: {}, tag: { role: 'fragment', result: 'value', isAsync: false } },
  },
  manual: 'https://www.prisma.io/docs/orm/prisma-client/using-raw-sql/raw-queries',
};

export default driver;

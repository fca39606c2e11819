import type { Driver, Handle, Method } from './driver.ts';

const raw: Method = { role: 'query', sql: { argument: 0 }, bindings: { argument: 1, form: 'any' }, result: 'result' };
const fragment: Method = { role: 'fragment', sql: { argument: 0 }, bindings: { argument: 1, form: 'any' }, result: 'handle', gives: 'builder', isAsync: false };
const chain: Method = { role: 'other', result: 'handle', gives: 'builder' };

const builder: Handle = {
  methods: {
    whereRaw: fragment, orWhereRaw: fragment, andWhereRaw: fragment, havingRaw: fragment, orderByRaw: fragment, groupByRaw: fragment, joinRaw: fragment, fromRaw: fragment,
    select: chain, where: chain, andWhere: chain, orWhere: chain, join: chain, leftJoin: chain, from: chain, orderBy: chain, groupBy: chain, limit: chain, offset: chain,
    insert: chain, update: chain, delete: chain, del: chain, first: chain, whereIn: chain, whereNull: chain, whereNotNull: chain, distinct: chain, returning: chain,
    count: chain, sum: chain, max: chain, min: chain, as: chain, clone: chain, transacting: chain,
  },
};

/** https://knexjs.org/guide/raw.html: `?` and `:name` are rewritten for the client, `??` is an identifier. */
const driver: Driver = {
  id: 'knex',
  name: 'Knex',
  kind: 'builder',
  modules: ['knex', 'objection'],
  placeholders: 'question',
  isAsync: true,
  opens: {
    default: { gives: 'knex', isPool: true, options: 0, engineKey: 'client' },
    knex: { gives: 'knex', isPool: true, options: 0, engineKey: 'client' },
    Knex: { gives: 'knex', isPool: true, options: 0, engineKey: 'client' },
  },
  types: { Knex: 'knex', QueryBuilder: 'builder', Transaction: 'knex', Raw: 'builder' },
  handles: {
    knex: {
      call: chain,
      methods: {
        raw,
        transaction: { role: 'transaction', result: 'handle', gives: 'knex', callback: { argument: 0, passes: { 0: 'knex' } } },
        destroy: { role: 'close', result: 'nothing' },
        on: { role: 'listener', result: 'handle', gives: 'same' },
        from: chain, select: chain, with: chain, insert: chain, into: chain,
      },
      members: { schema: 'schema' },
    },
    schema: { methods: { raw } },
    builder,
  },
  manual: 'https://knexjs.org/guide/raw.html',
};

export default driver;

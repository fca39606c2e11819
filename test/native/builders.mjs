// What the tables and rules say about query builders and ORMs, tried on the real ones over a socket to an embedded PostgreSQL. Run by `npm run test:drivers`.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { PGlite } from '@electric-sql/pglite';
import { PGLiteSocketServer } from '@electric-sql/pglite-socket';
import { build } from 'esbuild';
import { ORM_COLUMNS } from '../../src/dialects/sqlite-to-postgres/orm-columns.ts';
import { readSpec } from '../support/spec.ts';

const require = createRequire(join(process.env.DBMIG_DRIVERS, 'package.json'));
const load = (name) => import(pathToFileURL(require.resolve(name)).href);

let db;
let server;
let url;
before(async () => {
  db = await PGlite.create();
  server = new PGLiteSocketServer({ db, port: 0, host: '127.0.0.1', maxConnections: 10 });
  await server.start();
  url = `postgres://postgres:postgres@${server.getServerConn()}/postgres?sslmode=disable`;
});
after(async () => {
  await server.stop();
  await db.close();
});

/** The SQLSTATE or the name of the error, `fine` where there is none. */
const outcomeOf = async (work) => {
  try {
    await work();
    return 'fine';
  } catch (error) {
    return error.code ?? error.original?.code ?? error.driverError?.code ?? error.cause?.code ?? error.constructor.name;
  }
};

/** The columns of a table with their types, as the server has them. */
async function typesOf(table) {
  const { rows } = await db.query(`SELECT attname AS name, format_type(atttypid, atttypmod) AS type FROM pg_attribute WHERE attrelid = '"${table}"'::regclass AND attnum > 0`);
  return Object.fromEntries(rows.map(({ name, type }) => [name, type]));
}

const rowsOf = (orm) => ORM_COLUMNS.filter((row) => row.orm === orm);

describe('Knex', () => {
  let knex;
  before(() => {
    knex = require('knex')({ client: 'pg', connection: url, pool: { min: 0, max: 1 } });
  });
  after(() => knex.destroy());

  it('writes narrow types, which the column table speaks of', async () => {
    await knex.schema.createTable('knexes', (table) => {
      table.increments('id');
      table.float('f');
      table.decimal('d');
      table.integer('i');
      table.mediumint('m');
      table.bigInteger('b');
      table.datetime('at');
      table.boolean('flag');
      table.string('s');
    });
    assert.deepEqual(await typesOf('knexes'), {
      id: 'integer', f: 'real', d: 'numeric(8,2)', i: 'integer', m: 'integer', b: 'bigint', at: 'timestamp with time zone', flag: 'boolean', s: 'character varying(255)',
    });
    assert.ok(rowsOf('knex').length >= 7);
  });

  it('query-builder-use: an INSERT gives the result of node-postgres unless it says returning', async () => {
    const result = await knex('knexes').insert({ s: 'a', d: 1.239, b: 5, flag: true });
    assert.equal(result.command, 'INSERT');
    assert.equal(result[0], undefined);
    assert.equal(Symbol.iterator in result, false);
    assert.deepEqual(await knex('knexes').insert({ s: 'b' }).returning('id'), [{ id: 2 }]);
    const { d, b, flag } = await knex('knexes').first();
    assert.deepEqual([d, b, flag], ['1.24', '5', true]);
  });

  it('date-now-into-integer, orm-column-type: what it hands on fails where it does not fit', async () => {
    assert.equal(await outcomeOf(() => knex('knexes').where('at', '<', Date.now())), '22008');
    assert.equal(await outcomeOf(() => knex('knexes').insert({ i: Date.now() })), '22003');
    assert.equal(await outcomeOf(() => knex('knexes').insert({ s: 'x'.repeat(300) })), '22001');
  });
});

describe('Kysely', () => {
  let kysely;
  before(() => {
    const { Kysely, PostgresDialect } = require('kysely');
    kysely = new Kysely({ dialect: new PostgresDialect({ pool: new (require('pg').Pool)({ connectionString: url, max: 1 }) }) });
  });
  after(() => kysely.destroy());

  it('orm-column-type: writes types and autoIncrement() as they are named', async () => {
    const create = (name, type, options) => outcomeOf(() => kysely.schema.createTable(name).addColumn('a', type, options).execute());
    assert.equal(await create('k1', 'integer', (column) => column.primaryKey().autoIncrement()), '42601');
    assert.equal(await create('k2', 'datetime'), '42704');
    assert.equal(await create('k3', 'blob'), '42704');
  });

  it('date-now-into-integer: hands values on', async () => {
    await kysely.schema.createTable('kyselies').addColumn('at', 'timestamptz').addColumn('i', 'integer').execute();
    assert.equal(await outcomeOf(() => kysely.selectFrom('kyselies').selectAll().where('at', '<', Date.now()).execute()), '22008');
    assert.equal(await outcomeOf(() => kysely.insertInto('kyselies').values({ i: Date.now() }).execute()), '22003');
  });
});

describe('Sequelize', () => {
  let sequelize;
  let Run;
  before(async () => {
    const { Sequelize, DataTypes } = require('sequelize');
    sequelize = new Sequelize(url, { logging: false, pool: { max: 1 } });
    Run = sequelize.define('Run', {
      i: DataTypes.INTEGER, b: DataTypes.BIGINT, r: DataTypes.REAL, s: DataTypes.STRING, at: DataTypes.DATE, flag: DataTypes.BOOLEAN,
    });
    await Run.sync();
  });
  after(() => sequelize.close());

  it('model-name-case, orm-column-type: names the table in the plural, with narrow types', async () => {
    const { i, b, r, s, at, flag } = await typesOf('Runs');
    assert.deepEqual([i, b, r, s, at, flag], ['integer', 'bigint', 'real', 'character varying(255)', 'timestamp with time zone', 'boolean']);
    assert.equal(await outcomeOf(() => Run.create({ s: 'x'.repeat(300) })), '22001');
  });

  it('stores values as the column wants them, as far as they fit', async () => {
    const stored = await Run.create({ at: Date.now(), flag: 1, b: 5 });
    assert.deepEqual([stored.at instanceof Date, stored.flag, stored.b], [true, true, '5']);
    assert.equal(await outcomeOf(() => Run.create({ i: Date.now() })), '22003');
    assert.equal(await outcomeOf(() => Run.update({ i: Date.now() }, { where: { id: 1 } })), '22003');
    assert.equal(await outcomeOf(() => Run.bulkCreate([{ i: Date.now() }])), '22003');
  });

  it('puts what is compared into the text: any number compares with an integer, none with a boolean', async () => {
    assert.equal(await outcomeOf(() => Run.findAll({ where: { i: Date.now() } })), 'fine');
    assert.equal(await outcomeOf(() => Run.findAll({ where: { at: Date.now() } })), 'fine');
    assert.equal(await outcomeOf(() => Run.findAll({ where: { flag: 1 } })), '42883');
  });
});

describe('Drizzle', () => {
  let pool;
  let orm;
  let table;
  before(async () => {
    const { drizzle } = await load('drizzle-orm/node-postgres');
    const { pgTable, integer, timestamp, boolean } = await load('drizzle-orm/pg-core');
    pool = new (require('pg').Pool)({ connectionString: url, max: 1 });
    orm = drizzle(pool);
    table = pgTable('drizzles', { i: integer('i'), at: timestamp('at'), flag: boolean('flag') });
    await db.exec('CREATE TABLE drizzles (i integer, at timestamp, flag boolean)');
  });
  after(() => pool.end());

  it('date-now-into-integer: refuses a number for a moment, hands others on', async () => {
    const { lt } = await load('drizzle-orm');
    assert.equal(await outcomeOf(() => orm.insert(table).values({ at: Date.now() })), 'TypeError');
    assert.equal(await outcomeOf(() => orm.select().from(table).where(lt(table.at, Date.now()))), 'TypeError');
    assert.equal(await outcomeOf(() => orm.insert(table).values({ i: Date.now() })), '22003');
    assert.equal(await outcomeOf(() => orm.insert(table).values({ flag: 1 })), 'fine');
  });

  it('query-builder-use: numbers a parameter anew each time that its expression is used', async () => {
    const { sql } = await load('drizzle-orm');
    const expression = sql`i / ${2}`;
    assert.equal(await outcomeOf(() => orm.select({ expression, n: sql`count(*)` }).from(table).groupBy(expression)), '42803');
  });
});

for (const name of ['typeorm', 'typeorm-0.3']) {
  describe(name, () => {
    const { DataSource, EntitySchema, LessThan } = require(name);
    const source = (entities) => new DataSource({ type: 'postgres', url, entities, extra: { max: 1 } });
    const table = `events_${name.replace(/\W/g, '_')}`;
    const Event = new EntitySchema({
      name: 'Event', tableName: table,
      columns: {
        id: { type: Number, primary: true, generated: true }, i: { type: 'int', nullable: true }, at: { type: 'timestamptz', nullable: true }, date: { type: Date, nullable: true },
        flag: { type: Boolean, nullable: true }, r: { type: 'real', nullable: true }, name: { type: String, nullable: true },
      },
      relations: { parts: { type: 'one-to-many', target: 'Part', inverseSide: 'event' } },
    });
    const Part = new EntitySchema({
      name: 'Part', tableName: `parts_of_${table}`, columns: { id: { type: Number, primary: true, generated: true } },
      relations: { event: { type: 'many-to-one', target: 'Event', inverseSide: 'parts', joinColumn: true } },
    });
    let events;
    let own;
    before(async () => {
      own = await source([Event, Part]).initialize();
      await own.synchronize();
      events = own.getRepository(Event);
    });
    after(() => own.destroy());
    const query = () => events.createQueryBuilder('event');

    it('orm-column-type: refuses types that only SQLite has, writes a Date without zone', async () => {
      for (const type of ['datetime', 'tinyint', 'mediumint', 'unsigned big int', 'double', 'blob', 'clob', 'nvarchar', 'nchar']) {
        const entity = new EntitySchema({ name: 'Old', columns: { id: { type: Number, primary: true }, a: { type } } });
        assert.equal(await outcomeOf(() => source([entity]).initialize()), 'DataTypeNotSupportedError', type);
        assert.ok(rowsOf('typeorm').some((row) => row.type.test(type)), type);
      }
      const { date, at, r, i } = await typesOf(table);
      assert.deepEqual([date, at, r, i], ['timestamp without time zone', 'timestamp with time zone', 'real', 'integer']);
    });

    it('stores values by the type of the column, hands numbers on', async () => {
      const { id } = await events.save({ flag: 1, date: '2026-01-02T03:04:05Z' });
      assert.equal((await events.findOneBy({ id })).flag, false);
      assert.equal(await outcomeOf(() => events.save({ at: Date.now() })), '22008');
      assert.equal(await outcomeOf(() => events.update({ id }, { at: Date.now() })), '22008');
      assert.equal(await outcomeOf(() => events.save({ i: Date.now() })), '22003');
    });

    it('hands on what is compared', async () => {
      assert.equal(await outcomeOf(() => events.find({ where: { at: LessThan(Date.now()) } })), '22008');
      assert.equal(await outcomeOf(() => events.findBy({ at: LessThan(new Date()) })), 'fine');
      assert.equal(await outcomeOf(() => query().where('event.at > :from', { from: Date.now() }).getMany()), '22008');
    });

    it('query-builder-use: quotes an alias where it is given; orders by it in quotes from version 1 on', async () => {
      const ordered = () => query().select('event.name', 'name').addSelect('COUNT(event.id)', 'allEvents').groupBy('event.name').orderBy('allEvents').getRawMany();
      assert.equal(await outcomeOf(ordered), name === 'typeorm' ? 'fine' : '42703');
      assert.equal(await outcomeOf(() => query().select('UPPER(event.name)', 'upperName').groupBy('upperName').getRawMany()), '42703');
    });

    it('query-builder-use: orders distinct rows by an expression', async () => {
      const byCase = () => query().orderBy('LOWER(event.name)').take(2);
      const joined = () => query().leftJoinAndSelect('event.parts', 'part').orderBy('RANDOM()');
      assert.equal(await outcomeOf(() => byCase().getMany()), 'fine');
      assert.equal(await outcomeOf(() => byCase().distinct(true).getMany()), '42P10');
      assert.equal(await outcomeOf(() => joined().getMany()), 'fine');
      assert.equal(await outcomeOf(() => joined().take(2).getMany()), '42P10');
    });
  });
}

const PAGES = 'test/fixtures/codemods/builders';

/** What `src/main.ts` prints; its packages are those that were installed. */
async function run(files) {
  const folder = mkdtempSync(join(process.env.DBMIG_DRIVERS, 'page-'));
  try {
    for (const { path, text } of [{ path: 'package.json', text: '{ "type": "module" }' }, ...files]) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    // As JavaScript, because Node reads no TypeScript below node_modules.
    await build({ absWorkingDir: folder, entryPoints: ['src/main.ts'], outfile: join(folder, 'main.mjs'), bundle: true, packages: 'external', format: 'esm', platform: 'node' });
    const { stdout } = await promisify(execFile)(process.execPath, ['main.mjs'], { cwd: folder, env: { ...process.env, DATABASE_URL: url } });
    return stdout;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe('the programs of the pages print on PostgreSQL what they printed on SQLite', () => {
  for (const page of readdirSync(PAGES)) {
    const { id, cases } = readSpec(readFileSync(join(PAGES, page), 'utf8'));
    for (const { title, files, claims } of cases.filter((one) => one.files.some(({ path }) => path === 'src/main.ts'))) {
      it(`${id}: ${title}`, async () => {
        const printed = await run(files);
        assert.notEqual(printed, '');
        assert.equal(await run([...new Map([...files, ...claims[0].files].map((file) => [file.path, file])).values()]), printed);
      });
    }
  }
});

import { beforeAll, describe, expect, it } from 'vitest';
import { fileFragment } from '../../src/core/positions.ts';
import type { Engine } from '../../src/core/types.ts';
import { loadPostgresGrammar } from '../../src/sql/grammar.ts';
import { orderStatements } from '../../src/sql/migrations.ts';
import { replay } from '../../src/sql/replay.ts';
import { createSchemaOf } from '../../src/sql/schema-at.ts';
import type { Schema, Table } from '../../src/sql/schema.ts';
import { readStatements, type Statement } from '../../src/sql/statement.ts';

beforeAll(loadPostgresGrammar);

const read = (path: string, text: string, engine?: Engine): readonly Statement[] => readStatements(fileFragment(path, text), { engine });
const schemaOf = (text: string, engine?: Engine): Schema => replay(orderStatements(read('schema.sql', text, engine)));
const types = (table: Table | undefined): Record<string, string> => Object.fromEntries(
  (table?.columns ?? []).map((column) => [column.name, column.postgresType])
);

describe('SQLite DDL', () => {
  it('gives each column the PostgreSQL type that keeps what the program sees', () => {
    const schema = schemaOf(`
      CREATE TABLE t (
        id INTEGER PRIMARY KEY AUTOINCREMENT, name VARCHAR(20) NOT NULL, price DECIMAL(10, 2), ratio REAL, doc JSON, data BLOB, at DATETIME DEFAULT CURRENT_TIMESTAMP,
        seen DATETIME DEFAULT (unixepoch()), is_open INTEGER NOT NULL DEFAULT 1, kind INTEGER CHECK (kind IN (0, 1)), done BOOLEAN DEFAULT 0, n INT, bare, total_count
      );
      INSERT INTO t (bare) VALUES (1), (1.5);`);
    expect(types(schema.table('T'))).toEqual({
      id: 'bigint', name: 'text', price: 'numeric', ratio: 'double precision', doc: 'text', data: 'bytea', at: 'text', seen: 'bigint', is_open: 'integer',
      kind: 'integer', done: 'smallint', n: 'bigint', bare: 'double precision', total_count: 'bigint',
    });
    expect(schema.table('t')).toMatchObject({ primaryKey: ['id'], rowidAlias: 'id', declaredFor: ['sqlite'] });
    expect(schema.table('t')?.column('AT')).toMatchObject({ sqliteType: 'DATETIME', default: 'CURRENT_TIMESTAMP', isPostgresTypeDeclared: false });
  });

  it('has a table that is created again further down as it is then, and what may be there already with the columns of both', () => {
    const schema = schemaOf(`
      CREATE TABLE IF NOT EXISTS a (id TEXT PRIMARY KEY, old TEXT); CREATE TABLE a (id INTEGER PRIMARY KEY, new INTEGER);
      CREATE TABLE IF NOT EXISTS b (id INTEGER PRIMARY KEY, old TEXT); CREATE TABLE IF NOT EXISTS b (id INTEGER PRIMARY KEY, new INTEGER);`);
    expect(types(schema.table('a'))).toEqual({ id: 'bigint', new: 'bigint' });
    expect(types(schema.table('b'))).toEqual({ id: 'bigint', old: 'text', new: 'bigint' });
  });

  it('shows a statement the table that its file has made so far', () => {
    const all = read('migrations.sql', `
      CREATE TABLE t (id INTEGER PRIMARY KEY, kind TEXT); CREATE TABLE copy (id INTEGER PRIMARY KEY, kind TEXT);
      INSERT INTO copy SELECT * FROM t; DROP TABLE t; ALTER TABLE copy RENAME TO t; ALTER TABLE t ADD COLUMN size INTEGER;
      CREATE TABLE copy (id INTEGER PRIMARY KEY, size INTEGER); INSERT INTO copy SELECT id, size FROM t; DROP TABLE t; ALTER TABLE copy RENAME TO t`);
    const schema = replay(all);
    const schemaAt = createSchemaOf(all, schema);
    const [first, second] = all.filter(({ text }) => text.startsWith('INSERT'));
    expect(types(schemaAt(first!).table('copy'))).toEqual({ id: 'bigint', kind: 'text' });
    expect(types(schemaAt(second!).table('copy'))).toEqual({ id: 'bigint', size: 'bigint' });
    expect(types(schema.table('copy'))).toEqual({ id: 'bigint', size: 'bigint' });
    expect(schemaAt(all[0]!)).toBe(schema);
  });

  it('reads keys, references, checks, collations and generated columns', () => {
    const schema = schemaOf(`
      CREATE TABLE a (x INT, y TEXT COLLATE NOCASE UNIQUE, z TEXT GENERATED ALWAYS AS (y || 'z') STORED, PRIMARY KEY (x, y), UNIQUE (x), CHECK (x > 0)) WITHOUT ROWID;
      CREATE TABLE b (id INTEGER PRIMARY KEY, x INT, y TEXT REFERENCES a ON DELETE CASCADE, FOREIGN KEY (x, y) REFERENCES a (x, y) ON UPDATE SET NULL);
      CREATE UNIQUE INDEX i ON b (y); CREATE UNIQUE INDEX j ON b (x) WHERE y IS NULL; CREATE UNIQUE INDEX k ON b (lower(y));`);
    const a = schema.table('a');
    expect(a).toMatchObject({ primaryKey: ['x', 'y'], uniqueKeys: [['y'], ['x']], withoutRowid: true, checks: ['x > 0'] });
    expect(a?.column('y')).toMatchObject({ collation: 'NOCASE', unique: true, notNull: true });
    expect(a?.column('z')).toMatchObject({ sqliteType: 'TEXT', generated: 'stored' });
    const b = schema.table('b');
    expect(b?.uniqueKeys).toEqual([['y']]);
    expect(b?.foreignKeys).toMatchObject([{ columns: ['y'], table: 'a', references: ['x', 'y'], onDelete: 'CASCADE' }, { columns: ['x', 'y'], onUpdate: 'SET NULL' }]);
    expect(schema.indexes.map((index) => index.name)).toEqual(['i', 'j', 'k']);
  });

  it('follows ALTER TABLE and the rebuild idiom, and still knows tables and columns under their old names', () => {
    const schema = schemaOf(`
      CREATE TABLE t (id INTEGER PRIMARY KEY, old TEXT, gone TEXT);
      ALTER TABLE t ADD COLUMN more REAL; ALTER TABLE t RENAME COLUMN old TO fresh; ALTER TABLE t DROP COLUMN gone;
      CREATE TABLE t_new (id INTEGER PRIMARY KEY, fresh TEXT NOT NULL, more REAL, extra BLOB);
      INSERT INTO t_new SELECT id, fresh, more, NULL FROM t; DROP TABLE t; ALTER TABLE t_new RENAME TO t;
      CREATE TABLE other (a); DROP TABLE other;`);
    expect(schema.tables.map((table) => table.name)).toEqual(['t']);
    expect(schema.table('t')?.columns.map((column) => column.name)).toEqual(['id', 'fresh', 'more', 'extra']);
    expect(schema.table('t_new')?.name).toBe('t');
    expect(schema.table('other')?.columns).toHaveLength(1);
  });

  it('knows virtual tables, views, triggers and the columns of CREATE TABLE AS', () => {
    const schema = schemaOf(`
      CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, n REAL);
      CREATE VIRTUAL TABLE f USING fts5(a, b UNINDEXED, content='t', tokenize = 'porter');
      CREATE VIEW v AS SELECT a FROM t; CREATE TRIGGER tr AFTER INSERT ON t BEGIN SELECT 1; END;
      CREATE TABLE copy AS SELECT *, n AS m FROM t;`);
    expect(schema.table('f')).toMatchObject({ module: 'fts5', columns: [{ name: 'a' }, { name: 'b' }] });
    expect(schema.views).toMatchObject([{ name: 'v', select: 'SELECT a FROM t' }]);
    expect(schema.triggers).toMatchObject([{ name: 'tr', table: 't' }]);
    expect(types(schema.table('copy'))).toEqual({ id: 'bigint', a: 'text', n: 'double precision', m: 'double precision' });
  });

  it('takes INTEGER PRIMARY KEY DESC and INT PRIMARY KEY for what they are: no rowid', () => {
    const schema = schemaOf('CREATE TABLE a (id INTEGER PRIMARY KEY DESC); CREATE TABLE b (id INT PRIMARY KEY); CREATE TABLE c (id INTEGER, PRIMARY KEY (id DESC))');
    expect(schema.tables.map((table) => table.rowidAlias)).toEqual([undefined, undefined, 'id']);
  });
});

describe('PostgreSQL DDL', () => {
  it('decides the types of a table that both declare', () => {
    const schema = replay(orderStatements([
      ...read('sqlite/schema.sql', 'CREATE TABLE t (id INTEGER PRIMARY KEY, createdAt DATETIME, done INTEGER, extra TEXT)', 'sqlite'),
      ...read('postgres/schema.sql', `CREATE TABLE t (id bigserial PRIMARY KEY, "createdAt" timestamptz NOT NULL DEFAULT now(), done boolean, tags text[], n int);
        ALTER TABLE t ALTER COLUMN n TYPE bigint USING n::bigint, ADD COLUMN doc jsonb, ADD CONSTRAINT u UNIQUE (n);`, 'postgres'),
    ]));
    const table = schema.table('t');
    expect(types(table)).toEqual({ id: 'bigint', createdAt: 'timestamp with time zone', done: 'boolean', extra: 'text', tags: 'text[]', n: 'bigint', doc: 'jsonb' });
    expect(table?.declaredFor).toEqual(['sqlite', 'postgres']);
    expect(table?.column('createdat')).toMatchObject({ sqliteType: 'DATETIME', isPostgresTypeDeclared: true, notNull: true });
    expect(table?.column('extra')).toMatchObject({ isPostgresTypeDeclared: false });
    expect(table?.uniqueKeys).toEqual([['n']]);
  });

  it('is known by its engine, its grammar or its types, unless something in it is of SQLite', () => {
    const declared = (text: string, engine?: Engine): boolean | undefined => schemaOf(text, engine).table('t')?.columns[0]?.isPostgresTypeDeclared;
    expect(declared('CREATE TABLE t (a INTEGER)')).toBe(false);
    expect(declared('CREATE TABLE t (a INTEGER)', 'postgres')).toBe(true);
    expect(declared('CREATE TABLE t (a TIMESTAMPTZ)')).toBe(true);
    expect(declared('CREATE TABLE t (a TIMESTAMPTZ)', 'sqlite')).toBe(false);
    expect(declared('CREATE TABLE t (a INTEGER, b DATETIME)', 'postgres')).toBe(false);
  });

  it('keeps the text of defaults, and places names behind other characters', () => {
    const schema = schemaOf(`CREATE TABLE t (é text DEFAULT 'ß', b timestamptz DEFAULT (now() + interval '1 day') NOT NULL)`, 'postgres');
    const [first, second] = schema.table('t')!.columns;
    expect(first?.default).toBe("'ß'");
    expect(second).toMatchObject({ default: "(now() + interval '1 day')", place: { start: 36, end: 37 } });
  });
});

describe('order', () => {
  it('puts schema files first, then migrations by number, tests last, and leaves ways back out', () => {
    const files = ['migrations/10_c.sql', 'migrations/9_b.sql', 'test/schema.sql', 'schema.sql', 'migrations/9_b.down.sql', 'prisma/migrations/20240101_x/migration.sql'];
    const ordered = orderStatements(files.flatMap((path) => read(path, 'SELECT 1')));
    expect(ordered.map((statement) => statement.fragment.path)).toEqual(['schema.sql', 'migrations/9_b.sql', 'migrations/10_c.sql', 'prisma/migrations/20240101_x/migration.sql', 'test/schema.sql']);
  });

  it('leaves out the part of a file that undoes it', () => {
    const ordered = orderStatements(read('migrations/1.sql', '-- migrate:up\nCREATE TABLE a (x);\n-- migrate:down\nDROP TABLE a;'));
    expect(ordered.map((statement) => statement.text)).toEqual(['CREATE TABLE a (x)']);
  });
});

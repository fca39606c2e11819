import { beforeAll, describe, expect, it } from 'vitest';
import type { Declaration } from '../../../src/core/types.ts';
import { readDrizzle } from '../../../src/hosts/typescript/drizzle.ts';
import type { Node } from '../../../src/hosts/typescript/node.ts';
import { loadParser, parseTypeScript } from '../../../src/hosts/typescript/parse.ts';

const read = (text: string): readonly Declaration[] =>
  readDrizzle('src/schema.ts', parseTypeScript({ path: 'src/schema.ts', text, language: 'typescript' }).program as unknown as Node);
const ddl = (text: string): readonly string[] => read(text).map((declaration) => declaration.fragment.text);

describe('tables declared with Drizzle', () => {
  beforeAll(loadParser);

  it('become the DDL of SQLite', () => {
    expect(ddl(`
      import { integer, sqliteTable, text as str } from 'drizzle-orm/sqlite-core';
      const stamps = { createdAt: integer('created_at', { mode: 'timestamp' }).notNull() };
      function createdBy(name = 'created_by') { return str(name).notNull(); }
      export const users = sqliteTable('users', {
        id: integer('id').primaryKey({ autoIncrement: true }),
        email: str('email').notNull().unique().default("it's"),
        isActive: integer({ mode: 'boolean' }).default(true),
        ...stamps,
        by: createdBy(),
        other: createdBy('other_by'),
      }, (t) => [uniqueIndex('x').on(t.email)]);
    `)).toEqual([
      'CREATE TABLE "users" ("id" INTEGER PRIMARY KEY AUTOINCREMENT, "email" TEXT NOT NULL UNIQUE DEFAULT \'it\'\'s\', "isActive" INTEGER DEFAULT true, '
      + '"created_at" INTEGER NOT NULL, "created_by" TEXT NOT NULL, "other_by" TEXT NOT NULL)',
    ]);
  });

  it('become the DDL of PostgreSQL, with composite keys', () => {
    expect(ddl(`
      import * as pg from 'drizzle-orm/pg-core';
      import { primaryKey, unique } from 'drizzle-orm/pg-core';
      export const visits = pg.pgTable('visits', {
        user: pg.integer('user_id').notNull(), page: pg.varchar('page', { length: 20 }), tags: pg.text().array(),
        at: pg.timestamp('at').defaultNow(), seen: pg.timestamp('seen', { withTimezone: true }),
      }, (t) => ({ key: primaryKey({ columns: [t.user, t.at] }), one: unique().on(t.user, t.page) }));
    `)).toEqual([
      'CREATE TABLE "visits" ("user_id" integer NOT NULL, "page" varchar(20), "tags" text[], "at" timestamp DEFAULT now(), "seen" timestamp with time zone, '
      + 'PRIMARY KEY ("user_id", "at"), UNIQUE ("user_id", "page"))',
    ]);
  });

  it('are found behind a table creator, a schema and a callback of columns', () => {
    expect(ddl(`
      import { pgSchema, pgTableCreator } from 'drizzle-orm/pg-core';
      const createTable = pgTableCreator((name) => 'app_' + name);
      const audit = pgSchema('audit');
      export const a = createTable('a', (d) => ({ id: d.serial().primaryKey() }));
      export const b = audit.table('b', (d) => ({ id: d.uuid('key') }));
      export const c = other('c', { id: 1 });
    `)).toEqual(['CREATE TABLE "a" ("id" serial PRIMARY KEY)', 'CREATE TABLE "b" ("key" uuid)']);
  });

  it('are those of two engines in one module', () => {
    expect(ddl(`
      import { sqliteTable, integer } from 'drizzle-orm/sqlite-core';
      import { pgTable, bigint as pgBigint } from 'drizzle-orm/pg-core';
      export const a = sqliteTable('a', { id: integer('id') });
      export const b = pgTable('a', { id: pgBigint('id', { mode: 'number' }) });
    `)).toEqual(['CREATE TABLE "a" ("id" INTEGER)', 'CREATE TABLE "a" ("id" bigint)']);
  });

  it('lead back to the property of each column', () => {
    const text = "import { pgTable, text } from 'drizzle-orm/pg-core';\nexport const t = pgTable('t', { firstName: text('first_name').notNull() });";
    const [column] = read(text)[0]!.columns;
    expect(text.slice(column!.start, column!.end)).toBe("firstName: text('first_name').notNull()");
  });

  it('are none in a module without Drizzle', () => expect(ddl('const t = sqliteTable("t", {});')).toEqual([]));
});

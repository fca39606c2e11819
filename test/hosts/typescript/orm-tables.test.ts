import { expect, it } from 'vitest';
import { readSources } from '../../../src/gather.ts';

/** The DDL of all tables that a text declares, for one engine. */
async function ddl(text: string, engine: 'sqlite' | 'postgres'): Promise<readonly string[]> {
  const [facts] = await readSources([{ path: 'src/schema.ts', text }]);
  return (facts!.declarations ?? []).filter((own) => own.engine === engine).map((own) => own.fragment.text);
}

it('reads the entities of TypeORM', async () => {
  const text = `
    import { Column, CreateDateColumn, Entity, ManyToOne, PrimaryGeneratedColumn as Key } from 'typeorm';
    @Entity()
    export class MediaRequest {
      @Key() id: number;
      @Column({ unique: true, length: 20 }) email: string;
      @Column({ type: 'datetime', nullable: true, name: 'seen_at' }) seenAt?: Date;
      @Column('simple-json') settings: object;
      @Column({ default: 0 }) count: number;
      @Column({ type: typeOf('datetime') }) computed: Date;
      @CreateDateColumn() createdAt: Date;
      @ManyToOne(() => User) user: User;
    }
    @Entity('users') class User { @Key('uuid') id: string; other: number; }
    export class Plain { @Column() a: string; }
  `;
  expect(await ddl(text, 'sqlite')).toEqual([
    'CREATE TABLE "media_request" ("id" integer PRIMARY KEY, "email" varchar(20) NOT NULL UNIQUE, "seen_at" datetime, "settings" text NOT NULL, '
    + '"count" integer NOT NULL DEFAULT 0, "createdAt" datetime NOT NULL)',
    'CREATE TABLE "users" ("id" varchar PRIMARY KEY)',
  ]);
  expect(await ddl(text, 'postgres')).toEqual([
    'CREATE TABLE "media_request" ("id" integer PRIMARY KEY, "email" varchar(20) NOT NULL UNIQUE, "settings" text NOT NULL, '
    + '"count" integer NOT NULL DEFAULT 0, "createdAt" timestamp NOT NULL)',
    'CREATE TABLE "users" ("id" uuid PRIMARY KEY)',
  ]);
});

it('reads the entities of MikroORM, whose columns are spelled with underscores', async () => {
  const text = `
    import { Entity, PrimaryKey, Property } from '@mikro-orm/core';
    @Entity() export class User {
      @PrimaryKey() public id!: number;
      @Property() firstName!: string;
      @Property({ default: true }) isActive!: boolean;
      @Property({ type: 'json', nullable: true }) meta?: object;
    }
  `;
  expect(await ddl(text, 'postgres')).toEqual([
    'CREATE TABLE "user" ("id" int PRIMARY KEY, "first_name" varchar(255) NOT NULL, "is_active" boolean NOT NULL DEFAULT true, "meta" jsonb)',
  ]);
});

it('reads the models of Sequelize, with what it adds', async () => {
  const text = `
    export default function (sequelize, DataTypes) {
      sequelize.define('Category', { title: { type: DataTypes.STRING(64), allowNull: false }, done: DataTypes.BOOLEAN });
      class Note extends Model {}
      Note.init({ id: { type: DataTypes.UUID, primaryKey: true }, text: { type: DataTypes.TEXT, field: 'body' } }, { sequelize, tableName: 'notes', timestamps: false });
    }
  `;
  expect(await ddl(text, 'sqlite')).toEqual([
    'CREATE TABLE "Categories" ("id" INTEGER PRIMARY KEY, "title" VARCHAR(64) NOT NULL, "done" TINYINT(1), "createdAt" DATETIME NOT NULL, "updatedAt" DATETIME NOT NULL)',
    'CREATE TABLE "notes" ("id" UUID PRIMARY KEY, "body" TEXT)',
  ]);
  expect((await ddl(text, 'postgres'))[0]).toContain('"title" varchar(64) NOT NULL, "done" boolean, "createdAt" timestamp with time zone NOT NULL');
});

it('reads the schema builder of Knex', async () => {
  const text = `
    exports.up = (knex) => knex.schema.createTable('seen', (table) => {
      table.increments('id');
      table.integer('userId').notNullable().references('id').inTable('user');
      table.float('date');
      table.decimal('price', 10, 4).defaultTo(0);
      table.timestamp('at');
      table.index('userId');
      other.text('x');
    });
  `;
  expect(await ddl(text, 'sqlite')).toEqual([
    'CREATE TABLE "seen" ("id" integer PRIMARY KEY AUTOINCREMENT, "userId" integer NOT NULL, "date" float, "price" float DEFAULT 0, "at" datetime)',
  ]);
  expect(await ddl(text, 'postgres')).toEqual([
    'CREATE TABLE "seen" ("id" serial PRIMARY KEY, "userId" integer NOT NULL, "date" real, "price" numeric(10,4) DEFAULT 0, "at" timestamp with time zone)',
  ]);
});

it('reads the schema builder of Kysely', async () => {
  const text = `
    export const up = (db) => db.schema.createTable('person').ifNotExists()
      .addColumn('id', 'integer', (col) => col.primaryKey().autoIncrement())
      .addColumn('name', 'varchar(40)', (col) => col.notNull().unique())
      .addColumn('at', 'datetime').execute();
  `;
  expect(await ddl(text, 'sqlite')).toEqual(['CREATE TABLE "person" ("id" integer PRIMARY KEY, "name" varchar(40) NOT NULL UNIQUE, "at" datetime)']);
  expect(await ddl(text, 'postgres')).toEqual(['CREATE TABLE "person" ("id" integer PRIMARY KEY, "name" varchar(40) NOT NULL UNIQUE)']);
});

import { describe, expect, it } from 'vitest';
import { parseSqlite, type SqliteTree } from '../../src/sql/grammar.ts';
import { typesOf } from '../../src/sql/infer.ts';
import { resultColumns } from '../../src/sql/results.ts';
import type { Column, Schema, Table } from '../../src/sql/schema.ts';
import { namesOf } from '../../src/sql/scope.ts';
import { columnNodesOf, indexTree, spanOf, tokenBefore } from '../../src/sql/tree.ts';
import { tokenize } from '../../src/sql/tokens.ts';

const place = { path: 'schema.sql', start: 0, end: 0 };

function column(name: string, postgresType: string, more: Partial<Column> = {}): Column {
  return { name, postgresType, isPostgresTypeDeclared: false, notNull: false, primaryKey: false, autoIncrement: false, unique: false, place, ...more };
}

function table(name: string, columns: readonly Column[]): Table {
  return {
    name, columns, column: (wanted) => columns.find((own) => own.name.toLowerCase() === wanted.toLowerCase()),
    primaryKey: columns.filter((own) => own.primaryKey).map((own) => own.name), uniqueKeys: [], foreignKeys: [], checks: [],
    withoutRowid: false, strict: false, rowidAlias: 'id', place, declaredFor: ['sqlite'],
  };
}

const tables = [
  table('users', [column('id', 'bigint', { primaryKey: true }), column('name', 'text'), column('createdAt', 'text', { notNull: true }), column('isAdmin', 'boolean')]),
  table('posts', [column('id', 'bigint', { primaryKey: true }), column('user_id', 'bigint', { notNull: true }), column('score', 'double precision')]),
];
const schema: Schema = {
  table: (name) => tables.find((own) => own.name.toLowerCase() === name.toLowerCase()),
  tables, views: [{ name: 'names', select: 'SELECT name AS n, id FROM users', place }], indexes: [], triggers: [],
};

const treeOf = (sql: string): SqliteTree => {
  const parsed = parseSqlite(sql);
  if (!parsed.ok) throw new Error(`${parsed.error.message}: ${sql}`);
  return parsed.tree;
};

/** `name -> source.column` for each column that a statement names. */
function references(sql: string): readonly string[] {
  const tree = treeOf(sql);
  const names = namesOf(tree, schema);
  return columnNodesOf(tree).map((node) => {
    const { start, end } = spanOf(node);
    const found = names.resolve(node);
    const target = found?.kind === 'column' ? `${found.source.name}.${found.column?.name ?? '?'}` : (found?.kind ?? 'unknown');
    return `${sql.slice(start, end)} -> ${target}`;
  });
}

describe('names', () => {
  it.each([
    ['SELECT name, p.score FROM users u JOIN posts AS p ON u.id = p.user_id', ['name -> u.name', 'p.score -> p.score', 'u.id -> u.id', 'p.user_id -> p.user_id']],
    ['SELECT id AS x FROM users WHERE "abc" = name ORDER BY x', ['id -> users.id', '"abc" -> missing', 'name -> users.name', 'x -> alias']],
    ['SELECT a FROM somewhere', ['a -> somewhere.?']],
    ['SELECT a, score FROM somewhere, posts', ['a -> unknown', 'score -> posts.score']],
    ['SELECT n FROM names WHERE rowid > 1', ['n -> names.?', 'rowid -> missing']],
    ['SELECT rowid FROM users', ['rowid -> users.id']],
    ['WITH c AS (SELECT id FROM posts) SELECT id FROM c', ['id -> posts.id', 'id -> c.?']],
    ['SELECT (SELECT max(score) FROM posts WHERE user_id = users.id AND name = 1) FROM users', ['score -> posts.score', 'user_id -> posts.user_id', 'users.id -> users.id', 'name -> users.name']],
    ['SELECT q.k FROM (SELECT id AS k FROM users) q', ['q.k -> q.?', 'id -> users.id']],
    ['INSERT INTO users (name) VALUES ("x") ON CONFLICT (id) DO UPDATE SET name = excluded.name || isadmin RETURNING id',
      ['"x" -> missing', 'id -> users.id', 'excluded.name -> excluded.name', 'isadmin -> users.isAdmin', 'id -> users.id']],
    ['UPDATE posts SET score = u.id FROM users u WHERE u.id = user_id', ['u.id -> u.id', 'u.id -> u.id', 'user_id -> posts.user_id']],
    ['DELETE FROM posts WHERE score > 1', ['score -> posts.score']],
  ])('%s', (sql, expected) => {
    expect([...references(sql)].sort()).toEqual([...expected].sort());
  });
});

describe('types', () => {
  it.each([
    ['1', 'integer', false], ['3000000000', 'bigint', false], ['1.5', 'numeric', false], ["'x'", 'text', false], ['NULL', 'unknown', true], ["x'00'", 'bytea', false],
    ['id', 'bigint', false], ['name', 'text', true], ['isadmin', 'boolean', true], ['id + 1', 'bigint', false], ['id / 2.0', 'numeric', undefined],
    ["name || 'x'", 'text', true], ['name IS NULL', 'boolean', false], ['id > 1 AND name', 'boolean', true], ["coalesce(name, '')", 'text', false],
    ['CASE WHEN 1 THEN 2 ELSE 3 END', 'integer', false], ['CASE WHEN 1 THEN 2 END', 'integer', true], ['count(*)', 'bigint', false], ['sum(id)', 'numeric', true],
    ['max(id, 2)', 'bigint', false], ["datetime('now')", 'text', undefined], ['(SELECT score FROM posts)', 'real', true], ['CAST(name AS INTEGER)', 'bigint', true], ['?', 'unknown', undefined],
  ])('%s is %s', (expr, type, nullable) => {
    const tree = treeOf(`SELECT ${expr} FROM users`);
    if (tree.type !== 'SelectStmt') throw new Error('no SELECT');
    const inferred = typesOf(tree, schema).ofColumns(tree.body)?.[0];
    expect({ type: inferred?.type, nullable: inferred?.nullable }).toEqual({ type, nullable });
  });

  it('stands an alias that its own expression uses', () => {
    const sql = "SELECT '/dev/' || (port - 1) AS port FROM somewhere";
    expect(resultColumns({ tree: treeOf(sql), text: sql }, schema)?.map((fact) => fact.type)).toEqual(['text']);
  });

  it('gives the columns of an outer join as nullable', () => {
    const sql = 'SELECT p.id, u.id FROM users u LEFT JOIN posts p ON p.user_id = u.id';
    expect(resultColumns({ tree: treeOf(sql), text: sql }, schema)?.map((fact) => fact.nullable)).toEqual([true, false]);
  });
});

describe('result columns', () => {
  it.each([
    ['SELECT createdAt, count(*), max(id) AS maxId, "name" FROM users', ['createdAt/createdat text', 'count(*)/count bigint', 'maxId/maxid bigint', 'name/name text']],
    ['SELECT * FROM posts', ['id/id bigint', 'user_id/user_id bigint', 'score/score real']],
    ['SELECT n, 1 FROM names', ['n/n text', '1/?column? integer']],
    ['SELECT id FROM users UNION SELECT score FROM posts', ['id/id real']],
    ['INSERT INTO posts (user_id) VALUES (1) RETURNING id, *', ['id/id bigint', 'id/id bigint', 'user_id/user_id bigint', 'score/score real']],
  ])('%s', (sql, expected) => {
    expect(resultColumns({ tree: treeOf(sql), text: sql }, schema)?.map((fact) => `${fact.sqliteName}/${fact.postgresName} ${fact.type}`)).toEqual(expected);
  });

  it('is undefined where a star reaches an unknown table', () => {
    const sql = 'SELECT * FROM nowhere';
    expect(resultColumns({ tree: treeOf(sql), text: sql }, schema)).toBeUndefined();
  });
});

describe('trees and tokens', () => {
  it('knows the node around a node, and the token before an offset', () => {
    const sql = 'SELECT a /* , */ , b FROM t';
    const tree = treeOf(sql);
    const [b] = indexTree(tree).ofType('Id').slice(1);
    expect(indexTree(tree).parentOf(b!)?.type).toBe('ExprResultColumn');
    expect(tokenBefore(tokenize(sql), spanOf(b!).start)?.text).toBe(',');
  });
});

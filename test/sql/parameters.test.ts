import { describe, expect, test } from 'vitest';
import { fileFragment } from '../../src/core/positions.ts';
import { loadPostgresGrammar } from '../../src/sql/grammar.ts';
import { columnPairs } from '../../src/sql/parameter-columns.ts';
import { readParameters } from '../../src/sql/parameters.ts';
import { replay } from '../../src/sql/replay.ts';
import { readStatements, type Statement } from '../../src/sql/statement.ts';

await loadPostgresGrammar();

const statementOf = (text: string): Statement => readStatements(fileFragment('query.sql', text))[0]!;

describe('parameters', () => {
  const show = (text: string): string => readParameters(statementOf(text)).map((own) => `${text.slice(own.start, own.end)}=${own.number}`).join(' ');
  test.each([
    ['SELECT ? + ?', '?=1 ?=2'],
    ['SELECT ?2, ?, ?1', '?2=2 ?=3 ?1=1'],
    ['SELECT :a, @a, $a, :a', ':a=1 @a=2 $a=3 :a=1'],
    ['SELECT $2, $1, $2', '$2=2 $1=1 $2=2'],
    ["SELECT '?' || ?, \"a?\", `b?`, [c?] -- ?\n/* ? */ FROM t WHERE x = ?", '?=1 ?=2'],
    ['SELECT $1::int, b::text FROM t WHERE c = $2::varchar(20)', '$1=1 $2=2'],
    ["SELECT id FROM t WHERE data ? 'k' AND data ?| $1 AND id = $2", '$1=1 $2=2'],
    ['SELECT a::text FROM t WHERE n ILIKE ? AND d > now() - interval ? LIMIT ?', '?=1 ?=2 ?=3'],
    ['SELECT 1', ''],
  ])('%s', (text, expected) => expect(show(text)).toBe(expected));
});

describe('columns of values', () => {
  const schema = replay(readStatements(fileFragment('postgres/schema.sql', 'CREATE TABLE t (id integer, at timestamptz, name text); CREATE TABLE u (id integer, t_id integer, at2 date);'), { engine: 'postgres' }));
  const show = (text: string): string =>
    columnPairs(statementOf(text), schema)
      .map((pair) => `${pair.table.name}.${pair.column.name} ${pair.operator ?? pair.use} ${text.slice(pair.value.start, pair.value.end)}${pair.cast === undefined ? '' : ` as ${pair.cast}`}`)
      .join('; ');
  test.each([
    ['INSERT INTO t (name, at) VALUES (?, ?), (:a, CURRENT_TIMESTAMP)', 't.name insert ?; t.at insert ?; t.name insert :a; t.at insert CURRENT_TIMESTAMP'],
    ['INSERT INTO t VALUES ($1, $2, $3)', 't.id insert $1; t.at insert $2; t.name insert $3'],
    ['INSERT INTO t (id, at) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET at = ?', 't.id insert ?; t.at insert ?; t.at set ?'],
    ['UPDATE t SET at = ?, name = (?) WHERE id = ?', 't.at set ?; t.name set ?; t.id = ?'],
    ['SELECT * FROM t AS x JOIN u ON u.t_id = x.id WHERE x.at < ? AND ? >= at2 AND x.at BETWEEN ? AND ?', 'u.t_id = x.id; t.id = u.t_id; t.at < ?; u.at2 >= ?; t.at BETWEEN ?; t.at BETWEEN ?'],
    ["DELETE FROM t WHERE at IN (?, ?) OR at LIKE ? OR at > CAST(? AS text)", 't.at IN ?; t.at IN ?; t.at LIKE ?; t.at > ? as text'],
    ['SELECT * FROM t WHERE at < $1::timestamptz AND id = ANY($2)', 't.at < $1 as timestamptz'],
    ["INSERT INTO t (at, name) VALUES ($1::timestamptz, 'é') ON CONFLICT (id) DO UPDATE SET at = $2::timestamptz", 't.at insert $1 as timestamptz; t.name insert \'é\'; t.at set $2 as timestamptz'],
    ['UPDATE t SET at = $1::timestamptz WHERE t.id IN ($2, $3) AND name ILIKE $4', 't.at set $1 as timestamptz; t.id = $2; t.id = $3; t.name ~~* $4'],
    ['SELECT * FROM nowhere WHERE at < ?', ''],
  ])('%s', (text, expected) => expect(show(text).split('; ').sort()).toEqual(expected.split('; ').sort()));
});

describe("PostgreSQL's grammar", () => {
  test.each([
    'SELECT a::text FROM t WHERE n ILIKE ? AND b = ?',
    "SELECT substring(n FROM '^\\d+')::bigint FROM t WHERE a = :a OR b = @b",
  ])('reads %s, whose parameters are numbered on the way', (text) => expect(statementOf(text).grammar).toBe('postgres'));
});

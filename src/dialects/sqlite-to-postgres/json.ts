import type { Row } from '../row.ts';

/** SQLite's JSON functions and what they become; the rules build the rewrites, these rows are what they are proven on. */
export interface JsonRow extends Row {
  readonly id: string;
  readonly rule: 'json-function' | 'json-value' | 'json-each';
}

const JSON1 = 'SQLite, JSON functions: https://sqlite.org/json1.html';
const T = `CREATE TABLE t (id INTEGER, j TEXT); INSERT INTO t VALUES (1, '{"a":5,"b":"x","c":true,"d":null,"e":[1,2,3],"f":{"g":1.5}}')`;
const TP = T.replace('j TEXT', 'j JSONB');

const row = (id: string, rule: JsonRow['rule'], sqlite: string, postgres: string, unchanged: Row['example']['unchanged'], more: Partial<JsonRow> = {}): JsonRow => ({
  id, rule, severity: 'critical', safety: 'unsafe', condition: 'the documents are valid JSON', manual: JSON1, example: { setup: T, postgresSetup: TP, sqlite, postgres, unchanged }, ...more,
});
const safe = { safety: 'safe' } as const;

export const JSON_EXAMPLES: readonly JsonRow[] = [
  row('extract', 'json-value', "SELECT json_extract(j, '$.b') FROM t", "SELECT j ->> 'b' FROM t", 'error'),
  row('extract of a number', 'json-value', "SELECT id FROM t WHERE json_extract(j, '$.f.g') > 1", "SELECT id FROM t WHERE (j #>> '{f,g}')::numeric > 1", 'error'),
  row('path behind ->>', 'json-value', "SELECT j ->> '$.b' FROM t", "SELECT j ->> 'b' FROM t", 'different', { ...safe, silent: true }),
  row('object', 'json-function', "SELECT json_object('a', 1, 'b', 'x')", "SELECT json_build_object('a', 1, 'b', 'x')", 'error', safe),
  row('array with NULL', 'json-function', 'SELECT json_array(1, NULL, 2)', 'SELECT json_build_array(1, NULL, 2)', 'different', { ...safe, silent: true }),
  row('group array', 'json-function', 'SELECT json_group_array(id) FROM t', "SELECT coalesce(json_agg(id), '[]') FROM t", 'error'),
  row('group array of no rows', 'json-function', 'SELECT json_group_array(id) FROM t WHERE id > 9', "SELECT coalesce(json_agg(id), '[]') FROM t WHERE id > 9", 'error'),
  row('group object', 'json-function', 'SELECT json_group_object(id, 1) FROM t', "SELECT coalesce(json_object_agg(id, 1), '{}') FROM t", 'error'),
  row('set', 'json-function', "UPDATE t SET j = json_set(j, '$.a', 9); SELECT j ->> 'a' FROM t", "UPDATE t SET j = jsonb_set(j, '{a}', '9'); SELECT j ->> 'a' FROM t", 'error', safe),
  row('set NULL', 'json-function', `SELECT json_set('{"a":1}', '$.a', NULL)`, `SELECT jsonb_set('{"a":1}', '{a}', 'null')`, 'error', safe),
  row('replace', 'json-function', `SELECT json_replace('{"a":1}', '$.a', 9, '$.n', 2)`, `SELECT jsonb_set(jsonb_set('{"a":1}', '{a}', '9', false), '{n}', '2', false)`, 'error', safe),
  row('insert', 'json-function', `SELECT json_insert('{"a":1}', '$.a', 9, '$.n', 2)`, `SELECT jsonb_build_object('a', 9, 'n', 2) || '{"a":1}'::jsonb`, 'error'),
  row('remove', 'json-function', `SELECT json_remove('{"a":1,"b":{"c":2,"d":3}}', '$.a', '$.b.c')`, `SELECT '{"a":1,"b":{"c":2,"d":3}}'::jsonb - 'a' #- '{b,c}'`, 'error', safe),
  row('patch', 'json-function', `SELECT json_patch('{"a":1,"b":2}', '{"b":null,"c":3}')`, `SELECT jsonb_strip_nulls('{"a":1,"b":2}'::jsonb || '{"b":null,"c":3}'::jsonb)`, 'error'),
  row('length at a path', 'json-function', "SELECT json_array_length(j, '$.e') FROM t", "SELECT jsonb_array_length(j -> 'e') FROM t", 'error'),
  row('type at a path', 'json-function', "SELECT json_type(j, '$.b'), json_type(j, '$.c'), json_type(j, '$.f.g'), json_type(j, '$.e') FROM t", "SELECT 'text', 'true', 'real', 'array' FROM t", 'error', safe),
  row('quote', 'json-function', `SELECT json_quote('a"b'), json_quote(5), json_quote(NULL)`, `SELECT to_json('a"b'::text)::text, to_json(5)::text, 'null'`, 'error', safe),
  row('valid in CHECK', 'json-function', "CREATE TABLE c (j TEXT CHECK (j IS NULL OR json_valid(j))); INSERT INTO c VALUES ('{}'), (NULL), ('3'); SELECT count(*) FROM c",
    "CREATE TABLE c (j TEXT CHECK (j IS NULL OR (jsonb_typeof(j::jsonb) <> ''))); INSERT INTO c VALUES ('{}'), (NULL), ('3'); SELECT count(*) FROM c", 'error', safe),
  row('valid', 'json-function', "SELECT json_valid(j), json_valid('{bad') FROM t", "SELECT (j::text IS JSON), ('{bad' IS JSON) FROM t", 'error'),
  row('each value', 'json-each', "SELECT value FROM json_each('[\"a\",\"b\"]')", "SELECT value FROM jsonb_array_elements_text('[\"a\",\"b\"]') AS e(value)", 'error'),
  row('each key', 'json-each', "SELECT key, value FROM json_each('[\"a\",\"b\"]')", "SELECT n - 1, value FROM jsonb_array_elements_text('[\"a\",\"b\"]') WITH ORDINALITY AS e(value, n)", 'error'),
  row('each of an object', 'json-each', `SELECT key, value FROM json_each('{"a":1,"b":"x"}') WHERE key = 'b'`, `SELECT key, value FROM jsonb_each_text('{"a":1,"b":"x"}') WHERE key = 'b'`, 'different', { silent: true }),
  row('each beside its table', 'json-each', "SELECT t.id, e.value FROM t, json_each(t.j, '$.e') AS e", "SELECT t.id, e.value FROM t, jsonb_array_elements_text(t.j -> 'e') AS e(value)", 'error'),
  row('each in IN', 'json-each', "SELECT id FROM t WHERE id IN (SELECT value FROM json_each('[1,2]'))", "SELECT id FROM t WHERE id IN (SELECT value::bigint FROM jsonb_array_elements_text('[1,2]') AS json_each(value))", 'error'),
];

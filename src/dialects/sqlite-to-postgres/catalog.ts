/** PostgreSQL's counterparts of SQLite's catalog tables (https://sqlite.org/schematab.html, https://sqlite.org/pragma.html#pragfunc). */

const OWN = 'current_schema()';

/** What sqlite_master has of each type: the name, the table's name, and where they stand in PostgreSQL. */
const MASTER_ENTRIES = {
  table: { name: 'tablename', table: 'tablename', from: `pg_tables WHERE schemaname = ${OWN}` },
  view: { name: 'viewname', table: 'viewname', from: `pg_views WHERE schemaname = ${OWN}` },
  index: { name: 'indexname', table: 'tablename', from: `pg_indexes WHERE schemaname = ${OWN} AND indexname <> tablename || '_pkey'` },
  trigger: {
    name: 't.tgname', table: 'c.relname',
    from: `pg_trigger AS t JOIN pg_class AS c ON c.oid = t.tgrelid WHERE NOT t.tgisinternal AND c.relnamespace = ${OWN}::regnamespace`,
  },
} as const;

export type MasterType = keyof typeof MASTER_ENTRIES;

export const MASTER_TYPES = Object.keys(MASTER_ENTRIES) as readonly MasterType[];

/** A sub-query with the entries of sqlite_master that are of these types; its columns are type, name and, where it is asked for, tbl_name. */
export const masterSource = (types: readonly MasterType[], hasTable: boolean): string =>
  types.map((type, index) => {
    const { name, table, from } = MASTER_ENTRIES[type];
    const as = (column: string): string => (index === 0 ? ` AS ${column}` : '');
    return `SELECT '${type}'${as('type')}, ${name}::text${as('name')}${hasTable ? `, ${table}::text${as('tbl_name')}` : ''} FROM ${from}`;
  }).join(' UNION ALL ');

export const TEMPORARY_MASTER = "SELECT CASE relkind WHEN 'r' THEN 'table' WHEN 'v' THEN 'view' ELSE 'index' END AS type, relname::text AS name, relname::text AS tbl_name FROM pg_class "
  + "WHERE relnamespace = pg_my_temp_schema() AND relkind IN ('r', 'v', 'i')";

export interface CatalogTable {
  readonly advice: string;
  readonly source?: string;
}

export const CATALOG_TABLES: Readonly<Record<string, CatalogTable>> = {
  sqlite_sequence: {
    advice: 'Ask pg_sequences, or currval(pg_get_serial_sequence(\'table\', \'column\')); RETURNING gives the new id at once.',
    source: `SELECT t.relname::text AS name, s.last_value AS seq FROM pg_sequences AS s JOIN pg_class AS q ON q.relname = s.sequencename AND q.relnamespace = s.schemaname::regnamespace JOIN pg_depend AS d ON d.objid = q.oid AND d.deptype IN ('a', 'i') AND d.classid = 'pg_class'::regclass JOIN pg_class AS t ON t.oid = d.refobjid WHERE s.schemaname = ${OWN} AND s.last_value IS NOT NULL`,
  },
  sqlite_stat1: { advice: 'Ask pg_stats and pg_stat_user_tables.' },
  sqlite_stat4: { advice: 'Ask pg_stats.' },
  dbstat: { advice: 'Ask pg_total_relation_size() and pg_relation_size().' },
  sqlite_dbpage: { advice: 'The extension pageinspect shows pages.' },
};

const named = (argument: string): string => (/^'/.test(argument) ? argument : `(${argument})::text`);

/** The columns of the tables that the pragma functions give, for a table named by an expression. */
export const PRAGMA_TABLES: Readonly<Record<string, (argument: string) => string>> = {
  table_info: (table) => `SELECT (c.ordinal_position - 1)::int AS cid, c.column_name::text AS name, upper(c.data_type) AS type, (c.is_nullable = 'NO')::int AS "notnull", c.column_default::text AS dflt_value, coalesce((SELECT k.ordinal_position::int FROM information_schema.table_constraints AS t JOIN information_schema.key_column_usage AS k ON k.constraint_schema = t.constraint_schema AND k.constraint_name = t.constraint_name WHERE t.constraint_type = 'PRIMARY KEY' AND k.table_schema = c.table_schema AND k.table_name = c.table_name AND k.column_name = c.column_name), 0) AS pk FROM information_schema.columns AS c WHERE c.table_schema = ${OWN} AND c.table_name = ${named(table)} ORDER BY c.ordinal_position`,
  table_list: () => `SELECT 'main' AS schema, table_name::text AS name, CASE table_type WHEN 'VIEW' THEN 'view' ELSE 'table' END AS type FROM information_schema.tables WHERE table_schema = ${OWN}`,
  index_list: (table) => `SELECT (row_number() OVER (ORDER BY i.relname) - 1)::int AS seq, i.relname::text AS name, x.indisunique::int AS "unique", CASE WHEN EXISTS (SELECT 1 FROM pg_constraint AS c WHERE c.conindid = x.indexrelid AND c.contype = 'u') THEN 'u' ELSE 'c' END AS origin, (x.indpred IS NOT NULL)::int AS partial FROM pg_index AS x JOIN pg_class AS i ON i.oid = x.indexrelid WHERE x.indrelid = to_regclass(${named(table)}) AND NOT x.indisprimary`,
  index_info: (index) => `SELECT (k.n - 1)::int AS seqno, (k.attnum - 1)::int AS cid, a.attname::text AS name FROM pg_index AS x CROSS JOIN LATERAL unnest(x.indkey) WITH ORDINALITY AS k (attnum, n) LEFT JOIN pg_attribute AS a ON a.attrelid = x.indrelid AND a.attnum = k.attnum AND k.attnum > 0 WHERE x.indexrelid = to_regclass(${named(index)})`,
  foreign_key_list: (table) => `SELECT (row_number() OVER (ORDER BY f.oid) - 1)::int AS id, (p.n - 1)::int AS seq, f.confrelid::regclass::text AS "table", a.attname::text AS "from", b.attname::text AS "to", CASE f.confupdtype WHEN 'c' THEN 'CASCADE' WHEN 'n' THEN 'SET NULL' WHEN 'd' THEN 'SET DEFAULT' WHEN 'r' THEN 'RESTRICT' ELSE 'NO ACTION' END AS on_update, CASE f.confdeltype WHEN 'c' THEN 'CASCADE' WHEN 'n' THEN 'SET NULL' WHEN 'd' THEN 'SET DEFAULT' WHEN 'r' THEN 'RESTRICT' ELSE 'NO ACTION' END AS on_delete, 'NONE' AS match FROM pg_constraint AS f CROSS JOIN LATERAL unnest(f.conkey, f.confkey) WITH ORDINALITY AS p (own, other, n) JOIN pg_attribute AS a ON a.attrelid = f.conrelid AND a.attnum = p.own JOIN pg_attribute AS b ON b.attrelid = f.confrelid AND b.attnum = p.other WHERE f.contype = 'f' AND f.conrelid = to_regclass(${named(table)})`,
  function_list: () => 'SELECT proname::text AS name FROM pg_proc',
  collation_list: () => 'SELECT collname::text AS name FROM pg_collation',
  module_list: () => 'SELECT extname::text AS name FROM pg_extension',
  pragma_list: () => 'SELECT name FROM pg_settings',
};

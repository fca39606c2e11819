import type { Safety, Severity } from '../../core/types.ts';

/** What takes the place of a PRAGMA (https://sqlite.org/pragma.html). */
export interface PragmaRow {
  /** `remove`: nothing does, the statement can go; `rewrite`: the text; `manual`: a person must decide. */
  readonly kind: 'remove' | 'rewrite' | 'manual';
  /** Why it can go, or what to do. */
  readonly advice: string;
  /** For `rewrite`: the statement for the value as written; `columns` are those that are read, where that is known. */
  readonly postgres?: (value: string, columns?: readonly string[]) => string | undefined;
  readonly severity: Severity;
  readonly safety?: Safety;
}

const remove = (advice: string): PragmaRow => ({ kind: 'remove', advice, severity: 'critical', safety: 'safe' });
const manual = (advice: string): PragmaRow => ({ kind: 'manual', advice, severity: 'critical' });
const rewrite = (advice: string, postgres: NonNullable<PragmaRow['postgres']>, safety: Safety = 'safe'): PragmaRow => ({ kind: 'rewrite', advice, postgres, severity: 'critical', safety });

const FILE = 'It tunes the file format, the cache or the journal of SQLite; PostgreSQL is tuned on the server.';
const text = (name: string): string => `'${name.replace(/^["'`[]|["'`\]]$/g, '').replaceAll("'", "''")}'`;
const isOn = (value: string): boolean => /^(?:1|on|true|yes)$/i.test(value);

const INDEX_LIST = (table: string): string => `SELECT (row_number() OVER (ORDER BY i.relname) - 1)::int AS seq, i.relname AS name, x.indisunique::int AS "unique", CASE WHEN x.indisprimary THEN 'pk' WHEN c.oid IS NOT NULL THEN 'u' ELSE 'c' END AS origin, (x.indpred IS NOT NULL)::int AS partial
FROM pg_index AS x JOIN pg_class AS i ON i.oid = x.indexrelid LEFT JOIN pg_constraint AS c ON c.conindid = x.indexrelid AND c.contype = 'u' WHERE x.indrelid = to_regclass(${table})`;

const TABLE_COLUMNS: Readonly<Record<string, string>> = {
  cid: '(c.ordinal_position - 1)::int AS cid', name: 'c.column_name AS name', type: 'upper(c.data_type) AS type', notnull: `(c.is_nullable = 'NO')::int AS "notnull"`,
  dflt_value: 'c.column_default AS dflt_value', pk: 'coalesce(k.ordinal_position, 0)::int AS pk',
};

const PRIMARY_KEY = `
LEFT JOIN (information_schema.table_constraints AS t JOIN information_schema.key_column_usage AS k ON k.constraint_schema = t.constraint_schema AND k.constraint_name = t.constraint_name AND t.constraint_type = 'PRIMARY KEY')
  ON k.table_schema = c.table_schema AND k.table_name = c.table_name AND k.column_name = c.column_name`;

/** The key stands in other views of the catalog: they are asked only where it is read. */
const TABLE_INFO = (table: string, columns: readonly string[] = Object.keys(TABLE_COLUMNS)): string | undefined => {
  const list = columns.flatMap((name) => TABLE_COLUMNS[name] ?? []);
  if (list.length < columns.length || list.length === 0) return undefined;
  const [join, where] = columns.includes('pk') ? [PRIMARY_KEY, '\nWHERE'] : ['', ' WHERE'];
  return `SELECT ${list.join(', ')}${join === '' ? ' ' : '\n'}FROM information_schema.columns AS c${join}${where} c.table_schema = current_schema() AND c.table_name = ${table} ORDER BY c.ordinal_position`;
};

const FOREIGN_KEYS = (table: string): string => `SELECT (row_number() OVER (ORDER BY f.oid) - 1)::int AS id, (p.n - 1)::int AS seq, f.confrelid::regclass::text AS "table", a.attname AS "from", b.attname AS "to", CASE f.confupdtype WHEN 'c' THEN 'CASCADE' WHEN 'n' THEN 'SET NULL' WHEN 'd' THEN 'SET DEFAULT' WHEN 'r' THEN 'RESTRICT' ELSE 'NO ACTION' END AS on_update, CASE f.confdeltype WHEN 'c' THEN 'CASCADE' WHEN 'n' THEN 'SET NULL' WHEN 'd' THEN 'SET DEFAULT' WHEN 'r' THEN 'RESTRICT' ELSE 'NO ACTION' END AS on_delete, 'NONE' AS match
FROM pg_constraint AS f CROSS JOIN LATERAL unnest(f.conkey, f.confkey) WITH ORDINALITY AS p (own, other, n) JOIN pg_attribute AS a ON a.attrelid = f.conrelid AND a.attnum = p.own JOIN pg_attribute AS b ON b.attrelid = f.confrelid AND b.attnum = p.other
WHERE f.contype = 'f' AND f.conrelid = to_regclass(${table})`;

export const PRAGMAS: Readonly<Record<string, PragmaRow>> = {
  foreign_keys: {
    ...remove('PostgreSQL always enforces foreign keys. Where SQLite ran without this pragma, rows that point nowhere stop the copy of the data.'),
  },
  defer_foreign_keys: rewrite('Declare the foreign keys DEFERRABLE, and write SET CONSTRAINTS ALL DEFERRED inside the transaction.', (value) => (isOn(value) ? 'SET CONSTRAINTS ALL DEFERRED' : undefined), 'unsafe'),
  journal_mode: remove('PostgreSQL always writes ahead and lets readers and writers work side by side.'),
  synchronous: remove('PostgreSQL has synchronous_commit instead, which is on.'),
  busy_timeout: rewrite('SQLite waits so long for its one lock; PostgreSQL waits for rows, without limit unless lock_timeout is set.', (value) => (/^\d+$/.test(value) ? `SET lock_timeout = '${value}ms'` : undefined)),
  user_version: manual('Keep the version of the schema in a table of your own, as migration tools do.'),
  application_id: manual('Keep such a number in a table of your own.'),
  table_info: rewrite('Read information_schema.columns; types and defaults have other spellings there.', (value, columns) => TABLE_INFO(text(value), columns), 'unsafe'),
  table_xinfo: rewrite('Read information_schema.columns; types and defaults have other spellings there.', (value, columns) => TABLE_INFO(text(value), columns), 'unsafe'),
  table_list: rewrite('Read information_schema.tables.', () => `SELECT table_schema AS schema, table_name AS name, CASE table_type WHEN 'VIEW' THEN 'view' ELSE 'table' END AS type FROM information_schema.tables WHERE table_schema = current_schema()`, 'unsafe'),
  index_list: rewrite('Read pg_index.', (value) => INDEX_LIST(text(value)), 'unsafe'),
  index_info: rewrite('Read pg_index and pg_attribute.', (value) => `SELECT (k.n - 1)::int AS seqno, k.attnum - 1 AS cid, a.attname AS name FROM pg_index AS x CROSS JOIN LATERAL unnest(x.indkey) WITH ORDINALITY AS k (attnum, n) LEFT JOIN pg_attribute AS a ON a.attrelid = x.indrelid AND a.attnum = k.attnum AND k.attnum > 0 WHERE x.indexrelid = to_regclass(${text(value)}) ORDER BY k.n`, 'unsafe'),
  index_xinfo: manual('Read pg_index and pg_attribute.'),
  foreign_key_list: rewrite('Read pg_constraint.', (value) => FOREIGN_KEYS(text(value)), 'unsafe'),
  foreign_key_check: rewrite('PostgreSQL keeps its foreign keys true; only NOT VALID ones can be violated.', () => "SELECT conrelid::regclass::text AS \"table\", NULL::bigint AS rowid, confrelid::regclass::text AS parent, conname AS fkid FROM pg_constraint WHERE contype = 'f' AND NOT convalidated", 'unsafe'),
  integrity_check: manual('PostgreSQL has the extension amcheck and the program pg_amcheck; checksums are watched by the server.'),
  quick_check: manual('PostgreSQL has the extension amcheck and the program pg_amcheck; checksums are watched by the server.'),
  case_sensitive_like: remove('LIKE always distinguishes case in PostgreSQL; ILIKE does not.'),
  optimize: rewrite('Autovacuum keeps the statistics; ANALYZE does it at once.', () => 'ANALYZE'),
  query_only: rewrite('Make the session read-only.', (value) => `SET default_transaction_read_only = ${isOn(value) ? 'on' : 'off'}`),
  encoding: rewrite('Ask the server.', (value) => (value === '' ? "SELECT CASE current_setting('server_encoding') WHEN 'UTF8' THEN 'UTF-8' ELSE current_setting('server_encoding') END AS encoding" : undefined)),
  database_list: manual('A PostgreSQL connection has one database; its schemas are in information_schema.schemata.'),
  function_list: manual('Read pg_proc.'), collation_list: manual('Read pg_collation.'), module_list: manual('Read pg_extension.'), pragma_list: manual('Read pg_settings.'),
  compile_options: manual('Ask version() and pg_settings.'),
  locking_mode: manual('LOCK TABLE takes a table for one transaction; nothing takes a whole database.'),
  recursive_triggers: manual('Triggers always fire again in PostgreSQL: guard them with WHEN or pg_trigger_depth().'),
  ignore_check_constraints: manual('CHECKs always hold in PostgreSQL: drop and add the constraint, or add it NOT VALID.'),
  writable_schema: manual('The catalog is changed by DDL only.'),
  page_count: manual('Ask pg_database_size(current_database()).'), page_size: manual("Ask current_setting('block_size') or pg_database_size()."),
  freelist_count: manual('Ask pg_stat_user_tables or the extension pgstattuple.'), max_page_count: manual('Limit the size by the quota of the disk.'),
  schema_version: manual('There is no counter of schema changes.'), data_version: manual('LISTEN and NOTIFY tell other sessions of a change.'),
  key: manual('PostgreSQL does not encrypt its files by itself.'), rekey: manual('PostgreSQL does not encrypt its files by itself.'),
  secure_delete: remove('PostgreSQL has no such setting.'), reverse_unordered_selects: remove('It is an aid for tests of SQLite.'),
  read_uncommitted: remove('PostgreSQL never reads what is not committed.'), legacy_alter_table: remove('PostgreSQL follows renames through views and keys.'),
  cache_size: remove(FILE), temp_store: remove(FILE), mmap_size: remove(FILE), auto_vacuum: remove(FILE), incremental_vacuum: remove(FILE), wal_checkpoint: remove(FILE),
  wal_autocheckpoint: remove(FILE), analysis_limit: remove(FILE), threads: remove(FILE), automatic_index: remove(FILE), cell_size_check: remove(FILE),
  checkpoint_fullfsync: remove(FILE), fullfsync: remove(FILE), cache_spill: remove(FILE), soft_heap_limit: remove(FILE), hard_heap_limit: remove(FILE),
  journal_size_limit: remove(FILE), shrink_memory: remove(FILE), trusted_schema: remove(FILE), temp_store_directory: remove(FILE), count_changes: remove(FILE),
  full_column_names: remove(FILE), short_column_names: remove(FILE), empty_result_callbacks: remove(FILE), default_cache_size: remove(FILE), stats: remove(FILE),
};

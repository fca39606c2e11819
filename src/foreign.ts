import type { Facts } from './core/types.ts';
import { driverOfModule } from './drivers/lookup.ts';
import type { Statement } from './sql/statement.ts';

/** Other engines, by the names that paths and functions have for them. */
const NAMES: readonly (readonly [string, RegExp])[] = [
  ['MySQL', /(?:^|[/._-])(?:mysql2?|mariadb)(?:[/._-]|$)/i],
  ['SQL Server', /(?:^|[/._-])(?:mssql|sqlserver)(?:[/._-]|$)/i],
  ['ClickHouse', /(?:^|[/._-])clickhouse(?:[/._-]|$)/i],
  ['Oracle', /(?:^|[/._-])oracle(?:db)?(?:[/._-]|$)/i],
  ['DuckDB', /(?:^|[/._-])duckdb(?:[/._-]|$)/i],
  ['BigQuery', /(?:^|[/._-])bigquery(?:[/._-]|$)/i],
];

const IN_FUNCTION: readonly (readonly [string, RegExp])[] = [['MySQL', /mysql$|^mysql|mariadb/i], ['SQL Server', /mssql/i], ['ClickHouse', /clickhouse/i]];

/** Packages that talk to other databases. */
const PACKAGES: readonly (readonly [string, RegExp])[] = [
  ['SQL Server', /^(?:mssql|tedious)$/], ['Oracle', /^oracledb$/], ['DuckDB', /^(?:duckdb|duckdb-async|@duckdb\/.*)$/], ['ClickHouse', /^(?:clickhouse|@clickhouse\/.*)$/],
  ['BigQuery', /^@google-cloud\/bigquery$/], ['Spanner', /^@google-cloud\/spanner$/], ['Snowflake', /^snowflake-sdk$/], ['Cassandra', /^cassandra-driver$/],
  ['Kuzu', /^(?:kuzu|@ladybugdb\/.*)$/], ['Neo4j', /^neo4j-driver$/],
];

/** The third engine that a script is written for: it imports that one's package and none of a driver that is known here. */
export function foreignPackageOf({ module }: Facts): string | undefined {
  const imported = (module?.imports ?? []).map(({ specifier }) => specifier);
  if (imported.some((specifier) => driverOfModule(specifier) !== undefined)) return undefined;
  return PACKAGES.find(([, pattern]) => imported.some((specifier) => pattern.test(specifier)))?.[0];
}

/** Words that only MySQL has: https://dev.mysql.com/doc/refman/8.4/en/create-table.html, .../insert.html */
const MYSQL = /\bauto_increment\b|\bengine\s*=\s*(?:innodb|myisam)\b|\binsert\s+ignore\b|\bon\s+duplicate\s+key\b|\bcharacter\s+set\s+utf8/i;

/** The engine that a statement is written for when it is neither SQLite nor PostgreSQL; undefined for all others. */
export function foreignEngine(statement: Statement): string | undefined {
  const { call, fragment, foreign, text } = statement;
  if (call?.driver === 'mysql' || MYSQL.test(text)) return 'MySQL';
  const within = call?.within?.name ?? '';
  const named = NAMES.find(([, pattern]) => pattern.test(fragment.path)) ?? (within === '' ? undefined : IN_FUNCTION.find(([, pattern]) => pattern.test(within)));
  return call?.engine === undefined ? named?.[0] ?? foreign : undefined;
}

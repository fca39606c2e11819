import type { Context } from '../../rule.ts';
import { columnSites, isSqliteDdl, type ColumnSite } from '../../sql/columns.ts';
import { showsSqliteDdl } from '../../sql/ddl.ts';
import { touchesHole, type Statement } from '../../sql/statement.ts';

/**
 * Whether a DDL statement is SQLite's and still has to move. In code that reaches PostgreSQL only, a string that goes nowhere known is SQLite's only
 * where it says so.
 */
export function isToMigrate(statement: Statement, context: Context): boolean {
  const isUnclaimed = statement.engine === undefined && statement.dialect === undefined && statement.fragment.kind !== 'file';
  if (isUnclaimed && context.project.dataLayerOf(statement.fragment.path) === 'postgres' && !showsSqliteDdl(statement)) return false;
  return isSqliteDdl(statement, context.schema);
}

/** The columns that SQLite's DDL declares and that still have to move; not those that the program puts in, whole or in part. */
export function sitesOf(statement: Statement, context: Context): readonly ColumnSite[] {
  if (!isToMigrate(statement, context)) return [];
  const sites = columnSites(statement, context.schema);
  return statement.holes.length === 0 ? sites : sites.filter((site) => !touchesHole(statement, site.span));
}

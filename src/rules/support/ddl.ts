import type { Fragment } from '../../core/types.ts';
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

/** The columns that SQLite's DDL declares and that still have to move; not those whose declaration the program puts in, whole or in part. */
export function sitesOf(statement: Statement, context: Context): readonly ColumnSite[] {
  if (!isToMigrate(statement, context)) return [];
  const sites = columnSites(statement, context.schema);
  return statement.holes.length === 0 ? sites : sites.filter((site) => !touchesHole(statement, site.span) || isDeclared(statement, site));
}

/** The program puts in the name alone. */
const isDeclared = (statement: Statement, { type, nameSpan, span }: ColumnSite): boolean => type !== '' && !touchesHole(statement, { start: nameSpan.end, end: span.end });

/** Where the program puts in a declaration whole, or its type, and no literal of the file is seen to be put in there: nothing is known of it. */
export const unreadColumns = (statement: Statement, context: Context): readonly ColumnSite[] =>
  (statement.holes.length === 0 || !isToMigrate(statement, context) || (context.project.factsOf(statement.fragment.path)?.fragments ?? []).some(isPutIn) ? []
  : columnSites(statement, context.schema).filter((site) => site.type === '' && touchesHole(statement, site.nameSpan)));

/** A declaration in a literal of its own, read as the statement that a helper makes of it. */
const isPutIn = ({ kind, map, text }: Fragment): boolean => kind === 'joined' && map[0]?.kind === 'hole' && /^ALTER TABLE \w+ ADD COLUMN /.test(text);

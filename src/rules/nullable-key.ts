import type { Problem } from '../core/types.ts';
import { defineRule } from '../rule.ts';
import type { ColumnSite } from '../sql/columns.ts';
import { isSameName } from '../sql/tree.ts';
import type { Statement } from '../sql/statement.ts';
import { sitesOf } from './support/ddl.ts';

const isNotNull = (site: ColumnSite): boolean => site.definition.constraints.some(({ constraint }) => constraint.type === 'NotNullColumnConstraint' && !constraint.nullable);

/** The columns of the key that may hold NULL in SQLite. */
function keyColumns(statement: Statement, sites: readonly ColumnSite[]): readonly ColumnSite[] {
  const { tree } = statement;
  if (tree?.type !== 'CreateTableStmt' || tree.body.type !== 'ColumnsAndConstraintsCreateTableBody' || (tree.body.flags & (128 | 65536)) !== 0) return [];
  const named = (tree.body.constraints ?? []).flatMap(({ constraint }) =>
    constraint.type === 'PrimaryKeyTableConstraint' ? constraint.columns.flatMap((column) => (column.expr.type === 'Id' ? [column.expr.name] : [])) : []);
  return sites.filter((site) => !site.isRowidAlias && !isNotNull(site)
    && (site.definition.constraints.some(({ constraint }) => constraint.type === 'PrimaryKeyColumnConstraint') || named.some((name) => isSameName(name, site.name))));
}

function toProblem(site: ColumnSite): Problem {
  const isInteger = /INT/.test(site.type) && site.definition.constraints.some(({ constraint }) => constraint.type === 'PrimaryKeyColumnConstraint');
  return {
    ...site.nameSpan,
    message: isInteger
      ? `The key ${site.name} is declared ${site.type}, not INTEGER: SQLite generates nothing for it and lets NULL in, PostgreSQL refuses NULL (23502).`
      : `The key ${site.name} may hold NULL in SQLite, and more than once; PostgreSQL refuses it (23502).`,
    help: `Look for rows with NULL before the copy: SELECT count(*) FROM ${site.table} WHERE ${site.name} IS NULL.`,
    severity: isInteger ? 'warning' : 'info',
    confidence: 'review',
  };
}

export default defineRule({
  summary: 'primary keys that may hold NULL in SQLite',
  why: 'By an old mistake that SQLite keeps, a primary key that is not INTEGER PRIMARY KEY takes NULL, unless the table is STRICT or WITHOUT ROWID. In PostgreSQL a primary key is NOT NULL.',
  construct: 'primary key without NOT NULL',
  severity: 'info',
  category: 'breaks',
  manual: ['SQLite, CREATE TABLE, 3.5 The PRIMARY KEY: https://sqlite.org/lang_createtable.html#the_primary_key'],
  wakes: ['PrimaryKeyColumnConstraint', 'PrimaryKeyTableConstraint'],
  *statement(statement, context) {
    for (const site of keyColumns(statement, sitesOf(statement, context))) yield toProblem(site);
  },
});

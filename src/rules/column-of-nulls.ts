import { defineRule } from '../rule.ts';
import { spanOf, unwrap } from '../sql/tree.ts';

export default defineRule({
  summary: 'A table made from a query with a column of NULLs',
  why: 'A column of CREATE TABLE ... AS has no type in SQLite where the query gives NULL, and takes anything. PostgreSQL makes it text: numbers stored there come back as texts.',
  construct: 'CREATE TABLE AS SELECT NULL',
  severity: 'warning',
  category: 'changes-result',
  silent: true,
  manual: ['SQLite, CREATE TABLE ... AS: https://sqlite.org/lang_createtable.html#create_table_as_select_statements', 'PostgreSQL, 10.6 SELECT output columns: https://www.postgresql.org/docs/current/typeconv-select.html'],
  wakes: ['AsSelectCreateTableBody'],
  *statement({ tree }) {
    if (tree?.type !== 'CreateTableStmt' || tree.body.type !== 'AsSelectCreateTableBody') return;
    const { select, compounds } = tree.body.select;
    // The other branches of a UNION give the column its type.
    if (select.type !== 'SelectFrom' || compounds?.length) return;
    for (const column of select.columns) {
      if (column.type !== 'ExprResultColumn' || unwrap(column.expr).type !== 'NullLiteral') continue;
      yield {
        ...spanOf(column.expr),
        message: 'A column of NULLs has no type: PostgreSQL makes it text, and what is stored in it comes back as a text.',
        help: 'Say the type: CAST(NULL AS bigint), for example.',
      };
    }
  },
});

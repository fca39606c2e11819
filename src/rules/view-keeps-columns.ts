import { defineRule } from '../rule.ts';
import type { View } from '../sql/schema.ts';
import type { Statement } from '../sql/statement.ts';

const mentions = (view: View, name: string): boolean => new RegExp(`(?<![\\w$])["\`[]?${name.replace(/\W/g, '\\$&')}["\`\\]]?(?![\\w$])`, 'i').test(view.select);

const selectsAll = (view: View): boolean => /(?:select|,|\.)\s*\*/i.test(view.select);

/** The star is the last result: PostgreSQL lets a view created again have more columns at its end (https://www.postgresql.org/docs/current/sql-createview.html). */
const PLAIN_STAR = /^\s*select\s+(?:[\w\s,.]+,\s*)?\*\s+from\s/i;

/** The text behind the change creates the view again. */
const isMadeAgain = ({ fragment, start, text }: Statement, view: string): boolean =>
  new RegExp(`\\bcreate\\s+or\\s+replace\\s+view\\s+["]?${view.replace(/\W/g, '\\$&')}\\b`, 'i').test(fragment.text.slice(start + text.length));

export default defineRule({
  summary: 'a view over a table whose columns are added or renamed',
  why: 'SQLite keeps the text of a view: `SELECT *` gets new columns, and a renamed column has its new name in the view. PostgreSQL fixes columns and names when the view is created.',
  construct: 'ALTER TABLE of a table that views read',
  severity: 'warning',
  category: 'changes-result',
  confidence: 'likely',
  silent: true,
  manual: ['SQLite, ALTER TABLE: https://sqlite.org/lang_altertable.html', 'PostgreSQL, CREATE VIEW: https://www.postgresql.org/docs/current/sql-createview.html'],
  wakes: ['AlterTableStmt'],
  *statement(statement, context) {
    const { tree } = statement;
    if (tree?.type !== 'AlterTableStmt') return;
    const { body } = tree;
    const table = tree.tblName.objName.text;
    const isAdded = body.type === 'AddColumnAlterTableBody';
    const column = isAdded ? body.column.colName.text : body.type === 'RenameColumnAlterTableBody' ? body.old.text : undefined;
    if (column === undefined) return;
    const isNewName = body.type === 'RenameColumnAlterTableBody' ? body.new.text : '';
    const view = context.schema.views.find(
      (one) => mentions(one, table) && (selectsAll(one) || (!isAdded && (mentions(one, column) || mentions(one, isNewName))))
    );
    if (!view || isMadeAgain(statement, view.name)) return;
    yield {
      start: 0, end: statement.text.length,
      message: isAdded ? `The view ${view.name} selects * of ${table}: SQLite shows ${column} in it from now on, PostgreSQL keeps the columns that it had.`
        : `The view ${view.name} reads ${table}: SQLite shows ${column} under its new name in it, PostgreSQL under the old one.`,
      help: isAdded ? `Create the view again (CREATE OR REPLACE VIEW ${view.name}) behind the change.` : `Rename it there too: ALTER VIEW ${view.name} RENAME COLUMN ${column} TO ${isNewName}.`,
      ...(isAdded && PLAIN_STAR.test(view.select) && { fix: { title: 'Create the view again', safety: 'safe' as const, edits: [{ start: statement.text.length, end: statement.text.length, text: `;\nCREATE OR REPLACE VIEW ${view.name} AS ${view.select.trim()}` }] } }),
      related: [{ path: view.place.path, span: view.place, message: 'The view' }],
    };
  },
});

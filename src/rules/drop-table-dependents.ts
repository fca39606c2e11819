import { defineRule } from '../rule.ts';
import { addKeysAgain, keysTo, schemaBefore } from './support/rebuilds.ts';

export default defineRule({
  summary: 'DROP TABLE of a table that others depend on',
  why: 'SQLite drops a table that foreign keys or views point at. PostgreSQL refuses (2BP01) unless CASCADE is said, which takes those keys and views away too. '
    + 'The rebuilding of a table (create, copy, drop, rename) meets this: there the keys are added again behind the RENAME, as they still stand in SQLite.',
  construct: 'DROP TABLE of a table that foreign keys or views depend on',
  severity: 'critical',
  category: 'breaks',
  manual: ['SQLite, Making other kinds of table schema changes: https://sqlite.org/lang_altertable.html#otheralter', 'PostgreSQL, DROP TABLE: https://www.postgresql.org/docs/current/sql-droptable.html'],
  wakes: ['DropTableStmt'],
  *statement(statement, context) {
    const { tree, tokens } = statement;
    const isPostgres = statement.engine === 'postgres' && statement.dialect !== 'sqlite';
    if (tree?.type !== 'DropTableStmt' || isPostgres || tokens.some((token) => /^(?:cascade|restrict)$/i.test(token.text))) return;
    if (statement.engine === undefined && context.project.dataLayerOf(statement.fragment.path) === 'postgres') return;
    const name = tree.tblName.objName.text;
    const before = schemaBefore(statement, context.project.statements);
    const keys = keysTo(before, name);
    const tables = new Set(keys.map(({ child }) => child.name));
    const views = before.views.filter((view) => new RegExp(`\\b${name.replace(/\W/g, '\\$&')}\\b`, 'i').test(view.select)).map((view) => view.name);
    const dependents = [...[...tables].map((table) => `foreign keys of ${table}`), ...views.map((view) => `view ${view}`)];
    const last = tokens.at(-1);
    if (dependents.length === 0 || !last) return;
    const shown = dependents.length > 3 ? `${dependents.slice(0, 3).join(', ')} and ${dependents.length - 3} more` : dependents.join(', ');
    const again = views.length === 0 ? addKeysAgain(statement, name, keys, context.project.statements) : undefined;
    yield {
      start: 0, end: statement.text.length,
      message: `DROP TABLE ${name} fails in PostgreSQL while ${shown} depend on it (2BP01).`,
      help: `Change the table with ALTER TABLE instead of building it anew; or write CASCADE, and add the ${again ? 'keys again behind the RENAME' : 'keys and views again'}.`,
      fix: {
        title: again ? 'Write CASCADE, and add the keys again behind the RENAME' : 'Write CASCADE: keys and views that depend on the table go with it',
        safety: 'unsafe', edits: [{ start: last.end, end: last.end, text: ' CASCADE' }, ...(again ? [again] : [])],
      },
    };
  },
});

import { defineRule } from '../rule.ts';

export default defineRule({
  summary: 'ATTACH and DETACH DATABASE',
  why: 'SQLite opens several files in one connection and joins their tables. A PostgreSQL connection has one database; its schemas take that place, and postgres_fdw reads other databases.',
  construct: 'ATTACH or DETACH DATABASE',
  severity: 'critical',
  category: 'breaks',
  manual: ['SQLite, ATTACH DATABASE: https://sqlite.org/lang_attach.html', 'PostgreSQL, 5.10 Schemas: https://www.postgresql.org/docs/current/ddl-schemas.html'],
  wakes: ['AttachStmt', 'DetachStmt'],
  *statement(statement) {
    const { tree } = statement;
    if (tree?.type !== 'AttachStmt' && tree?.type !== 'DetachStmt') return;
    const verb = tree.type === 'AttachStmt' ? 'ATTACH' : 'DETACH';
    yield {
      start: 0, end: statement.text.length,
      message: `${verb} DATABASE is a syntax error in PostgreSQL: a connection has one database.`,
      help: 'Bring the tables of the other file into a schema of the same database (CREATE SCHEMA), and qualify them by its name; for a copy between databases use two connections, or postgres_fdw.',
    };
  },
});

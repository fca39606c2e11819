/** The drivers of SQLite whose calls the driver codemod converts. */
export const SOURCES: readonly string[] = ['better-sqlite3', 'node-sqlite', 'bun-sqlite', 'libsql-client', 'sqlite3', 'sqlite'];

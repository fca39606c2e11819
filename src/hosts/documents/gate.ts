/** Whether the text of a document can hold facts: a word for SQLite, or the name of a database setting in capitals or inline code. */
export const mayHoldMentions = (latin1: string, path: string): boolean =>
  path.length > 0 && /sqlite|libsql|\.db\b|:memory:|\bDB_|_DB_|DATABASE_|_DATABASE|PG[A-Z]|POSTGRES|_POOL|POOL_|pool|connection/i.test(latin1);

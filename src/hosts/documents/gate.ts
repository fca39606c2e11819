/** Whether the text of a document can hold facts: a word for SQLite, or the name of a database setting in capitals or inline code. */
export const mayHoldMentions = (latin1: string, path: string): boolean =>
  path.length > 0 && /sqlite|libsql|\bsql\.js|\.db\b|:memory:|turso|knex|typeorm|prisma|sequelize|pg[a-z]|postgres|database|(?:^|[^a-z])(?:db|dsn|sql)(?:[^a-z]|$)|pool|connection|timeout|insert or |autoincrement|pragma |datetime\(|without rowid/i.test(latin1);

import { openEngine, SqliteError } from './engine.mjs';

/** better-sqlite3 and node:sqlite, as much as the pages use of them. */
export default function Database() {
  const engine = openEngine();
  const database = {
    prepare: (sql) => {
      const { all, run } = engine.prepare(sql);
      return { all, run, iterate: all, get: (...values) => all(...values)[0] };
    },
    exec: engine.exec,
    close: engine.close,
    pragma: () => undefined,
    transaction: (work) => (...values) => {
      engine.exec('BEGIN');
      try {
        const result = work(...values);
        engine.exec('COMMIT');
        return result;
      } catch (error) {
        engine.exec('ROLLBACK');
        throw error;
      }
    },
  };
  return database;
}

Database.SqliteError = SqliteError;

export { Database as DatabaseSync };

import sqlite3InitModule from '@sqlite.org/sqlite-wasm';

/** SQLite in WebAssembly, so that pages run without a native driver. The modules beside this one give it the interfaces of the drivers. */

const library = await sqlite3InitModule();

export class SqliteError extends Error {
  code;

  constructor(message) {
    super(message);
    this.code = /UNIQUE/.test(message) ? 'SQLITE_CONSTRAINT_UNIQUE' : /NOT NULL/.test(message) ? 'SQLITE_CONSTRAINT_NOTNULL' : 'SQLITE_ERROR';
  }
}

function failing(work) {
  try {
    return work();
  } catch (error) {
    throw new SqliteError(error.message.replace(/^SQLITE_\w+: sqlite3 result code \d+: /, ''));
  }
}

/** Values one by one, in an array, or by name with or without their prefix. */
function bindingOf(values) {
  const [only] = values;
  if (values.length !== 1 || typeof only !== 'object' || only === null) return values.flat();
  if (Array.isArray(only)) return only;
  return Object.fromEntries(Object.entries(only).map(([name, value]) => [/^[:@$]/.test(name) ? name : `:${name}`, value]));
}

export function openEngine() {
  const db = new library.oo1.DB(':memory:');
  const send = (sql, values) => failing(() => {
    const isNamed = values.length === 1 && typeof values[0] === 'object' && values[0] !== null && !Array.isArray(values[0]);
    const text = isNamed ? sql.replace(/@(\w+)/g, ':$1') : sql;
    const bind = bindingOf(values);
    return db.exec({ sql: text, ...(values.length > 0 && { bind }), rowMode: 'object', returnValue: 'resultRows' });
  });
  return {
    prepare: (sql) => ({
      all: (...values) => send(sql, values),
      run: (...values) => {
        send(sql, values);
        return { changes: Number(db.changes()), lastInsertRowid: Number(db.selectValue('SELECT last_insert_rowid()')) };
      },
    }),
    exec: (script) => void failing(() => db.exec(script)),
    close: () => db.close(),
  };
}

import { openEngine } from './engine.mjs';

/** sqlite3 and the package sqlite, as much as the pages use of them: every statement waits for those before it. */

const isCallback = (value) => typeof value === 'function';

/** Runs work after what was given before it, and gives its outcome to a callback. */
function createQueue() {
  let last = Promise.resolve();
  return (work, callback, self = () => ({})) => {
    last = last.then(() => {
      try {
        const result = work();
        callback?.call(self(result), null, result);
      } catch (error) {
        if (!callback) throw error;
        callback.call({}, error);
      }
    });
  };
}

const written = ({ changes, lastInsertRowid }) => ({ changes, lastID: lastInsertRowid });

function statementOn(engine, queue, sql) {
  const split = (given) => [given.filter((one) => !isCallback(one)), given.filter(isCallback)];
  const send = (work, self) => (...given) => {
    const [values, [callback]] = split(given);
    queue(() => work(values), callback, self);
    return statement;
  };
  const statement = {
    all: send((values) => engine.prepare(sql).all(...values)),
    get: send((values) => engine.prepare(sql).all(...values)[0]),
    run: send((values) => engine.prepare(sql).run(...values), written),
    each: (...given) => {
      const [values, [row, done]] = split(given);
      queue(() => engine.prepare(sql).all(...values), (error, rows) => {
        for (const one of rows ?? []) row?.(null, one);
        done?.(error, rows?.length);
      });
      return statement;
    },
    finalize: (callback) => queue(() => undefined, callback),
  };
  return statement;
}

export function Database(_, callback) {
  const engine = openEngine();
  const queue = createQueue();
  queue(() => undefined, callback);
  const database = {
    prepare: (sql) => statementOn(engine, queue, sql),
    exec: (sql, done) => queue(() => engine.exec(sql), done),
    close: (done) => queue(engine.close, done),
    serialize: (work) => work?.(),
    on: () => database,
  };
  for (const name of ['all', 'get', 'run', 'each']) database[name] = (sql, ...given) => (statementOn(engine, queue, sql)[name](...given), database);
  return database;
}

export const verbose = () => ({ Database, verbose });

/** `open` of the package sqlite: the same with promises. */
export async function open() {
  const engine = openEngine();
  const on = (sql) => {
    const { all, run } = engine.prepare(sql);
    return {
      all: async (...values) => all(...values), get: async (...values) => all(...values)[0],
      run: async (...values) => written(run(...values)), finalize: async () => undefined,
      each: async (...given) => {
        const rows = all(...given.slice(0, -1));
        for (const row of rows) given.at(-1)(null, row);
        return rows.length;
      },
    };
  };
  const direct = (name) => async (sql, ...values) => on(sql)[name](...values);
  return { all: direct('all'), get: direct('get'), run: direct('run'), each: direct('each'), prepare: async (sql) => on(sql), exec: async (sql) => engine.exec(sql), close: async () => engine.close() };
}

export default { Database, verbose };

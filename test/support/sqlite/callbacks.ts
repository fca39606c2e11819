import { openEngine, type Engine } from './engine.ts';

/** sqlite3 and the package sqlite, as much as the pages use of them: every statement waits for those before it. */

type Callback = (this: any, error: unknown, value?: any) => void;

const isCallback = (value: unknown): value is Callback => typeof value === 'function';

/** Runs work after what was given before it, and gives its outcome to a callback. */
function createQueue(): (work: () => any, callback: Callback | undefined, self?: (result: any) => object) => void {
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

const written = ({ changes, lastInsertRowid }: any): object => ({ changes, lastID: lastInsertRowid });

function statementOn(engine: Engine, queue: ReturnType<typeof createQueue>, sql: string): any {
  const split = (given: readonly any[]): readonly [readonly any[], readonly Callback[]] => [given.filter((one) => !isCallback(one)), given.filter(isCallback)];
  const send = (work: (values: readonly any[]) => any, self?: (result: any) => object) => (...given: readonly any[]): any => {
    const [values, [callback]] = split(given);
    queue(() => work(values), callback, self);
    return statement;
  };
  const statement = {
    all: send((values) => engine.prepare(sql).all(...values)),
    get: send((values) => engine.prepare(sql).all(...values)[0]),
    run: send((values) => engine.prepare(sql).run(...values), written),
    each: (...given: readonly any[]): any => {
      const [values, [row, done]] = split(given);
      queue(() => engine.prepare(sql).all(...values), (error, rows) => {
        for (const one of rows ?? []) row?.(null, one);
        done?.(error, rows?.length);
      });
      return statement;
    },
    finalize: (callback?: Callback) => queue(() => undefined, callback),
  };
  return statement;
}

export function Database(_: string, callback?: Callback): any {
  const engine = openEngine();
  const queue = createQueue();
  queue(() => undefined, callback);
  const database: any = {
    prepare: (sql: string) => statementOn(engine, queue, sql),
    exec: (sql: string, done?: Callback) => queue(() => engine.exec(sql), done),
    close: (done?: Callback) => queue(engine.close, done),
    serialize: (work?: () => void) => work?.(),
    on: () => database,
  };
  for (const name of ['all', 'get', 'run', 'each']) database[name] = (sql: string, ...given: readonly any[]) => (statementOn(engine, queue, sql)[name](...given), database);
  return database;
}

export const verbose = (): unknown => ({ Database, verbose });

/** `open` of the package sqlite: the same with promises. */
export async function open(): Promise<any> {
  const engine = openEngine();
  const on = (sql: string): any => {
    const { all, run } = engine.prepare(sql);
    return {
      all: async (...values: readonly any[]) => all(...values), get: async (...values: readonly any[]) => all(...values)[0],
      run: async (...values: readonly any[]) => written(run(...values)), finalize: async () => undefined,
      each: async (...given: readonly any[]) => {
        const rows = all(...given.slice(0, -1));
        for (const row of rows) given.at(-1)(null, row);
        return rows.length;
      },
    };
  };
  const direct = (name: string) => async (sql: string, ...values: readonly any[]) => on(sql)[name](...values);
  return { all: direct('all'), get: direct('get'), run: direct('run'), each: direct('each'), prepare: async (sql: string) => on(sql), exec: async (sql: string) => engine.exec(sql), close: async () => engine.close() };
}

export default { Database, verbose };

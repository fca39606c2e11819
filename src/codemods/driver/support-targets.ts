import type { Target } from '../codemod.ts';
import { PARSERS } from './module-text.ts';

/** What differs between the libraries: what is imported, how the pool is opened, and how a statement is sent. */
interface TargetText {
  readonly imports: readonly string[];
  readonly errorClass: string;
  readonly open: string;
}

const PG: TargetText = {
  imports: ["import { DatabaseError, Pool, types } from 'pg';"],
  errorClass: 'DatabaseError',
  open: `${PARSERS}
/** Opens the pool: the first statement makes the first connection. */
function connect(url: string | undefined): Server {
  const pool = new Pool({
    connectionString: url,
    types: { getTypeParser: (id: number, format?: any): any => parsers[id] ?? types.getTypeParser(id, format) },
  });
  pool.on('error', (error) => console.error('PostgreSQL:', error));
  return {
    query: (sql, values) => pool.query(sql, values),
    connect: () => pool.connect(),
    end: () => pool.end(),
  };
}
`,
};

const POSTGRES: TargetText = {
  imports: ["import postgres from 'postgres';"],
  errorClass: 'postgres.PostgresError',
  open: `/** Columns arrive as SQLite gave them: 64-bit integers and sums as numbers, conditions as 0 and 1, times and JSON as texts. */
const column = (id: number, parse: (value: string) => unknown): any => ({ to: id, from: [id], serialize: String, parse });
const asText = (value: string): unknown => value;
const types = {
  bool: column(16, (value) => (value === 't' ? 1 : 0)),
  int8: column(20, Number),
  numeric: column(1700, Number),
  json: column(114, asText),
  jsonb: column(3802, asText),
  date: column(1082, asText),
  time: column(1083, asText),
  timestamp: column(1114, asText),
  timestamptz: column(1184, asText),
};

async function send(sql: any, text: string, values: any[] = []): Promise<Answer> {
  const rows = values.length > 0 ? await sql.unsafe(text, values) : await sql.unsafe(text);
  return { rows: [...rows], rowCount: rows.count ?? 0 };
}

/** Opens the pool: the first statement makes the first connection. */
function connect(url: string | undefined): Server {
  const sql = postgres(url ?? '', { types, onnotice: () => undefined });
  return {
    query: (text, values) => send(sql, text, values),
    connect: async () => {
      const own = await sql.reserve();
      return { query: (text, values) => send(own, text, values), release: () => own.release() };
    },
    end: () => sql.end(),
  };
}
`,
};

const PGLITE: TargetText = {
  imports: ["import { PGlite, messages } from '@electric-sql/pglite';"],
  errorClass: 'messages.DatabaseError',
  open: `${PARSERS}
/** Opens the embedded database: in memory without a folder. It has one connection, so a transaction lets others wait. */
function connect(folder: string | undefined): Server {
  const database = folder === undefined ? new PGlite({ parsers }) : new PGlite(folder, { parsers });
  const send = async (sql: string, values?: any[]): Promise<Answer> => {
    if (values && values.length > 0) {
      const { rows, affectedRows } = await database.query(sql, values);
      return { rows, rowCount: affectedRows || rows.length };
    }
    const result = (await database.exec(sql)).pop();
    return { rows: result?.rows ?? [], rowCount: result?.affectedRows || result?.rows.length || 0 };
  };
  let last = Promise.resolve();
  const turn = (): Promise<() => void> => {
    const before = last;
    let release = (): void => undefined;
    last = new Promise((resolve) => (release = resolve));
    return before.then(() => release);
  };
  return {
    query: async (sql, values) => {
      const release = await turn();
      return send(sql, values).finally(release);
    },
    connect: async () => ({ query: send, release: await turn() }),
    end: () => database.close(),
  };
}
`,
};

export const TARGETS: Readonly<Record<Target, TargetText>> = { pg: PG, postgres: POSTGRES, pglite: PGLITE };

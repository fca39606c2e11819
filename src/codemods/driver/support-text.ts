import type { Target } from '../codemod.ts';
import { moduleText, type ModuleKind } from './module-text.ts';
import type { SupportName } from './support.ts';
import { TARGETS } from './support-targets.ts';

const HEAD = `/** What a statement gives: its rows, and how many rows it read or changed. */
export interface Result<Row = any> {
  rows: Row[];
  rowCount: number;
}

/** A statement that is kept: call it with the values of its parameters. */
export type Query<Row = any> = (...values: any[]) => Promise<Result<Row>>;

interface Answer {
  rows: any[];
  rowCount: number | null;
}

/** Sends statements: the pool, or one of its connections. */
interface Sender {
  query(sql: string, values?: any[]): Promise<Answer>;
}

interface Connection extends Sender {
  release(): void;
}

interface Server extends Sender {
  connect(): Promise<Connection>;
  end(): Promise<void>;
}
`;

const DATABASE = `/** The transaction, or the work of \`initialise\`, that a statement is sent from. */
interface Scope {
  sender?: Sender;
  depth: number;
}

export class Database {
  readonly name: string;
  private readonly server: Server;
  private readonly scopes = new AsyncLocalStorage<Scope>();
  private ready: Promise<void> = Promise.resolve();

  constructor(name: string) {
    this.name = name;
    this.server = connect(urlOf(name));
  }

  /** Runs one statement; its parameters are $1, $2, ... */
  async query<Row = any>(sql: string, values: readonly unknown[] = []): Promise<Result<Row>> {
    const sender = await this.sender();
    const { rows, rowCount } = await sender.query(sql, [...values]);
    return { rows, rowCount: rowCount ?? 0 };
  }

  /** Runs a script: statements without parameters. */
  async exec(script: string): Promise<void> {
    const sender = await this.sender();
    await sender.query(script);
  }

  /** Runs \`work\` in a transaction: every statement that is sent from there, however deep, uses its connection. Inside another one it is a savepoint. */
  async transaction<T>(work: () => Promise<T> | T): Promise<T> {
    const outer = this.scopes.getStore();
    if (outer?.sender) return this.attempt(outer.sender, outer.depth, work);
    if (!outer) await this.ready;
    const connection = await this.server.connect();
    try {
      return await this.attempt(connection, 0, work);
    } finally {
      connection.release();
    }
  }

  private async attempt<T>(sender: Sender, depth: number, work: () => Promise<T> | T): Promise<T> {
    const savepoint = \`level_\${depth}\`;
    await sender.query(depth === 0 ? 'BEGIN' : \`SAVEPOINT \${savepoint}\`);
    try {
      const result = await this.scopes.run({ sender, depth: depth + 1 }, async () => work());
      await sender.query(depth === 0 ? 'COMMIT' : \`RELEASE SAVEPOINT \${savepoint}\`);
      return result;
    } catch (error) {
      await sender.query(depth === 0 ? 'ROLLBACK' : \`ROLLBACK TO SAVEPOINT \${savepoint}\`);
      throw error;
    }
  }

  /** Runs \`work\` before all statements that are sent from elsewhere: for code that cannot wait and prepares the database when it opens it. */
  initialise(work: (database: Database) => unknown): void {
    const before = this.ready;
    this.ready = this.scopes.run({ depth: 0 }, async () => {
      await before;
      await work(this);
    });
    this.ready.catch(() => undefined);
  }

  /** Waits for what \`initialise\` began, and ends all connections. */
  async close(): Promise<void> {
    await this.ready.catch(() => undefined);
    await this.server.end();
  }

  private async sender(): Promise<Sender> {
    const scope = this.scopes.getStore();
    if (!scope) await this.ready;
    return scope?.sender ?? this.server;
  }
}

/** The URL of the database: the name itself where it is one, else the environment's. */
const urlOf = (name: string): string | undefined => (/^postgres(?:ql)?:/.test(name) ? name : process.env['DATABASE_URL']);

/** Opens the database. Nothing is sent yet, so this does not wait. */
export const openDatabase = (name = ''): Database => new Database(name);
`;

const BATCH = `  /** Runs statements in one transaction: each a text, or a text with its values. */
  batch(statements: readonly (string | { sql: string; args?: any })[]): Promise<Result[]> {
    return this.transaction(async () => {
      const results: Result[] = [];
      for (const one of statements) {
        const { sql, args = [] } = typeof one === 'string' ? { sql: one } : one;
        const [text, values] = Array.isArray(args) ? [numbered(sql), args] : named(sql, args);
        results.push(await this.query(text, values));
      }
      return results;
    });
  }

`;

const HELPERS: readonly (readonly [SupportName, string])[] = [
  ['numbered', `/** Numbers the parameters of a text that is put together at run time: each \`?\` outside of quotes and comments becomes $1, $2, ... */
export function numbered(sql: string): string {
  let count = 0;
  return sql.replace(/'(?:[^']|'')*'|"(?:[^"]|"")*"|--.*|\\/\\*[^]*?\\*\\/|\\?/g, (part) => (part === '?' ? \`$\${++count}\` : part));
}
`],
  ['named', `/** Numbers the names of a text (\`@id\`, \`:id\`, \`$id\`) and puts the values of an object in their order. */
export function named(sql: string, values: Record<string, any>): [string, unknown[]] {
  const names: string[] = [];
  const text = sql.replace(/'(?:[^']|'')*'|"(?:[^"]|"")*"|--.*|\\/\\*[^]*?\\*\\/|::\\w+|[@:$]([A-Za-z_]\\w*)/g, (part, name?: string) => {
    if (name === undefined) return part;
    if (!names.includes(name)) names.push(name);
    return \`$\${names.indexOf(name) + 1}\`;
  });
  return [text, names.map((name) => values[name] ?? values[\`@\${name}\`] ?? values[\`:\${name}\`] ?? values[\`$\${name}\`])];
}
`],
  ['answer', `/** Gives the outcome of a query to a callback: a write as \`this.changes\` and \`this.lastID\`, else what \`read\` takes from the result. */
export function answer(work: Promise<any>, callback: (this: any, error: any, value?: any) => void, read?: (result: Result) => unknown): void {
  work.then(
    (result) => callback.call({ changes: result?.rowCount, lastID: result?.rows[0]?.id }, null, read?.(result)),
    (error) => callback.call({}, error),
  );
}
`],
  ['userVersion', `/** The version of the schema, which SQLite kept in PRAGMA user_version. */
export async function userVersion(database: Database): Promise<number> {
  await database.exec('CREATE TABLE IF NOT EXISTS user_version (version INTEGER NOT NULL)');
  return (await database.query('SELECT version FROM user_version')).rows[0]?.version ?? 0;
}
`],
  ['setUserVersion', `export async function setUserVersion(database: Database, version: number): Promise<void> {
  await database.exec('CREATE TABLE IF NOT EXISTS user_version (version INTEGER NOT NULL)');
  await database.exec('DELETE FROM user_version');
  await database.query('INSERT INTO user_version (version) VALUES ($1)', [version]);
}
`],
];

/** The server that tests connect to: the module that has it, and the expression that asks it. */
export interface TestServer {
  readonly specifier: string;
  readonly open: string;
}

const CONNECT = 'connect(urlOf(name))';
const LAST = '  /** Waits for what `initialise` began';

/** The text of the support module for a library, with the helpers that the project's code uses, and the server of its tests. */
export function supportText(target: Target, kind: ModuleKind, uses: ReadonlySet<SupportName>, tests?: TestServer): string {
  const own = TARGETS[target];
  const needed = new Set<SupportName>([...uses, ...(uses.has('batch') ? (['numbered', 'named'] as const) : [])]);
  const helpers = HELPERS.filter(([name]) => needed.has(name)).map(([, text]) => text);
  const errors = uses.has('DatabaseError') ? [`/** The class of the errors that the server sends; \`code\` is the SQLSTATE. */\nexport ${own.errorClass === 'DatabaseError' ? '{ DatabaseError }' : `const DatabaseError = ${own.errorClass}`};\n`] : [];
  const imports = ["import { AsyncLocalStorage } from 'node:async_hooks';", ...own.imports, ...(tests ? [`import { isUnderTest, testServer } from '${tests.specifier}';`] : [])].join('\n');
  const used = uses.has('DatabaseError') ? imports : imports.replace('DatabaseError, ', '').replace(', messages', '');
  const served = tests ? DATABASE.replace(CONNECT, `isUnderTest ? ${tests.open} : ${CONNECT}`) : DATABASE;
  const database = uses.has('batch') ? served.replace(LAST, () => BATCH + LAST) : served;
  return moduleText([`${used}\n`, HEAD, own.open, database, ...errors, ...helpers].join('\n'), kind);
}

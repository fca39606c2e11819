import { OPEN_AND_TELL, ORDERED } from './support-ordered.ts';

// The parts of the support module that are the same for every library.

export const HEAD = `/** What a statement gives: its rows, and how many rows it read or changed. */
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

const DATABASE = `/** Where a statement is sent from: the work of a transaction or of \`initialise\`, or anywhere else. */
interface Scope {
  connection?: Connection | undefined;
  /** How many transactions are open. */
  depth: number;
  /** Ends a transaction that was begun by hand. */
  end?: (() => void) | undefined;
}

const BEGINS = /^\\s*(?:BEGIN|START\\s+TRANSACTION)\\b/i;
const ENDS = /(?:^|;)\\s*(?:COMMIT|END|ROLLBACK)(?:\\s+(?:TRANSACTION|WORK))?\\s*;?\\s*$/i;

export class Database {
  readonly name: string;
  private readonly server: Server;
  private readonly scopes = new AsyncLocalStorage<Scope>();
  private readonly outside: Scope = { depth: 0 };
  private ready: Promise<void> = Promise.resolve();
  private ended: Promise<void> = Promise.resolve();

  constructor(name: string) {
    this.name = name;
    this.server = connect(urlOf(name));
  }

  /** Whether a transaction is open here. */
  get inTransaction(): boolean {
    return this.scope().depth > 0;
  }

  /** Runs one statement; its parameters are $1, $2, ... */
  async query<Row = any>(sql: string, values: readonly unknown[] = []): Promise<Result<Row>> {
    const { rows, rowCount } = await this.send(sql, [...values]);
    return { rows, rowCount: rowCount ?? 0 };
  }

  /** Runs a script: statements without parameters. */
  async exec(script: string): Promise<void> {
    await this.send(script);
  }

  /** Runs \`work\` in a transaction: every statement that is sent from there, however deep, uses its connection. Inside another one it is a savepoint. */
  async transaction<T>(work: () => Promise<T> | T): Promise<T> {
    const outer = this.scope();
    if (outer.connection) return this.attempt(outer.connection, outer.depth, work);
    if (outer === this.outside) await this.ready;
    const connection = await this.server.connect();
    try {
      return await this.attempt(connection, 0, work);
    } finally {
      connection.release();
    }
  }

  private async attempt<T>(connection: Connection, depth: number, work: () => Promise<T> | T): Promise<T> {
    const savepoint = \`level_\${depth}\`;
    await connection.query(depth === 0 ? 'BEGIN' : \`SAVEPOINT \${savepoint}\`);
    try {
      const result = await this.scopes.run({ connection, depth: depth + 1 }, async () => work());
      await connection.query(depth === 0 ? 'COMMIT' : \`RELEASE SAVEPOINT \${savepoint}\`);
      return result;
    } catch (error) {
      await connection.query(depth === 0 ? 'ROLLBACK' : \`ROLLBACK TO SAVEPOINT \${savepoint}\`);
      throw error;
    }
  }

  /** Runs \`work\` before all statements that are sent from elsewhere: for code that cannot wait and prepares the database when it opens it. */
  initialise(work: (database: this) => unknown): void {
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
    if (this.outside.end) await this.send('ROLLBACK');
    await this.server.end();
  }

  protected scope(): Scope {
    return this.scopes.getStore() ?? this.outside;
  }

  protected async send(sql: string, values?: any[]): Promise<Answer> {
    const scope = this.scope();
    if (scope === this.outside) await this.ready;
    const begins = BEGINS.test(sql) && (scope.depth === 0 || scope.end !== undefined);
    if (begins) await this.begin(scope);
    const ends = ENDS.test(sql) ? scope.end : undefined;
    try {
      const answer = scope.connection ? await scope.connection.query(sql, values) : await this.server.query(sql, values);
      ends?.();
      return answer;
    } catch (error) {
      if (begins || ends) await scope.connection?.query('ROLLBACK');
      if (begins || ends) scope.end?.();
      throw error;
    }
  }

  /** A transaction that is begun by hand has one connection until it is ended: whatever is sent meanwhile belongs to it, and the next one waits. */
  protected async begin(scope: Scope): Promise<void> {
    const earlier = this.ended;
    let next = (): void => undefined;
    this.ended = new Promise((resolve) => (next = resolve));
    await earlier;
    const connection = await this.server.connect().catch((error: unknown) => {
      next();
      throw error;
    });
    scope.connection = connection;
    scope.depth = 1;
    scope.end = () => {
      scope.connection = undefined;
      scope.depth = 0;
      scope.end = undefined;
      connection.release();
      next();
    };
  }
}
`;

const URL_OF = `/** The URL of the database: the name itself where it is one, else the environment's. */
const urlOf = (name: string): string | undefined => (/^postgres(?:ql)?:/.test(name) ? name : process.env['DATABASE_URL']);
`;

const OPEN = `/** Opens the database. Nothing is sent yet, so this does not wait. */
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

/** As psql's ON_ERROR_ROLLBACK does (https://www.postgresql.org/docs/current/app-psql.html#APP-PSQL-VARIABLES-ON-ERROR-ROLLBACK). */
const GUARD = `
  /** In SQLite a transaction goes on after a statement that failed. Here a savepoint before each statement lets it. */
  private guarded(connection: Connection & { last?: Promise<unknown> }, sql: string, values?: any[]): Promise<Answer> {
    const run = async (): Promise<Answer> => {
      if (CONTROLS.test(sql)) return connection.query(sql, values);
      await connection.query('SAVEPOINT statement');
      try {
        const answer = await connection.query(sql, values);
        await connection.query('RELEASE SAVEPOINT statement');
        return answer;
      } catch (error) {
        await connection.query('ROLLBACK TO SAVEPOINT statement');
        throw error;
      }
    };
    const answer = (connection.last ?? Promise.resolve()).then(run, run);
    connection.last = answer;
    return answer;
  }
`;

const CONTROLS = `const CONTROLS = /^\\s*(?:BEGIN|START|COMMIT|END|ROLLBACK|SAVEPOINT|RELEASE)\\b/i;
`;

const SEND_ON = 'scope.connection.query(sql, values)';
const BEGIN = '\n  /** A transaction that is begun by hand';
const CLASS = '\nexport class Database';

/** The class with a savepoint before each statement of a transaction. */
const withGuard = (text: string): string =>
  text.replace(SEND_ON, 'this.guarded(scope.connection, sql, values)').replace(BEGIN, () => GUARD + BEGIN).replace(CLASS, () => CONTROLS + CLASS);

const CONNECT = 'connect(urlOf(name))';
const LAST = '  /** Waits for what `initialise` began';

export interface DatabaseNeeds {
  /** The old driver ran statements in an order of its own. */
  readonly isOrdered: boolean;
  readonly hasBatch: boolean;
  /** Some code goes on after a statement that failed, perhaps in a transaction. */
  readonly goesOn: boolean;
  /** The expression for the server that tests connect to. */
  readonly openForTests: string | undefined;
}

/** The class through which the converted code talks to PostgreSQL, and how it is opened. */
export function databaseText({ isOrdered, hasBatch, goesOn, openForTests }: DatabaseNeeds): string {
  const plain = goesOn ? withGuard(DATABASE) : DATABASE;
  const served = openForTests === undefined ? plain : plain.replace(CONNECT, `isUnderTest ? ${openForTests} : ${CONNECT}`);
  const own = hasBatch ? served.replace(LAST, () => BATCH + LAST) : served;
  return (isOrdered ? [own.replace('export class Database', 'class PlainDatabase'), ORDERED, URL_OF, OPEN_AND_TELL] : [own, URL_OF, OPEN]).join('\n');
}

import { OWN_IMPORT, ownModules } from './start.ts';
import { IS_UNDER_TEST } from './under-test.ts';

/**
 * The text of the module that gives each test database a schema of its own in the server of `DATABASE_URL`. The schema comes with the URL
 * (https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNECT-OPTIONS), so every connection of the pool looks in it.
 */
export const testSchemas = (isEsModule: boolean): string => TEXT.replace('OWN', () => ownModules(isEsModule, 'existsSync, writeFileSync'));

const TEXT = `import { randomBytes } from 'node:crypto';
${OWN_IMPORT}import { resolve } from 'node:path';

OWN
// Tests run in schemas of their own in the server of DATABASE_URL, so they never touch its other tables. Each SQLite database that is opened is a schema: \`:memory:\` a new
// one every time, a file the same one for as long as that file is there. The file stays empty: it is kept so that set-ups which look for it or delete it keep working.
// Schemas of files stay behind; their names begin with test_.

${IS_UNDER_TEST}
interface Sender {
  query(sql: string, values?: any[]): Promise<{ rows: any[]; rowCount: number | null }>;
}

interface Server extends Sender {
  connect(): Promise<Sender & { release: () => void }>;
  end(): Promise<void>;
}

// Outside of the modules, because a test runner may load those anew within one process.
const shared = globalThis as { testSchemas?: { names: Map<string, string>; underWay: Set<Promise<unknown>> } };
const { names, underWay } = (shared.testSchemas ??= { names: new Map(), underWay: new Set() });

// Taken at once, because tests may put clocks of their own in its place.
const { setImmediate: atNextTurn } = globalThis;
const nextTurn = (): Promise<void> => new Promise((done) => atNextTurn(done));

/** What the database connects to under test: the same server, in a schema. */
export function testServer(name: string, connectTo: (url: string) => Server): Server {
  const file = /^$|:memory:|mode=memory/.test(name) ? undefined : resolve(name.replace(/^file:(\\/\\/)?/, '').replace(/\\?.*/, ''));
  const schema = schemaOf(file);
  const url = process.env['DATABASE_URL'] ?? 'postgres://localhost/postgres';
  const server = connectTo(\`\${url}\${url.includes('?') ? '&' : '?'}options=-c%20search_path%3D\${schema}\`);
  let made: Promise<unknown> | undefined;
  const ready = (): Promise<unknown> => (made ??= server.query(\`CREATE SCHEMA IF NOT EXISTS \${schema}\`));

  async function connect(): Promise<Sender & { release: () => void }> {
    let end = (): void => undefined;
    track(new Promise<void>((done) => (end = done)));
    try {
      await ready();
      const connection = await server.connect();
      return { query: (sql, values) => connection.query(sql, values), release: () => {
        connection.release();
        end();
      } };
    } catch (error) {
      end();
      throw error;
    }
  }

  return {
    query: (sql, values) => track(ready().then(() => server.query(sql, values))),
    connect,
    end: async () => {
      if (file === undefined && made) await server.query(\`DROP SCHEMA \${schema} CASCADE\`);
      await server.end();
    },
  };
}

function track<T>(work: Promise<T>): Promise<T> {
  const forget = () => underWay.delete(work);
  underWay.add(work);
  work.then(forget, forget);
  return work;
}

/** Waits until no statement is under way. By then is done what SQLite did before a call returned whose promise the test does not wait for. */
export async function settled(): Promise<void> {
  do {
    await Promise.allSettled(underWay);
    await nextTurn();
  } while (underWay.size > 0);
}

function schemaOf(file: string | undefined): string {
  const known = file !== undefined && existsSync(file) ? names.get(file) : undefined;
  const schema = known ?? \`test_\${randomBytes(6).toString('hex')}\`;
  if (file !== undefined) {
    writeFileSync(file, '', { flag: 'a' });
    names.set(file, schema);
  }
  return schema;
}
`;

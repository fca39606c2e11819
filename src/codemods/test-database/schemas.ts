/**
 * The text of the module that gives each test database a schema of its own in the server of `DATABASE_URL`. The schema comes with the URL
 * (https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNECT-OPTIONS), so every connection of the pool looks in it.
 */
export const TEST_SCHEMAS = `import { randomBytes } from 'node:crypto';
import { existsSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';

// Tests run in schemas of their own in the server of DATABASE_URL, so they never touch its other tables. Each SQLite database that is opened is a schema: \`:memory:\` a new
// one every time, a file the same one for as long as that file is there. The file stays empty: it is kept so that set-ups which look for it or delete it keep working.
// Schemas of files stay behind; their names begin with test_.

/** Test runners say so; node:test in a variable of its own. */
export const isUnderTest = process.env['NODE_ENV'] === 'test' || process.env['NODE_TEST_CONTEXT'] !== undefined;

interface Sender {
  query(sql: string, values?: any[]): Promise<{ rows: any[]; rowCount: number | null }>;
}

interface Server extends Sender {
  connect(): Promise<Sender & { release: () => void }>;
  end(): Promise<void>;
}

// Outside of the modules, because a test runner may load those anew within one process.
const shared = globalThis as { testSchemas?: Map<string, string> };
const schemas: Map<string, string> = (shared.testSchemas ??= new Map());

/** What the database connects to under test: the same server, in a schema. */
export function testServer(name: string, connectTo: (url: string) => Server): Server {
  const file = /^$|:memory:|mode=memory/.test(name) ? undefined : resolve(name.replace(/^file:(\\/\\/)?/, '').replace(/\\?.*/, ''));
  const schema = schemaOf(file);
  const url = process.env['DATABASE_URL'] ?? 'postgres://localhost/postgres';
  const server = connectTo(\`\${url}\${url.includes('?') ? '&' : '?'}options=-c%20search_path%3D\${schema}\`);
  let made: Promise<unknown> | undefined;
  const ready = (): Promise<unknown> => (made ??= server.query(\`CREATE SCHEMA IF NOT EXISTS \${schema}\`));
  return {
    query: async (sql, values) => {
      await ready();
      return server.query(sql, values);
    },
    connect: async () => {
      await ready();
      return server.connect();
    },
    end: async () => {
      if (file === undefined && made) await server.query(\`DROP SCHEMA \${schema} CASCADE\`);
      await server.end();
    },
  };
}

function schemaOf(file: string | undefined): string {
  const known = file !== undefined && existsSync(file) ? schemas.get(file) : undefined;
  const schema = known ?? \`test_\${randomBytes(6).toString('hex')}\`;
  if (file !== undefined) {
    writeFileSync(file, '', { flag: 'a' });
    schemas.set(file, schema);
  }
  return schema;
}
`;

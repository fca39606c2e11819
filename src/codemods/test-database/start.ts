/** What the text of `startText` takes from other modules. */
export const START_IMPORTS = `import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
`;

export interface StartNeeds {
  /** The type of what is started. */
  readonly type: string;
  /** Further properties of what PGlite is given, each with its comma (https://pglite.dev/docs/api#main-constructor). */
  readonly options: string;
  /** Whether the module that holds the text is an ES module: it loads PGlite from where it stands itself. */
  readonly isEsModule: boolean;
}

/** The text of `start()`, which opens a PGlite in memory, and of `withClock()`, in which it is asked. The server is set up once for a version of the package: https://pglite.dev/docs/api#loaddatadir */
export const startText = ({ type, options, isEsModule }: StartNeeds): string =>
  START.replace('TYPE', type).replace('OPTIONS', options).replace('HERE', isEsModule ? 'import.meta.url' : '__filename');

const START = `/** Setting a server up takes seconds, loading one that was set up less than one: it is kept in the package's folder. */
async function start(): Promise<TYPE> {
  // Node's own loader, where a test runner has put one in its place as well: Jest's cannot load PGlite.
  const node = (process as any).getBuiltinModule?.('node:module') ?? { createRequire };
  const load = node.createRequire(HERE);
  const { PGlite } = load('@electric-sql/pglite');
  const snapshot = join(dirname(load.resolve('@electric-sql/pglite')), 'initialised.tar');
  const isSetUp = existsSync(snapshot);
  const postgres = await PGlite.create({ OPTIONSloadDataDir: isSetUp ? new Blob([readFileSync(snapshot)]) : undefined });
  if (isSetUp) return postgres;
  // Loading one recovers it, and reports on that by a timer that would keep the process from ending.
  await postgres.exec('ALTER SYSTEM SET log_startup_progress_interval = 0');
  const part = \`\${snapshot}.\${process.pid}\`;
  try {
    writeFileSync(part, Buffer.from(await (await postgres.dumpDataDir('none')).arrayBuffer()));
    renameSync(part, snapshot);
  } catch {
    // The folder cannot be written to: the next start takes as long.
  }
  return postgres;
}

// Taken at once, because a test may put a mock in its place.
const { now } = Date;

/** PGlite asks for the time: where a mock that gives none yet stands for the clock, it has the real one while it works. */
async function withClock<T>(work: () => Promise<T>): Promise<T> {
  const mock = Date.now as { (): number; getMockImplementation?(): unknown };
  if (!mock.getMockImplementation || mock.getMockImplementation()) return work();
  Date.now = now;
  try {
    return await work();
  } finally {
    if (Date.now === now) Date.now = mock;
  }
}
`;

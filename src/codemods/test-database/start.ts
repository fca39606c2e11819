/** Where a module that is generated stands: an ES module, or one of CommonJS. */
const here = (isEsModule: boolean): string => (isEsModule ? 'import.meta.url' : '__filename');

/** The import that `ownModules` needs. */
export const OWN_IMPORT = "import { createRequire } from 'node:module';\n";

/** Text that loads functions of Node's file system: those of `import` may be mocks of a test (https://vitest.dev/guide/mocking/file-system). */
export const ownModules = (isEsModule: boolean, names: string): string =>
  `// Node's own loader and files: tests put mocks in their place, and Jest a loader that cannot load PGlite.
const load = ((process as any).getBuiltinModule?.('node:module') ?? { createRequire }).createRequire(${here(isEsModule)});
const { ${names} }: typeof import('node:fs') = load('node:fs');
`;

/** What the text of `startText` takes from other modules, and the functions of the file system that it needs. */
export const START_IMPORTS = `${OWN_IMPORT}import { dirname, join } from 'node:path';\n`;
export const START_FILES = 'existsSync, readFileSync, renameSync, writeFileSync';

export interface StartNeeds {
  /** The type of what is started. */
  readonly type: string;
  /** Further properties of what PGlite is given, each with its comma (https://pglite.dev/docs/api#main-constructor). */
  readonly options: string;
}

/**
 * The text of `start()`, which opens a PGlite in memory, and of `withClock()`, in which it is asked; they stand behind `ownModules`. The server is set up once
 * for a version of the package: https://pglite.dev/docs/api#loaddatadir
 */
export const startText = ({ type, options }: StartNeeds): string => START.replace('TYPE', type).replace('OPTIONS', options);

const START = `/** Setting a server up takes seconds, loading one that was set up less than one: it is kept in the package's folder. */
async function start(): Promise<TYPE> {
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

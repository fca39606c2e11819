import { posix } from 'node:path';
import type { SourceFile } from 'ts-morph';
import type { CodemodContext } from '../codemod.ts';
import { pathOf, type Draft } from '../draft.ts';
import { moduleText } from '../driver/module-text.ts';
import { isEsModule } from '../cascade/owner.ts';
import { isCommonJs } from '../driver/names.ts';
import { specifierOf } from '../specifier.ts';
import { ownModules, START_FILES, START_IMPORTS, startText } from '../test-database/start.ts';

/** What opens a database in memory in the converted code. */
export const OPEN_MEMORY = 'openMemoryDatabase';

/**
 * Gives the specifier of the module that opens databases in memory, for a file that needs it: one in each package, written beside the first file that asks.
 */
export function createMemoryModules(context: CodemodContext, draft: Draft): (file: SourceFile) => string {
  const homes = new Map<string, string>();
  const files = context.morph.getSourceFiles().filter((file) => !file.isInNodeModules()).map((file) => file.compilerNode);
  return (file) => {
    const path = pathOf(context, file);
    const root = context.project.rootOf(path);
    const home = homes.get(root) ?? posix.join(posix.dirname(path), `memory-database.${/\.([cm]?[jt]s)x?$/.exec(path)?.[1] ?? 'ts'}`);
    const kind = /ts$/.test(home) ? 'typescript' : isCommonJs(file.compilerNode) ? 'commonjs' : 'module';
    const isModule = isEsModule(file.compilerNode, context.morph.getCompilerOptions());
    if (!homes.has(root)) draft.create({ path: home, text: moduleText(memoryDatabase(isModule), kind) });
    homes.set(root, home);
    return specifierOf(file.compilerNode, path, home, files);
  };
}

/** The text of that module, in TypeScript. */
export const memoryDatabase = (isModule: boolean): string => MEMORY_DATABASE.replace('OWN', () => ownModules(isModule, START_FILES)).replace('START', () => startText({ type: 'PGlite', options: '' }));

const MEMORY_DATABASE = `${START_IMPORTS}import type { PGlite } from '@electric-sql/pglite';

OWN
// A PGlite (https://pglite.dev/docs/api) takes seconds to start and hundreds of megabytes, so all databases in memory share one. The schemas of the database
// that is used have their own names; those of the others wait under names that begin with a number.

interface Shared {
  server?: Promise<PGlite>;
  /** Settled when nobody uses the one session of PGlite. */
  free: Promise<unknown>;
  /** The database whose schemas have their own names. */
  current: number;
  opened: number;
}

// Outside of the module, because a test runner may load it anew within one process.
const holder = globalThis as { memoryDatabases?: Shared };
const shared: Shared = (holder.memoryDatabases ??= { free: Promise.resolve(), current: 1, opened: 0 });

/** Opens a new, empty database in memory. */
export function openMemoryDatabase(): PGlite {
  const own = ++shared.opened;
  const use = <T>(work: (server: PGlite) => Promise<T>): Promise<T> => {
    const result = shared.free.then(() => withClock(async () => {
      const server = await (shared.server ??= start());
      if (shared.current !== own) await switchTo(server, own);
      return work(server);
    }));
    shared.free = result.catch(() => undefined);
    return result;
  };
  const client: Pick<PGlite, 'query' | 'exec' | 'transaction' | 'close'> = {
    query: (sql, values, options) => use((server) => server.query(sql, values, options)),
    exec: (script, options) => use((server) => server.exec(script, options)),
    transaction: (work) => use((server) => server.transaction(work)),
    close: () => use(async (server) => {
      for (const name of await schemasOf(server)) if (isInUse(name)) await server.exec(\`DROP SCHEMA "\${name}" CASCADE\`);
    }),
  };
  return client as PGlite;
}

const isInUse = (schema: string): boolean => !/^\\d+:/.test(schema);

async function schemasOf(server: PGlite): Promise<string[]> {
  const { rows } = await server.query<{ name: string }>("SELECT nspname AS name FROM pg_namespace WHERE nspname !~ '^(pg_|information_schema$)'");
  return rows.map(({ name }) => name);
}

async function switchTo(server: PGlite, own: number): Promise<void> {
  const names = await schemasOf(server);
  const prefix = \`\${own}:\`;
  const away = names.filter(isInUse).map((name) => \`ALTER SCHEMA "\${name}" RENAME TO "\${shared.current}:\${name}"\`);
  const back = names.filter((name) => name.startsWith(prefix)).map((name) => \`ALTER SCHEMA "\${name}" RENAME TO "\${name.slice(prefix.length)}"\`);
  await server.exec([...away, ...(back.length > 0 ? back : ['CREATE SCHEMA public'])].join(';'));
  shared.current = own;
}

START`;

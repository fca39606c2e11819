import { UsageError } from '../core/usage-error.ts';
import { version } from '../version.ts';
import type { Io } from './io.ts';
import { helpText, parseArguments, type Arguments } from './options.ts';

/**
 * Runs one command line and returns its exit code. What the user did wrong becomes one sentence; anything else that is thrown is a bug of ours
 * and is told with its stack. Everything but the arguments' table is imported when it is needed.
 */
export async function main(argv: readonly string[], io: Io): Promise<number> {
  try {
    return await dispatch(parseArguments(argv), io);
  } catch (error) {
    if (error instanceof UsageError) io.writeError(`dbmig-lint: ${error.message}\n`);
    else io.writeError(`dbmig-lint ${version}: an error of dbmig-lint itself, please report it.\n${error instanceof Error ? error.stack : String(error)}\n`);
    return 2;
  }
}

async function dispatch(args: Arguments, io: Io): Promise<number> {
  if (args.has('help')) return print(io, helpText(args.command));
  if (args.has('version')) return print(io, `${version}\n`);
  if (args.command === 'sql') return runSql(args, io);
  if (args.command === 'migrate-schema') return runMigration(args, io);
  const rule = args.value('explain');
  if (rule !== undefined) return print(io, (await import('./explain.ts')).explain(io.root, rule));
  if (args.has('rules')) return print(io, await (await import('./explain.ts')).listRules());
  return (await import('./lint.ts')).runLint(args, io);
}

async function print(io: Io, text: string): Promise<number> {
  await io.write(text);
  return 0;
}

async function runSql(args: Arguments, io: Io): Promise<number> {
  if (args.positionals.length > 1) throw new UsageError('"dbmig-lint sql" takes one file, or none for the standard input.');
  const { runSqlCommand } = await import('../sql-command.ts');
  const options = { file: args.positionals[0], jsonLines: args.has('json-lines'), safeOnly: args.has('safe-only'), upgradeTypes: args.has('upgrade-types') };
  return runSqlCommand(options, io);
}

async function runMigration(args: Arguments, io: Io): Promise<number> {
  const [folder, ...others] = args.positionals;
  const output = args.value('output');
  if (folder === undefined || others.length > 0 || output === undefined) throw new UsageError('Write "dbmig-lint migrate-schema <folder> -o <new folder>".');
  const { runMigrateSchema } = await import('../migrate-schema.ts');
  return runMigrateSchema({ cwd: io.cwd, folder, output, upgradeTypes: args.has('upgrade-types') }, io);
}

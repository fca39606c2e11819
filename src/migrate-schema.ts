import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { UsageError } from './core/usage-error.ts';
import { lineStarts, toLineColumn } from './core/positions.ts';
import { rules } from './rules/index.ts';
import { compareMigrations, isDownFile } from './sql/migrations.ts';
import { translateMigrations, type Choice, type MigratedFile } from './migrations/translate.ts';
import { adaptToolFile } from './migrations/tools.ts';
import { createTranslator } from './translate.ts';
import { isLeft } from './translation.ts';

export interface MigrateSchemaOptions {
  readonly cwd: string;
  /** The folder of SQLite migrations and the one to write, as the user wrote them. */
  readonly folder: string;
  readonly output: string;
  readonly upgradeTypes: boolean;
}

export interface MigrateSchemaIo {
  readonly write: (text: string) => Promise<void> | void;
  readonly writeError: (text: string) => Promise<void> | void;
}

/** The list of choices stands beside the migrations; tools read `.sql` files only. */
const CHOICES = 'CHOICES.md';

/**
 * `dbmig-lint migrate-schema <dir> -o <dir>`: writes the SQL migrations of a folder for PostgreSQL into a new folder, under the same names and in the
 * format of the project's own tool, with a list of every choice. Returns 0, or 1 when something is left to a person.
 * Throws a `UsageError` when the folder has no migrations or the output is not empty: nothing is written over.
 */
export async function runMigrateSchema(options: MigrateSchemaOptions, io: MigrateSchemaIo): Promise<number> {
  const from = join(options.cwd, options.folder);
  const to = join(options.cwd, options.output);
  if (!existsSync(from) || !statSync(from).isDirectory()) throw new UsageError(`There is no folder "${options.folder}": give the folder that holds the SQLite migrations.`);
  if (existsSync(to) && (!statSync(to).isDirectory() || readdirSync(to).length > 0)) throw new UsageError(`"${options.output}" is not empty: give a new folder, nothing is written over.`);
  const paths = listBelow(from);
  const sources = paths.filter((path) => /\.sql$/i.test(path)).sort(compareMigrations).map((path) => ({ path, text: readFileSync(join(from, path), 'utf8') }));
  if (sources.length === 0) throw new UsageError(`"${options.folder}" holds no .sql file: migrations in code are rewritten with their calls, by --fix.`);
  const translator = await createTranslator({ rules, safety: 'unsafe', upgradeTypes: options.upgradeTypes });
  const files = translateMigrations(sources, translator, isDownFile);
  const others = paths.filter((path) => !/\.sql$/i.test(path)).map((path) => ({ path, ...adaptToolFile(path, readFileSync(join(from, path), 'utf8')) }));
  for (const file of files) write(to, file.path, file.text);
  for (const other of others) if (other.text !== undefined) write(to, other.path, other.text);
  const left = files.flatMap((file) => file.choices).filter(isOpen);
  write(to, CHOICES, describe(options, files, others));
  const total = files.reduce((sum, file) => sum + file.statements, 0);
  await io.write(`${files.length} files with ${total} statements written to ${options.output}, ${left.length} of them need a look: see ${options.output}/${CHOICES}.\n`);
  return left.length > 0 ? 1 : 0;
}

const isOpen = (choice: Choice): boolean => choice.findings.some(isLeft);

function listBelow(root: string, folder = ''): readonly string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) return /^(?:node_modules|\.git)$/.test(entry.name) ? [] : listBelow(root, path);
    return entry.isFile() ? [path] : [];
  });
}

function write(root: string, path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text, { flag: 'wx' });
}

/** Markdown: what needs a person first, then every choice by file and line. */
function describe(options: MigrateSchemaOptions, files: readonly MigratedFile[], others: readonly { readonly path: string; readonly note?: string }[]): string {
  const lines = files.flatMap((file) => {
    const starts = lineStarts(file.source);
    return file.choices.flatMap((choice) => choice.findings.filter((finding) => !finding.isOpen).map((finding) => ({
      isLeft: isLeft(finding),
      text: `- ${file.path}:${toLineColumn(starts, choice.start).line} ${finding.message} ${finding.applied ? `Rewritten${finding.safety === 'safe' ? '' : ', under a condition'}: ` : 'Left as it is: '}${finding.help}`,
    })));
  });
  const open = lines.filter((line) => line.isLeft).map((line) => line.text);
  const done = lines.filter((line) => !line.isLeft).map((line) => line.text);
  const notes = others.flatMap((other) => (other.note ? [`- ${other.path}: ${other.note}`] : []));
  const section = (title: string, items: readonly string[]): string => (items.length > 0 ? `\n## ${title}\n\n${[...new Set(items)].join('\n')}\n` : '');
  return `# Choices\n\n${options.folder} was written for PostgreSQL into ${options.output}.\n${section('To look at', open)}${section('Other files', notes)}${section('Done', done)}`;
}

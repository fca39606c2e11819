import { isTestPath } from '../core/test-path.ts';
import type { Statement } from './statement.ts';

/** A migration's way back; the tables are those after all ways forth. */
const DOWN_FILE = /(?:^|[/._-])(?:down|rollback|undo|revert)(?:\.[^/]*)?\.sql$|(?:^|\/)(?:down|rollback|rollbacks|undo|revert)\/[^/]*$|\.down\.[^/]*$/i;

const SCHEMA_FILE = /(?:^|[/._-])(?:schema|init|initial|structure|base|baseline|create[-_]?tables?|ddl|tables|setup)(?:[._-][^/]*)?\.[^/.]+$/i;
const MIGRATION_PATH = /(?:^|\/)(?:migrations?|migrate|drizzle|db\/changes|versions|updates|upgrades?|patches)\//i;

/** Marks of a way back inside a file: dbmate, goose, sql-migrate, node-pg-migrate's SQL files. */
const DOWN_MARK = /^--\s*(?:migrate\s*:\s*down|\+goose\s+down|\+migrate\s+down|\+micrate\s+down|down\s+migration|@?down\b|rollback\b|=+\s*down\b)/im;
const UP_MARK = /^--\s*(?:migrate\s*:\s*up|\+goose\s+up|\+migrate\s+up|\+micrate\s+up|up\s+migration|@?up\b)/im;

/**
 * The statements in the order in which a database would get them: by package, schema files before migrations, these by their numbers or
 * dates, SQL files before strings in host code, tests last. Ways back (`down`) are left out.
 */
export function orderStatements(statements: readonly Statement[]): readonly Statement[] {
  const byPath = new Map<string, Statement[]>();
  for (const statement of statements) {
    const { path } = statement.fragment;
    const own = byPath.get(path);
    if (own) own.push(statement);
    else byPath.set(path, [statement]);
  }
  const files = [...byPath].filter(([path]) => !DOWN_FILE.test(path)).map(([path, own]) => ({ own: forthOnly(own), order: orderOf(path, own[0]!.fragment.kind === 'file') }));
  files.sort((a, b) => compare(a.order, b.order));
  return files.flatMap((file) => file.own);
}

/** Without the statements of the part of an SQL file that undoes it. */
function forthOnly(statements: readonly Statement[]): readonly Statement[] {
  const first = statements[0]!;
  if (first.fragment.kind !== 'file' || !DOWN_MARK.test(first.fragment.text)) return statements;
  const { text } = first.fragment;
  return statements.filter((statement) => {
    const before = text.slice(0, statement.start);
    const down = lastIndex(before, DOWN_MARK);
    return down < 0 || lastIndex(before, UP_MARK) > down;
  });
}

const lastIndex = (text: string, pattern: RegExp): number =>
  [...text.matchAll(new RegExp(pattern.source, 'gim'))].at(-1)?.index ?? -1;

/** Whether a file is the way back of a migration. */
export const isDownFile = (path: string): boolean => DOWN_FILE.test(path);

/** Compares paths of SQL files in the order in which they run. */
export const compareMigrations = (a: string, b: string): number => compare(orderOf(a, true), orderOf(b, true));

type Order = readonly (number | string)[];

/** Tests last; files before code; schema, then other files, then migrations; then folder, the numbers of the name, the name. */
function orderOf(path: string, isFile: boolean): Order {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const isMigration = MIGRATION_PATH.test(path) || /^[vV]?\d+[._-]/.test(name);
  const stage = isMigration ? 2 : SCHEMA_FILE.test(path) ? 0 : 1;
  const folder = path.slice(0, path.lastIndexOf('/') + 1);
  return [isTestPath(path) ? 1 : 0, isFile ? 0 : 1, stage, ...migrationNumber(folder, name), folder, name, path];
}

/** The number or date a migration begins with; that of its folder where the file is one of a few fixed names (`20240101_init/migration.sql`). */
function migrationNumber(folder: string, name: string): readonly [string, string, string] {
  const own = /^[vV]?(\d+(?:[._-]\d+)*)/.exec(name)?.[1];
  const parent = folder.split('/').at(-2) ?? '';
  const outer = /^[vV]?(\d+)/.exec(parent)?.[1];
  if (outer !== undefined) return [folder.slice(0, folder.length - parent.length - 1), padded(outer), padded(own ?? '')];
  return [folder, padded(own ?? ''), ''];
}

const padded = (digits: string): string => digits.split(/[._-]/).map((part) => part.padStart(20, '0')).join('.');

function compare(a: Order, b: Order): number {
  for (const [index, value] of a.entries()) {
    const other = b[index] ?? '';
    if (value !== other) return value < other ? -1 : 1;
  }
  return 0;
}

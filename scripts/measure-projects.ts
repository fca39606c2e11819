import { PGlite } from '@electric-sql/pglite';
import sqlite3InitModule from '@sqlite.org/sqlite-wasm';
import { basename } from 'node:path';
import { prepare } from '../src/analyse.ts';
import { DEFAULT_MAX_FILE_SIZE } from '../src/engine.ts';
import { gather } from '../src/gather.ts';
import { rules } from '../src/rules/index.ts';
import { isDdl } from '../src/sql/ddl.ts';
import { loadPostgresGrammar } from '../src/sql/grammar.ts';
import { orderStatements } from '../src/sql/migrations.ts';
import { splitStatements } from '../src/sql/split.ts';
import { createTranslator } from '../src/translate.ts';
import { isLeft, type Tables, type Translation } from '../src/translation.ts';

/**
 * Takes the SQL out of real projects (folders, given as arguments): the DDL in its order is loaded into an embedded PostgreSQL and every other statement
 * is prepared there, once untouched and once translated. What SQLite itself does not take in that order (a column that is there already, a function of the
 * program) is not counted. Says how many go, and how many of the rest were announced. `--show` prints each failure.
 */
interface Count {
  loaded: number;
  failed: number;
  announced: number;
}

const folders = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
const isShown = process.argv.includes('--show');
const library = await sqlite3InitModule();
const server = await PGlite.create();
await loadPostgresGrammar();
const translate = await createTranslator({ rules, safety: 'unsafe', upgradeTypes: false });

const partsOf = (text: string): readonly string[] => splitStatements(text).map((slice) => text.slice(slice.start, slice.end)).filter((part) => part.trim() !== '');

/** A table that is dropped and not made again, in clean-up code or a down migration: the statements still speak of it, and the DROP is left out. */
function isDropForGood(text: string, later: readonly Source[]): boolean {
  const name = /^drop\s+(?:table|view)\s+(?:if\s+exists\s+)?[`"[]?(\w+)/i.exec(text)?.[1];
  const makes = new RegExp(`\\b(?:rename\\s+to|create\\s+(?:table|view)(?:\\s+if\\s+not\\s+exists)?)\\s+\\W?${name}\\b`, 'i');
  return name !== undefined && !later.some((one) => makes.test(one.text));
}

/** The error of the first statement that fails; undefined when all go. */
async function attempt(text: string, run: (sql: string) => Promise<unknown>): Promise<string | undefined> {
  await server.exec('SAVEPOINT one');
  try {
    for (const part of partsOf(text)) await run(part);
    await server.exec('RELEASE SAVEPOINT one');
    return undefined;
  } catch (error) {
    await server.exec('ROLLBACK TO SAVEPOINT one');
    return error instanceof Error ? error.message : String(error);
  }
}

interface Source {
  readonly text: string;
  readonly place: string;
}

/** What SQLite takes, in this order. */
function takenBySqlite(ddl: readonly Source[], others: readonly Source[]): { readonly ddl: readonly Source[]; readonly others: readonly Source[] } {
  const db = new library.oo1.DB(':memory:');
  const takes = (run: () => void): boolean => {
    try {
      run();
      return true;
    } catch {
      return false;
    }
  };
  const taken = ddl.filter((source, index) => !isDropForGood(source.text, ddl.slice(index + 1)) && takes(() => db.exec(source.text)));
  const prepared = others.filter((source) => takes(() => db.prepare(source.text).finalize()));
  db.close();
  return { ddl: taken, others: prepared };
}

/** Loads the DDL and prepares the rest, each as `write` gives it; it is told what was declared before. */
async function load(ddl: readonly Source[], others: readonly Source[], write: (text: string, before: readonly Source[]) => Pick<Translation, 'sql' | 'complete'>, name: string): Promise<readonly [Count, Count]> {
  await server.exec('ROLLBACK; DROP SCHEMA IF EXISTS public CASCADE; CREATE SCHEMA public; BEGIN');
  const counts = [{ loaded: 0, failed: 0, announced: 0 }, { loaded: 0, failed: 0, announced: 0 }] as const;
  const note = (count: Count, source: Source, sql: string, isComplete: boolean, error: string | undefined): void => {
    if (error === undefined) count.loaded += 1;
    else count.failed += 1;
    if (error !== undefined && !isComplete) count.announced += 1;
    if (error !== undefined && isShown && name !== '') console.log(`${name} ${source.place} ${isComplete ? 'SILENT ' : ''}${error}\n    in  ${source.text.replace(/\s+/g, ' ')}\n    out ${sql.replace(/\s+/g, ' ')}`);
  };
  for (const [index, source] of ddl.entries()) {
    const { sql, complete } = write(source.text, ddl.slice(0, index));
    note(counts[0], source, sql, complete, await attempt(sql, (part) => server.exec(part)));
  }
  for (const source of others) {
    const { sql, complete } = write(source.text, ddl);
    note(counts[1], source, sql, complete, await attempt(sql, (part) => server.describeQuery(part)));
  }
  return counts;
}

const share = (count: Count): string => `${count.loaded} of ${count.loaded + count.failed}`;
console.log('| project | DDL untouched | DDL translated | statements untouched | statements translated | announced of the rest |\n| --- | --- | --- | --- | --- | --- |');
for (const folder of folders) {
  const { facts } = await gather({ cwd: folder, paths: [], exclude: [], maxFileSize: DEFAULT_MAX_FILE_SIZE, prefilter: true });
  const project = prepare(facts, { from: 'sqlite', to: 'postgres' });
  const own = project.statements.filter((statement) => project.whyLeft(statement) === undefined && statement.engine !== 'postgres' && statement.grammar === 'sqlite'
    && statement.holes.length === 0 && !project.factsOf(statement.fragment.path)?.isTest);
  const known = new Set<string>();
  const sources = orderStatements(own).filter(({ text }) => !known.has(text) && known.add(text));
  const toSource = ({ text, fragment }: { readonly text: string; readonly fragment: { readonly path: string } }): Source => ({ text, place: fragment.path });
  const { ddl, others } = takenBySqlite(
    sources.filter(isDdl).map(toSource), sources.filter((statement) => /^(?:with|select|insert|replace|update|delete|values)\b/i.test(statement.text)).map(toSource),
  );
  const before = await load(ddl, others, (sql) => ({ sql, complete: true }), '');
  const after = await load(ddl, others, (sql, declared) => {
    const tables: Tables = { sqlite: declared.map(({ text }) => text), postgres: [], isWhole: true };
    const answer = translate(sql, tables);
    return { sql: answer.sql, complete: !answer.findings.some(isLeft) };
  }, basename(folder));
  const failed = after[0].failed + after[1].failed;
  console.log(`| ${basename(folder)} | ${share(before[0])} | ${share(after[0])} | ${share(before[1])} | ${share(after[1])} | ${after[0].announced + after[1].announced} of ${failed} |`);
}
await server.close();

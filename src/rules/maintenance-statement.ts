import type { Problem } from '../core/types.ts';
import { defineRule } from '../rule.ts';
import { unquote } from '../sql/ddl.ts';
import type { Schema } from '../sql/schema.ts';
import type { Statement } from '../sql/statement.ts';

const whole = (statement: Statement): { start: number; end: number } => ({ start: 0, end: statement.text.length });

function* problemOf(statement: Statement, schema: Schema): Generator<Problem> {
  const { tree, tokens } = statement;
  const [verb, name] = tokens;
  if (!tree || !verb) return;
  if (tree.type === 'VacuumStmt' && tree.into) {
    yield { ...whole(statement), message: 'VACUUM INTO copies a SQLite database into a file; PostgreSQL has no such statement.', help: 'Make the copy with pg_dump, or with CREATE DATABASE ... TEMPLATE.' };
  } else if ((tree.type === 'VacuumStmt' && tree.dbName) || (tree.type === 'AnalyzeStmt' && /^(?:main|temp)$/i.test(tree.objName?.objName.text ?? '') && !tree.objName?.dbName)) {
    const word = verb.text.toUpperCase();
    yield {
      ...whole(statement), message: `${word} ${name!.text} names a database of SQLite; PostgreSQL looks for a table of that name.`, help: `Write ${word} alone.`,
      fix: { title: `Write ${word} alone`, safety: 'safe', portable: true, edits: [{ start: verb.end, end: tokens.at(-1)!.end, text: '' }] },
    };
  } else if (tree.type === 'ReindexStmt') {
    yield* reindexProblem(statement, schema);
  }
}

function* reindexProblem(statement: Statement, schema: Schema): Generator<Problem> {
  const [verb, ...names] = statement.tokens;
  const name = unquote(names.at(-1)?.text ?? '');
  const isIndex = schema.indexes.some((index) => index.name.toLowerCase() === name.toLowerCase());
  const isCollation = /^(?:nocase|binary|rtrim)$/i.test(name);
  const message = 'REINDEX needs to be told in PostgreSQL what to build anew: an INDEX, a TABLE, a SCHEMA or the DATABASE.';
  if (names.length === 0 || isCollation) {
    yield { ...whole(statement), message, help: 'Remove it, or name the tables: PostgreSQL keeps its indexes in order by itself.', fix: { title: 'Remove REINDEX', safety: 'unsafe', edits: [{ ...whole(statement), text: '' }] } };
    return;
  }
  const kind = isIndex ? 'INDEX' : 'TABLE';
  yield { ...whole(statement), message, help: `Write REINDEX ${kind} ${name}.`, fix: { title: `Write REINDEX ${kind}`, safety: 'safe', edits: [{ start: verb!.end, end: verb!.end, text: ` ${kind}` }] } };
}

export default defineRule({
  summary: "SQLite's forms of VACUUM, ANALYZE and REINDEX",
  why: 'Both engines have the statements, but what they name differs: a database in SQLite, a table in PostgreSQL. VACUUM cannot run inside a transaction in either.',
  construct: 'VACUUM, ANALYZE or REINDEX in SQLite\'s form',
  severity: 'critical',
  category: 'breaks',
  manual: ['SQLite, VACUUM: https://sqlite.org/lang_vacuum.html', 'PostgreSQL, REINDEX: https://www.postgresql.org/docs/current/sql-reindex.html'],
  wakes: ['VacuumStmt', 'AnalyzeStmt', 'ReindexStmt'],
  *statement(statement, context) {
    yield* problemOf(statement, context.schema);
  },
});

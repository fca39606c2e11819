import type { Call, Pieces, Problem } from '../core/types.ts';
import { PRAGMAS, type PragmaRow } from '../dialects/sqlite-to-postgres/pragmas.ts';
import { defineRule } from '../rule.ts';
import { unquote } from '../sql/ddl.ts';
import type { Ast } from '../sql/grammar.ts';
import type { Statement } from '../sql/statement.ts';

/** They do something where no value is given; any other gives its value as a row, so that it cannot just go. */
const COMMANDS = new Set(['incremental_vacuum', 'shrink_memory', 'wal_checkpoint']);

function valueOf(statement: Statement, tree: Ast.PragmaStmt): string {
  if (!tree.body) return '';
  const { offset, length } = tree.body.value.span;
  return unquote(statement.text.slice(offset, offset + length).trim());
}

/** The columns of the result, where the call gives their type; undefined for all. */
function declaredColumns(call: Call | undefined): readonly string[] | undefined {
  const reads = call?.reads.filter((read) => read.property !== undefined && read.of !== 'result') ?? [];
  return reads.some((read) => read.use === 'typed') ? [...new Set(reads.map((read) => read.property!))] : undefined;
}

/** The rewritten text; a table's name stays as it is written, in a hole or in another literal. */
function rewritten(statement: Statement, value: string, write: NonNullable<PragmaRow['postgres']>): string | Pieces | undefined {
  const text = write(value, declaredColumns(statement.call));
  const parts = text?.split(`'${value}'`) ?? [];
  if (parts.length !== 2) return statement.holes.length === 0 ? text : undefined;
  const start = statement.text.lastIndexOf(value);
  return [`${parts[0]!}'`, { start, end: start + value.length }, `'${parts[1]!}`];
}

function* problemOf(statement: Statement, tree: Ast.PragmaStmt): Generator<Problem> {
  const whole = { start: 0, end: statement.text.length };
  const name = tree.name.objName.text.toLowerCase();
  const row = PRAGMAS[name];
  const value = valueOf(statement, tree);
  const isOff = name === 'foreign_keys' && /^(?:off|0|false|no)$/i.test(value);
  const isRead = tree.body === undefined && row?.kind === 'remove' && !COMMANDS.has(name);
  const advice = isOff ? 'Rows cannot be written in any order: order the statements, declare the keys DEFERRABLE, or set session_replication_role to replica as a superuser.'
    : row?.advice ?? 'PostgreSQL has settings (SHOW, SET) and catalogs (information_schema, pg_catalog).';
  const written = isRead && name === 'foreign_keys' ? 'SELECT 1 AS foreign_keys' : row?.kind === 'rewrite' && row.postgres ? rewritten(statement, value, row.postgres) : row?.kind === 'remove' && !isRead ? '' : undefined;
  // `db.pragma(...)` goes away together with the driver that has the method.
  const goesAlong = statement.call?.method === 'pragma' && row?.kind === 'remove' && !isOff;
  yield {
    ...whole,
    ...(goesAlong && { severity: 'info' as const }),
    message: `PRAGMA ${name} is a syntax error in PostgreSQL.`,
    help: isRead ? `${advice} Ask SHOW or the catalog where the value is needed.` : advice,
    ...(written !== undefined && {
      fix: { title: written === '' ? `Remove PRAGMA ${name}` : `Replace PRAGMA ${name}`, safety: isOff ? 'unsafe' : row?.safety ?? 'unsafe', edits: [{ ...whole, text: written }] },
    }),
  };
}

export default defineRule({
  summary: 'PRAGMA statements',
  why: 'PRAGMA is SQLite\'s way to set and to ask its own state. Most of them have nothing to do on PostgreSQL; those that describe tables have counterparts in information_schema and pg_catalog.',
  construct: 'PRAGMA',
  severity: 'critical',
  category: 'breaks',
  manual: ['SQLite, PRAGMA: https://sqlite.org/pragma.html', 'PostgreSQL, 37 The information schema: https://www.postgresql.org/docs/current/information-schema.html'],
  wakes: ['PragmaStmt'],
  *statement(statement) {
    if (statement.tree?.type === 'PragmaStmt') yield* problemOf(statement, statement.tree);
  },
});

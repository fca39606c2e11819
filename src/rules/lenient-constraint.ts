import type { Problem } from '../core/types.ts';
import { defineRule } from '../rule.ts';
import type { Statement } from '../sql/statement.ts';

const STARTS = /^(?:constraint|primary|unique|check|foreign)$/i;

/** Constraints of the table that follow each other without a comma. */
function* missingCommas(statement: Statement): Generator<Problem> {
  const { tree, tokens } = statement;
  if (tree?.type !== 'CreateTableStmt' || tree.body.type !== 'ColumnsAndConstraintsCreateTableBody') return;
  for (const named of (tree.body.constraints ?? []).slice(1)) {
    const at = tokens.findIndex((token) => token.start >= named.constraint.span.offset);
    const first = /^constraint$/i.test(tokens[at - 2]?.text ?? '') ? at - 2 : at;
    const [before, word] = [tokens[first - 1], tokens[first]];
    if (!before || !word || before.text === ',' || !STARTS.test(word.text)) continue;
    yield {
      start: word.start, end: word.end,
      message: `A comma is missing before ${word.text.toUpperCase()}: SQLite lets constraints of a table stand side by side, PostgreSQL does not.`,
      help: 'Put the comma.',
      fix: { title: 'Put the comma', safety: 'safe', portable: true, edits: [{ start: before.end, end: before.end, text: ',' }] },
    };
  }
}

/** `CONSTRAINT name` behind a column, with no constraint to it. */
function* loneNames(statement: Statement): Generator<Problem> {
  const { tree, tokens } = statement;
  if (tree?.type !== 'CreateTableStmt' && tree?.type !== 'AlterTableStmt') return;
  for (const [index, token] of tokens.entries()) {
    const next = tokens[index + 2];
    if (!/^constraint$/i.test(token.text) || !tokens[index + 1] || (next && !/^[,)]$/.test(next.text) && !/^constraint$/i.test(next.text))) continue;
    const before = tokens[index - 1];
    if (!before || before.text === '(' || before.text === ',' || /^(?:add|drop)$/i.test(before.text)) continue;
    yield {
      start: token.start, end: tokens[index + 1]!.end, severity: 'warning',
      message: `CONSTRAINT ${tokens[index + 1]!.text} names nothing; PostgreSQL wants a constraint behind the name.`,
      help: 'Remove the name.',
      fix: { title: 'Remove the name', safety: 'safe', portable: true, edits: [{ start: before.end, end: tokens[index + 1]!.end, text: '' }] },
    };
  }
}

export default defineRule({
  summary: 'constraints that only SQLite reads: without a comma, or a name without a constraint',
  why: 'SQLite\'s grammar makes the comma between the constraints of a table optional, and reads `CONSTRAINT name` alone. PostgreSQL refuses both.',
  construct: 'constraints without a comma',
  severity: 'critical',
  category: 'breaks',
  manual: ['SQLite, CREATE TABLE: https://sqlite.org/lang_createtable.html', 'PostgreSQL, CREATE TABLE: https://www.postgresql.org/docs/current/sql-createtable.html'],
  wakes: ['CONSTRAINT', 'NamedTableConstraint'],
  *statement(statement) {
    yield* missingCommas(statement);
    yield* loneNames(statement);
  },
});

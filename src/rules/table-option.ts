import type { Problem } from '../core/types.ts';
import { defineRule } from '../rule.ts';
import type { Statement } from '../sql/statement.ts';

const OPTION = /^(?:without|rowid|strict|,)$/i;

/** One problem for all options, which stand between the last parenthesis and the end of the statement. */
function* problemsOf(statement: Statement): Generator<Problem> {
  const { tokens, text } = statement;
  const close = tokens.findLastIndex((token) => token.text === ')');
  const options = tokens.slice(close + 1).filter((token) => OPTION.test(token.text));
  const first = options[0];
  if (close < 0 || !first) return;
  const end = options.at(-1)!.end;
  const isStrict = options.some((token) => /^strict$/i.test(token.text));
  const isWithoutRowid = options.some((token) => /^rowid$/i.test(token.text));
  const names = text.slice(first.start, end).replace(/\s+/g, ' ').toUpperCase();
  const reason = isStrict && isWithoutRowid ? 'which has no rowid and whose columns always keep their types'
    : isStrict ? 'whose columns always keep their types' : 'which has no rowid';
  yield {
    start: first.start, end,
    message: `${names} is a syntax error in PostgreSQL, ${reason}.`,
    help: `Remove ${names}.`,
    fix: { title: `Remove ${names}`, safety: 'safe', edits: [{ start: tokens[close]!.end, end, text: '' }] },
  };
}

export default defineRule({
  summary: 'WITHOUT ROWID and STRICT behind a table',
  why: 'Both say how SQLite stores a table. PostgreSQL has no rowid, and its columns always keep their types, so that the options have nothing to say there.',
  construct: 'WITHOUT ROWID or STRICT',
  severity: 'critical',
  category: 'breaks',
  manual: ['SQLite, WITHOUT ROWID: https://sqlite.org/withoutrowid.html', 'SQLite, STRICT tables: https://sqlite.org/stricttables.html'],
  wakes: ['CreateTableStmt'],
  *statement(statement) {
    if (statement.tree?.type === 'CreateTableStmt') yield* problemsOf(statement);
  },
});

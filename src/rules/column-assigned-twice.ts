import type { Problem, ProposedEdit, ProposedFix } from '../core/types.ts';
import { defineRule } from '../rule.ts';
import { setsOf } from '../sql/changes.ts';
import type { Ast } from '../sql/grammar.ts';
import { touchesHole, type Statement } from '../sql/statement.ts';
import type { Token } from '../sql/tokens.ts';
import { isSameName, spanOf, spanOfItem } from '../sql/tree.ts';

/** Of several assignments SQLite makes the last one (https://sqlite.org/lang_update.html). */
function* repeatedSets(sets: readonly Ast.SetAssignment[]): Iterable<Problem> {
  for (const [index, set] of sets.entries()) {
    const name = set.colNames[0];
    const next = sets[index + 1];
    if (!name || set.colNames.length > 1 || !next) continue;
    if (!sets.slice(index + 1).some((later) => later.colNames.length === 1 && isSameName(later.colNames[0]!.text, name.text))) continue;
    yield {
      ...spanOf(name),
      message: `\`${name.text}\` is assigned twice: PostgreSQL raises 42601, SQLite makes the last assignment only.`,
      help: 'Remove the earlier assignment, which has no effect.',
      fix: { title: 'Remove the assignment without effect', safety: 'safe', portable: true, edits: [{ start: spanOfItem(set).start, end: spanOfItem(next).start, text: '' }] },
    };
  }
}

/** The items of the list that `(` at `open` begins, each with its tokens, and the index of its `)`. */
function itemsAt(tokens: readonly Token[], open: number): { readonly items: readonly (readonly Token[])[]; readonly close: number } {
  const items: Token[][] = [[]];
  let depth = 0;
  for (let at = open; at < tokens.length; at++) {
    const token = tokens[at]!;
    if (token.kind === 'LP') depth++;
    if (token.kind === 'RP') depth--;
    if (depth === 0) return { items, close: at };
    if (at === open) continue;
    if (token.kind === 'COMMA' && depth === 1) items.push([]);
    else items.at(-1)!.push(token);
  }
  return { items: [], close: tokens.length };
}

/** Takes the item at `index`, never the first one, out of the column list and out of every row; undefined where there are no rows, or a parameter would go. */
function fixOf(statement: Statement, open: number, index: number): ProposedFix | undefined {
  const { tokens } = statement;
  const list = itemsAt(tokens, open);
  const lists = [list.items];
  let at = list.close + 1;
  if (tokens[at]?.kind !== 'VALUES') return undefined;
  do {
    const row = itemsAt(tokens, at + 1);
    lists.push(row.items);
    at = row.close + 1;
  } while (tokens[at]?.kind === 'COMMA');
  const edits = lists.map((items): ProposedEdit | undefined => {
    const start = items[index - 1]?.at(-1)?.end;
    const end = items[index]?.at(-1)?.end;
    const isPlain = items.length === list.items.length && !items[index]?.some((token) => token.kind === 'VARIABLE' || touchesHole(statement, token));
    return isPlain && start !== undefined && end !== undefined ? { start, end, text: '' } : undefined;
  });
  return edits.every((edit) => edit !== undefined) ? { title: 'Remove the second value', safety: 'safe', portable: true, edits } : undefined;
}

/** SQLite stores the first value of a column that is listed twice. Not every reader of its grammar takes such a list, so the tokens are asked. */
function* repeatedColumns(statement: Statement): Iterable<Problem> {
  const { tokens } = statement;
  const open = tokens.findIndex((token) => token.kind === 'LP');
  if ((tokens[0]?.kind !== 'INSERT' && tokens[0]?.kind !== 'REPLACE') || tokens[open - 2]?.kind !== 'INTO') return;
  const close = tokens.findIndex((token, index) => index > open && token.kind === 'RP');
  const names = tokens.slice(open + 1, close).filter((token) => /^[\w"`[]/.test(token.text) && !touchesHole(statement, token));
  const isWhole = names.length * 2 === close - open;
  for (const [index, name] of names.entries()) {
    if (!names.slice(0, index).some((earlier) => isSameName(earlier.text, name.text))) continue;
    const fix = isWhole ? fixOf(statement, open, index) : undefined;
    yield {
      start: name.start, end: name.end,
      message: `\`${name.text}\` is listed twice: PostgreSQL raises 42701, SQLite stores the first value only.`,
      help: 'Remove the second one with its values.',
      ...(fix && { fix }),
    };
  }
}

export default defineRule({
  summary: 'A column that one INSERT or UPDATE writes twice',
  why: 'SQLite uses one of the values without a word; PostgreSQL refuses the statement.',
  construct: 'column written twice',
  severity: 'critical',
  category: 'breaks',
  manual: ['SQLite, UPDATE: https://sqlite.org/lang_update.html', 'PostgreSQL, UPDATE: https://www.postgresql.org/docs/current/sql-update.html'],
  wakes: ['SetAssignment', 'INSERT', 'REPLACE'],
  *statement(statement) {
    // Parts that are appended under conditions may exclude each other.
    if (statement.fragment.kind === 'joined') return;
    if (statement.tree) for (const { sets } of setsOf(statement.tree)) yield* repeatedSets(sets);
    yield* repeatedColumns(statement);
  },
});

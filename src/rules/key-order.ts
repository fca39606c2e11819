import type { Problem } from '../core/types.ts';
import { defineRule } from '../rule.ts';
import { findConstraint } from '../sql/columns.ts';
import type { Ast } from '../sql/grammar.ts';
import type { Statement } from '../sql/statement.ts';
import { spanOfItem } from '../sql/tree.ts';
import { sitesOf } from './support/ddl.ts';

/** ASC, DESC (and AUTOINCREMENT, which SQLite allows there as well) in a key; the rowid's own key is the identity column's matter. */
function* wordsIn(statement: Statement, start: number, end: number): Generator<Problem> {
  for (const [index, token] of statement.tokens.entries()) {
    if (token.start < start || token.end > end || !/^(?:asc|desc)$/i.test(token.text)) continue;
    const word = token.text.toUpperCase();
    yield {
      start: token.start, end: token.end,
      message: `${word} in a key is a syntax error in PostgreSQL, where keys have no order.`,
      help: `Remove ${word}; an index of its own can have an order.`,
      fix: { title: `Remove ${word}`, safety: 'safe', edits: [{ start: statement.tokens[index - 1]!.end, end: token.end, text: '' }] },
    };
  }
}

/** `PRIMARY KEY (a, b, a)`: SQLite passes over a column that is there already. */
function* repeated(columns: readonly Ast.SortedColumn[]): Generator<Problem> {
  const nameOf = ({ expr }: Ast.SortedColumn): string => (expr.type === 'Id' ? expr.name.toLowerCase() : '');
  for (const [index, column] of columns.entries()) {
    const name = nameOf(column);
    if (name === '' || columns.findIndex((other) => nameOf(other) === name) === index) continue;
    yield {
      ...spanOfItem(column), message: `${name} is twice in one key, which PostgreSQL refuses (42701) and SQLite passes over.`, help: 'Name it once.',
      fix: { title: 'Name it once', safety: 'safe', portable: true, edits: [{ start: spanOfItem(columns[index - 1]!).end, end: spanOfItem(column).end, text: '' }] },
    };
  }
}

export default defineRule({
  summary: 'ASC, DESC or a column twice in PRIMARY KEY or UNIQUE',
  why: 'SQLite takes an order for the columns of a key and keeps it in the index. PostgreSQL builds the index of a constraint without one; both read it in either direction.',
  construct: 'ASC or DESC in a key, or a column twice',
  severity: 'critical',
  category: 'breaks',
  manual: ['SQLite, CREATE TABLE: https://sqlite.org/lang_createtable.html', 'PostgreSQL, CREATE TABLE: https://www.postgresql.org/docs/current/sql-createtable.html'],
  wakes: ['PrimaryKeyColumnConstraint', 'PrimaryKeyTableConstraint', 'UniqueTableConstraint'],
  *statement(statement, context) {
    const { tree } = statement;
    const sites = sitesOf(statement, context);
    for (const site of sites) {
      const key = site.isRowidAlias ? undefined : findConstraint(statement, site, 'PrimaryKeyColumnConstraint');
      if (key) yield* wordsIn(statement, key.span.start, key.span.end);
    }
    if (tree?.type !== 'CreateTableStmt' || tree.body.type !== 'ColumnsAndConstraintsCreateTableBody') return;
    const hasRowidAlias = sites.some((site) => site.isRowidAlias);
    for (const { constraint } of tree.body.constraints ?? []) {
      if (constraint.type === 'PrimaryKeyTableConstraint' || constraint.type === 'UniqueTableConstraint') yield* repeated(constraint.columns);
      if (constraint.type !== 'UniqueTableConstraint' && (constraint.type !== 'PrimaryKeyTableConstraint' || hasRowidAlias)) continue;
      yield* wordsIn(statement, constraint.span.offset, constraint.span.offset + constraint.span.length);
    }
  },
});

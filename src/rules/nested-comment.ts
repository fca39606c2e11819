import type { Span } from '../core/types.ts';
import { defineRule } from '../rule.ts';
import { touchesHole, type Statement } from '../sql/statement.ts';

const COMMENT = /--[^\n]*|\/\*[\s\S]*?\*\//g;

/** The `/*` inside comments: comments stand between tokens. */
function innerSigns({ text, tokens }: Statement): readonly Span[] {
  const ends = [0, ...tokens.map((token) => token.end)];
  const starts = [...tokens.map((token) => token.start), text.length];
  return ends.flatMap((from, index) => [...text.slice(from, starts[index]).matchAll(COMMENT)].flatMap((comment) => {
    if (comment[0].startsWith('--')) return [];
    const body = comment[0].slice(2, -2);
    return [...body.matchAll(/\/\*/g)].map((sign) => ({ start: from + comment.index + 2 + sign.index, end: from + comment.index + 4 + sign.index }));
  }));
}

export default defineRule({
  summary: '/* inside a comment',
  why: 'A comment of SQLite ends at the first `*/`. Comments of PostgreSQL nest: each `/*` wants a `*/` of its own, so the rest of the statement is taken for a comment.',
  construct: '/* inside a comment',
  severity: 'critical',
  category: 'breaks',
  manual: ['SQLite, Comments: https://sqlite.org/lang_comment.html', 'PostgreSQL, 4.1.5 Comments: https://www.postgresql.org/docs/current/sql-syntax-lexical.html#SQL-SYNTAX-COMMENTS'],
  *statement(statement) {
    if (!statement.text.includes('/*') || statement.grammar === 'postgres') return;
    for (const sign of innerSigns(statement)) {
      if (touchesHole(statement, sign)) continue;
      yield {
        ...sign,
        message: '`/*` inside a comment opens a second one on PostgreSQL, which the comment does not close.',
        help: 'Write a blank between the two signs.',
        fix: { title: 'Part the signs', safety: 'safe', portable: true, edits: [{ ...sign, text: '/ *' }] },
      };
    }
  },
});

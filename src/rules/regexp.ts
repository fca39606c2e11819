import type { Problem } from '../core/types.ts';
import { defineRule, type Context } from '../rule.ts';
import { nodesOf, quoteText, replaceNode, replaceSpan } from '../sql/rewrite.ts';
import type { Statement } from '../sql/statement.ts';
import { spanOf, stringValue, tokensBetween } from '../sql/tree.ts';
import { fullTextSources, sourceOfMatch } from './support/full-text.ts';

/** Signs that mean the same in the usual engines and in PostgreSQL's (manual, 9.7.3); a word boundary is \y there. */
const OTHERWISE = /\\[^wWdDsSbB.*+?()[\]{}|^$\\/-]|\(\?/;

function* statement(statement: Statement, context: Context): Iterable<Problem> {
  for (const node of nodesOf(statement, 'LikeExpr')) {
    if (node.op === 'Match') {
      if (sourceOfMatch(fullTextSources(statement, context), node.lhs)) continue;
      yield {
        ...spanOf(node), message: 'MATCH is an operator of SQLite, for full-text search; PostgreSQL does not have it.',
        help: 'Use a tsvector column and @@ websearch_to_tsquery(...); the query language differs, and so does the ranking.',
      };
      continue;
    }
    if (node.op !== 'Regexp') continue;
    const words = tokensBetween(statement.tokens, node.lhs, node.rhs);
    const [first, last] = [words[0], words.at(-1)];
    if (!first || !last) continue;
    const pattern = stringValue(node.rhs);
    const isOdd = pattern !== undefined && OTHERWISE.test(pattern);
    const bounded = pattern?.replaceAll('\\b', '\\y').replaceAll('\\B', '\\Y');
    const edits = [replaceSpan({ start: first.start, end: last.end }, node.not ? '!~' : '~')];
    if (bounded !== undefined && bounded !== pattern) edits.push(replaceNode(node.rhs, quoteText(bounded)));
    yield {
      ...spanOf(node), message: 'REGEXP calls a function of the program in SQLite; PostgreSQL does not have the operator.',
      help: 'Use ~ or, without regard to case, ~*. Check the pattern: PostgreSQL has POSIX regular expressions with \\y for a word boundary.',
      ...(!isOdd && { fix: { title: 'Use ~', safety: 'unsafe', edits } }),
    };
  }
}

export default defineRule({
  summary: 'REGEXP and MATCH',
  why: '`REGEXP` and `MATCH` call functions of the program or of an extension in SQLite. PostgreSQL has `~` for POSIX regular expressions and `@@` for full-text search.',
  construct: 'REGEXP and MATCH',
  severity: 'critical',
  category: 'breaks',
  manual: ['SQLite, REGEXP and MATCH: https://sqlite.org/lang_expr.html#regexp', 'PostgreSQL, 9.7.3 POSIX regular expressions: https://www.postgresql.org/docs/current/functions-matching.html'],
  wakes: ['LikeExpr'],
  statement,
});

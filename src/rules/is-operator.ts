import type { Problem, Span } from '../core/types.ts';
import { defineRule, type Context } from '../rule.ts';
import type { Ast } from '../sql/grammar.ts';
import { typesOf } from '../sql/infer.ts';
import { nodesOf, replaceSpan } from '../sql/rewrite.ts';
import type { Statement } from '../sql/statement.ts';
import { isTruthWord, tokensBetween, tokensIn, spanOf } from '../sql/tree.ts';

/** The words between the operands; undefined where PostgreSQL reads them as they are. */
function operatorOf(statement: Statement, node: Ast.BinaryExpr, context: Context): { readonly span: Span; readonly text: string } | undefined {
  const words = tokensBetween(statement.tokens, node.left, node.right);
  const [first, last] = [words[0], words.at(-1)];
  if (!first || !last || words.some((word) => word.kind === 'DISTINCT')) return undefined;
  // IS JSON and IS UNKNOWN are tests of PostgreSQL's own.
  if (node.right.type === 'NullLiteral' || (node.right.type === 'Id' && /^(?:json|unknown)$/i.test(node.right.name))) return undefined;
  // A truth word after a boolean is PostgreSQL's own IS TRUE; after a number `integer-condition` makes it one.
  if (isTruthWord(node.right) && typesOf(statement.tree!, context.schema).of(node.left).type !== 'unknown') return undefined;
  return { span: { start: first.start, end: last.end }, text: node.op === 'Is' ? 'IS NOT DISTINCT FROM' : 'IS DISTINCT FROM' };
}

function* statement(statement: Statement, context: Context): Iterable<Problem> {
  for (const node of nodesOf(statement, 'BinaryExpr')) {
    if (node.op !== 'Is' && node.op !== 'IsNot') continue;
    const operator = operatorOf(statement, node, context);
    if (!operator) continue;
    const written = node.op === 'Is' ? 'IS' : 'IS NOT';
    yield {
      ...operator.span,
      message: `${written} with a value compares NULL-safely in SQLite; PostgreSQL reads only NULL, TRUE, FALSE and UNKNOWN after it.`,
      help: `Write ${operator.text}, which both engines read (SQLite since 3.39).`,
      fix: { title: `Write ${operator.text}`, safety: 'safe', portable: true, edits: [replaceSpan(operator.span, operator.text)] },
    };
  }
  for (const node of nodesOf(statement, 'NotNullExpr')) {
    const words = tokensIn(statement.tokens, { start: spanOf(node.expr).end, end: spanOf(node).end });
    const [first, last] = [words[0], words.at(-1)];
    if (!first || !last || first.kind !== 'NOT') continue;
    yield {
      start: first.start, end: last.end,
      message: 'NOT NULL after a value is an operator of SQLite that PostgreSQL does not read.',
      help: 'Write IS NOT NULL, which both engines read.',
      fix: { title: 'Write IS NOT NULL', safety: 'safe', portable: true, edits: [replaceSpan({ start: first.start, end: last.end }, 'IS NOT NULL')] },
    };
  }
}

export default defineRule({
  summary: 'IS and IS NOT with values',
  why: 'In SQLite `a IS b` is a comparison that takes NULL for a value. In PostgreSQL only `IS NULL`, `IS TRUE`, `IS FALSE` and `IS UNKNOWN` exist; the comparison is `IS NOT DISTINCT FROM`.',
  construct: 'IS with a value',
  severity: 'critical',
  category: 'breaks',
  manual: [
    'SQLite, The IS operators: https://sqlite.org/lang_expr.html#isisnot',
    'PostgreSQL, 9.2 Comparison: https://www.postgresql.org/docs/current/functions-comparison.html',
  ],
  wakes: ['IS', 'NotNullExpr'],
  statement,
});

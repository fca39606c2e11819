import type { Confidence, Problem } from '../core/types.ts';
import { defineRule, type Context } from '../rule.ts';
import { namesOf } from '../sql/scope.ts';
import { contextOf, nodesOf, quoteText, replaceNode } from '../sql/rewrite.ts';
import { touchesHole, type Statement } from '../sql/statement.ts';
import { isColumnNode, spanOf, textOf, type Expr } from '../sql/tree.ts';

/** Whether a name that nobody can look up is a text by its look or its place: `""`, `"a b"`, or compared with a plain column. */
function looksLikeText(statement: Statement, node: Expr, name: string): boolean {
  if (!/^[A-Za-z_]\w*$/.test(name)) return true;
  const { parent, child } = contextOf(statement, node);
  if (parent?.type === 'InListExpr') return parent.lhs !== child;
  if (parent?.type === 'LikeExpr') return parent.rhs === child;
  if (parent?.type !== 'BinaryExpr' || !/^(?:Equals|NotEquals|Is|IsNot)$/.test(parent.op) || parent.right !== child) return false;
  return isColumnNode(parent.left) && !textOf(statement.text, parent.left).includes('"');
}

function* statement(statement: Statement, context: Context): Iterable<Problem> {
  if (!statement.tree) return;
  const names = namesOf(statement.tree, context.schema);
  for (const node of nodesOf(statement, 'Id')) {
    const written = textOf(statement.text, node);
    if (!written.startsWith('"') || touchesHole(statement, spanOf(node))) continue;
    const { parent } = contextOf(statement, node);
    if ((parent?.type === 'FunctionCallExpr' || parent?.type === 'FunctionCallStarExpr') && parent.name === node) continue;
    const reference = names.resolve(node);
    const isMissing = reference?.kind === 'missing';
    const isGuess = !isMissing && (reference === undefined || (reference.kind === 'column' && reference.source.columns === undefined));
    if (!isMissing && !(isGuess && looksLikeText(statement, node, node.name))) continue;
    const isCertain = isMissing || node.name === '';
    const confidence: Confidence = isCertain ? 'certain' : 'likely';
    yield {
      ...spanOf(node), confidence,
      message: `${written} is taken for a text by SQLite where no column has that name; on PostgreSQL double quotes always mean a name (42703).`,
      help: isCertain ? 'Write it in single quotes.' : 'Write it in single quotes, unless a column has that name.',
      fix: { title: 'Write single quotes', safety: isCertain ? 'safe' : 'unsafe', portable: true, edits: [replaceNode(node, quoteText(node.name))] },
    };
  }
}

export default defineRule({
  summary: 'texts in double quotes',
  why: `SQLite takes \`"abc"\` for a text when no column is called so. PostgreSQL takes it for a name: \`column "abc" does not exist\` (42703).`,
  construct: 'texts in double quotes',
  severity: 'critical',
  category: 'breaks',
  manual: ['SQLite, Double-quoted string literals are accepted: https://sqlite.org/quirks.html#dblquote', 'PostgreSQL, 4.1.1 Identifiers: https://www.postgresql.org/docs/current/sql-syntax-lexical.html'],
  wakes: ['Id'],
  statement,
});

import type { Problem, ProposedFix } from '../core/types.ts';
import { defineRule } from '../rule.ts';
import type { Ast } from '../sql/grammar.ts';
import { asOperand, nodesOf, quoteText, replaceNode, replaceSpan } from '../sql/rewrite.ts';
import { touchesHole, type Statement } from '../sql/statement.ts';
import { functionName, spanOf, stringValue, tokensBetween } from '../sql/tree.ts';
import { globToLike, globToRegex } from './support/patterns.ts';

const HELP = 'Use LIKE, which minds the case on PostgreSQL as GLOB does (* is % and ? is _), or the operator ~ for classes.';

/** The operator and the pattern of LIKE, or of a regular expression, that match what the GLOB pattern does. */
function translate(pattern: string): { readonly operator: string; readonly pattern: string } | undefined {
  const like = globToLike(pattern);
  if (like !== undefined) return { operator: 'LIKE', pattern: like };
  const regex = globToRegex(pattern);
  return regex === undefined ? undefined : { operator: '~', pattern: regex };
}

function fixOf(statement: Statement, node: Ast.LikeExpr): ProposedFix | undefined {
  const text = stringValue(node.rhs);
  const done = text === undefined || touchesHole(statement, spanOf(node.rhs)) ? undefined : translate(text);
  const words = tokensBetween(statement.tokens, node.lhs, node.rhs);
  const [first, last] = [words[0], words.at(-1)];
  if (!done || !first || !last) return undefined;
  const operator = done.operator === 'LIKE' ? (node.not ? 'NOT LIKE' : 'LIKE') : node.not ? '!~' : '~';
  return {
    title: `Use ${operator}`, safety: 'safe',
    edits: [replaceSpan({ start: first.start, end: last.end }, operator), replaceNode(node.rhs, quoteText(done.pattern))],
  };
}

function* statement(statement: Statement): Iterable<Problem> {
  for (const node of nodesOf(statement, 'LikeExpr')) {
    if (node.op !== 'Glob') continue;
    const fix = fixOf(statement, node);
    yield { ...spanOf(node), message: 'GLOB is an operator of SQLite that PostgreSQL does not have.', help: HELP, ...(fix && { fix }) };
  }
  for (const call of nodesOf(statement, 'FunctionCallExpr')) {
    const [pattern, value] = call.args ?? [];
    if (functionName(call) !== 'glob' || !value) continue;
    const text = stringValue(pattern);
    const done = text === undefined ? undefined : translate(text);
    yield {
      ...spanOf(call), message: 'glob() is a function of SQLite that PostgreSQL does not have.', help: HELP,
      ...(done && { fix: { title: `Use ${done.operator}`, safety: 'safe', edits: [replaceNode(call, ['(', ...asOperand(value), ` ${done.operator} ${quoteText(done.pattern)})`])] } }),
    };
  }
}

export default defineRule({
  summary: 'GLOB',
  why: `\`GLOB\` matches with \`*\`, \`?\` and classes and minds the case. PostgreSQL has no such operator; its \`LIKE\` minds the case too, and \`~\` has classes.`,
  construct: 'GLOB',
  severity: 'critical',
  category: 'breaks',
  manual: ['SQLite, GLOB: https://sqlite.org/lang_expr.html#glob', 'PostgreSQL, 9.7 Pattern matching: https://www.postgresql.org/docs/current/functions-matching.html'],
  wakes: ['LikeExpr', 'glob()'],
  statement,
});

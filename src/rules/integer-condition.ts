import type { Pieces, Problem } from '../core/types.ts';
import { defineRule, type Context } from '../rule.ts';
import { isNumber, typesOf } from '../sql/infer.ts';
import { nodesOf, replaceNode, wrapNode } from '../sql/rewrite.ts';
import { touchesHole, type Statement } from '../sql/statement.ts';
import { integerValue, isTruthWord, spanOf, unwrap, type Expr } from '../sql/tree.ts';
import { conditionsOf } from './support/conditions.ts';

const HELP = 'Compare it with 0: every number but 0 is true in SQLite.';
const message = (what: string): string => `${what} stands as a condition: PostgreSQL wants a boolean there (42804).`;

function toProblem(statement: Statement, context: Context, expr: Expr): Problem | undefined {
  const inner = unwrap(expr);
  if (inner.type === 'BinaryExpr' && (inner.op === 'And' || inner.op === 'Or')) return undefined;
  const literal = inner.type === 'NumericLiteral' ? Number(inner.value.replaceAll('_', '')) : undefined;
  if (literal !== undefined) {
    if (touchesHole(statement, spanOf(inner))) return undefined;
    const word = literal === 0 ? 'false' : 'true';
    const fix = { title: `Write ${word}`, safety: 'safe', portable: true, edits: [replaceNode(inner, word)] } as const;
    return { ...spanOf(inner), message: message('A number'), help: `Write ${word}.`, fix };
  }
  const { type, untyped } = typesOf(statement.tree!, context.schema).of(inner);
  if (isNumber(type) && !untyped) {
    const isNegation = inner.type === 'UnaryExpr' && inner.op === 'Not';
    if (isNegation) return undefined;
    const fix = { title: 'Compare with 0', safety: 'safe', portable: true, edits: [wrapNode(inner, '', ' <> 0')] } as const;
    return { ...spanOf(inner), message: message('A number'), help: HELP, fix };
  }
  if (type === 'text' && !(inner.type === 'BinaryExpr' && inner.op === 'ArrowRightShift')) {
    const number: Pieces = ['coalesce(CAST(substring(', spanOf(inner), String.raw`, '^\s*([+-]?(?:\d+\.?\d*|\.\d+))') AS numeric), 0) <> 0`];
    return {
      ...spanOf(inner), message: message('A text'), help: 'Say what is meant: a comparison with a text, or a cast to a number compared with 0.',
      fix: { title: 'Read the number', safety: 'unsafe', edits: [replaceNode(inner, number)] },
    };
  }
  return undefined;
}

function* statement(statement: Statement, context: Context): Iterable<Problem> {
  if (!statement.tree) return;
  const seen = new Set<Expr>();
  for (const expr of conditionsOf(statement)) {
    const inner = unwrap(expr);
    if (seen.has(inner)) continue;
    seen.add(inner);
    const problem = toProblem(statement, context, expr);
    if (problem) yield problem;
  }
  const types = typesOf(statement.tree, context.schema);
  for (const node of nodesOf(statement, 'BinaryExpr')) {
    if ((node.op !== 'Is' && node.op !== 'IsNot') || !isTruthWord(node.right) || !isNumber(types.of(node.left).type) || integerValue(node.left) !== undefined) continue;
    yield {
      ...spanOf(node.left), message: 'IS TRUE and IS FALSE of a number do not exist on PostgreSQL (42804).', help: HELP,
      fix: { title: 'Compare with 0', safety: 'safe', portable: true, edits: [wrapNode(node.left, '(', ' <> 0)')] },
    };
  }
}

export default defineRule({
  summary: 'numbers used as conditions',
  why: `SQLite has no booleans: any number may stand in WHERE, AND, NOT or CASE WHEN, and every number but 0 is true. PostgreSQL wants a boolean and raises 42804.`,
  construct: 'numbers as conditions',
  severity: 'critical',
  category: 'breaks',
  manual: [
    'SQLite, Boolean expressions: https://sqlite.org/lang_expr.html#boolean_expressions',
    'PostgreSQL, 8.6 Boolean type: https://www.postgresql.org/docs/current/datatype-boolean.html',
  ],
  wakes: [
    'WHERE', 'HAVING', 'OnJoinConstraint', 'CheckColumnConstraint', 'CheckTableConstraint', 'CreateTriggerStmt', 'FunctionTail', 'CaseExpr', 'FunctionCallExpr', 'UnaryExpr', 'BinaryExpr',
  ],
  statement,
});

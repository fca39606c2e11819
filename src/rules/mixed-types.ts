import type { Pieces, Problem } from '../core/types.ts';
import { defineRule, type Context } from '../rule.ts';
import { isNumber, typesOf, type Types } from '../sql/infer.ts';
import { asOperand, nodesOf, replaceNode } from '../sql/rewrite.ts';
import type { Statement } from '../sql/statement.ts';
import { functionName, spanOf, stringValue, type Expr } from '../sql/tree.ts';

/** Groups of expressions that PostgreSQL gives one type. */
function* groupsOf(statement: Statement): Iterable<readonly Expr[]> {
  for (const node of nodesOf(statement, 'CaseExpr')) yield [...node.whenThenPairs.map((pair) => pair.then), ...(node.elseExpr ? [node.elseExpr] : [])];
  for (const call of nodesOf(statement, 'FunctionCallExpr')) {
    const name = functionName(call);
    const args = call.args ?? [];
    if (name === 'coalesce' || name === 'ifnull' || name === 'nullif') yield args;
    if ((name === 'lag' || name === 'lead') && args.length === 3) yield [args[0]!, args[2]!];
    if (name === 'iif' || name === 'if') yield args.filter((_, index) => index % 2 === 1 || (index === args.length - 1 && args.length % 2 === 1));
  }
}

/** A text that PostgreSQL cannot read as the number beside it. */
function isPlainText(expr: Expr, types: Types): boolean {
  const value = stringValue(expr);
  if (value !== undefined) return !/^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?\s*$/i.test(value);
  return types.of(expr).type === 'text' && !types.of(expr).untyped;
}

const toText = (expr: Expr): Pieces => (expr.type === 'UnaryExpr' ? ['(', spanOf(expr), ')::text'] : [...asOperand(expr), '::text']);

const toInteger = (expr: Expr): Pieces => (expr.type === 'UnaryExpr' ? ['(', spanOf(expr), ')::int'] : [...asOperand(expr), '::int']);

function* statement(statement: Statement, context: Context): Iterable<Problem> {
  if (!statement.tree) return;
  const types = typesOf(statement.tree, context.schema);
  for (const group of groupsOf(statement)) {
    const numbers = group.filter((expr) => isNumber(types.of(expr).type) && !types.of(expr).untyped);
    const booleans = group.filter((expr) => types.of(expr).type === 'boolean' && !types.of(expr).untyped);
    if (numbers.length > 0 && booleans.length > 0) {
      yield {
        ...spanOf(booleans[0]!), message: 'Numbers and booleans are branches of one expression: in SQLite a boolean is 1 or 0, PostgreSQL has no common type (42804).',
        help: 'Cast the booleans to int.',
        fix: { title: 'Cast to int', safety: 'safe', edits: booleans.map((expr) => replaceNode(expr, toInteger(expr))) },
      };
    }
    const text = group.find((expr) => isPlainText(expr, types));
    if (numbers.length === 0 || !text) continue;
    yield {
      ...spanOf(text), message: 'Numbers and texts are branches of one expression: PostgreSQL gives it one type and raises 42804 or 22P02.',
      help: 'Cast the numbers to text, or use a number or NULL for the text. All values become texts.',
      fix: { title: 'Cast to text', safety: 'unsafe', edits: numbers.map((expr) => replaceNode(expr, toText(expr))) },
    };
  }
}

export default defineRule({
  summary: 'numbers and texts as branches of CASE, coalesce or lag',
  why: `\`coalesce(n, '')\` and \`CASE WHEN .. THEN 1 ELSE 'none' END\` give a number or a text in SQLite. PostgreSQL gives the expression one type: \`invalid input syntax for type integer: ""\`.`,
  construct: 'branches of unlike types',
  severity: 'critical',
  category: 'breaks',
  manual: ['PostgreSQL, 10.5 UNION, CASE and related constructs: https://www.postgresql.org/docs/current/typeconv-union-case.html'],
  wakes: ['CaseExpr', 'FunctionCallExpr'],
  statement,
});

import type { Pieces, Problem } from '../core/types.ts';
import { defineRule, type Context } from '../rule.ts';
import { isInteger, isNumber, typesOf, type Inferred, type Types } from '../sql/infer.ts';
import { asOperand, nodesOf, replaceNode } from '../sql/rewrite.ts';
import type { Statement } from '../sql/statement.ts';
import { functionName, spanOf, stringValue, unwrap, type Expr } from '../sql/tree.ts';

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
  yield* divisions(statement, types);
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

const isFraction = (type: Inferred): boolean => !type.untyped && (type.type === 'numeric' || type.type === 'real');

/** The branches of an expression that may be a whole number on one row and a fraction on another; NULLIF takes the type of both on PostgreSQL. */
function mixedNumbers(expr: Expr, types: Types): boolean {
  const inner = unwrap(expr);
  if (inner.type === 'UnaryExpr') return mixedNumbers(inner.expr, types);
  const name = functionName(inner);
  const isChoice = inner.type === 'CaseExpr' || (name !== undefined && /^(?:coalesce|ifnull|iif|if|nullif)$/.test(name)) || (inner.type === 'FunctionCallExpr' && /^(?:max|min)$/.test(name!) && (inner.args?.length ?? 0) > 1);
  if (!isChoice) return false;
  const parts = inner.type === 'CaseExpr' ? [...inner.whenThenPairs.map((pair) => pair.then), ...(inner.elseExpr ? [inner.elseExpr] : [])] : inner.type === 'FunctionCallExpr' ? (inner.args ?? []) : [];
  return parts.some((part) => isInteger(types.of(part).type)) && parts.some((part) => isFraction(types.of(part)));
}

/** `coalesce(1, 2.5) / 2` divides whole numbers in SQLite where the first branch is taken. */
function* divisions(statement: Statement, types: Types): Iterable<Problem> {
  for (const node of nodesOf(statement, 'BinaryExpr')) {
    if (node.op !== 'Divide') continue;
    const mixed = [node.left, node.right].find((side) => mixedNumbers(side, types));
    const other = mixed === node.left ? node.right : node.left;
    if (!mixed || isFraction(types.of(other))) continue;
    const [first] = nullifOf(mixed);
    const type = first && types.of(first).type;
    yield {
      ...spanOf(mixed), silent: true, message: 'Whole numbers and fractions are branches of what is divided: SQLite cuts the result of whole numbers, PostgreSQL makes fractions of all.',
      help: 'Cast the branches, or the result, to what is meant.',
      ...(type && isInteger(type) && { fix: { title: `Cast to ${type}`, safety: 'safe' as const, edits: [replaceNode(mixed, [...asOperand(mixed), `::${type}`])] } }),
    };
  }
}

/** The arguments of `NULLIF(a, b)`: the result is always `a` or NULL. */
const nullifOf = (expr: Expr): readonly Expr[] => {
  const inner = unwrap(expr);
  return inner.type === 'UnaryExpr' ? nullifOf(inner.expr) : inner.type === 'FunctionCallExpr' && functionName(inner) === 'nullif' ? (inner.args ?? []) : [];
};

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

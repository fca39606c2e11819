import type { Problem } from '../core/types.ts';
import { defineRule, type Context } from '../rule.ts';
import { isNumber, typesOf, type Inferred, type Types } from '../sql/infer.ts';
import { castTo, nodesOf, replaceNode } from '../sql/rewrite.ts';
import type { Statement } from '../sql/statement.ts';
import { functionName, isSameName, isTruthWord, spanOf, tokenBefore, unwrap, type Expr } from '../sql/tree.ts';

/** Types that PostgreSQL compares with each other; undefined where the type is not known, or a literal takes that of the other side. */
function kindOf({ type, untyped }: Inferred): string | undefined {
  if (untyped || type === 'unknown') return undefined;
  if (isNumber(type)) return 'number';
  return /^(?:timestamp|date)/.test(type) ? 'moment' : type;
}

/** What is compared without an operator in sight: the columns of `IN (SELECT ...)`, one by one, and the values of CASE. */
function* pairsOf(statement: Statement, types: Types): Iterable<readonly [Expr, Inferred, Inferred, (Expr | undefined)?]> {
  for (const node of nodesOf(statement, 'InSelectExpr')) {
    const lhs = unwrap(node.lhs);
    const wanted = lhs.type === 'ParenthesizedExpr' ? lhs.exprs : [lhs];
    const given = types.ofColumns(node.rhs) ?? [];
    const query = node.rhs.compounds ? undefined : node.rhs.select;
    const results = query?.type === 'SelectFrom' && query.columns.every((column) => column.type === 'ExprResultColumn') ? query.columns : [];
    for (const [index, expr] of wanted.entries()) {
      const result = results[index];
      if (given[index]) yield [expr, types.of(expr), given[index], result?.type === 'ExprResultColumn' ? result.expr : undefined];
    }
  }
  for (const node of nodesOf(statement, 'CaseExpr')) {
    const { base } = node;
    if (base) for (const { when } of node.whenThenPairs) if (types.of(base).type === 'boolean' || types.of(when).type === 'boolean') yield [when, types.of(base), types.of(when)];
  }
}

/** Of a text and a number, the number as a text. */
function asTexts(left: Expr, a: string, right: Expr | undefined, b: string): Partial<Problem> {
  const number = a === 'number' && b === 'text' ? left : a === 'text' && b === 'number' ? right : undefined;
  if (!number) return {};
  const pieces = castTo(number, 'text');
  return { fix: { title: 'Cast the number to text', safety: 'unsafe', edits: [replaceNode(number, pieces)] } };
}

/** Arguments that are `integer` on PostgreSQL, by their place: a bigint does not fit (https://www.postgresql.org/docs/current/functions-string.html). */
const INTEGERS: Readonly<Record<string, readonly number[]>> = {
  substr: [1, 2], substring: [1, 2], round: [1], left: [1], right: [1], repeat: [1], lpad: [1], rpad: [1],
  chr: [0], lag: [1], lead: [1], nth_value: [1], ntile: [0],
};

function* integerArguments(statement: Statement, types: Types): Iterable<Problem> {
  for (const call of nodesOf(statement, 'FunctionCallExpr')) {
    const name = functionName(call)!;
    for (const place of Object.hasOwn(INTEGERS, name) ? INTEGERS[name]! : []) {
      const arg = call.args?.[place];
      const type = arg && types.of(arg);
      if (!arg || !type || type.untyped || !(isNumber(type.type) || type.type === 'text') || type.type === 'integer') continue;
      yield {
        ...spanOf(arg), message: `${name}() takes an integer there; PostgreSQL does not find it for ${type.type} (42883).`, help: 'Cast it to int.',
        ...(arg.type !== 'NumericLiteral' && { fix: { title: 'Cast to int', safety: type.type === 'bigint' ? 'safe' as const : 'unsafe' as const, edits: [replaceNode(arg, castTo(arg, 'int'))] } }),
      };
    }
  }
}

/** `text IS TRUE`: SQLite reads a number in front of the text. */
function* truthTests(statement: Statement, types: Types): Iterable<Problem> {
  for (const node of nodesOf(statement, 'BinaryExpr')) {
    if ((node.op !== 'Is' && node.op !== 'IsNot') || !isTruthWord(unwrap(node.right)) || kindOf(types.of(node.left)) !== 'text') continue;
    yield { ...spanOf(node.left), message: 'A text is tested for being true: SQLite reads a number in it, PostgreSQL wants a boolean (42804).', help: 'Compare it with what is meant.' };
  }
}

/** `(SELECT 1, 2) IN (SELECT ...)`: a sub-query of several columns is a row to SQLite only. */
function* rowSubqueries(statement: Statement, types: Types): Iterable<Problem> {
  for (const { lhs } of nodesOf(statement, 'InSelectExpr')) {
    if (lhs.type !== 'SubqueryExpr' || (types.ofColumns(lhs.select)?.length ?? 1) < 2) continue;
    yield { ...spanOf(lhs), message: 'A sub-query of several columns stands for a row in SQLite; PostgreSQL allows one column there (42601).', help: 'Join with the sub-query, or use EXISTS.' };
  }
}

/** Tables and aliases that stand twice in one FROM. */
function* repeatedNames(statement: Statement, types: Types): Iterable<Problem> {
  for (const query of nodesOf(statement, 'SelectFrom')) {
    const sources = types.names.sourcesOf(query);
    const again = sources.find((source, index) => source.name !== '' && sources.findIndex((other) => isSameName(other.name, source.name)) < index);
    const token = again && tokenBefore(statement.tokens, spanOf(again.node).end);
    if (!token) continue;
    yield { start: token.start, end: token.end, message: `${again.name} stands twice in one FROM: PostgreSQL raises 42712, SQLite takes one of them.`, help: 'Give one of them an alias.' };
  }
}

function* statement(statement: Statement, context: Context): Iterable<Problem> {
  if (!statement.tree) return;
  const types = typesOf(statement.tree, context.schema);
  for (const [expr, left, right, other] of pairsOf(statement, types)) {
    const [a, b] = [kindOf(left), kindOf(right)];
    if (a === undefined || b === undefined || a === b) continue;
    yield {
      ...spanOf(expr), message: `A ${left.type} is compared with a ${right.type}: SQLite converts by the column or finds them unequal, PostgreSQL has no such operator (42883).`,
      help: 'Compare values of one type.', ...asTexts(expr, a, other, b),
    };
  }
  yield* integerArguments(statement, types);
  yield* truthTests(statement, types);
  yield* rowSubqueries(statement, types);
  yield* repeatedNames(statement, types);
}

export default defineRule({
  summary: 'operands and arguments of a type that PostgreSQL does not take there',
  why: 'SQLite compares and passes values of any types. PostgreSQL looks for an operator or function of exactly these types, and raises 42883 when there is none: text and bigint in '
    + '`IN (SELECT ...)`, a bigint as a position in `substr()`.',
  construct: 'operands of unlike types',
  severity: 'critical',
  category: 'breaks',
  manual: ['PostgreSQL, 10 Type conversion: https://www.postgresql.org/docs/current/typeconv.html', 'SQLite, Comparison expressions: https://sqlite.org/datatype3.html#comparison_expressions'],
  wakes: ['SelectFrom', 'InSelectExpr', 'CaseExpr', 'FunctionCallExpr', 'BinaryExpr'],
  statement,
});

import type { Pieces, Problem, ProposedFix } from '../core/types.ts';
import { defineRule, type Context } from '../rule.ts';
import { isInteger, isNumber, typesOf, type Inferred, type Types } from '../sql/infer.ts';
import { asOperand, contextOf, nodesOf, quoteText, replaceNode } from '../sql/rewrite.ts';
import type { Statement } from '../sql/statement.ts';
import { spanOf, textOf, unwrap, type Expr } from '../sql/tree.ts';
import { untypedSide } from './support/untyped.ts';

const COMPARISON = /^(?:Equals|NotEquals|Less|LessEquals|Greater|GreaterEquals|Is|IsNot)$/;

/** Pairs of expressions that are compared with each other. */
function* pairsOf(statement: Statement, types: Types): Iterable<readonly [Expr, Expr]> {
  // `untyped-column` compares the numbers in the others.
  for (const node of nodesOf(statement, 'BinaryExpr')) if (COMPARISON.test(node.op) && !untypedSide(node, types)) yield [node.left, node.right];
  for (const node of nodesOf(statement, 'InListExpr')) if (unwrap(node.lhs).type !== 'NumericLiteral') for (const one of node.rhs ?? []) yield [node.lhs, one];
  for (const node of nodesOf(statement, 'BetweenExpr')) if (!untypedSide(node, types)) for (const one of [node.start, node.end]) yield [node.lhs, one];
  for (const node of nodesOf(statement, 'CaseExpr')) if (node.base) for (const pair of node.whenThenPairs) yield [node.base, pair.when];
}

const isText = (type: Inferred): boolean => type.type === 'text' && !type.untyped;
/** A value out of a JSON document is a number where a number is compared with it: `json-value` casts it. */
const isJsonValue = (expr: Expr): boolean => {
  const inner = unwrap(expr);
  return inner.type === 'BinaryExpr' && inner.op === 'ArrowRightShift';
};
const isString = (expr: Expr): boolean => unwrap(expr).type === 'StringLiteral';

function toFix(statement: Statement, text: Expr, number: Expr, types: Types): ProposedFix {
  const literal = unwrap(number);
  const isPlain = literal.type === 'NumericLiteral' && /^\d+$/.test(literal.value);
  if (isPlain) return { title: 'Write a text', safety: types.of(text).column ? 'safe' : 'unsafe', portable: true, edits: [replaceNode(literal, quoteText(textOf(statement.text, literal)))] };
  return { title: 'Cast the number to text', safety: 'unsafe', edits: [replaceNode(number, [...asOperand(number), '::text'])] };
}

/** `5 IN (name)`: only the left side's affinity counts there (https://sqlite.org/datatype3.html#comparison_expressions), and a literal has none. */
function* numbersAmongTexts(statement: Statement, types: Types): Iterable<Problem> {
  for (const node of nodesOf(statement, 'InListExpr')) {
    const text = unwrap(node.lhs).type === 'NumericLiteral' ? node.rhs?.find((one) => types.of(one).column !== undefined && isText(types.of(one))) : undefined;
    if (!text) continue;
    yield {
      ...spanOf(text), message: 'A number is looked for among texts: SQLite converts neither and finds nothing, PostgreSQL has no such operator (42883).',
      help: 'Write the number as a text if it is meant.',
    };
  }
}

function* statement(statement: Statement, context: Context): Iterable<Problem> {
  if (!statement.tree) return;
  const types = typesOf(statement.tree, context.schema);
  yield* numbersAmongTexts(statement, types);
  for (const [left, right] of pairsOf(statement, types)) {
    if (isJsonValue(left) || isJsonValue(right)) continue;
    const [a, b] = [types.of(left), types.of(right)];
    if ((isText(a) && isNumber(b.type) && !b.untyped) || (isText(b) && isNumber(a.type) && !a.untyped)) {
      const [text, number] = isText(a) ? [left, right] : [right, left];
      yield {
        ...spanOf(number),
        message: 'A text is compared with a number: SQLite converts by the column, PostgreSQL has no such operator (42883).',
        help: 'Compare values of one type: write the number as a text, or cast the text to a number where every text is one.',
        fix: toFix(statement, text, number, types),
      };
      continue;
    }
    if ((a.type === 'bytea' && isString(right)) || (b.type === 'bytea' && isString(left))) {
      yield { ...spanOf(right), silent: true, message: 'Bytes are never equal to a text in SQLite; PostgreSQL reads the text as bytes.', help: 'Compare bytes with bytes, or texts with texts.' };
      continue;
    }
    const [number, text] = isString(right) ? [a, right] : [b, left];
    const inner = unwrap(text);
    const isComputedTruth = number.type === 'boolean' && number.column === undefined;
    if (inner.type !== 'StringLiteral' || number.untyped || !(isNumber(number.type) || isComputedTruth)) continue;
    yield* ofString(statement, inner.value, inner, number);
  }
}

/** What SQLite answers where a number is compared with a text: every number is smaller than every text. */
function answerOf(statement: Statement, node: Expr): ProposedFix | undefined {
  const { parent, child } = contextOf(statement, node);
  if (parent?.type === 'InListExpr') {
    const other = parent.rhs?.find((one) => unwrap(one).type === 'NumericLiteral');
    return other && { title: 'Leave the text out', safety: 'unsafe', edits: [replaceNode(node, textOf(statement.text, other))] };
  }
  if (parent?.type !== 'BinaryExpr') return undefined;
  const isRight = parent.right === child;
  const other = isRight ? parent.left : parent.right;
  const isTrue = parent.op === 'NotEquals' || parent.op === 'IsNot' || /^Less/.test(parent.op) === isRight;
  const isEqual = parent.op === 'Equals' || parent.op === 'Is';
  const answer: Pieces = isEqual || !isTrue ? ['false'] : unwrap(other).type === 'NumericLiteral' ? ['true'] : [spanOf(other), ' IS NOT NULL'];
  return { title: 'Write what SQLite answers', safety: 'unsafe', edits: [replaceNode(parent, answer)] };
}

/** A quoted literal takes the type of the number beside it, and must read as one. */
function* ofString(statement: Statement, value: string, node: Expr, number: Inferred): Iterable<Problem> {
  const isWhole = /^\s*[+-]?\d+\s*$/.test(value);
  const isReadable = isWhole || (!isInteger(number.type) && /^\s*[+-]?\d*\.?\d+(?:e[+-]?\d+)?\s*$/i.test(value));
  const fix = answerOf(statement, node);
  if (!isReadable) {
    yield {
      ...spanOf(node), message: 'A number is compared with a text that is none: SQLite takes every text for larger than every number, PostgreSQL raises 22P02.',
      help: 'Say what is meant: the comparison is never equal in SQLite.', ...(fix && { fix }),
    };
  } else if (number.column === undefined && !number.isCast) {
    yield {
      ...spanOf(node), silent: true, message: 'A computed number is compared with a text: in SQLite they are never equal, PostgreSQL reads the text as a number.',
      help: 'Write the number without quotes if it is meant.', severity: 'warning', ...(fix && { fix }),
    };
  }
}

export default defineRule({
  summary: 'texts compared with numbers',
  why: `SQLite converts one side by the affinity of a column, or compares a text and a number as unequal. PostgreSQL has no operator between \`text\` and \`integer\` (42883), and reads a quoted
literal beside a number as a number, or raises 22P02.`,
  construct: 'texts compared with numbers',
  severity: 'critical',
  category: 'breaks',
  manual: ['SQLite, Comparison expressions: https://sqlite.org/datatype3.html#comparison_expressions', 'PostgreSQL, 10.2 Operators: https://www.postgresql.org/docs/current/typeconv-oper.html'],
  wakes: ['BinaryExpr', 'InListExpr', 'BetweenExpr', 'CaseExpr'],
  statement,
});

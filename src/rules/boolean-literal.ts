import type { Problem } from '../core/types.ts';
import { defineRule, type Context } from '../rule.ts';
import { isNumber, typesOf, type Types } from '../sql/infer.ts';
import { contextOf, nodesOf, replaceNode } from '../sql/rewrite.ts';
import type { Statement } from '../sql/statement.ts';
import { targetOf } from '../sql/targets.ts';
import { functionName, integerValue, isTruthWord, spanOf, unwrap, type Expr, type Node } from '../sql/tree.ts';

const EQUAL = /^(?:Equals|NotEquals|Is|IsNot)$/;

/** The expressions that a literal must have one type with: the other side, the other arguments, the other branches. */
function partnersOf(parent: Node | undefined, child: Expr): readonly Expr[] {
  if (parent?.type === 'BinaryExpr') return EQUAL.test(parent.op) ? [parent.left === child ? parent.right : parent.left] : [];
  if (parent?.type === 'InListExpr') return parent.lhs === child ? [] : [parent.lhs];
  if (parent?.type === 'FunctionCallExpr') return /^(?:coalesce|ifnull|nullif)$/.test(functionName(parent)!) ? (parent.args ?? []).filter((arg) => arg !== child) : [];
  return [];
}

const isBooleanColumn = (expr: Expr, types: Types): boolean => types.of(expr).type === 'boolean' && !types.of(expr).untyped;

function* statement(statement: Statement, context: Context): Iterable<Problem> {
  if (!statement.tree) return;
  const types = typesOf(statement.tree, context.schema);
  for (const node of nodesOf(statement, 'NumericLiteral')) {
    const value = integerValue(node);
    if (value !== 0 && value !== 1) continue;
    const { parent, child } = contextOf(statement, node);
    const target = targetOf(statement, context.schema, node);
    const isWanted = partnersOf(parent, child).some((other) => isBooleanColumn(other, types) && !isTruthWord(unwrap(other))) || (target?.use === 'stored' && target.type === 'boolean');
    if (!isWanted) continue;
    const word = value === 1 ? 'true' : 'false';
    yield {
      ...spanOf(node),
      message: `${value} stands for a boolean: PostgreSQL compares and stores no integer there (42883, 42804).`,
      help: `Write ${word}; values that are bound must be booleans as well.`,
      fix: { title: `Write ${word}`, safety: 'safe', portable: true, edits: [replaceNode(node, word)] },
    };
  }
  for (const node of nodesOf(statement, 'Id')) {
    if (!isTruthWord(node)) continue;
    const { parent, child } = contextOf(statement, node);
    if (parent?.type !== 'BinaryExpr' || !/^(?:Equals|NotEquals)$/.test(parent.op)) continue;
    const other = partnersOf(parent, child)[0]!;
    if (!isNumber(types.of(other).type) || types.of(other).untyped || integerValue(other) !== undefined) continue;
    const text = /^true$/i.test(node.name) ? '1' : '0';
    yield {
      ...spanOf(node),
      message: `${node.name} is the number ${text} in SQLite; PostgreSQL compares no integer with a boolean (42883).`,
      help: `Write ${text}, or make the column a boolean.`,
      fix: { title: `Write ${text}`, safety: 'safe', portable: true, edits: [replaceNode(node, text)] },
    };
  }
  yield* arithmetic(statement, types);
  for (const node of nodesOf(statement, 'StringLiteral')) {
    const { parent, child } = contextOf(statement, node);
    if (parent?.type !== 'BinaryExpr' || !partnersOf(parent, child).some((other) => isBooleanColumn(other, types) && types.of(other).column)) continue;
    yield {
      ...spanOf(node), severity: 'warning', silent: true, message: "A boolean is compared with a text: in SQLite 1 = 'true' is never true, PostgreSQL reads the text as a boolean.", help: 'Write true or false without quotes.',
    };
  }
}

/** `1 - flag` turns a flag over. */
function* arithmetic(statement: Statement, types: Types): Iterable<Problem> {
  for (const node of nodesOf(statement, 'BinaryExpr')) {
    if (node.op !== 'Subtract' || integerValue(node.left) !== 1 || !isBooleanColumn(node.right, types)) continue;
    yield {
      ...spanOf(node), message: '1 - flag turns a flag over in SQLite; PostgreSQL has no arithmetic of booleans (42883).', help: 'Write NOT flag.',
      fix: { title: 'Write NOT', safety: 'safe', edits: [replaceNode(node, ['NOT ', spanOf(node.right)])] },
    };
  }
}

export default defineRule({
  summary: '0 and 1 where PostgreSQL has a boolean, TRUE where it has a number',
  why: `SQLite stores booleans as 0 and 1. Once a column is \`boolean\` on PostgreSQL, \`active = 1\` and \`VALUES (1)\` are errors (42883, 42804); where the column stays a number, \`active = TRUE\` is.`,
  construct: '0 and 1 for booleans',
  severity: 'critical',
  category: 'breaks',
  manual: ['PostgreSQL, 8.6 Boolean type: https://www.postgresql.org/docs/current/datatype-boolean.html', 'SQLite, Boolean datatype: https://sqlite.org/datatype3.html#boolean_datatype'],
  wakes: ['NumericLiteral', 'StringLiteral', 'Id', 'BinaryExpr'],
  statement,
});

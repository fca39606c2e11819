import type { Problem } from '../core/types.ts';
import { defineRule, type Context } from '../rule.ts';
import type { Ast } from '../sql/grammar.ts';
import { classOf, isInteger, typesOf } from '../sql/infer.ts';
import { castTo, contextOf, nodesOf, parentOf, replaceNode } from '../sql/rewrite.ts';
import type { Statement } from '../sql/statement.ts';
import { targetOf } from '../sql/targets.ts';
import { functionName, spanOf, textOf, type Expr } from '../sql/tree.ts';

const OPERATORS = /^(?:Add|Subtract|Multiply|Divide|Modulus)$/;
/** A division depends on whether the values are whole. */
const EXACT = /^(?:Add|Subtract|Multiply)$/;

/** Whether nothing around the parameter tells PostgreSQL its type. */
function isBare(statement: Statement, node: Ast.VariableExpr): boolean {
  const { parent, child } = contextOf(statement, node);
  if (parent?.type === 'IsNullExpr' || parent?.type === 'NotNullExpr') return true;
  if (parent?.type !== 'BinaryExpr') return false;
  const other = parent.left === child ? parent.right : parent.left;
  if (parent.op === 'Is' || parent.op === 'IsNot') return other.type === 'NullLiteral';
  return OPERATORS.test(parent.op) && other.type === 'VariableExpr' && parent.left === child;
}

/** The type of the column that the same parameter, or the next one, is compared with or stored in. */
function typeNear(statement: Statement, context: Context, node: Ast.VariableExpr, all: readonly Ast.VariableExpr[]): string | undefined {
  const at = all.indexOf(node);
  const name = textOf(statement.text, node);
  const twins = name === '?' ? all.slice(at + 1, at + 2) : all.filter((one) => one !== node && textOf(statement.text, one) === name);
  const near = twins.length > 0 || name === '?' ? twins : all.slice(at + 1, at + 2);
  return near.map((one) => targetOf(statement, context.schema, one)?.column?.postgresType).find((type) => type !== undefined);
}

/** The type of the column that a branch of a UNION is stored in: PostgreSQL takes a parameter there for a text before it looks at the column. */
function typeInUnion(statement: Statement, context: Context, node: Ast.VariableExpr): string | undefined {
  const { parent } = contextOf(statement, node);
  const query = parent?.type === 'ExprResultColumn' ? parentOf(statement, parent) : undefined;
  const around = query && parentOf(statement, query);
  const select = around?.type === 'CompoundSelect' ? parentOf(statement, around) : around;
  if (select?.type !== 'Select' || !select.compounds?.length) return undefined;
  const type = targetOf(statement, context.schema, node)?.column?.postgresType;
  return type === undefined || classOf(type) === 'text' ? undefined : type;
}

/** The type of the column that `coalesce($1, $2)` meets: of parameters alone PostgreSQL makes a text, before it looks at the column. */
function typeAroundCoalesce(statement: Statement, context: Context, node: Ast.VariableExpr): string | undefined {
  const { parent } = contextOf(statement, node);
  if (parent?.type !== 'FunctionCallExpr' || !/^(?:coalesce|ifnull)$/.test(functionName(parent) ?? '')) return undefined;
  const isUntyped = (parent.args ?? []).every((one) => one.type === 'VariableExpr' || one.type === 'NullLiteral');
  if (!isUntyped || parent.args?.find((one) => one.type === 'VariableExpr') !== node) return undefined;
  const type = targetOf(statement, context.schema, node)?.column?.postgresType;
  return type === undefined || classOf(type) === 'text' ? undefined : type;
}

/** Whether the parameter stands beside a whole number in arithmetic that a column of fractions is set to, or compared with. */
function isFraction(statement: Statement, context: Context, node: Ast.VariableExpr): boolean {
  const { parent, child } = contextOf(statement, node);
  if (parent?.type !== 'BinaryExpr' || !EXACT.test(parent.op)) return false;
  const other = parent.left === child ? parent.right : parent.left;
  if (!isInteger(typesOf(statement.tree!, context.schema).of(other).type)) return false;
  let whole: Expr = parent;
  for (let around = contextOf(statement, whole).parent; around?.type === 'BinaryExpr' && EXACT.test(around.op); around = contextOf(statement, whole).parent) whole = around;
  return targetOf(statement, context.schema, whole)?.type === 'real';
}

function* bareProblem(statement: Statement, context: Context, node: Ast.VariableExpr, all: readonly Ast.VariableExpr[]): Iterable<Problem> {
  const { parent } = contextOf(statement, node);
  const written = textOf(statement.text, node);
  const operator = parent?.type === 'BinaryExpr' && OPERATORS.test(parent.op) ? parent.op : undefined;
  const known = operator === undefined ? typeNear(statement, context, node, all) : undefined;
  const type = known ?? (operator === undefined ? 'text' : 'double precision');
  yield {
    ...spanOf(node),
    message: `PostgreSQL cannot tell the type of the parameter \`${written}\` here: it raises 42P18 or 42725.`,
    help: `Cast it, for example \`CAST(${written} AS ${type})\`.`,
    ...((operator === undefined || EXACT.test(operator)) && { fix: { title: `Cast to ${type}`, safety: known === undefined ? 'unsafe' : 'safe', edits: [replaceNode(node, castTo(node, type))] } }),
  };
}

const coalesceProblem = (statement: Statement, node: Ast.VariableExpr, type: string): Problem => ({
  ...spanOf(node),
  message: `COALESCE of parameters alone is a text on PostgreSQL, which takes none for ${type} (42883, 42804).`,
  help: `Cast the first: \`CAST(${textOf(statement.text, node)} AS ${type})\`.`,
  fix: { title: `Cast to ${type}`, safety: 'safe', edits: [replaceNode(node, castTo(node, type))] },
});

const fractionProblem = (statement: Statement, node: Ast.VariableExpr): Problem => ({
  ...spanOf(node),
  message: `The parameter \`${textOf(statement.text, node)}\` is a whole number to PostgreSQL beside a whole number: a fraction raises 22P02.`,
  help: 'Cast it to double precision, as the column is.',
  fix: { title: 'Cast to double precision', safety: 'safe', edits: [replaceNode(node, castTo(node, 'double precision'))] },
});

export default defineRule({
  summary: 'A parameter whose type PostgreSQL cannot know',
  why: 'A value of SQLite brings its type along. PostgreSQL must know the type of every parameter from the text: `? IS NULL` says nothing about it (42P18), `? + ?` fits too many '
    + 'operators (42725).',
  construct: 'parameters without a type',
  severity: 'critical',
  category: 'breaks',
  manual: ['PostgreSQL, PREPARE: https://www.postgresql.org/docs/current/sql-prepare.html', 'PostgreSQL, Operator type resolution: https://www.postgresql.org/docs/current/typeconv-oper.html'],
  wakes: ['VariableExpr'],
  *statement(statement, context) {
    const all = nodesOf(statement, 'VariableExpr');
    for (const node of all) {
      if (isBare(statement, node)) yield* bareProblem(statement, context, node, all);
      if (isFraction(statement, context, node)) yield fractionProblem(statement, node);
      const around = typeAroundCoalesce(statement, context, node);
      if (around !== undefined) yield coalesceProblem(statement, node, around);
      const type = typeInUnion(statement, context, node);
      if (type === undefined) continue;
      yield {
        ...spanOf(node),
        message: `The parameter \`${textOf(statement.text, node)}\` is a text in a UNION on PostgreSQL, which stores no text in ${type} (42804).`,
        help: `Cast it to ${type}.`,
        fix: { title: `Cast to ${type}`, safety: 'safe', edits: [replaceNode(node, castTo(node, type))] },
      };
    }
  },
});

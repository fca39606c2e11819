import type { Problem } from '../core/types.ts';
import { defineRule, type Context } from '../rule.ts';
import { isNumber, typesOf, type Types } from '../sql/infer.ts';
import { contextOf, nodesOf, replaceNode, wrapNode } from '../sql/rewrite.ts';
import type { Statement } from '../sql/statement.ts';
import { targetOf } from '../sql/targets.ts';
import { functionName, integerValue, isColumnNode, isTruthWord, spanOf, unwrap, type Expr, type Node } from '../sql/tree.ts';

const NUMERIC_OPERATORS = new Set<string>(['Add', 'Subtract', 'Multiply', 'Divide', 'Modulus', 'BitwiseAnd', 'BitwiseOr', 'LeftShift', 'RightShift', 'Concat']);
const ORDERED = new Set<string>(['Less', 'LessEquals', 'Greater', 'GreaterEquals', 'Equals', 'NotEquals', 'Is', 'IsNot']);
const AGGREGATES = /^(?:sum|avg|total|max|min|group_concat|concat|concat_ws|json_array|json_object|json_group_array|json_group_object|printf|format|quote|abs)$/;

const isBoolean = (expr: Expr, types: Types): boolean => {
  const { type, untyped } = types.of(expr);
  return type === 'boolean' && !untyped;
};

/** Whether PostgreSQL wants a number, or SQLite's program sees one, where the boolean stands. */
function isNumberPlace(parent: Node | undefined, child: Expr, types: Types): boolean {
  if (!parent) return false;
  if (parent.type === 'UnaryExpr') return parent.op !== 'Not';
  if (parent.type === 'FunctionCallExpr') return parent.args?.includes(child) === true && AGGREGATES.test(functionName(parent)!);
  if (parent.type === 'CastExpr') return !/bool/i.test(parent.typeName?.name ?? '');
  if (parent.type === 'BetweenExpr') return [parent.lhs, parent.start, parent.end].some((one) => one !== child && isNumber(types.of(one).type) && !types.of(one).untyped);
  if (parent.type !== 'BinaryExpr') return false;
  if (parent.op === 'Subtract' && parent.right === child && integerValue(parent.left) === 1 && isColumnNode(child)) return false;
  if (NUMERIC_OPERATORS.has(parent.op)) return true;
  const other = parent.left === child ? parent.right : parent.left;
  if (!ORDERED.has(parent.op) || !isNumber(types.of(other).type) || types.of(other).untyped) return false;
  const value = integerValue(other);
  return isTruthWord(unwrap(child)) || !(value === 0 || value === 1) || !/^(?:Equals|NotEquals|Is|IsNot)$/.test(parent.op);
}

function* statement(statement: Statement, context: Context): Iterable<Problem> {
  if (!statement.tree) return;
  const types = typesOf(statement.tree, context.schema);
  for (const expr of booleansOf(statement, types)) {
    const { parent, child } = contextOf(statement, expr);
    const target = targetOf(statement, context.schema, expr);
    const isStored = target?.use === 'stored' && isNumber(target.type);
    if (!isStored && !isNumberPlace(parent, child, types)) continue;
    const word = isTruthWord(expr);
    const text = word ? (/^true$/i.test(expr.name) ? '1' : '0') : undefined;
    const isWrapped = child !== expr;
    const [open, close] = !isWrapped && needsParentheses(expr) ? ['(', ')'] : ['', ''];
    const edit = text !== undefined ? replaceNode(expr, text) : wrapNode(child, open, `${close}::int`);
    yield {
      ...spanOf(expr),
      message: 'A boolean stands where a number is wanted: in SQLite it is 1 or 0, on PostgreSQL it has a type of its own (42883, 42804).',
      help: text === undefined ? 'Cast it to int.' : `Write ${text}.`,
      fix: { title: text === undefined ? 'Cast to int' : `Write ${text}`, safety: 'safe', edits: [edit] },
    };
  }
}

const needsParentheses = (expr: Expr): boolean => !['Id', 'QualifiedExpr', 'FunctionCallExpr', 'CaseExpr', 'ExistsExpr'].includes(expr.type);

/** The boolean expressions, outermost only: `a AND b` and not its sides. */
function booleansOf(statement: Statement, types: Types): readonly Expr[] {
  const nodes = nodesOf(
    statement, 'BinaryExpr', 'UnaryExpr', 'IsNullExpr', 'NotNullExpr', 'LikeExpr', 'InListExpr', 'InSelectExpr', 'InTableExpr', 'BetweenExpr', 'ExistsExpr',
    'Id', 'QualifiedExpr', 'FunctionCallExpr',
  );
  return nodes.filter((node) => mayBeNumber(statement, node) && isBoolean(node, types));
}

/** Whether a number can be wanted where an expression stands, whatever its type: what stays of the places that `statement` judges by types. */
function mayBeNumber(statement: Statement, node: Expr): boolean {
  const { parent } = contextOf(statement, node);
  switch (parent?.type) {
    case undefined: return false;
    case 'BinaryExpr': return parent.op !== 'And' && parent.op !== 'Or';
    case 'UnaryExpr': return parent.op !== 'Not';
    case 'CastExpr': case 'BetweenExpr': return true;
    case 'FunctionCallExpr': return parent.name !== node;
    default: return statement.tree?.type !== 'SelectStmt';
  }
}

export default defineRule({
  summary: 'comparisons and booleans used as numbers',
  why: `A comparison is 1 or 0 in SQLite, so it can be added, summed and stored as a number: \`sum(status = 'done')\`, \`1 + (a > b)\`. PostgreSQL has booleans and no such
arithmetic (42883, 42804).`,
  construct: 'booleans as numbers',
  severity: 'critical',
  category: 'breaks',
  manual: [
    'SQLite, Boolean expressions: https://sqlite.org/lang_expr.html#boolean_expressions',
    'PostgreSQL, 8.6 Boolean type: https://www.postgresql.org/docs/current/datatype-boolean.html',
  ],
  wakes: [
    'BinaryExpr', 'UnaryExpr', 'IsNullExpr', 'NotNullExpr', 'LikeExpr', 'InListExpr', 'InSelectExpr', 'InTableExpr', 'BetweenExpr', 'ExistsExpr', 'Id', 'QualifiedExpr', 'FunctionCallExpr',
  ],
  statement,
});

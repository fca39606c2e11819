import { isJson } from '../../core/json-text.ts';
import { ts } from 'ts-morph';
import { unwrap } from '../cascade/nodes.ts';
import { comparedWith, edit, isCondition, isNullish, replaceNode, type Trail, type ValueKind } from './trail.ts';

const digitOf = (node: ts.Node): string | undefined => (ts.isNumericLiteral(node) && (node.text === '0' || node.text === '1') ? node.text : undefined);

/** `true` for 1 and `false` for 0; false where the node is neither. */
function replaceDigit(trail: Trail, node: ts.Node): boolean {
  const digit = digitOf(node);
  if (digit !== undefined) replaceNode(trail, node, digit === '1' ? 'true' : 'false');
  return digit !== undefined;
}

const isBoolean = (trail: Trail, node: ts.Node): boolean => {
  const { checker } = trail.references;
  const type = checker.getTypeAtLocation(node);
  return (type.isUnion() ? type.types : [type]).every((part) => (part.flags & (ts.TypeFlags.BooleanLike | ts.TypeFlags.Null | ts.TypeFlags.Undefined)) !== 0);
};

/** `c ? 1 : 0` is the condition itself, and parentheses around it alone go. */
function writeChoice(trail: Trail, node: ts.ConditionalExpression): boolean {
  const [yes, no] = [digitOf(node.whenTrue), digitOf(node.whenFalse)];
  if (yes === undefined || no === undefined || yes === no) return false;
  const { condition } = node;
  const isName = ts.isIdentifier(condition) || ts.isPropertyAccessExpression(condition) || ts.isCallExpression(condition)
    || ts.isParenthesizedExpression(condition);
  const [open, close] = yes === '0' ? (isName ? ['!', ''] : ['!(', ')']) : isStrictlyBoolean(trail, condition) ? ['', ''] : ['Boolean(', ')'];
  const whole = ts.isParenthesizedExpression(node.parent) && isName ? node.parent : node;
  edit(trail, { start: whole.getStart(), end: condition.getStart(), of: node }, open);
  edit(trail, { start: condition.end, end: whole.end, of: node }, close);
  return true;
}

const isStrictlyBoolean = (trail: Trail, node: ts.Node): boolean => {
  const type = trail.references.checker.getTypeAtLocation(node);
  return (type.isUnion() ? type.types : [type]).every((part) => (part.flags & ts.TypeFlags.BooleanLike) !== 0);
};

/** A flag: the program sees `true` and `false` where it saw 1 and 0. */
export const flags: ValueKind = {
  changesProgram: true,
  read: (trail, node) => {
    const other = comparedWith(node);
    if (other && (isNullish(other) || isBoolean(trail, other))) return true;
    if (other) return replaceDigit(trail, unwrap(other));
    const { parent } = node;
    return isCondition(node) || ts.isExpressionStatement(parent) || (ts.isCallExpression(parent) && parent.expression.getText() === 'Number');
  },
  write: (trail, node) => {
    const inner = unwrap(node);
    if (replaceDigit(trail, inner) || isBoolean(trail, inner)) return true;
    if (ts.isConditionalExpression(inner)) return writeChoice(trail, inner);
    const isCast = (ts.isCallExpression(inner) && inner.expression.getText() === 'Number' && inner.arguments[0]) || (ts.isPrefixUnaryExpression(inner) && inner.operator === ts.SyntaxKind.PlusToken && inner.operand);
    if (!isCast || !isBoolean(trail, isCast)) return false;
    replaceNode(trail, inner, isCast.getText());
    return true;
  },
  expected: (trail, node) => {
    if (replaceDigit(trail, node) || isBoolean(trail, node)) return true;
    const text = node.getText();
    if (text === 'expect.any(Number)') replaceNode(trail, node, 'expect.any(Boolean)');
    else if (/^(['"])number\1$/.test(text)) replaceNode(trail, node, text.replace('number', 'boolean'));
    else return false;
    return true;
  },
};

const isCallOf = (node: ts.Node, callee: string): boolean => ts.isCallExpression(node) && node.expression.getText() === callee;

/** Whether a text that is valid JSON never comes here: behind `if (typeof x === 'string') return ...`, or where `JSON.parse(x)` has failed. */
function isUnreached(node: ts.Expression): boolean {
  const name = node.getText();
  const leaves = (statement: ts.Statement): boolean => {
    const last = ts.isBlock(statement) ? statement.statements.at(-1) : statement;
    return last !== undefined && (ts.isReturnStatement(last) || ts.isThrowStatement(last));
  };
  for (let at: ts.Node = node; !ts.isFunctionLike(at) && !ts.isSourceFile(at); at = at.parent) {
    const { parent } = at;
    if (ts.isCatchClause(at) && ts.isTryStatement(parent) && parent.tryBlock.getText().includes(`JSON.parse(${name})`)) return true;
    const before = ts.isBlock(parent) ? parent.statements.slice(0, parent.statements.indexOf(at as ts.Statement)) : [];
    if (before.some((one) => ts.isIfStatement(one) && one.expression.getText() === `typeof ${name} === 'string'` && leaves(one.thenStatement))) return true;
  }
  return false;
}

/** A document: the pool gives it as a text, written anew by PostgreSQL, so that the program may only parse it. */
export const documents: ValueKind = {
  changesProgram: false,
  read: (_, node) => {
    const other = comparedWith(node);
    const { parent } = node;
    return isCallOf(parent, 'JSON.parse') || isCondition(node) || ts.isExpressionStatement(parent) || ts.isTypeOfExpression(parent) || (other !== undefined && isNullish(other)) || isUnreached(node);
  },
  write: (_, node) => {
    const inner = unwrap(node);
    return isCallOf(inner, 'JSON.stringify') || (ts.isStringLiteralLike(inner) && isJson(inner.text));
  },
  expected: () => false,
};

/** How a text gives a moment in UTC, as the two forms are called here. */
export type MomentForm = 'iso' | 'sqlite';

const FORMS: Readonly<Record<MomentForm, RegExp>> = {
  iso: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/,
  sqlite: /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/,
};

/** The form of a moment that is written out. */
export const formOfText = (text: string): MomentForm | undefined => (['iso', 'sqlite'] as const).find((form) => FORMS[form].test(text) && !Number.isNaN(Date.parse(form === 'iso' ? text : `${text.replace(' ', 'T')}Z`)));

const SHORTENED = /\.toISOString\(\)(?:\.slice\(0, ?19\)\.replace\((['"])T\1, ?(['"]) \2\)|\.replace\((['"])T\3, ?(['"]) \4\)\.(?:slice|substring)\(0, ?19\))$/;

const formOf = (node: ts.Node): MomentForm | undefined => {
  const text = node.getText().replace(/\s*\n\s*/g, '');
  if (ts.isStringLiteralLike(node)) return formOfText(node.text);
  return SHORTENED.test(text) ? 'sqlite' : /\.toISOString\(\)$/.test(text) ? 'iso' : undefined;
};

/** A moment: the pool gives the same text as before, so that only what is written matters. */
export const moments = (form: MomentForm): ValueKind => ({
  changesProgram: false,
  read: () => true,
  write: (_, node) => formOf(unwrap(node)) === form,
  expected: () => true,
});

import { ts } from 'ts-morph';
import { block, ELEMENT, isNullish, shorten, type Path, type Trail } from './trail.ts';

/** Matchers that compare with a value, and those that look at the value alone. */
const COMPARES = /^(?:toBe|toEqual|toStrictEqual|toMatchObject|toContainEqual|equal|eql|eq|deepEqual|deepStrictEqual|strictEqual|partialDeepStrictEqual|notEqual|notStrictEqual|notDeepEqual|notDeepStrictEqual)$/;
const LOOKS = /^(?:toBe(?:Null|Defined|Undefined|Truthy|Falsy|InstanceOf)|toHaveLength|ok|toThrow|exist|true|false)$/;

const CONTAINS = /^expect\.(?:objectContaining|arrayContaining)$/;

/** Whether a call is an expectation of a test about the value at a path of `node`; what it expects is settled then. */
export function expectationAround(trail: Trail, call: ts.CallExpression, node: ts.Expression, path: Path): boolean {
  const callee = call.expression.getText();
  if (/^assert(?:\.\w+)*$/.test(callee)) {
    const other = call.arguments.find((one, index) => index < 2 && one !== node);
    if (COMPARES.test(callee.split('.').at(-1)!) && other) settleExpected(trail, other, path);
    return true;
  }
  if (callee !== 'expect') return false;
  const matcher = matcherOf(call);
  if (!matcher) return true;
  const name = (matcher.expression as ts.PropertyAccessExpression).name.text;
  const [expected, value] = matcher.arguments;
  if (name === 'toHaveProperty' && expected && ts.isStringLiteral(expected)) {
    if (value && path[0] === expected.text) settleExpected(trail, value, path.slice(1));
  } else if (COMPARES.test(name) && expected) settleExpected(trail, expected, name === 'toContainEqual' ? path.slice(1) : path);
  else if (name === 'toBeTypeOf' && expected && path.length === 0) settleExpected(trail, expected, path);
  else if (!LOOKS.test(name) && (path.length === 0 || expected)) block(trail, matcher, `A test expects it by \`${name}\`.`);
  return true;
}

/** The call of the matcher behind `expect(...)`, `.not`, `.resolves`. */
function matcherOf(node: ts.Expression): ts.CallExpression | undefined {
  const { parent } = node;
  if (!ts.isPropertyAccessExpression(parent)) return undefined;
  return ts.isCallExpression(parent.parent) && parent.parent.expression === parent ? parent.parent : matcherOf(parent);
}

/** What stands for the column in the value that a test expects. */
function settleExpected(trail: Trail, node: ts.Expression, path: Path): void {
  const [first, ...rest] = path;
  if (ts.isParenthesizedExpression(node) || ts.isAsExpression(node) || ts.isSatisfiesExpression(node)) settleExpected(trail, node.expression, path);
  else if (first === undefined) {
    if (!isNullish(node) && !trail.kind.expected(trail, node)) block(trail, node, `A test expects \`${shorten(node)}\`.`);
  } else if (ts.isObjectLiteralExpression(node)) {
    for (const property of node.properties) {
      if (ts.isSpreadAssignment(property)) settleExpected(trail, property.expression, path);
      else if (property.name?.getText().replace(/['"]/g, '') !== first) continue;
      else if (ts.isPropertyAssignment(property)) settleExpected(trail, property.initializer, rest);
      else block(trail, property, `A test expects \`${shorten(property)}\`.`);
    }
  } else if (ts.isArrayLiteralExpression(node)) {
    for (const element of first === ELEMENT ? node.elements : []) {
      if (ts.isSpreadElement(element)) settleExpected(trail, element.expression, path);
      else settleExpected(trail, element, rest);
    }
  } else if (ts.isCallExpression(node) && node.arguments[0] && CONTAINS.test(node.expression.getText())) settleExpected(trail, node.arguments[0], path);
  else if (!isNullish(node) && !ts.isLiteralExpression(node)) settleName(trail, node, path);
}

/** An expected value that a variable holds: its object literal is looked at where it is one. */
function settleName(trail: Trail, node: ts.Expression, path: Path): void {
  const [declaration] = ts.isIdentifier(node) ? trail.references.declarationsAt(node) : [];
  const value = declaration && ts.isVariableDeclaration(declaration) ? declaration.initializer : undefined;
  if (value && (ts.isObjectLiteralExpression(value) || ts.isArrayLiteralExpression(value))) settleExpected(trail, value, path);
  else if (!trail.seen.has(node)) block(trail, node, `A test expects \`${shorten(node)}\`.`);
}

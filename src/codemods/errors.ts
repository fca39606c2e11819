import { Node, SyntaxKind, type PropertyAssignment, type SourceFile } from 'ts-morph';
import { findErrorCode, findErrorMessage } from '../dialects/sqlite-to-postgres/error-codes.ts';
import type { Draft } from './draft.ts';
import { unwrap } from './syntax.ts';

/** How the code of PostgreSQL's error is read from the error that was caught. */
export interface ErrorWorld {
  readonly draft: Pick<Draft, 'replace' | 'converted'>;
  readonly codeOf: (error: Node) => string;
}

/** Rewrites tests of SQLite's error codes and messages into tests of the SQLSTATE (https://www.postgresql.org/docs/current/errcodes-appendix.html). */
export function convertErrorTests(world: ErrorWorld, file: SourceFile): void {
  for (const test of file.getDescendantsOfKind(SyntaxKind.BinaryExpression)) {
    const operator = test.getOperatorToken().getText();
    if (/^[!=]==?$/.test(operator)) convertCode(world, test.getLeft(), test.getRight(), operator, test);
  }
  for (const call of file.getDescendantsOfKind(SyntaxKind.CallExpression)) convertMessage(world, call);
  for (const property of file.getDescendantsOfKind(SyntaxKind.PropertyAssignment)) convertExpected(world, property);
}

/** `{ code: 'SQLITE_CONSTRAINT_UNIQUE' }`: what a test expects of an error, or has a mock throw. */
function convertExpected({ draft }: ErrorWorld, property: PropertyAssignment): void {
  const value = property.getInitializer();
  const row = property.getName() === 'code' && Node.isStringLiteral(value) && /^SQLITE_/.test(value.getLiteralText()) ? findErrorCode(value.getLiteralText()) : undefined;
  const [state, ...others] = row?.sqlstates ?? [];
  if (!value || state === undefined || others.length > 0) return;
  const quote = value.getText()[0]!;
  draft.replace(value, `${quote}${state}${quote}`);
  draft.converted(value, 'The code of an error becomes a SQLSTATE.');
}

function convertCode(world: ErrorWorld, left: Node, right: Node, operator: string, whole: Node): void {
  const literal = Node.isStringLiteral(right) ? right : Node.isStringLiteral(left) ? left : undefined;
  const access = unwrap(literal === right ? left : right);
  const row = literal && /^SQLITE_/.test(literal.getLiteralText()) ? findErrorCode(literal.getLiteralText()) : undefined;
  if (!literal || !row || !Node.isPropertyAccessExpression(access) || access.getName() !== 'code') return;
  writeTest(world, whole, access.getExpression(), row.sqlstates, operator.startsWith('!'), literal.getText()[0]!);
}

/** `error.message.includes('UNIQUE constraint failed')`, `/UNIQUE constraint/.test(String(error))`, `error.code?.startsWith('SQLITE_CONSTRAINT')`. */
function convertMessage(world: ErrorWorld, call: Node): void {
  if (!Node.isCallExpression(call)) return;
  const callee = call.getExpression();
  const [first] = call.getArguments();
  if (!Node.isPropertyAccessExpression(callee) || !first) return;
  const subject = unwrap(callee.getExpression());
  const [text, pattern] = callee.getName() === 'test' ? [first, subject] : [subject, first];
  const wanted = wantedBy(callee.getName(), pattern);
  const said = wanted === undefined ? undefined : saidBy(text);
  if (!said || wanted === undefined || (callee.getName() === 'match' && !isCondition(call))) return;
  const row = said.isCode ? findErrorCode(wanted) : findErrorMessage(wanted.replace(/^SQLITE_\w+: /, '')) ?? findErrorCode(wanted);
  const negation = call.getParent();
  const isNegated = negation !== undefined && isNot(negation) && !isNot(negation.getParent());
  if (row) writeTest(world, isNegated ? negation : call, said.error, row.sqlstates, isNegated, /^["']/.exec(pattern.getText())?.[0] ?? "'");
}

/** The text that a search looks for. */
function wantedBy(method: string, pattern: Node): string | undefined {
  if (/^(?:includes|startsWith)$/.test(method)) return Node.isStringLiteral(pattern) ? pattern.getLiteralText() : undefined;
  return /^(?:test|match)$/.test(method) && Node.isRegularExpressionLiteral(pattern) ? pattern.getText().replace(/^\/|\/[a-z]*$/g, '') : undefined;
}

/** The error whose message, code or text an expression is. */
function saidBy(text: Node): { readonly error: Node; readonly isCode: boolean } | undefined {
  const inner = unwrap(text);
  if (Node.isPropertyAccessExpression(inner) && /^(?:message|code)$/.test(inner.getName())) return { error: inner.getExpression(), isCode: inner.getName() === 'code' };
  if (!Node.isCallExpression(inner)) return undefined;
  const callee = inner.getExpression();
  const [given] = inner.getArguments();
  if (callee.getText() === 'String' && given) return { error: given, isCode: false };
  return Node.isPropertyAccessExpression(callee) && callee.getName() === 'toString' && !given ? { error: callee.getExpression(), isCode: false } : undefined;
}

/** Only whether there is a match matters. */
function isCondition(call: Node): boolean {
  const parent = call.getParent();
  if (Node.isBinaryExpression(parent)) return /^(?:&&|\|\|)$/.test(parent.getOperatorToken().getText()) && parent.getRight() !== call;
  return Node.isIfStatement(parent) || Node.isPrefixUnaryExpression(parent) || (Node.isConditionalExpression(parent) && parent.getCondition() === call);
}

const isNot = (node: Node | undefined): boolean => Node.isPrefixUnaryExpression(node) && node.getOperatorToken() === SyntaxKind.ExclamationToken;

function writeTest(world: ErrorWorld, whole: Node, error: Node, states: readonly string[], isNegated: boolean, quote: string): void {
  const code = world.codeOf(error);
  const quoted = states.map((state) => `${quote}${state}${quote}`);
  const test = quoted.length === 1 ? `${code} ${isNegated ? '!==' : '==='} ${quoted[0]}` : `${isNegated ? '!' : ''}[${quoted.join(', ')}].includes(${code} ?? ${quote}${quote})`;
  const parent = whole.getParent();
  const bindsTighter = Node.isPrefixUnaryExpression(parent) || (Node.isBinaryExpression(parent) && COMPARING.test(parent.getOperatorToken().getText()));
  world.draft.replace(whole, bindsTighter && quoted.length === 1 ? `(${test})` : test);
  world.draft.converted(whole, 'The code of an error becomes a SQLSTATE.');
}

/** Operators that take a comparison beside them apart. */
const COMPARING = /^[!=]==?$|^[<>]=?$|^[-+*/%]$/;

/** The code of an error that is the driver's own, of whatever type the program has it. */
export function plainCodeOf(error: Node): string {
  const type = unwrap(error).getType();
  const isScript = /\.[cm]?jsx?$/.test(error.getSourceFile().getFilePath());
  const isKnown = isScript || type.isAny() || type.getProperty('code') !== undefined || error.getType().getProperty('code') !== undefined;
  return isKnown ? `${error.getText()}.code` : `(${unwrap(error).getText()} as { code?: string }).code`;
}

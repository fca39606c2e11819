import { ts } from 'ts-morph';
import type { Pieces, Span } from '../../core/types.ts';
import { replace, spanOf, type LocalEdit } from './awaits.ts';
import { eolOf, indentOf, namesIn, unwrap } from './nodes.ts';

export type InlineFunction = ts.ArrowFunction | ts.FunctionExpression;

export interface Loop {
  readonly edits: readonly LocalEdit[];
  readonly inlined: InlineFunction;
}

/**
 * The `for...of` loop of `items.forEach(...)` as a statement, of `const results = items.map(...)` and of `return items.map(...)`;
 * undefined where the callback is not written in place, or a loop would not mean the same.
 */
export function loopOf(checker: ts.TypeChecker, call: ts.CallExpression): Loop | undefined {
  const callee = unwrap(call.expression);
  const [callback] = call.arguments;
  if (!ts.isPropertyAccessExpression(callee) || !callback || call.arguments.length !== 1 || !isInline(callback)) return undefined;
  const head = headOf(checker, callee, callback);
  if (!head || hasComment(call, callee.expression.end, callback.getStart()) || hasComment(call, callback.parameters.end, callback.body.getStart())) {
    return undefined;
  }
  if (callee.name.text === 'forEach') return forEachLoop(call, callback, head);
  return callee.name.text === 'map' && !ts.isOptionalChain(callee) ? mapLoop(checker, call, callback, head) : undefined;
}

/** A function written in place that could as well be a block. */
function isInline(node: ts.Expression): node is InlineFunction {
  if (!ts.isArrowFunction(node) && !ts.isFunctionExpression(node)) return false;
  const isOwnScope = ts.isFunctionExpression(node) && (node.name !== undefined || node.asteriskToken !== undefined || mentions(node.body, /\bthis\b|\barguments\b/));
  return !isOwnScope && !mentions(node.body, /\bvar\s/) && node.parameters.every((parameter) => !parameter.initializer && !parameter.dotDotDotToken && !parameter.questionToken);
}

const mentions = (node: ts.Node, pattern: RegExp): boolean => pattern.test(node.getText());

const hasComment = (node: ts.Node, start: number, end: number): boolean => /\/\/|\/\*/.test(node.getSourceFile().text.slice(start, end));

/** `for (const item of items) `, by what the collection gives to its callback. */
function headOf(checker: ts.TypeChecker, callee: ts.PropertyAccessExpression, callback: InlineFunction): Pieces | undefined {
  const [item, index, whole] = callback.parameters.map(({ name }) => name);
  const used = identifiersIn(callee.expression);
  if (whole || [item, index].some((name) => name && namesIn(name).some((one) => used.has(one)))) return undefined;
  if (ts.isOptionalChain(callee) && !callee.questionDotToken) return undefined;
  const receiver: Pieces = [spanOf(callee.expression), ...(callee.questionDotToken ? [' ?? []'] : [])];
  const kind = checker.getNonNullableType(checker.getTypeAtLocation(callee.expression)).symbol?.name ?? '';
  const each: Pieces = item ? [spanOf(item)] : ['_'];
  if (/^(?:Readonly)?Map$/.test(kind)) {
    if (callee.questionDotToken) return undefined;
    return index ? ['for (const [', spanOf(index), ', ', ...each, '] of ', ...receiver, ') '] : ['for (const ', ...each, ' of ', ...receiver, '.values()) '];
  }
  if (!index) return ['for (const ', ...each, ' of ', ...receiver, ') '];
  const entries: Pieces = callee.questionDotToken ? ['(', ...receiver, ').entries()'] : [...receiver, '.entries()'];
  return /^(?:Readonly)?Set$/.test(kind) ? undefined : ['for (const [', spanOf(index), ', ', ...each, '] of ', ...entries, ') '];
}

function forEachLoop(call: ts.CallExpression, callback: InlineFunction, head: Pieces): Loop | undefined {
  const statement = call.parent;
  if (!ts.isExpressionStatement(statement)) return undefined;
  const returns = returnsOf(callback.body);
  if (!returns) return undefined;
  const end = statement.getText().endsWith(';') ? ';' : '';
  const body: Pieces = ts.isBlock(callback.body) ? [spanOf(callback.body)] : [spanOf(callback.body), end];
  const edits = returns.map((one) => replace(one, one.expression ? ['{ ', spanOf(one.expression), '; continue; }'] : 'continue;'));
  return { edits: [replace(statement, [...head, ...body]), ...edits], inlined: callback };
}

/** The `return` statements of a body; undefined where one stands in a loop, for `continue` would mean that loop. */
function returnsOf(body: ts.ConciseBody): readonly ts.ReturnStatement[] | undefined {
  const found: ts.ReturnStatement[] = [];
  const visit = (node: ts.Node, isInLoop: boolean): boolean => {
    if (ts.isFunctionLike(node)) return true;
    if (ts.isReturnStatement(node)) {
      found.push(node);
      if (isInLoop) return false;
    }
    const isLoop = isInLoop || ts.isIterationStatement(node, false);
    return ts.forEachChild(node, (child) => (visit(child, isLoop) ? undefined : 'stop')) === undefined;
  };
  return visit(body, false) ? found : undefined;
}

function mapLoop(checker: ts.TypeChecker, call: ts.CallExpression, callback: InlineFunction, head: Pieces): Loop | undefined {
  const target = targetOf(call);
  const type = elementType(checker, call);
  if (!target || type === undefined || identifiersIn(callback).has(target.name)) return undefined;
  const body = pushing(callback, target.name);
  if (!body) return undefined;
  const { statement } = target;
  const eol = eolOf(call.getSourceFile().text);
  const next = eol + indentOf(statement);
  const end = statement.getText().endsWith(';') ? ';' : '';
  const opening: Pieces = target.declaration
    ? [{ start: statement.getStart(), end: (target.declaration.type ?? target.declaration.name).end }, target.declaration.type || isScript(call) ? '' : `: ${type}`, ` = []${end}`]
    : [`const ${target.name}${isScript(call) ? '' : `: ${type}`} = []${end}`];
  const closing = target.declaration ? '' : `${next}return ${target.name}${end}`;
  const pieces: Pieces = [...opening, next, ...head, ...body.pieces, ts.isBlock(callback.body) ? '' : end, closing];
  return { edits: [replace(statement, pieces), ...body.edits], inlined: callback };
}

interface Target {
  readonly statement: ts.Statement;
  readonly declaration?: ts.VariableDeclaration;
  readonly name: string;
}

/** The array that the results go to: the constant, or one named `results` that is returned. */
function targetOf(call: ts.CallExpression): Target | undefined {
  const { parent } = call;
  const list = ts.isVariableDeclaration(parent) && ts.isIdentifier(parent.name) && ts.isVariableDeclarationList(parent.parent) ? parent.parent : undefined;
  if (list?.declarations.length === 1 && ts.isVariableStatement(list.parent)) {
    const [declaration] = list.declarations as unknown as readonly [ts.VariableDeclaration & { readonly name: ts.Identifier }];
    return { statement: list.parent, declaration, name: declaration.name.text };
  }
  const isFree = ts.isReturnStatement(parent) && ts.isBlock(parent.parent) && !/\bresults\b/.test(parent.parent.parent.getText());
  return isFree ? { statement: parent, name: 'results' } : undefined;
}

const isScript = (node: ts.Node): boolean => /\.[mc]?jsx?$/.test(node.getSourceFile().fileName);

const LONGEST_TYPE = 60;

/** The type of the array as it can be written at this place. */
function elementType(checker: ts.TypeChecker, call: ts.CallExpression): string | undefined {
  const text = checker.typeToString(checker.getTypeAtLocation(call), call, ts.TypeFormatFlags.NoTruncation | ts.TypeFormatFlags.UseFullyQualifiedType);
  return isScript(call) || (text.length <= LONGEST_TYPE && !text.includes('import(') && text.endsWith('[]')) ? text : undefined;
}

/** The body of the loop: what the callback returns is pushed. */
function pushing(callback: InlineFunction, name: string): { readonly pieces: Pieces; readonly edits: readonly LocalEdit[] } | undefined {
  const { body } = callback;
  if (!ts.isBlock(body)) return { pieces: [`${name}.push(`, withoutParentheses(body), ')'], edits: [] };
  const returns = returnsOf(body);
  const last = body.statements.at(-1);
  if (!returns || !last || !ts.isReturnStatement(last) || returns.some((one) => !one.expression)) return undefined;
  const edits = returns.map((one) => (one === last
    ? replace(one, [`${name}.push(`, spanOf(one.expression!), one.getText().endsWith(';') ? ');' : ')'])
    : replace(one, [`{ ${name}.push(`, spanOf(one.expression!), '); continue; }'])));
  return { pieces: [spanOf(body)], edits };
}

/** The object of `(x) => ({ ... })` needs no parentheses as an argument. */
function withoutParentheses(body: ts.Expression): Span {
  return ts.isParenthesizedExpression(body) && ts.isObjectLiteralExpression(body.expression) ? spanOf(body.expression) : spanOf(body);
}

function identifiersIn(within: ts.Node): ReadonlySet<string> {
  const names = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) names.add(node.text);
    ts.forEachChild(node, visit);
  };
  visit(within);
  return names;
}

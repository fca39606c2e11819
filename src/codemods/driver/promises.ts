import { ts } from 'ts-morph';
import { callbackOf } from './callbacks.ts';
import { isTyped, kept, use, type Part, type DriverDraft } from './draft.ts';
import { unwrap, type MethodUse } from './handles.ts';
import type { HandleCall, Plan } from './plan.ts';

/** A promise that is made of a call with a callback. */
export interface Promised {
  readonly outer: ts.NewExpression;
  /** `db.serialize(() => ...)` around the call. */
  readonly order?: ts.CallExpression | undefined;
  /** What becomes of the result: `({ rows }) => rows`. */
  readonly read: readonly Part[];
}

/**
 * `new Promise((resolve, reject) => db.all(sql, values, (error, rows) => ...))` that only settles: the query is the promise itself.
 * Gives the parts that are still to be converted; undefined for any other promise.
 */
export function convertPromise(plan: Plan, node: ts.NewExpression, keyAt: (node: ts.Node) => string): readonly ts.Node[] | undefined {
  if (!ts.isIdentifier(node.expression) || node.expression.text !== 'Promise') return undefined;
  const [executor] = node.arguments ?? [];
  if (!executor || !(ts.isArrowFunction(executor) || ts.isFunctionExpression(executor)) || executor.parameters.length !== 2) return undefined;
  const outer = onlyCall(executor.body);
  const order = outer && isOrder(plan.handles.method(outer)) ? outer : undefined;
  const work = order?.arguments[0];
  const call = work && (ts.isArrowFunction(work) || ts.isFunctionExpression(work)) ? onlyCall(work.body) : order ? undefined : outer;
  const found = call && plan.handles.method(call);
  if (!found || !/^(?:query|exec|close)$/.test(found.method.role) || found.method.result === 'each') return undefined;
  const own = { ...found, call };
  const callback = callbackOf(plan, own);
  const value = callback && settledWith(callback, executor.parameters.map((one) => one.name.getText()));
  const read = value && readOf(own, callback, value, keyAt);
  if (!read) return undefined;
  plan.draft.promised.set(call, { outer: node, order, read });
  return [...(ts.isPropertyAccessExpression(call.expression) ? [call.expression.expression] : []), ...call.arguments.filter((one) => one !== callback)];
}

const isOrder = (found: MethodUse | undefined): boolean => found?.handle.driver.id === 'sqlite3' && /^(?:serialize|parallelize)$/.test(found.name);

/** Writes what sends a statement in place of the promise that waits for it. */
export function writePromise(draft: DriverDraft, call: ts.CallExpression, pieces: readonly Part[]): boolean {
  const promised = draft.promised.get(call);
  if (!promised) return false;
  const { outer, order, read } = promised;
  if (order) draft.converted(order, 'serialize');
  const sent = order ? [order.expression, '(() => ', ...pieces, ')'] : pieces;
  draft.replace(outer, kept(...sent, '.then(', ...read, ')'));
  return true;
}

/** The call that a function consists of. */
function onlyCall(body: ts.ConciseBody): ts.CallExpression | undefined {
  const statement = ts.isBlock(body) && body.statements.length === 1 ? body.statements[0] : undefined;
  const expression = ts.isBlock(body) ? (statement && ts.isExpressionStatement(statement) ? statement.expression : undefined) : body;
  const inner = expression && unwrap(expression);
  return inner && ts.isCallExpression(inner) ? inner : undefined;
}

/** Without the type of `this`. */
const parametersOf = (node: ts.ArrowFunction | ts.FunctionExpression): readonly ts.ParameterDeclaration[] =>
  node.parameters.filter((one) => one.name.getText() !== 'this');

type Resolved = { readonly value: ts.Expression | undefined };

/** What a callback resolves with when it rejects with its error and does nothing else. */
function settledWith(callback: ts.Expression, [resolve = '', reject = '']: readonly string[]): Resolved | undefined {
  if (!ts.isArrowFunction(callback) && !ts.isFunctionExpression(callback)) return undefined;
  const error = parametersOf(callback)[0]?.name.getText();
  const rejects = (node: ts.Node | undefined): boolean => {
    const call = node && callTo(node, reject);
    return call !== undefined && call.arguments.length === 1 && call.arguments[0]!.getText() === error;
  };
  const resolves = (node: ts.Node | undefined): Resolved | undefined => {
    const call = node && callTo(node, resolve);
    return call && { value: call.arguments[0] };
  };
  if (!ts.isBlock(callback.body)) {
    const choice = unwrap(callback.body);
    return ts.isConditionalExpression(choice) && choice.condition.getText() === error && rejects(choice.whenTrue) ? resolves(choice.whenFalse) : undefined;
  }
  const [test, otherwise, ...others] = callback.body.statements;
  if (!test || !ts.isIfStatement(test) || test.expression.getText() !== error || others.length > 0) return undefined;
  const isLeft = leaves(test.thenStatement);
  if (!rejects(test.thenStatement) || (otherwise ? !isLeft || test.elseStatement : !test.elseStatement)) return undefined;
  return resolves(otherwise ?? test.elseStatement);
}

const leaves = (node: ts.Statement): boolean => ts.isReturnStatement(node) || (ts.isBlock(node) && node.statements.some((one) => ts.isReturnStatement(one)));

/** The call of a function that an expression or statement is: `f(x)`, `return f(x)`, `{ f(x); return; }`. */
function callTo(node: ts.Node, name: string): ts.CallExpression | undefined {
  if (ts.isBlock(node)) {
    const [first, second, ...others] = node.statements;
    const isPlain = first && others.length === 0 && (!second || (ts.isReturnStatement(second) && !second.expression));
    return isPlain ? callTo(first, name) : undefined;
  }
  const inner = ts.isExpressionStatement(node) || ts.isReturnStatement(node) ? node.expression : ts.isExpression(node) ? unwrap(node) : undefined;
  return inner && ts.isCallExpression(inner) && inner.expression.getText() === name ? inner : undefined;
}

/** The function that takes what the promise resolves with from the result; undefined where it needs more of the callback. */
function readOf(own: HandleCall, callback: ts.Expression, { value }: Resolved, keyAt: (node: ts.Node) => string): readonly Part[] | undefined {
  if (!value) return ['() => undefined'];
  const row = parametersOf(callback as ts.ArrowFunction)[1]?.name;
  const isRow = own.method.result === 'row';
  if (row && value.getText() === row.getText()) return [isRow ? '({ rows }) => rows[0]' : '({ rows }) => rows'];
  const reads = readsOfThis(value);
  if (reads?.some((one) => one.name.text === 'lastID' && !isKnown(own))) return undefined;
  if (!reads || (row && !ts.isIdentifier(row))) return undefined;
  const needsRows = row !== undefined || reads.some((one) => one.name.text === 'lastID');
  const rows = row && isRow ? `rows: [${row.getText()}]` : row && row.getText() !== 'rows' ? `rows: ${row.getText()}` : 'rows';
  const names = [...(needsRows ? [rows] : []), ...(reads.some((one) => one.name.text === 'changes') ? ['rowCount'] : [])];
  const isObject = ts.isObjectLiteralExpression(value);
  return [`(${names.length > 0 ? `{ ${names.join(', ')} }` : ''}) => ${isObject ? '(' : ''}`, ...pieces(value, reads, keyAt), isObject ? ')' : ''];
}

/** Whether the call's own text tells the key that a statement returns. */
const isKnown = ({ call }: HandleCall): boolean => call.arguments[0] !== undefined && ts.isStringLiteralLike(call.arguments[0]);

/** `this.changes` and `this.lastID`; undefined where `this` is used in another way. */
function readsOfThis(value: ts.Expression): readonly ts.PropertyAccessExpression[] | undefined {
  const found: ts.PropertyAccessExpression[] = [];
  let isOther = false;
  const visit = (node: ts.Node): void => {
    if (node.kind !== ts.SyntaxKind.ThisKeyword) { ts.forEachChild(node, visit); return; }
    if (ts.isPropertyAccessExpression(node.parent) && /^(?:changes|lastID)$/.test(node.parent.name.text)) found.push(node.parent);
    else isOther = true;
  };
  visit(value);
  return isOther ? undefined : found;
}

/** The text of a value with what was read of `this` in its new form. */
function pieces(value: ts.Expression, reads: readonly ts.PropertyAccessExpression[], keyAt: (node: ts.Node) => string): readonly Part[] {
  const text = value.getSourceFile().text;
  let at = value.getStart();
  const parts: string[] = [];
  for (const read of reads) {
    parts.push(text.slice(at, read.getStart()), read.name.text === 'changes' ? 'rowCount' : `rows[0].${keyAt(read)}`);
    at = read.end;
  }
  return [...parts, text.slice(at, value.end)];
}

/** What a promisified method is: the arguments come one by one or as an array. */
const PROMISED: Readonly<Record<string, string>> = { run: '', get: '.rows[0]', all: '.rows' };

/** `promisify(db.all.bind(db))`, `promisify(db.all).bind(db)`: a function that runs the query. */
export function convertPromisified(plan: Plan, call: ts.CallExpression): boolean {
  const { draft } = plan;
  if (!/(?:^|\.)promisify$/.test(call.expression.getText())) return false;
  const [given] = call.arguments;
  const inner = given && unwrap(given);
  const method = inner && (isBind(inner) ? (inner.expression as ts.PropertyAccessExpression).expression : inner);
  if (!method || !ts.isPropertyAccessExpression(method)) return false;
  const handle = plan.handles.of(method.expression);
  const read = PROMISED[method.name.text];
  if (handle?.driver.id !== 'sqlite3' || handle.kind !== 'database') return false;
  const bound = ts.isPropertyAccessExpression(call.parent) && isBind(call.parent.parent) ? call.parent.parent : call;
  const typed = (type: string): string => (isTyped(call) ? `: ${type}` : '');
  draft.converted(call, method.name.text);
  draft.isOrdered = true;
  if (read === undefined) {
    const parameter = method.name.text === 'exec' ? `sql${typed('string')}` : '';
    draft.replace(bound, kept(`(${parameter}) => `, method.expression, `.${method.name.text}(${parameter === '' ? '' : 'sql'})`));
    return true;
  }
  const query: readonly Part[] = [method.expression, `.query(${use(draft, call, 'numbered')}(sql), values.flat())`];
  const head = `(sql${typed('string')}, ...values${typed('any[]')}) => `;
  draft.replace(bound, kept(...(read === '' ? [head, ...query] : [`async ${head}(await `, ...query, `)${read}`])));
  return true;
}

const isBind = (node: ts.Node): node is ts.CallExpression =>
  ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression) && node.expression.name.text === 'bind';

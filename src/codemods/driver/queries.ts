import { ts } from 'ts-morph';
import { readParameters } from '../../sql/parameters.ts';
import { resultColumns } from '../../sql/results.ts';
import { spanOf } from '../draft.ts';
import { awaited, isTyped, kept, listOf, methodOn, replaceAwaited, use, type Part } from './draft.ts';
import type { HandleCall, Plan } from './plan.ts';
import { callbacksOf, valuesOf } from './callbacks.ts';
import { removesPragma } from './scripts.ts';
import { unwrap } from './handles.ts';
import { writePromise } from './promises.ts';
import type { SqlText } from './sql.ts';
import { helperFor, withValues, written } from './texts.ts';
import { bindingOf, inOrder, positionalValues } from './values.ts';

/** Runs a statement: `db.prepare(sql).get(a)`, `find.get(a)`, `db.run(sql, a)`. */
export function convertQuery(plan: Plan, own: HandleCall): void {
  const { draft } = plan;
  const [first] = own.call.arguments;
  if (own.handle.kind !== 'statement' && first && removesPragma(plan, own.call, first)) return;
  const { base, steps } = stepsOf(plan, own.receiver);
  const prepared = own.handle.kind === 'statement' && ts.isCallExpression(base) ? preparedBy(plan, base) : undefined;
  const query = own.handle.kind !== 'statement' ? directQuery(plan, own) : prepared ? inlineQuery(plan, own, prepared) : keptQuery(plan, own, base);
  if (!query) return;
  const read = readOf(plan, own, steps, prepared?.call);
  if (read === undefined) {
    draft.barrier(own.call, `\`${[...steps, own.name].join('().')}()\` gives another shape than rows with names: read the columns by their names first.`);
    return;
  }
  writeQuery(plan, own, query, read);
}

function preparedBy(plan: Plan, call: ts.CallExpression): HandleCall | undefined {
  const found = plan.handles.method(call);
  return found?.method.role === 'prepare' ? { ...found, call } : undefined;
}

/** The configuring calls between a statement and its execution: `.pluck()`, `.raw()`. */
function stepsOf(plan: Plan, receiver: ts.Expression): { readonly base: ts.Expression; readonly steps: readonly string[] } {
  const steps: string[] = [];
  let base = unwrap(receiver);
  for (;;) {
    const inner = ts.isCallExpression(base) ? plan.handles.method(base) : undefined;
    if (inner?.handle.kind !== 'statement' || inner.method.role !== 'configure') return { base, steps };
    steps.unshift(inner.name);
    base = unwrap(inner.receiver);
  }
}

const ROWS: Readonly<Record<string, string>> = { row: '.rows[0]', rows: '.rows', iterator: '.rows', run: '', result: '' };

/** How the rows are read from the result; undefined where a step before it cannot be followed. */
function readOf(plan: Plan, own: HandleCall, steps: readonly string[], prepare: ts.CallExpression | undefined): string | undefined {
  if (own.method.result === 'each') return steps.length > 0 ? undefined : '';
  const text = ROWS[own.method.result];
  const telling = steps.filter((step) => step !== 'safeIntegers' && step !== 'setReadBigInts');
  if (text === undefined || telling.length === 0) return text;
  if (telling.join() !== 'pluck') return undefined;
  const column = prepare && onlyColumn(plan, plan.sql.at(prepare.arguments[0]!, plan.draft.pathOf(prepare), spanOf(own.call)));
  if (own.method.result === 'row') return column === undefined ? undefined : `.rows[0]?.${column}`;
  return column === undefined ? '.rows.map((row) => Object.values(row)[0])' : `.rows.map((row) => row.${column})`;
}

/** The name of the first column of a statement, where it is a column or has an alias. */
function onlyColumn({ schema }: Plan, { statements }: SqlText): string | undefined {
  const [first] = (statements[0] && resultColumns(statements[0], schema)) ?? [];
  if (!first || first.sqliteName.toLowerCase() !== first.postgresName.toLowerCase()) return undefined;
  return /^[A-Za-z_$][\w$]*$/.test(first.sqliteName) ? first.sqliteName : undefined;
}

/** `db.query(sql, values)` as pieces. */
function inlineQuery(plan: Plan, own: HandleCall, prepared: HandleCall): readonly Part[] | undefined {
  const [sql] = prepared.call.arguments;
  if (!sql) return undefined;
  const text = plan.sql.at(sql, plan.draft.pathOf(sql), spanOf(own.call));
  const values = valuesOf(plan, own);
  const given = values.length > 0 ? values : prepared.call.arguments.slice(1);
  return [...queryOn(prepared), ...rowType(prepared, own), '(', ...queryArguments(plan, sql, text, given), ')'];
}

const queryOn = (own: HandleCall): readonly Part[] => methodOn(own, 'query');

/** A field that may be empty is not where this stands, but TypeScript forgets that in a function which is called later. */
function queryLater({ checker }: Plan, own: HandleCall): readonly Part[] {
  const { receiver } = own;
  const field = isTyped(own.call) && ts.isPropertyAccessExpression(receiver) ? checker.getSymbolAtLocation(receiver) : undefined;
  const type = field && checker.getTypeOfSymbol(field);
  const [head, ...rest] = queryOn(own);
  return type && checker.getNonNullableType(type) !== type && rest[0] === '.query' ? [head!, '!', ...rest] : [head!, ...rest];
}

/** The row's type where one is given: the second of better-sqlite3's `prepare<Bindings, Row>`, else the first. */
function rowType(prepared: HandleCall, own: HandleCall): readonly Part[] {
  const given = prepared.call.typeArguments ?? own.call.typeArguments;
  if (!given) return [];
  const isRowSecond = prepared.call.typeArguments && prepared.handle.driver.id !== 'bun-sqlite';
  const row = given[isRowSecond ? 1 : 0];
  return row ? ['<', row, '>'] : [];
}

/** A statement that is kept is a function now. */
function keptQuery(plan: Plan, own: HandleCall, base: ts.Expression): readonly Part[] {
  const { call } = own;
  for (const argument of valuesOf(plan, own)) bareNames(plan, argument);
  const callee = unwrap(call.expression) as ts.PropertyAccessExpression;
  const isSimple = ts.isIdentifier(base) || ts.isPropertyAccessExpression(base) || ts.isElementAccessExpression(base) || ts.isCallExpression(base);
  const target = (callee.expression as ts.Node) === base || isSimple ? [callee.expression] : ['(', callee.expression, ')'];
  return [...target, callee.questionDotToken ? '?.(' : '(', ...argumentsOf(plan, valuesOf(plan, own)), ')'];
}

/** The values as arguments: an array that is given alone holds them. */
function argumentsOf({ checker }: Plan, values: readonly ts.Expression[]): readonly Part[] {
  const [only] = values;
  if (values.length !== 1 || !only || ts.isSpreadElement(only) || bindingOf(checker, only) !== 'array') return listOf(values);
  return ts.isArrayLiteralExpression(only) ? [{ start: only.getStart() + 1, end: only.end - 1 }] : ['...', only];
}

/** The names of an object's values lose the prefix that SQLite's parameters have: `{ $id: 1 }`. */
function bareNames({ draft, checker }: Plan, object: ts.Expression): void {
  const isPrefixed = (name: string): boolean => /^[:@$]\w/.test(name);
  if (!ts.isObjectLiteralExpression(object)) {
    const type = checker.getTypeAtLocation(object);
    const isNamed = type.getProperties().some((property) => isPrefixed(property.name));
    if (isNamed) draft.barrier(object, 'The names of these values begin with the prefix of SQLite\'s parameters: name them without it.');
    return;
  }
  for (const { name } of object.properties) {
    const text = name && (ts.isIdentifier(name) || ts.isStringLiteral(name)) ? name.text : '';
    if (name && isPrefixed(text)) draft.replace(name, text.slice(1));
  }
}

/** `db.run(sql, a, b)`, `db.get(sql, [a, b])`, `client.execute({ sql, args })`. */
function directQuery(plan: Plan, own: HandleCall): readonly Part[] | undefined {
  const { method, call } = own;
  const first = call.arguments[method.sql?.argument ?? 0];
  if (!first) return undefined;
  const user = spanOf(call);
  const path = plan.draft.pathOf(call);
  const keys = method.sql?.keys;
  if (keys && ts.isObjectLiteralExpression(first)) {
    const sql = propertyOf(first, keys);
    if (!sql) return undefined;
    const values = propertyOf(first, method.bindings?.keys ?? []);
    return [...queryOn(own), '(', ...queryArguments(plan, sql, plan.sql.at(sql, path, user), values ? [values] : []), ')'];
  }
  if (keys && bindingOf(plan.checker, first) === 'object') {
    const name = first.getText();
    return [...queryOn(own), `(${use(plan.draft, call, 'numbered')}(${name}.${keys[0]!}), ${name}.${method.bindings?.keys?.[0] ?? 'values'})`];
  }
  const given = valuesOf(plan, own).slice(method.bindings?.argument ?? 1);
  return [...queryOn(own), ...rowType(own, own), '(', ...queryArguments(plan, first, plan.sql.at(first, path, user), given), ')'];
}

function propertyOf(object: ts.ObjectLiteralExpression, names: readonly string[]): ts.Expression | undefined {
  for (const property of object.properties) {
    if (!property.name || !names.includes(property.name.getText())) continue;
    if (ts.isPropertyAssignment(property)) return property.initializer;
    if (ts.isShorthandPropertyAssignment(property)) return property.name;
  }
  return undefined;
}

/** The text and the values of a query. Parameters are numbered in the text where it is known whole, else when the program runs. */
function queryArguments(plan: Plan, sql: ts.Expression, text: SqlText, given: readonly ts.Expression[]): readonly Part[] {
  const values = positionalValues(plan.checker, given, text.parameters);
  if (values.kind === 'named') return [`...${use(plan.draft, sql, 'named')}(`, sql, ', ', values.object, ')'];
  plan.draft.take(text);
  const helper = helperFor(plan, text, values.kind !== 'none');
  if (values.kind === 'none') return helper ? written(plan, sql, helper) : listOf([sql]);
  const [only] = given;
  if (only && !helper && values.pieces.length === 1 && values.pieces[0] === only && only.parent === sql.parent) return listOf([sql, only]);
  return withValues(plan, sql, helper, values.pieces);
}

function writeQuery(plan: Plan, own: HandleCall, query: readonly Part[], text: string): void {
  const { draft } = plan;
  const { call, handle } = own;
  const before = call.parent;
  draft.converted(call, own.name);
  if (handle.driver.id === 'sqlite3') draft.isOrdered = true;
  if (writePromise(draft, call, query)) return;
  const callbacks = callbacksOf(plan, own);
  if (callbacks.length > 0) {
    const name = use(draft, call, own.method.result === 'each' ? 'each' : 'answer');
    draft.replace(call, kept(`${name}(`, ...query, ...callbacks.flatMap((one) => [', ', one]), text === '' ? '' : `, (result) => result${text}`, ')'));
    return;
  }
  if (ts.isAwaitExpression(before)) {
    const place = text !== '' && ts.isParenthesizedExpression(before.parent) ? before.parent : before;
    draft.replace(place, kept(...(text === '' ? awaited(before, query) : ['(await ', ...query, `)${text}`])));
    return;
  }
  if (handle.driver.isAsync) {
    draft.replace(call, kept(...query, text === '' ? '' : `.then((result) => result${text})`));
    return;
  }
  draft.seeds.add(call);
  draft.replace(call, kept(...(text === '' ? awaited(call, query) : ['(await ', ...query, `)${query.includes('?.query') ? '?' : ''}${text}`])));
}

/** A statement that is prepared and kept becomes a function that runs it: `const find = (...values) => db.query(sql, values)`. */
export function convertPrepare(plan: Plan, own: HandleCall): void {
  const { draft } = plan;
  const { call } = own;
  const [sql] = call.arguments;
  if (!sql || isExecuted(plan, call)) return;
  const text = plan.sql.at(sql, draft.pathOf(sql));
  const names = text.parameters && inOrder(text.parameters);
  const isBuiltOfNames = names === undefined && hasNames(text);
  const isNamed = isBuiltOfNames || (names !== undefined && names.length > 0 && names.every((name) => name !== undefined));
  draft.take(text);
  const typed = (type: string): string => (isTyped(call) ? `: ${type}` : '');
  const isPlain = names?.length === 0;
  const head = isPlain ? '()' : isNamed ? `(values${typed('Record<string, any>')})` : `(...values${typed('any[]')})`;
  const values = isNamed && names ? `[${names.map((name) => `values.${name}`).join(', ')}]` : 'values';
  const helper = helperFor(plan, text, !isPlain);
  const sent = isPlain ? (helper ? written(plan, sql, helper) : listOf([sql]))
    : isBuiltOfNames ? [`...${use(draft, sql, 'named')}(`, sql, ', values)'] : withValues(plan, sql, helper, [values]);
  const pieces = [`${head} => `, ...queryLater(plan, own), ...rowType(own, own), '(', ...sent, ')'];
  const { parent } = call;
  const isOperand = ts.isBinaryExpression(parent) && !isAssignment(parent.operatorToken.kind);
  const needs = isOperand || ts.isAsExpression(parent) || ts.isNonNullExpression(parent) || needsMember(call);
  draft.converted(call, own.name);
  replaceAwaited(draft, call, needs ? ['(', ...pieces, ')'] : pieces, own.handle.driver.id === 'sqlite');
}

/** A text that is put together at run time has names for its parameters, and no `?`. */
function hasNames({ statements }: SqlText): boolean {
  const parameters = statements.flatMap(readParameters);
  return parameters.length > 0 && parameters.every(({ name }) => name !== undefined);
}

const isAssignment = (kind: ts.SyntaxKind): boolean => kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment;

const needsMember = (node: ts.Node): boolean => ts.isPropertyAccessExpression(node.parent) && node.parent.expression === node;

/** Whether the statement is run where it is prepared. */
function isExecuted(plan: Plan, call: ts.CallExpression): boolean {
  let node: ts.Node = call;
  for (;;) {
    const { parent } = node;
    if (ts.isParenthesizedExpression(parent) || ts.isNonNullExpression(parent) || ts.isAsExpression(parent)) node = parent;
    else if (ts.isPropertyAccessExpression(parent) && parent.expression === node && ts.isCallExpression(parent.parent) && parent.parent.expression === parent) {
      const next = plan.handles.method(parent.parent);
      if (next?.method.role === 'query') return true;
      if (next?.method.role !== 'configure') return false;
      node = parent.parent;
    } else return false;
  }
}

import { ts } from 'ts-morph';
import { isTestPath } from '../../core/test-path.ts';
import { PRAGMAS } from '../../dialects/sqlite-to-postgres/pragmas.ts';
import type { Span } from '../../core/types.ts';
import { spanOf } from '../draft.ts';
import { awaited, kept, methodOn, use, type Part } from './draft.ts';
import { callbackOf } from './callbacks.ts';
import { unwrap } from './handles.ts';
import { writePromise } from './promises.ts';
import type { HandleCall, Plan } from './plan.ts';

/** `db.exec(script)`: several statements, no parameters. */
export function convertExec(plan: Plan, own: HandleCall): void {
  const { call, name } = own;
  const [sql] = call.arguments;
  if (!sql) return;
  if (switchesForeignKeys(plan, own, sql)) return;
  if (removesPragma(plan, call, sql)) return;
  const sent = [...methodOn(own, 'exec'), '(', sql, ')'];
  if (answersCallback(plan, own, sent)) return;
  if (call.arguments.length > 1) {
    plan.draft.barrier(call, `\`${name}\` is given values beside a script: run the statement with \`query\`.`);
    return;
  }
  sendScript(plan, own, sent);
}

/** Gives the outcome of what is sent to the callback of the call, where it has one. */
function answersCallback(plan: Plan, own: HandleCall, pieces: readonly Part[]): boolean {
  const { draft } = plan;
  const callback = callbackOf(plan, own);
  if (own.handle.driver.id === 'sqlite3') draft.isOrdered = true;
  if (!callback) return false;
  draft.converted(own.call, own.name);
  if (writePromise(draft, own.call, pieces)) return true;
  draft.replace(own.call, kept(`${use(draft, own.call, 'answer')}(`, ...pieces, ', ', callback, ')'));
  return true;
}

function sendScript({ draft }: Plan, { call, handle, name }: HandleCall, pieces: readonly Part[]): void {
  draft.converted(call, name);
  const isWaited = ts.isAwaitExpression(call.parent);
  if (!handle.driver.isAsync) draft.seeds.add(call);
  draft.replace(call, kept(...(isWaited || handle.driver.isAsync ? pieces : awaited(call, pieces))));
}

/** `client.batch([...])`: several statements in one transaction. */
export function convertBatch(plan: Plan, own: HandleCall): void {
  const { draft } = plan;
  const { call, name } = own;
  const [statements] = call.arguments;
  if (!statements) return;
  draft.converted(call, name);
  draft.replace(call, kept(...methodOn(own, use(draft, call, 'batch')), '(', statements, ')'));
}

/** `db.close()`. */
export function convertClose(plan: Plan, own: HandleCall): void {
  if (own.handle.kind === 'statement') convertFinalize(plan, own);
  else if (closesForOpening(plan, own)) closeLater(plan, own);
  else if (!answersCallback(plan, own, [...methodOn(own, 'close'), '()'])) sendScript(plan, own, [...methodOn(own, 'close'), '()']);
}

/** Whether a function that is not async closes a database, whatever comes of it, before it opens the next: nothing of what follows waits for the end. */
function closesForOpening({ handles }: Plan, { call, handle }: HandleCall): boolean {
  const fn = ts.findAncestor(call, ts.isFunctionLike);
  const attempt = ts.findAncestor(call, ts.isTryStatement);
  const isIgnored = attempt?.catchClause?.block.statements.length === 0 && attempt.tryBlock.pos <= call.pos && call.end <= attempt.tryBlock.end;
  if (!fn || handle.driver.isAsync || !isIgnored || attempt.pos < fn.pos || !ts.isExpressionStatement(call.parent)) return false;
  if ((ts.getCombinedModifierFlags(fn) & ts.ModifierFlags.Async) !== 0) return false;
  const opens = (node: ts.Node): boolean =>
    (ts.isNewExpression(node) && node.pos > call.end && handles.of(node)?.kind === 'database') || (!ts.isFunctionLike(node) && (ts.forEachChild(node, opens) ?? false));
  return ts.forEachChild(fn, opens) ?? false;
}

function closeLater({ draft }: Plan, own: HandleCall): void {
  draft.converted(own.call, own.name);
  draft.replace(own.call, kept(...methodOn(own, 'close'), '().catch(() => undefined)'));
}

/** `statement.finalize()`: a query that is kept needs no end; a callback is called when what was sent is done. */
function convertFinalize(plan: Plan, own: HandleCall): void {
  const { draft } = plan;
  const { call, receiver } = own;
  const callback = callbackOf(plan, own);
  const database = callback && preparedOn(plan, receiver);
  if (callback && !database) draft.barrier(call, 'This callback of `finalize()` waits for a statement that is prepared elsewhere: wait for its last run.');
  else if (database) answersCallback(plan, own, [database, '.settled()']);
  else if (ts.isCallExpression(unwrap(receiver))) draft.replace(call, kept(receiver));
  else removeStatement(plan, call);
}

/** The handle that the statement in a variable was prepared on. */
function preparedOn(plan: Plan, statement: ts.Expression): ts.Expression | undefined {
  const declaration = plan.checker.getSymbolAtLocation(unwrap(statement))?.valueDeclaration;
  const value = declaration && ts.isVariableDeclaration(declaration) && declaration.initializer ? unwrap(declaration.initializer) : undefined;
  const made = value && ts.isCallExpression(value) ? plan.handles.method(value) : undefined;
  return made?.method.role === 'prepare' && ts.isIdentifier(unwrap(made.receiver)) ? made.receiver : undefined;
}

/** `db.serialize(() => ...)` of sqlite3: the support module keeps the order. */
export function convertSerialize({ draft }: Plan, { call, name }: HandleCall): void {
  draft.converted(call, name);
  draft.isOrdered = true;
}

/** `db.on('trace', ...)`, `db.configure(...)`: what watches or tunes SQLite goes. */
export function convertListener(plan: Plan, own: HandleCall): void {
  const { draft } = plan;
  const { call, name } = own;
  const event = call.arguments[0] && ts.isStringLiteralLike(call.arguments[0]) ? call.arguments[0].text : '';
  const advice = ADVICE[event];
  if (advice === undefined || !ts.isExpressionStatement(call.parent)) {
    draft.barrier(call, `\`${name}('${event}')\` has no counterpart: take it out before the code is converted.`);
    return;
  }
  draft.converted(call, name);
  if (advice !== '') draft.review(call, `\`${name}('${event}')\` was taken out: ${advice}.`);
  removeStatement(plan, call);
}

/** What stands in for the events and settings of sqlite3 (https://github.com/TryGhost/node-sqlite3/wiki/API). */
const ADVICE: Readonly<Record<string, string>> = {
  trace: 'the server can log statements (log_statement)',
  profile: 'the server can log slow statements (log_min_duration_statement)',
  error: 'the pool has a listener of its own, and each query answers its own error',
  busyTimeout: '',
  limit: '',
};

/** `db.pragma('...')`: what only tunes SQLite goes; the rest is sent as SQL, for the rules to rewrite. */
export function convertPragma(plan: Plan, own: HandleCall): void {
  const { draft } = plan;
  const { call, receiver } = own;
  const [given, options] = call.arguments;
  if (!given) return;
  if (switchesForeignKeys(plan, own, given)) return;
  if (removesPragma(plan, call, given)) return;
  const text = ts.isStringLiteralLike(given) ? given.text : undefined;
  if (text === undefined) {
    draft.barrier(call, 'This pragma is put together at run time: say what PostgreSQL shall do in its place.');
    return;
  }
  draft.converted(call, own.name);
  draft.seeds.add(call);
  const isSimple = options !== undefined && /simple:\s*true/.test(options.getText());
  const version = /^\s*user_version\s*(?:=\s*(.+?))?\s*;?\s*$/i.exec(text);
  if (version) {
    const value = version[1];
    const query = value === undefined ? `${use(draft, call, 'userVersion')}(` : `${use(draft, call, 'setUserVersion')}(`;
    const read: readonly Part[] = value === undefined && !isSimple ? ['[{ user_version: await ', query, receiver, ') }]'] : awaited(call, [query, receiver, value === undefined ? ')' : `, ${value})`]);
    draft.replace(call, kept(...read));
    return;
  }
  const sql = `'PRAGMA ${text.replaceAll("'", "\\'")}'`;
  draft.replace(call, kept(`(await `, receiver, `.query(${sql})).rows`, isSimple ? '.map((row) => Object.values(row)[0])[0]' : ''));
}

const SWITCH = /^\s*(?:PRAGMA\s+)?foreign_keys\s*=\s*(?:(off|0|false|no)|\w+)\s*;?\s*$/i;

/**
 * Tests that switch foreign keys off do so around a few statements, in one session
 * (https://www.postgresql.org/docs/current/runtime-config-client.html#GUC-SESSION-REPLICATION-ROLE). Elsewhere foreign keys stay on.
 */
function switchesForeignKeys(plan: Plan, own: HandleCall, given: ts.Expression): boolean {
  const found = ts.isStringLiteralLike(given) ? SWITCH.exec(given.text) : null;
  const isOff = found?.[1] !== undefined;
  if (!found || (!isOff && !/foreign_keys\s*=\s*(?:off|0|false|no)\b/i.test(given.getSourceFile().text))) return false;
  if (!isTestPath(plan.draft.pathOf(given))) {
    if (isOff) plan.draft.review(own.call, 'PostgreSQL has no such switch for ordinary users: the statements that follow must keep the foreign keys, or make them DEFERRABLE.');
    return false;
  }
  sendScript(plan, own, [...methodOn(own, 'exec'), `('SET session_replication_role = ${isOff ? 'replica' : 'DEFAULT'}')`]);
  return true;
}

/** Takes out a statement of its own that is nothing but pragmas which have no meaning in PostgreSQL. */
export function removesPragma(plan: Plan, call: ts.CallExpression, given: ts.Expression): boolean {
  if (!ts.isExpressionStatement(call.parent) && !(ts.isAwaitExpression(call.parent) && ts.isExpressionStatement(call.parent.parent))) return false;
  const text = ts.isStringLiteralLike(given) ? given.text : ts.isTemplateExpression(given) ? given.getText().slice(1, -1) : undefined;
  const statements = text?.split(';').map((one) => one.trim()).filter((one) => one !== '') ?? [];
  const names = statements.map((one) => /^(?:PRAGMA\s+)?(\w+)\s*(?:=|$|\()/i.exec(one)?.[1]?.toLowerCase());
  const isPragma = plan.handles.method(call)?.method.role === 'pragma' || statements.every((one) => /^PRAGMA\b/i.test(one));
  if (statements.length === 0 || !isPragma || !names.every((name) => name !== undefined && PRAGMAS[name]?.kind !== 'manual' && isTuning(name))) return false;
  plan.draft.converted(call, 'pragma');
  removeStatement(plan, call);
  return true;
}

/** It sets something that PostgreSQL has no need of; a pragma that reads the catalog is no such. */
const isTuning = (name: string): boolean => PRAGMAS[name]?.kind === 'remove' || name === 'busy_timeout' || name === 'optimize' || name === 'query_only';

/** Takes out the statement around an expression, with its line. */
export function removeStatement({ draft }: Plan, node: ts.Node): void {
  let statement = node;
  while (!ts.isExpressionStatement(statement)) {
    if (!ts.isAwaitExpression(statement.parent) && !ts.isExpressionStatement(statement.parent) && !ts.isParenthesizedExpression(statement.parent)) return;
    statement = statement.parent;
  }
  const attempt = ts.isBlock(statement.parent) && ts.isTryStatement(statement.parent.parent) ? statement.parent.parent : undefined;
  // Nothing is left that may fail.
  if (attempt && attempt.tryBlock === statement.parent && attempt.tryBlock.statements.length === 1 && !attempt.finallyBlock) statement = attempt;
  const isOnly = !ts.isBlock(statement.parent) && !ts.isSourceFile(statement.parent) && !ts.isCaseOrDefaultClause(statement.parent);
  draft.splice(node, isOnly ? spanOf(statement) : withEmptyLine(statement, lineOf(statement)), isOnly ? '{}' : '');
}

/** The lines of a statement, and of the empty lines around it one. */
function withEmptyLine(statement: ts.Node, span: Span): Span {
  const { text } = statement.getSourceFile();
  const after = /^[ \t]*\r?\n/.exec(text.slice(span.end));
  return after && /(?:\n[ \t]*|\{[ \t]*)\r?\n$/.test(text.slice(0, span.start)) ? { start: span.start, end: span.end + after[0].length } : span;
}

/** From the begin of the line a statement stands on to the begin of the next, where it stands alone there. */
export function lineOf(statement: ts.Node): Span {
  const text = statement.getSourceFile().text;
  const { start, end } = spanOf(statement);
  const before = /(?:^|\n)([ \t]*)$/.exec(text.slice(0, start));
  const after = /^[ \t]*(?:\r?\n|$)/.exec(text.slice(end));
  return before && after ? { start: start - before[1]!.length, end: end + after[0].length } : { start, end };
}

import { ts } from 'ts-morph';
import { spanOf } from '../draft.ts';
import { unwrap } from './handles.ts';
import type { HandleCall, Plan } from './plan.ts';
import { lineOf } from './scripts.ts';

/** A transaction that is sent as SQL: BEGIN, then `try { ...; COMMIT } catch (error) { ROLLBACK; throw error }`. */
interface Block {
  readonly begin: HandleCall;
  readonly whole: ts.TryStatement;
  readonly commit: ts.Statement;
  /** Behind COMMIT, at the end of the block. */
  readonly result?: ts.ReturnStatement | undefined;
}

const BEGIN = /^\s*BEGIN\b(?:\s+(?:DEFERRED|IMMEDIATE|EXCLUSIVE))?(?:\s+TRANSACTION)?\s*;?\s*$/i;
const COMMIT = /^\s*(?:COMMIT|END)\b(?:\s+TRANSACTION)?\s*;?\s*$/i;
const ROLLBACK = /^\s*ROLLBACK\b(?:\s+TRANSACTION)?\s*;?\s*$/i;

/** Makes plain blocks the work of `transaction`. What is sent as SQL in another way keeps one connection from BEGIN to its end. */
export function convertBlocks(plan: Plan, file: ts.SourceFile): void {
  if (!/['"`]\s*BEGIN\b/i.test(file.text)) return;
  const visit = (node: ts.Node): void => {
    const begin = ts.isExpressionStatement(node) ? sent(plan, node, BEGIN) : undefined;
    const block = begin && readBlock(plan, node as ts.ExpressionStatement, begin);
    if (block) writeBlock(plan, node as ts.ExpressionStatement, block);
    else if (begin) plan.draft.review(node, 'This transaction has its connection alone, but what other code sends meanwhile belongs to it as well: give its statements to `transaction(work)`.');
    ts.forEachChild(node, visit);
  };
  visit(file);
}

/** The call of a statement that sends this SQL and nothing else: `db.exec('BEGIN')`, `await db.run('BEGIN')`, `db.prepare('BEGIN').run()`. */
function sent(plan: Plan, node: ts.Statement | undefined, pattern: RegExp): HandleCall | undefined {
  if (!node || !ts.isExpressionStatement(node)) return undefined;
  const inner = unwrap(ts.isAwaitExpression(node.expression) ? node.expression.expression : node.expression);
  const call = ts.isCallExpression(inner) ? inner : undefined;
  const found = call && plan.handles.method(call);
  if (!call || !found || found.handle.driver.id === 'sqlite3') return undefined;
  const receiver = unwrap(found.receiver);
  const prepared = found.handle.kind === 'statement' && ts.isCallExpression(receiver) ? plan.handles.method(receiver) : undefined;
  const [sql] = prepared ? (receiver as ts.CallExpression).arguments : call.arguments;
  return sql && ts.isStringLiteralLike(sql) && pattern.test(sql.text) ? { ...(prepared ?? found), call } : undefined;
}

function readBlock(plan: Plan, statement: ts.ExpressionStatement, begin: HandleCall): Block | undefined {
  if (!ts.isBlock(statement.parent) && !ts.isSourceFile(statement.parent)) return undefined;
  const file = statement.getSourceFile();
  const all = statement.parent.statements;
  const whole = all[all.indexOf(statement) + 1];
  if (!whole || !ts.isTryStatement(whole) || whole.finallyBlock || !whole.catchClause || !onlyRollsBack(plan, whole.catchClause)) return undefined;
  if (hasComment(file, statement.end, whole.tryBlock.getStart()) || hasComment(file, whole.tryBlock.end, whole.end)) return undefined;
  const { statements } = whole.tryBlock;
  const at = statements.findIndex((one) => sent(plan, one, COMMIT) !== undefined);
  const [result, ...others] = statements.slice(at + 1);
  const isEnd = at > 0 && others.length === 0 && (!result || ts.isReturnStatement(result));
  if (!isEnd || statements.slice(0, at).some((one) => leaves(one) || sent(plan, one, BEGIN) || sent(plan, one, ROLLBACK))) return undefined;
  return { begin, whole, commit: statements[at]!, result: result && ts.isReturnStatement(result) ? result : undefined };
}

function onlyRollsBack(plan: Plan, { variableDeclaration, block }: ts.CatchClause): boolean {
  const [first, last, ...others] = block.statements;
  const [only, ...more] = first && ts.isTryStatement(first) ? first.tryBlock.statements : [first];
  const isRethrown = last !== undefined && ts.isThrowStatement(last) && last.expression.getText() === variableDeclaration?.name.getText();
  return sent(plan, only, ROLLBACK) !== undefined && isRethrown && others.length + more.length === 0;
}

/** A comment would be lost. */
const hasComment = (file: ts.SourceFile, start: number, end: number): boolean => /\/\/|\/\*/.test(file.text.slice(start, end));

/** Whether a statement may go on elsewhere than behind itself: `return`, or a jump out of it. */
function leaves(node: ts.Node): boolean {
  if (ts.isReturnStatement(node) || ts.isBreakOrContinueStatement(node)) return true;
  if (ts.isFunctionLike(node) || ts.isClassLike(node)) return false;
  return ts.forEachChild(node, leaves) ?? false;
}

function writeBlock({ draft }: Plan, statement: ts.ExpressionStatement, { begin, whole, commit, result }: Block): void {
  const path = draft.pathOf(whole);
  const { tryBlock } = whole;
  const end = statement.getText().endsWith(';') ? ';' : '';
  const head = [result ? 'return ' : '', 'await ', spanOf(begin.receiver), '.transaction(async () => '];
  draft.converted(begin.call, 'transaction');
  draft.edit(path, { start: statement.getStart(), end: tryBlock.getStart() }, head);
  draft.edit(path, lineOf(commit), '');
  draft.edit(path, { start: tryBlock.end, end: whole.end }, `)${end}`);
  draft.regions.add(tryBlock);
  if (!begin.handle.driver.isAsync) draft.seeds.add(begin.call);
  for (const one of [statement, commit, whole.catchClause!]) draft.done.add(one);
}

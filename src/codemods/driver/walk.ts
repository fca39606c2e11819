import { ts } from 'ts-morph';
import type { MethodRole } from '../../drivers/driver.ts';
import type { Project } from '../../rule.ts';
import { convertBlocks } from './blocks.ts';
import { unwrap } from './handles.ts';
import { keysOf } from './keys.ts';
import { convertCast, convertErrorClass, convertOpening, convertResultPattern, convertResultRead, convertType } from './opening.ts';
import { convertOwnMember } from './own-types.ts';
import type { HandleCall, Plan } from './plan.ts';
import { convertPromise, convertPromisified } from './promises.ts';
import { convertPrepare, convertQuery } from './queries.ts';
import { noteReplaced } from './replaced.ts';
import { convertBatch, convertClose, convertExec, convertListener, convertPragma, convertSerialize } from './scripts.ts';
import { convertTransaction, convertTransactionCall } from './transactions.ts';

/** Converts everything of a file that is a driver's. */
export function convertFile(plan: Plan, file: ts.SourceFile, project: Project): void {
  const keyAt = keysOf(plan, project, plan.draft.pathOf(file));
  convertBlocks(plan, file);
  const visit = (node: ts.Node): void => {
    if (plan.draft.done.has(node)) return;
    const settled = ts.isNewExpression(node) ? convertPromise(plan, node, keyAt) : undefined;
    if (settled) visitPromise(node, settled);
    else if (!convertNode(plan, node, keyAt)) ts.forEachChild(node, visit);
  };
  const visitPromise = (node: ts.Node, parts: readonly ts.Node[]): void => {
    for (const [call, { outer }] of plan.draft.promised) if (outer === node) convertCall(plan, call);
    parts.forEach(visit);
  };
  visit(file);
}

/** Returns whether nothing inside needs a look of its own. */
function convertNode(plan: Plan, node: ts.Node, keyAt: (node: ts.Node) => string): boolean {
  if (ts.isImportDeclaration(node)) return true;
  if (ts.isTypeReferenceNode(node)) convertType(plan, node);
  else if (ts.isNewExpression(node)) convertOpening(plan, node);
  else if (ts.isCallExpression(node)) convertCall(plan, node);
  else if (ts.isAsExpression(node)) convertCast(plan, node);
  else if (ts.isBinaryExpression(node)) noteReplaced(plan, node);
  else if (ts.isPropertyAccessExpression(node)) return convertMember(plan, node, keyAt);
  else if (ts.isBindingElement(node)) convertResultPattern(plan, node, keyAt);
  else if (ts.isPropertyAssignment(node) || ts.isTypeElement(node)) return convertOwnMember(plan, node);
  return false;
}

function convertCall(plan: Plan, call: ts.CallExpression): void {
  const found = plan.handles.method(call);
  if (found) {
    convertMethod(plan, { ...found, call });
    return;
  }
  noteReplaced(plan, call);
  if (convertOpening(plan, call) || convertPromisified(plan, call)) return;
  if (plan.handles.of(unwrap(call.expression))?.kind === 'transaction-function') convertTransactionCall(plan, call);
}

/** What becomes of a call, by the role of its method in the driver's table. */
const CONVERT: Readonly<Partial<Record<MethodRole, (plan: Plan, own: HandleCall) => void>>> = {
  query: convertQuery,
  prepare: convertPrepare,
  exec: convertExec,
  close: convertClose,
  batch: convertBatch,
  pragma: convertPragma,
  transaction: (plan, own) => {
    if (own.handle.kind === 'transaction-function') convertTransactionCall(plan, own.call);
    else if (own.method.gives === 'transaction-function') convertTransaction(plan, own);
    else plan.draft.barrier(own.call, 'This transaction is ended by hand: give its statements to `transaction(work)` as one function.');
  },
  listener: convertListener,
  configure: (plan, own) => (own.handle.kind === 'statement' ? undefined : convertListener(plan, own)),
};

const convertMethod = (plan: Plan, own: HandleCall): void =>
  (/^(?:serialize|parallelize)$/.test(own.name) && own.handle.driver.id === 'sqlite3' ? convertSerialize : CONVERT[own.method.role] ?? unsupported)(plan, own);

function unsupported({ draft }: Plan, { call, name }: HandleCall): void {
  draft.barrier(call, `\`${name}()\` has no counterpart in PostgreSQL: take it out, or do its work in another way, before the code is converted.`);
}

/** A property of a handle or of a result. */
function convertMember(plan: Plan, node: ts.PropertyAccessExpression, keyAt: (node: ts.Node) => string): boolean {
  if (convertErrorClass(plan, node)) return true;
  convertResultRead(plan, node, keyAt);
  const handle = node.name.text === 'filename' ? plan.handles.of(node.expression) : undefined;
  if (handle?.kind === 'database' && !handle.own) plan.draft.replace(node.name, 'name');
  return false;
}

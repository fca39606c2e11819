import { ts } from 'ts-morph';
import { awaited, isTyped, kept, listOf, methodOn, type Part, type DriverDraft } from './draft.ts';
import { unwrap } from './handles.ts';
import type { HandleCall, Plan } from './plan.ts';

type Work = ts.ArrowFunction | ts.FunctionExpression;

const isWork = (node: ts.Expression): node is Work => ts.isArrowFunction(node) || ts.isFunctionExpression(node);

/** `db.transaction(work)` gave a function; `db.transaction(work)` of the support module runs the work at once, on one connection. */
export function convertTransaction(plan: Plan, own: HandleCall): void {
  const { draft } = plan;
  const [given] = own.call.arguments;
  if (!given) return;
  const work = unwrap(given);
  const caller = callerOf(plan, own.call);
  draft.converted(own.call, own.name);
  if (isWork(work)) draft.regions.add(work);
  if (!caller) {
    draft.replace(own.call, kept(...asFunction(own, work)));
    return;
  }
  draft.seeds.add(caller);
  const isPlain = isWork(work) ? work.parameters.length === 0 : caller.arguments.length === 0;
  if (isPlain) draft.replace(caller, kept(...awaited(caller, [...begin(own), ...(isWork(work) ? asyncWork(work) : [work]), ')'])));
  else if (isWork(work)) draft.replace(caller, kept(...awaited(caller, ['(', ...asFunction(own, work), ')(', ...listOf(caller.arguments), ')'])));
  else draft.replace(caller, kept(...awaited(caller, [...begin(own), '() => ', work, '(', ...listOf(caller.arguments), '))'])));
}

const begin = (own: HandleCall): readonly Part[] => [...methodOn(own, 'transaction'), '('];

/** The call that runs the transaction where it is made: `db.transaction(f)()`, `db.transaction(f).immediate()`. */
function callerOf(plan: Plan, call: ts.CallExpression): ts.CallExpression | undefined {
  let node: ts.Node = call;
  while (ts.isParenthesizedExpression(node.parent)) node = node.parent;
  const { parent } = node;
  if (ts.isCallExpression(parent) && parent.expression === node) return parent;
  if (!ts.isPropertyAccessExpression(parent) || parent.expression !== node) return undefined;
  if (!ts.isCallExpression(parent.parent) || parent.parent.expression !== parent) return undefined;
  return plan.handles.method(parent.parent)?.method.role === 'transaction' ? parent.parent : undefined;
}

/** The function that a transaction was: its parameters, and its body as the work of a transaction. */
function asFunction(own: HandleCall, work: ts.Expression): readonly Part[] {
  if (!isWork(work)) {
    const values = isTyped(own.call) ? `...values: Parameters<typeof ${work.getText()}>` : '...values';
    return [`(${isTyped(own.call) && !ts.isIdentifier(work) ? '...values: any[]' : values}) => `, ...begin(own), '() => ', work, '(...values))'];
  }
  const parameters = work.parameters.flatMap((parameter, index): readonly Part[] => (index === 0 ? [parameter] : [', ', parameter]));
  const types = work.typeParameters ? ['<', ...work.typeParameters.flatMap((type, index): readonly Part[] => (index === 0 ? [type] : [', ', type])), '>'] : [];
  return [...types, '(', ...parameters, ') => ', ...begin(own), ...asyncWork(work), ')'];
}

function asyncWork(work: Work): readonly Part[] {
  const result: readonly Part[] = work.type ? [': Promise<', work.type, '>'] : [];
  return ['async ()', ...result, ' => ', work.body];
}

/** `save(rows)` where `save` is a transaction that is kept: it runs when it is called, and is waited for. */
export function convertTransactionCall(plan: Plan, call: ts.CallExpression): void {
  const { draft } = plan;
  const callee = unwrap(call.expression);
  const isVariant = ts.isPropertyAccessExpression(callee) && plan.handles.of(callee.expression)?.kind === 'transaction-function';
  const made = unwrap(isVariant ? callee.expression : callee);
  if (ts.isCallExpression(made) && plan.handles.method(made)?.method.role === 'transaction') return;
  draft.seeds.add(call);
  draft.converted(call, 'transaction');
  const target = isVariant ? callee.expression : call.expression;
  draft.replace(call, kept(...awaited(call, [target, '(', ...listOf(call.arguments), ')'])));
}

/** Where a `db.transaction` is typed as a function of a type: `Transaction<F>` is a function that gives a promise. */
export function transactionType(draft: DriverDraft, node: ts.TypeReferenceNode): void {
  const [of] = node.typeArguments ?? [];
  if (!of) draft.replace(node, '(...values: any[]) => Promise<any>');
  else if (ts.isFunctionTypeNode(of)) draft.replace(node, kept('(', ...of.parameters.flatMap((one, index): readonly Part[] => (index === 0 ? [one] : [', ', one])), ') => Promise<', of.type, '>'));
  else draft.replace(node, kept('(...values: Parameters<', of, '>) => Promise<Awaited<ReturnType<', of, '>>>'));
}

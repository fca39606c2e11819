import { ts } from 'ts-morph';
import type { HandleCall, Plan } from './plan.ts';

/** Names of parameters without a type that are functions to be called back. */
const NAMES = /^(?:cb|callback|done|next|fn|resolve|reject)$/;

function isFunction({ checker }: Plan, node: ts.Expression): boolean {
  if (ts.isArrowFunction(node) || ts.isFunctionExpression(node)) return true;
  if (!ts.isIdentifier(node) && !ts.isPropertyAccessExpression(node) && !ts.isCallExpression(node)) return false;
  const type = checker.getNonNullableType(checker.getTypeAtLocation(node));
  const isUntyped = (type.flags & ts.TypeFlags.Any) !== 0;
  return isUntyped ? ts.isIdentifier(node) && NAMES.test(node.text) : type.getCallSignatures().length > 0;
}

/** The functions at the end of the arguments that a driver calls back: one, or for `each` one for the rows and one for the end. */
export function callbacksOf(plan: Plan, { call, handle, method }: Pick<HandleCall, 'call' | 'handle' | 'method'>): readonly ts.Expression[] {
  if (handle.driver.id !== 'sqlite3' && method.result !== 'each') return [];
  const most = method.result === 'each' ? 2 : 1;
  const start = call.arguments.findIndex((argument, index) => index >= call.arguments.length - most && isFunction(plan, argument));
  return start < 0 ? [] : call.arguments.slice(start);
}

/** The function that a driver with callbacks answers. */
export const callbackOf = (plan: Plan, own: HandleCall): ts.Expression | undefined => callbacksOf(plan, own)[0];

/** The arguments without the callbacks. */
export function valuesOf(plan: Plan, own: HandleCall): readonly ts.Expression[] {
  const callbacks = callbacksOf(plan, own);
  return own.call.arguments.filter((argument) => !callbacks.includes(argument));
}

/** Callbacks of other kinds at the end of the arguments of an opening: `new sqlite3.Database(path, (error) => ...)`. */
export const openingCallback = (plan: Plan, node: ts.NewExpression | ts.CallExpression): ts.Expression | undefined => {
  const last = node.arguments?.at(-1);
  return last && ts.isNewExpression(node) && isFunction(plan, last) ? last : undefined;
};

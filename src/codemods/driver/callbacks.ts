import { ts } from 'ts-morph';
import type { HandleCall } from './plan.ts';

/** The function that a driver with callbacks answers. */
export function callbackOf({ call, handle }: HandleCall): ts.Expression | undefined {
  const last = call.arguments.at(-1);
  if (!last || handle.driver.id !== 'sqlite3') return undefined;
  const isCallback = ts.isArrowFunction(last) || ts.isFunctionExpression(last) || (ts.isIdentifier(last) && /^(?:cb|callback|done|next)$/.test(last.text));
  return isCallback ? last : undefined;
}

/** The arguments without the callback. */
export const valuesOf = (own: HandleCall): readonly ts.Expression[] => own.call.arguments.filter((argument) => argument !== callbackOf(own));

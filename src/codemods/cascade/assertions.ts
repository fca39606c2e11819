import { ts } from 'ts-morph';
import { insert, replace, spanOf, type LocalEdit } from './awaits.ts';
import { rootName } from './nodes.ts';

const PROMISED: Readonly<Record<string, string>> = { throws: 'rejects', doesNotThrow: 'doesNotReject' };

export interface Assertion {
  /** The whole assertion, which is a promise now. */
  readonly promise: ts.Expression;
  readonly edits: readonly LocalEdit[];
}

/**
 * `expect(() => f()).toThrow(x)` becomes `await expect(f()).rejects.toThrow(x)`, `assert.throws(() => f())` becomes `await assert.rejects(async () => f())`.
 * `called` is the function that is replaced by the call which is all of it; any other is called by the assertion itself.
 */
export function assertionOf(call: ts.CallExpression, called?: PlainCall): Assertion {
  const { expression } = call;
  if (ts.isPropertyAccessExpression(expression) && expression.name.text in PROMISED) {
    return { promise: call, edits: [replace(expression.name, PROMISED[expression.name.text]!)] };
  }
  const isNegated = ts.isPropertyAccessExpression(call.parent) && call.parent.name.text === 'not';
  const [argument] = call.arguments;
  const made = called ? [replace(called, [spanOf(called.body)])] : isNegated && argument ? calledAtOnce(call, argument) : [];
  return { promise: matcherOf(call), edits: [insert(call.end, isNegated ? '.resolves' : '.rejects'), ...made] };
}

/** `rejects` calls a function itself, `resolves` of Vitest 2 and Jest 28 wants the promise (https://vitest.dev/api/expect.html#resolves). */
const calledAtOnce = ({ arguments: { pos } }: ts.CallExpression, made: ts.Expression): readonly LocalEdit[] =>
  ts.isIdentifier(made) ? [insert(made.end, '()')] : [{ start: pos - 1, end: pos, text: '((' }, insert(made.end, ')()')];

/** The call of the matcher: `expect(...).not.toThrow(...)`. */
function matcherOf(expectation: ts.CallExpression): ts.Expression {
  let at: ts.Node = expectation.parent;
  while (!ts.isCallExpression(at)) at = at.parent;
  return at;
}

/** `() => f(x)` */
export type PlainCall = ts.ArrowFunction & { readonly body: ts.CallExpression };

/** The function handed to `expect`, where it does nothing but call another. */
export function plainCallIn(expectation: ts.CallExpression): PlainCall | undefined {
  const [argument] = expectation.arguments;
  const isPlain = argument && rootName(expectation.expression) === 'expect' && ts.isArrowFunction(argument) && argument.parameters.length === 0 && ts.isCallExpression(argument.body);
  return isPlain ? argument as PlainCall : undefined;
}

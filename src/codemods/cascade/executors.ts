import { ts } from 'ts-morph';
import { insert, replace, spanOf, type LocalEdit } from './awaits.ts';
import type { InlineFunction } from './loops.ts';

/** Executors of promises: `new Promise` does not wait for one, and loses its errors, so what it does becomes an async function of its own. */

/** Whether the work of the executor can be an async function: written in place, and able to reject. */
export const isConvertible = (executor: ts.Node): executor is InlineFunction =>
  (ts.isArrowFunction(executor) || ts.isFunctionExpression(executor)) && executor.parameters.length > 0
  && executor.parameters.every((parameter) => ts.isIdentifier(parameter.name)) && (executor.parameters.length > 1 || !/\breject\b/.test(executor.getText()));

export function executorEdits(executor: InlineFunction): readonly LocalEdit[] {
  return plainEdits(executor) ?? rejectingEdits(executor);
}

/** `new Promise((resolve) => { ...; resolve(x); })` is an async function that returns `x`, called at once. */
function plainEdits(executor: InlineFunction): readonly LocalEdit[] | undefined {
  const { body } = executor;
  const made = executor.parent;
  const [resolve, reject] = executor.parameters.map(({ name }) => name.getText());
  if (!ts.isNewExpression(made) || !ts.isBlock(body) || countOf(body, resolve!) !== 1 || (reject !== undefined && countOf(body, reject) > 0)) return undefined;
  const last = body.statements.at(-1);
  if (!last || !ts.isExpressionStatement(last) || !ts.isCallExpression(last.expression) || holdsReturn(body)) return undefined;
  const call = last.expression;
  if (call.expression.getText() !== resolve || call.arguments.length > 1) return undefined;
  const [value] = call.arguments;
  const [type] = made.typeArguments ?? [];
  const end = last.getText().endsWith(';') ? ';' : '';
  return [
    replace(made, ['(async ()', ...(type ? [': Promise<', spanOf(type), '>'] : []), ' => ', spanOf(body), ')()']),
    replace(last, value ? ['return ', spanOf(value), end] : ''),
  ];
}

/** `new Promise((resolve, reject) => { (async () => { ... })().catch(reject); })`: whatever calls `resolve`, errors still reject. */
function rejectingEdits(executor: InlineFunction): readonly LocalEdit[] {
  const { body, parameters } = executor;
  const [first, second] = parameters;
  const wrapped = replace(body, ['{ (async () => ', spanOf(body), `)().catch(${second ? second.name.getText() : 'reject'}); }`]);
  if (second) return [wrapped];
  const hasParentheses = executor.getChildren().some((child) => child.kind === ts.SyntaxKind.OpenParenToken);
  return [hasParentheses ? insert(first!.end, ', reject') : replace(first!, ['(', spanOf(first!), ', reject)']), wrapped];
}

function countOf(node: ts.Node, name: string): number {
  let count = ts.isIdentifier(node) && node.text === name ? 1 : 0;
  ts.forEachChild(node, (child) => {
    count += countOf(child, name);
  });
  return count;
}

/** Whether the function itself returns anywhere: the promise would then not be settled there. */
const holdsReturn = (node: ts.Node): boolean => ts.isReturnStatement(node) || (!ts.isFunctionLike(node) && (ts.forEachChild(node, holdsReturn) ?? false));

import { ts } from 'ts-morph';
import { insert, type LocalEdit } from './awaits.ts';
import { calledName, withParentheses, type TurningNode } from './nodes.ts';

/** Generators: one that waits is an async generator, and what takes its values waits for each of them. */

/** What is done with the values where a generator is called. */
export type Drain =
  /** `for (const x of all())` becomes `for await`. */
  | { readonly kind: 'loop'; readonly loop: ts.ForOfStatement }
  /** `yield* all()`: the generator around waits by itself. */
  | { readonly kind: 'delegate' }
  /** `[...all()]`, `Array.from(all())`, `new Set(all())`: all values, as an array. */
  | { readonly kind: 'collect' }
  /** `all().next()` gives a promise. */
  | { readonly kind: 'step'; readonly call: ts.CallExpression }
  /** It is kept in a constant: these are its uses. */
  | { readonly kind: 'kept'; readonly uses: readonly ts.Expression[] }
  | { readonly kind: 'nothing' }
  | { readonly kind: 'unknown' };

export function drainOf(checker: ts.TypeChecker, values: ts.Expression): Drain {
  const outer = withParentheses(values);
  const { parent } = outer;
  if (ts.isForOfStatement(parent) && parent.expression === outer) return parent.awaitModifier ? { kind: 'delegate' } : { kind: 'loop', loop: parent };
  if (ts.isYieldExpression(parent)) return parent.asteriskToken ? { kind: 'delegate' } : { kind: 'unknown' };
  if (ts.isExpressionStatement(parent)) return { kind: 'nothing' };
  if (ts.isSpreadElement(parent) || takesAll(parent)) return { kind: 'collect' };
  if (ts.isPropertyAccessExpression(parent) && ts.isCallExpression(parent.parent) && /^(?:next|return|throw)$/.test(parent.name.text)) return { kind: 'step', call: parent.parent };
  if (ts.isVariableDeclaration(parent) && ts.isIdentifier(parent.name) && (parent.parent.flags & ts.NodeFlags.Const) !== 0 && !parent.type) {
    return { kind: 'kept', uses: usesOf(checker, parent.name) };
  }
  return { kind: 'unknown' };
}

function takesAll(parent: ts.Node): boolean {
  if (ts.isNewExpression(parent)) return parent.arguments?.length === 1 && ts.isIdentifier(parent.expression) && /^(?:Set|Map)$/.test(parent.expression.text);
  return ts.isCallExpression(parent) && parent.arguments.length === 1 && calledName(parent) === 'from' && /^Array\./.test(parent.expression.getText());
}

function usesOf(checker: ts.TypeChecker, name: ts.Identifier): readonly ts.Expression[] {
  const symbol = checker.getSymbolAtLocation(name);
  const uses: ts.Expression[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node) && node !== name && node.text === name.text && checker.getSymbolAtLocation(node) === symbol) uses.push(node);
    ts.forEachChild(node, visit);
  };
  visit(name.getSourceFile());
  return uses;
}

export const loopEdits = (loop: ts.ForOfStatement): readonly LocalEdit[] => [insert(loop.getStart() + 'for'.length, ' await')];

const STREAM_TYPES = /^(?:Generator|Iterator|Iterable|IterableIterator|IteratorObject)$/;

const streamTypeOf = (fn: TurningNode): ts.Identifier | undefined => {
  const type = 'type' in fn ? fn.type : undefined;
  return type && ts.isTypeReferenceNode(type) && ts.isIdentifier(type.typeName) && STREAM_TYPES.test(type.typeName.text) ? type.typeName : undefined;
};

/** Whether the type that a function says it gives has an async counterpart. */
export const isStreamType = (fn: TurningNode): boolean => !('type' in fn) || fn.type === undefined || streamTypeOf(fn) !== undefined;

/** `Generator<T>` becomes `AsyncGenerator<T>`. */
export function streamTypeEdits(fn: TurningNode): readonly LocalEdit[] {
  const name = streamTypeOf(fn);
  return name ? [insert(name.getStart(), 'Async')] : [];
}

import { ts } from 'ts-morph';
import type { Pieces } from '../../core/types.ts';
import { awaitPieces, isReturned, replace, spanOf, type LocalEdit } from './awaits.ts';
import { helperName } from './helpers.ts';
import { loopOf, type InlineFunction } from './loops.ts';
import { eolOf, functionAround, unwrap } from './nodes.ts';
import { isArrayFrom } from './receivers.ts';
import type { Places } from './spread.ts';

/** How calls of array methods wait for their callbacks. */
export interface Conversions {
  readonly edits: ReadonlyMap<ts.Expression, readonly LocalEdit[]>;
  /** Callbacks that become the body of a loop: they are no functions any more. */
  readonly inlined: ReadonlySet<ts.Node>;
  /** Uses of helpers, with their names. */
  readonly helpers: ReadonlyMap<ts.Node, string>;
  readonly barriers: ReadonlyMap<ts.Node, string>;
}

/**
 * Writes each call as a loop where it can, else as a helper that calls back in order. What is sequential stays so: promises that run at once would leave
 * the order, and could take every connection of a pool.
 */
export function convertElements(checker: ts.TypeChecker, { elements, collected, catching }: Places): Conversions {
  const edits = new Map<ts.Expression, readonly LocalEdit[]>();
  const inlined = new Set<InlineFunction>();
  const helpers = new Map<ts.Node, string>();
  const barriers = new Map<ts.Node, string>();
  const others: ts.CallExpression[] = [];
  for (const call of elements) {
    const loop = loopOf(checker, call);
    if (!loop) {
      others.push(call);
      continue;
    }
    edits.set(call, loop.edits);
    inlined.add(loop.inlined);
  }
  for (const call of others) {
    const helped = helpedCall(checker, call, (inlined as ReadonlySet<ts.Node | undefined>).has(functionAround(call)));
    if (helped) {
      helpers.set(call, helped.name);
      edits.set(call, [helped.edit]);
    } else barriers.set(call, `The callback of this \`${(unwrap(call.expression) as ts.PropertyAccessExpression).name.text}\` would have to wait. Write it as a \`for...of\` loop.`);
  }
  for (const values of collected) {
    helpers.set(values, 'collectInOrder');
    edits.set(values, [replace(values, awaitPieces(values, ['collectInOrder(', spanOf(values), ')']))]);
  }
  for (const { kind, ...place } of catching.values()) if (kind === 'wrap') helpers.set((place as { readonly site: ts.Expression }).site, 'forwardErrors');
  return { edits, inlined, helpers, barriers };
}

/** `mapInOrder(items, callback)`, awaited unless it is what the function returns. */
function helpedCall(checker: ts.TypeChecker, call: ts.CallExpression, isInlined: boolean): { readonly name: string; readonly edit: LocalEdit } | undefined {
  if (isArrayFrom(call)) {
    const [items, made] = call.arguments;
    const filled: Pieces = ['mapInOrder(Array.from(', spanOf(items!), '), ', spanOf(made!), ')'];
    return { name: 'mapInOrder', edit: replace(call, isReturned(call) && !isInlined ? filled : awaitPieces(call, filled)) };
  }
  const callee = unwrap(call.expression) as ts.PropertyAccessExpression;
  const { expression: receiver, questionDotToken } = callee;
  const name = helperName(callee.name.text);
  const [callback, ...others] = call.arguments;
  const isMap = /^(?:Readonly)?Map$/.test(checker.getTypeAtLocation(receiver).symbol?.name ?? '');
  if (!callback || name === undefined || isMap || others.length !== (callee.name.text === 'reduce' ? 1 : 0)) return undefined;
  if (ts.isOptionalChain(callee) && !(questionDotToken && isRepeatable(receiver))) return undefined;
  const gap = commentsBetween(call.getSourceFile().text, receiver.end, callback.getStart());
  const pieces: Pieces = [`${name}(`, spanOf(receiver), gap, ', ', spanOf(callback), ...initialPieces(call, others), ')'];
  if (questionDotToken) return { name, edit: replace(call, ['(', spanOf(receiver), ' && (await ', ...pieces, '))']) };
  return { name, edit: replace(call, isReturned(call) && !isInlined ? pieces : awaitPieces(call, pieces)) };
}

/** Whether the expression may be written twice. */
const isRepeatable = (node: ts.Expression): boolean =>
  ts.isIdentifier(node) || node.kind === ts.SyntaxKind.ThisKeyword || (ts.isPropertyAccessExpression(node) && isRepeatable(node.expression));

/** The start value of a `reduce`, with the type that the call named. */
function initialPieces(call: ts.CallExpression, [initial]: readonly ts.Expression[]): Pieces {
  const type = call.typeArguments?.[0];
  return initial ? [', ', spanOf(initial), ...(type ? [' as ', spanOf(type)] : [])] : [];
}

const COMMENT = /\/\/[^\r\n]*|\/\*[\s\S]*?\*\//g;

/** The comments of a stretch that is written anew. */
const commentsBetween = (text: string, start: number, end: number): string =>
  (text.slice(start, end).match(COMMENT) ?? []).map((comment) => ` ${comment}${comment.startsWith('//') ? eolOf(text) : ''}`).join('');

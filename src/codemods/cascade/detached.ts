import { ts } from 'ts-morph';
import { replace, spanOf, type LocalEdit } from './awaits.ts';
import type { Graph } from './graph.ts';
import { isAssignment, type CodeNode } from './nodes.ts';
import { receive } from './receivers.ts';

/** An attempt whose failure is ignored, in a function whose caller wants its result at once: nobody has to wait for it. */

/** The `try` around a node that may go on by itself: it ignores errors, gives nothing to what follows, and the function cannot wait. */
export function detachableAttempt(graph: Graph, fn: CodeNode, node: ts.Node): ts.TryStatement | undefined {
  const attempt = ts.findAncestor(node, (at) => ts.isTryStatement(at) || at === fn);
  if (!attempt || !ts.isTryStatement(attempt) || !attempt.catchClause || attempt.finallyBlock) return undefined;
  const isTried = attempt.tryBlock.pos <= node.pos && node.end <= attempt.tryBlock.end;
  if (!isTried || givesSomething(attempt, attempt)) return undefined;
  return [...graph.escapes.get(fn) ?? []].some((escape) => receive(graph.checker, escape).kind === 'refuses') ? attempt : undefined;
}

/** Whether the rest of the function sees what happens inside: an exit, an error, a variable that is set. */
function givesSomething(node: ts.Node, attempt: ts.TryStatement): boolean {
  if (ts.isReturnStatement(node) || ts.isBreakOrContinueStatement(node) || ts.isYieldExpression(node)) return true;
  if (ts.isThrowStatement(node) && attempt.catchClause!.pos <= node.pos) return true;
  if (ts.isBinaryExpression(node) && isAssignment(node.operatorToken.kind)) return true;
  if (ts.isPostfixUnaryExpression(node) || (ts.isPrefixUnaryExpression(node) && /^(?:\+\+|--)/.test(node.getText()))) return true;
  return !ts.isFunctionLike(node) && (ts.forEachChild(node, (child) => givesSomething(child, attempt)) ?? false);
}

export const detachedEdits = (attempt: ts.TryStatement): readonly LocalEdit[] => [replace(attempt, ['void (async () => { ', spanOf(attempt), ' })();'])];

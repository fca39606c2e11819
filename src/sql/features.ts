import type { Statement } from './statement.ts';
import { functionName, indexTree, type NodeType } from './tree.ts';

/**
 * What a statement holds, in words that rules name to be asked about it: a type of node of SQLite's tree, a kind of token (`LIMIT`), a function
 * (`glob()`); `call`: it is sent by a call; `treeless`: SQLite's grammar does not read it.
 */
export type Feature = NodeType | Uppercase<string> | `${string}()` | 'call' | 'treeless';

/** Visits the features of a statement; one may come several times. */
export function visitFeatures(statement: Statement, visit: (feature: string) => void): void {
  const { tokens, tree } = statement;
  for (let at = 0; at < tokens.length; at++) visit(tokens[at]!.kind);
  if (statement.call) visit('call');
  if (!tree) {
    visit('treeless');
    return;
  }
  const index = indexTree(tree);
  index.types.forEach(visit);
  for (const call of index.ofType('FunctionCallExpr', 'FunctionCallStarExpr')) visit(`${functionName(call)!}()`);
}

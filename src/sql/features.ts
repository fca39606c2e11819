import type { Statement } from './statement.ts';
import { functionName, indexTree, type NodeType } from './tree.ts';

/**
 * What a statement holds, in words that rules name to be asked about it: a type of node of SQLite's tree, a kind of token (`LIMIT`), a function
 * (`glob()`); `call`: it is sent by a call; `treeless`: SQLite's grammar does not read it.
 */
export type Feature = NodeType | Uppercase<string> | `${string}()` | 'call' | 'treeless';

/** The features of a statement. */
export function featuresOf(statement: Statement): ReadonlySet<string> {
  const features = new Set<string>();
  for (const token of statement.tokens) features.add(token.kind);
  if (statement.call) features.add('call');
  if (!statement.tree) return features.add('treeless');
  const index = indexTree(statement.tree);
  for (const type of index.types) features.add(type);
  for (const call of index.ofType('FunctionCallExpr', 'FunctionCallStarExpr')) features.add(`${functionName(call)!}()`);
  return features;
}

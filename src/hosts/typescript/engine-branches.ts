import type { EngineBranch } from '../../core/types.ts';
import { answersOf, POSTGRES, SQLITE } from './engine-tests.ts';
import { functionName } from './functions.ts';
import { isWrapper, nodeAt, nodesAt, unwrap, type Node } from './node.ts';
import { functionAround } from './scopes.ts';
import type { Tree } from './tree.ts';
import { nodesOf } from './walk.ts';

/**
 * Branches for PostgreSQL, in functions that wait for nothing, that end with an answer which no query gave: `if (type === 'postgres') return null`,
 * or what a cache holds so far.
 */
export function readEngineBranches(tree: Tree, text: string): readonly EngineBranch[] {
  if (!/postgres/i.test(text)) return [];
  const found: EngineBranch[] = [];
  for (const node of nodesOf(tree.program, 'IfStatement')) {
    const branch = branchOf(tree, node);
    if (branch) found.push(branch);
  }
  return found;
}

function branchOf(tree: Tree, node: Node): EngineBranch | undefined {
  const test = nodeAt(node, 'test');
  const consequent = nodeAt(node, 'consequent');
  const around = functionAround(node);
  if (!test || !consequent || !asksForPostgres(tree, test) || !around || around['async'] === true) return undefined;
  const last = consequent.type === 'BlockStatement' ? nodesAt(consequent, 'body').at(-1) : consequent;
  const answer = last?.type === 'ReturnStatement' ? nodeAt(last, 'argument') : undefined;
  const kind = answer && kindOf(tree, answer);
  if (!answer || !kind) return undefined;
  return {
    start: last!.start, end: last!.end, path: tree.path, kind, text: tree.text(answer).slice(0, 60),
    within: functionName(tree, around), isStarted: /\.(?:then|catch)\s*\(/.test(tree.text(consequent)), after: { start: node.end, end: around.end },
  };
}

/** `type === 'postgres'`, alone or beside other engines, `isPostgres()`. */
function asksForPostgres(tree: Tree, test: Node): boolean {
  const { yes } = answersOf(tree, test);
  return (yes & POSTGRES) !== 0 && (yes & SQLITE) === 0;
}

/** What an answer is that no query gave; undefined for any other. */
function kindOf(tree: Tree, answer: Node): EngineBranch['kind'] | undefined {
  const inner = isWrapper(answer) ? unwrap(answer) : answer;
  switch (inner.type) {
    case 'Literal': return inner['value'] === null || inner['value'] === 0 || inner['value'] === '' ? 'empty' : undefined;
    case 'ArrayExpression': return nodesAt(inner, 'elements').length === 0 ? 'empty' : undefined;
    case 'ObjectExpression': return nodesAt(inner, 'properties').length === 0 ? 'empty' : undefined;
    case 'NewExpression': return /^new (?:Map|Set)\(\)$/.test(tree.text(inner).replace(/<.*>/, '')) ? 'empty' : undefined;
    default: return /cache/i.test(tree.text(inner)) ? 'cache' : undefined;
  }
}

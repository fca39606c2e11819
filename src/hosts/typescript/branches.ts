import { nodeAt, nodesAt, type Node } from './node.ts';
import { parentOf } from './scopes.ts';

/** How a statement stands to a later use of what it writes. */
export type Reach =
  /** It has always run. */
  | 'always'
  /** It has run in some cases. */
  | 'sometimes'
  /** It has never run: the branches exclude each other, or the branch is left early. */
  | 'never';

interface Branch {
  readonly of: Node;
  readonly body: Node;
}

const CONDITIONAL_KEYS: Readonly<Record<string, readonly string[]>> = {
  IfStatement: ['consequent', 'alternate'],
  ConditionalExpression: ['consequent', 'alternate'],
  LogicalExpression: ['right'],
  ForStatement: ['body'],
  ForOfStatement: ['body'],
  ForInStatement: ['body'],
  WhileStatement: ['body'],
  SwitchStatement: ['cases'],
  TryStatement: ['handler'],
};

/** The conditional parts that a node stands in, from the inside out. */
function branchesOf(node: Node, until: Node | undefined): readonly Branch[] {
  const branches: Branch[] = [];
  for (let body = node, of = parentOf(node); of && of !== until; body = of, of = parentOf(of)) {
    const keys = CONDITIONAL_KEYS[of.type];
    if (keys?.some((key) => nodeAt(of, key) === body || nodesAt(of, key).includes(body))) branches.push({ of, body });
  }
  return branches;
}

const isInside = (node: Node, outer: Node): boolean => outer.start <= node.start && node.end <= outer.end;

const LEAVES = new Set(['ReturnStatement', 'ThrowStatement', 'ContinueStatement', 'BreakStatement']);

/** Whether a statement ends by leaving, in each of its branches. */
export function leaves(statement: Node): boolean {
  const all = (...keys: readonly string[]): boolean => keys.every((key) => nodeAt(statement, key) !== undefined && leaves(nodeAt(statement, key)!));
  switch (statement.type) {
    case 'BlockStatement': {
      const last = nodesAt(statement, 'body').at(-1);
      return last !== undefined && leaves(last);
    }
    case 'IfStatement': return all('consequent', 'alternate');
    case 'TryStatement': return all('finalizer') || (all('block') && (nodeAt(statement, 'handler') === undefined || all('handler')));
    case 'CatchClause': return all('body');
    default: return LEAVES.has(statement.type);
  }
}

/** Whether a branch ends by leaving; `break` only leaves a loop, not the statements after a `switch`. */
const isLeft = (branch: Branch): boolean => branch.of.type !== 'SwitchStatement' && leaves(branch.body);

/** Whether `write` has run when `use` does; `until` is the function or program that both stand in. */
export function reach(write: Node, use: Node, until: Node | undefined): Reach {
  let result: Reach = 'always';
  for (const branch of branchesOf(write, until)) {
    if (isInside(use, branch.body)) continue;
    const isOther = branch.of.type === 'IfStatement' && [nodeAt(branch.of, 'consequent'), nodeAt(branch.of, 'alternate')].some((other) => other && isInside(use, other));
    const isOtherCase = branch.of.type === 'SwitchStatement' && nodesAt(branch.of, 'cases').some((other) => isInside(use, other));
    if (isOther || isOtherCase || isLeft(branch)) return 'never';
    result = 'sometimes';
  }
  return result;
}

/** The innermost conditional part around a node that does not hold `use` as well. */
export const branchAround = (node: Node, use: Node, until: Node | undefined): Node | undefined =>
  branchesOf(node, until).find((branch) => !isInside(use, branch.body))?.body;

/** Whether a node is run several times for one run of what declares the variable. */
export function isRepeated(node: Node, until: Node | undefined): boolean {
  return branchesOf(node, until).some((branch) => /^(?:For|While)/.test(branch.of.type));
}

import type { Span } from '../../core/types.ts';
import { leaves } from './branches.ts';
import { isHandleName } from './engine-tests.ts';
import { keyName, nameOf, nodeAt, unwrap, type Node } from './node.ts';
import type { Tree } from './tree.ts';
import { nodesOf } from './walk.ts';

/**
 * The parts of a file that run only where another way to the database is missing: the `else` of `if (this.repository) return this.repository.list()`, and
 * what follows it.
 */
export function readFallbacks(tree: Tree): readonly Span[] {
  return nodesOf(tree.program, 'IfStatement').flatMap((node): readonly Span[] => {
    const [test, consequent, alternate] = ['test', 'consequent', 'alternate'].map((key) => nodeAt(node, key));
    const handle = test && unwrap(test);
    if (!handle || !consequent || !isHandle(handle) || !tree.text(consequent).includes(`${tree.text(handle)}.`)) return [];
    const block = tree.parentOf(node);
    const rest = leaves(consequent) && block ? [{ start: node.end, end: block.end }] : [];
    return [...(alternate ? [{ start: alternate.start, end: alternate.end }] : []), ...rest];
  });
}

const isHandle = (node: Node): boolean => {
  const name = node.type === 'MemberExpression' ? keyName(node) : nameOf(node);
  return name !== undefined && isHandleName(name);
};

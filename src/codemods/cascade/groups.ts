import type { ts } from 'ts-morph';

export interface Groups {
  readonly join: (a: ts.Node, b: ts.Node) => void;
  /** One node that stands for all that are joined with this one. */
  readonly find: (node: ts.Node) => ts.Node;
}

/** Sets of nodes that are joined with each other. */
export function makeGroups(): Groups {
  const parents = new Map<ts.Node, ts.Node>();
  const find = (node: ts.Node): ts.Node => {
    let root = node;
    for (let up = parents.get(root); up; up = parents.get(root)) root = up;
    for (let at = node; at !== root;) {
      const up = parents.get(at)!;
      parents.set(at, root);
      at = up;
    }
    return root;
  };
  const join = (a: ts.Node, b: ts.Node): void => {
    const [from, to] = [find(a), find(b)];
    if (from !== to) parents.set(from, to);
  };
  return { join, find };
}

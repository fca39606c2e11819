import type { Node } from './node.ts';
import { parentOf, readScopes, type Scopes, type Variable } from './scopes.ts';

export type { Variable };

/** One parsed file: its text, its nodes with their parents, its names. */
export interface Tree {
  readonly path: string;
  readonly program: Node;
  readonly scopes: Scopes;
  readonly parentOf: (node: Node) => Node | undefined;
  readonly variableOf: (identifier: Node) => Variable | undefined;
  /** The source text of a node. */
  readonly text: (node: Node) => string;
  /** The white space before a node on its line. */
  readonly indentOf: (node: Node) => string;
}

const ENVIRONMENT = /^(?:process|import\.meta|Bun)\.env$/;
const LONGEST_ENVIRONMENT = 20;

/** `process.env` and its like. */
export const isEnvironment = (tree: Tree, node: Node): boolean => node.end - node.start <= LONGEST_ENVIRONMENT && ENVIRONMENT.test(tree.text(node));

const LONGEST_INDENT = 200;

type Program = Parameters<typeof readScopes>[0];

/** Resolves the names of a program; offsets of nodes are those of `text`. */
export function createTree(path: string, text: string, program: Program): Tree {
  const scopes = readScopes(program);
  return {
    path, program: program as unknown as Node, scopes, parentOf,
    variableOf: (identifier) => scopes.variableOf(identifier),
    text: (node) => text.slice(node.start, node.end),
    indentOf: (node) => /(?:^|\n|\r)([ \t]*)$/.exec(text.slice(Math.max(0, node.start - LONGEST_INDENT), node.start))?.[1] ?? '',
  };
}

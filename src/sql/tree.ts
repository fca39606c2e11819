import { remember } from '../core/remember.ts';
import type { Span } from '../core/types.ts';
import { traverse, type Ast, type SqliteTree } from './grammar.ts';
import type { Token } from './tokens.ts';

/** Helpers over SQLite's tree and tokens. All offsets are those of the statement's text. */

export type Node = Ast.AstNode;
export type NodeType = keyof Ast.AstNodeMap;
export type Expr = Ast.Expr;
/** The nodes that name a column: `a`, `"a"`, `t.a`. */
export type ColumnNode = Ast.Id | Ast.NameExpr | Ast.QualifiedExpr;

/** All nodes of a tree, outer before inner, left before right; each knows the node around it. */
export interface TreeIndex {
  readonly nodes: readonly Node[];
  /** The types that occur. */
  readonly types: readonly string[];
  readonly parentOf: (node: Node) => Node | undefined;
  readonly ofType: <T extends NodeType>(...types: readonly T[]) => readonly Ast.AstNodeMap[T][];
  readonly ofTypes: <T extends NodeType>(types: readonly T[]) => readonly Ast.AstNodeMap[T][];
}

const NONE: readonly Node[] = [];

/** The index of a tree; made once for each tree. */
export const indexTree = remember((tree: SqliteTree): TreeIndex => {
  const nodes: Node[] = [];
  const parents = new Map<Node, Node>();
  const byType = new Map<string, Node[]>();
  traverse(tree, {
    enter: (node, parent) => {
      nodes.push(node);
      if (parent) parents.set(node, parent);
      const group = byType.get(node.type);
      if (group) group.push(node);
      else byType.set(node.type, [node]);
    },
  });
  const ofTypes = <T extends NodeType>(types: readonly T[]): readonly Ast.AstNodeMap[T][] => {
    let found: readonly Node[] | undefined;
    for (let at = 0; at < types.length; at++) {
      const group = byType.get(types[at]!);
      if (group && found) return nodesAmong(nodes, types) as readonly Ast.AstNodeMap[T][];
      found ??= group;
    }
    return (found ?? NONE) as readonly Ast.AstNodeMap[T][];
  };
  return { nodes, types: [...byType.keys()], parentOf: (node) => parents.get(node), ofTypes, ofType: (...types) => ofTypes(types) };
});

const nodesAmong = (nodes: readonly Node[], types: readonly string[]): readonly Node[] => nodes.filter((node) => types.includes(node.type));

/** The span of an expression, name or literal: exact. That of a list element or a clause may begin too early, see `spanOfItem`. */
export const spanOf = (node: { readonly span: { readonly offset: number; readonly length: number } }): Span => ({
  start: node.span.offset,
  end: node.span.offset + node.span.length,
});

/** The exact span of an element of a list of result columns, ORDER BY terms or assignments. */
export function spanOfItem(node: Ast.ExprResultColumn | Ast.SortedColumn | Ast.SetAssignment): Span {
  const end = spanOf(node).end;
  const first = node.type === 'SetAssignment' ? (node.colNames[0] ?? node.expr) : node.expr;
  return { start: spanOf(first).start, end };
}

export const textOf = (text: string, node: { readonly span: { readonly offset: number; readonly length: number } }): string =>
  text.slice(node.span.offset, node.span.offset + node.span.length);

/** The index of the first token that ends after `offset`: the one at the offset, or the next one. */
export function tokenIndexAt(tokens: readonly Token[], offset: number): number {
  let low = 0;
  let high = tokens.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (tokens[middle]!.end <= offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

export const tokenAt = (tokens: readonly Token[], offset: number): Token | undefined => tokens[tokenIndexAt(tokens, offset)];

/** The last token that ends at or before `offset`. */
export const tokenBefore = (tokens: readonly Token[], offset: number): Token | undefined => tokens[tokenIndexAt(tokens, offset) - 1];

/** The tokens that lie inside a span. */
export const tokensIn = (tokens: readonly Token[], span: Span): readonly Token[] =>
  tokens.slice(tokenIndexAt(tokens, span.start), tokenIndexAt(tokens, Math.max(span.start, span.end - 1)) + 1).filter((token) => token.end <= span.end);

/** The tokens between two nodes of one expression, such as the operator. */
export const tokensBetween = (tokens: readonly Token[], left: Node, right: Node): readonly Token[] =>
  tokensIn(tokens, { start: spanOf(left).end, end: spanOf(right).start });

export const isColumnNode = (node: Node): node is ColumnNode => node.type === 'Id' || node.type === 'NameExpr' || node.type === 'QualifiedExpr';

/** The nodes that name a column in an expression, without function names, types and the words TRUE and FALSE. */
export const columnNodesOf = remember((tree: SqliteTree): readonly ColumnNode[] => {
  const index = indexTree(tree);
  return index.ofType('Id', 'NameExpr', 'QualifiedExpr').filter((node) => isColumnUse(node, index.parentOf(node)));
});

function isColumnUse(node: Node, parent: Node | undefined): boolean {
  if (node.type !== 'Id') return true;
  if (parent?.type === 'FunctionCallExpr' || parent?.type === 'FunctionCallStarExpr') return parent.name !== node;
  if (parent?.type === 'GeneratedColumnConstraint') return parent.typ !== node;
  return !isTruthWord(node);
}

/** TRUE and FALSE are names in SQLite's tree. */
export const isTruthWord = (node: Node): node is Ast.Id => node.type === 'Id' && /^(?:true|false)$/i.test(node.name) && node.span.length === node.name.length;

/** `abs` for `abs(x)` and `ABS(x)`; undefined for what is not a call. */
export const functionName = (node: Node): string | undefined =>
  node.type === 'FunctionCallExpr' || node.type === 'FunctionCallStarExpr' ? node.name.name.toLowerCase() : undefined;

/** Whether two names are one to SQLite: the case of A-Z does not count. */
export const isSameName = (a: string, b: string): boolean => a === b || a.toLowerCase() === b.toLowerCase();

/** The expression without parentheses around it. */
export const unwrap = (expr: Expr): Expr => (expr.type === 'ParenthesizedExpr' && expr.exprs.length === 1 ? unwrap(expr.exprs[0]!) : expr);

/** The integer that an expression writes out (`5`, `-1`, `0x1F`); undefined for anything else. */
export function integerValue(expr: Expr): number | undefined {
  const inner = unwrap(expr);
  if (inner.type === 'UnaryExpr' && inner.op === 'Negative') {
    const value = integerValue(inner.expr);
    return value === undefined ? undefined : -value;
  }
  if (inner.type !== 'NumericLiteral' || !/^(?:0x[0-9a-f]+|[0-9][0-9_]*)$/i.test(inner.value)) return undefined;
  const value = Number(inner.value.replaceAll('_', ''));
  return Number.isSafeInteger(value) ? value : undefined;
}

/** The text of a string literal in an expression, unwrapped; undefined for anything else. */
export function stringValue(expr: Expr | undefined): string | undefined {
  const inner = expr && unwrap(expr);
  return inner?.type === 'StringLiteral' ? inner.value : undefined;
}

/** The flags of a join operator's `joinType`. */
export const JOIN = { INNER: 1, CROSS: 2, NATURAL: 4, LEFT: 8, RIGHT: 16, OUTER: 32 } as const;

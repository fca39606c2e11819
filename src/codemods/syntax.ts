import { Node, SyntaxKind, type CallExpression, type ImportDeclaration, type ImportSpecifier, type SourceFile, type TaggedTemplateExpression } from 'ts-morph';
import type { Span } from '../core/types.ts';

/** Questions about syntax trees that codemods share. None of them changes a tree. */

export interface Link {
  readonly name: string;
  readonly call: CallExpression;
}

/** A chain of method calls taken apart: `db.select().from(t)` is the root `db` with the links `select` and `from`. */
export interface Chain {
  readonly root: Node;
  readonly links: readonly Link[];
  readonly call: CallExpression;
}

export function readChain(node: Node): Chain | undefined {
  if (!Node.isCallExpression(node)) return undefined;
  const links: Link[] = [];
  let at: Node = node;
  while (Node.isCallExpression(at)) {
    const callee: Node = at.getExpression();
    if (!Node.isPropertyAccessExpression(callee)) break;
    links.unshift({ name: callee.getName(), call: at });
    at = unwrap(callee.getExpression());
  }
  return links.length > 0 ? { root: at, links, call: node } : undefined;
}

/** The expression inside parentheses, casts and `!`. */
export function unwrap(node: Node): Node {
  let inner = node;
  while (Node.isParenthesizedExpression(inner) || Node.isAsExpression(inner) || Node.isNonNullExpression(inner) || Node.isSatisfiesExpression(inner)) {
    inner = inner.getExpression();
  }
  return inner;
}

/** The same, and inside `await`. */
export function unwrapAwait(node: Node): Node {
  const inner = unwrap(node);
  return Node.isAwaitExpression(inner) ? unwrapAwait(inner.getExpression()) : inner;
}

/** The expression with the parentheses around it. */
export function withParentheses(node: Node): Node {
  let outer = node;
  for (let parent = outer.getParent(); parent && Node.isParenthesizedExpression(parent); parent = outer.getParent()) outer = parent;
  return outer;
}

/** The `await` around an expression, directly or with parentheses between. */
export function awaitAround(node: Node): Node | undefined {
  const parent = withParentheses(node).getParent();
  return parent && Node.isAwaitExpression(parent) ? parent : undefined;
}

/** What a variable was given where it was declared, in whichever module, without `await` and casts; undefined for everything else. */
export function initializerOf(node: Node): Node | undefined {
  if (!Node.isIdentifier(node)) return undefined;
  const symbol = node.getSymbol();
  const declaration = (symbol?.getAliasedSymbol() ?? symbol)?.getDeclarations().find((one) => Node.isVariableDeclaration(one));
  const value = declaration && Node.isVariableDeclaration(declaration) ? declaration.getInitializer() : undefined;
  return value && unwrapAwait(value);
}

/** Identifiers of a file that stand for an import or a declaration of the same name, the declaration itself left out. */
export function usesOf(name: Node): readonly Node[] {
  const symbol = name.getSymbol();
  return name.getSourceFile().getDescendantsOfKind(SyntaxKind.Identifier)
    .filter((one) => one !== name && one.getText() === name.getText() && !isMemberName(one) && isSameSymbol(one, symbol));
}

const isSameSymbol = (node: Node, symbol: ReturnType<Node['getSymbol']>): boolean => {
  const parent = node.getParent();
  if (parent && Node.isShorthandPropertyAssignment(parent)) return parent.getValueSymbol() === symbol;
  return node.getSymbol() === symbol;
};

const isMemberName = (node: Node): boolean => {
  const parent = node.getParent();
  return parent !== undefined && (Node.isPropertyAccessExpression(parent) || Node.isPropertyAssignment(parent)) && parent.getNameNode() === node;
};

export const importsOf = (file: SourceFile, pattern: RegExp): readonly ImportDeclaration[] =>
  file.getImportDeclarations().filter((one) => pattern.test(one.getModuleSpecifierValue()));

/** The name a specifier has in the file. */
export const localNameNode = (specifier: ImportSpecifier): Node => specifier.getAliasNode() ?? specifier.getNameNode();

/** The quote that a file writes its module names in. */
export const quoteOf = (file: SourceFile): string => file.getImportDeclarations()[0]?.getModuleSpecifier().getText()[0] ?? "'";

/** A statement with the blank space and the end of its line; comments that lead it stay where they are told to. */
export function lineSpan(node: Node): Span {
  const text = node.getSourceFile().getFullText();
  const before = /[ \t]*$/.exec(text.slice(0, node.getStart()))![0].length;
  const start = node.getStart() - before;
  const after = /^[ \t]*(?:\r?\n|$)/.exec(text.slice(node.getEnd()));
  const isWholeLine = after && (start === 0 || text[start - 1] === '\n');
  return isWholeLine ? { start, end: node.getEnd() + after[0].length } : { start: node.getStart(), end: node.getEnd() };
}

/** The name of the method that a call asks for. */
export function calleeName(call: CallExpression): Node | undefined {
  const callee = call.getExpression();
  return Node.isPropertyAccessExpression(callee) ? callee.getNameNode() : undefined;
}

/** The type arguments of a tagged template, as written. */
export const tagTypes = (node: TaggedTemplateExpression): readonly string[] => (node.compilerNode.typeArguments ?? []).map((type) => type.getText());

/** Where a name can be added to the names that a declaration imports. */
export function endOfNames(declaration: ImportDeclaration): number | undefined {
  return declaration.getNamedImports().at(-1)?.getEnd();
}

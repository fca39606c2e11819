import { ts } from 'ts-morph';

/** Questions about single nodes. */

/** A function, or the type of one: what a call's signature is declared by. */
export type FunctionNode = ts.SignatureDeclaration;

/** What is read like a value. */
export type MemberNode = ts.PropertySignature | ts.PropertyDeclaration | ts.PropertyAssignment | ts.ShorthandPropertyAssignment;

/** What can turn: a function, or a member that gives a promise where it is read. */
export type TurningNode = FunctionNode | MemberNode;

/** A function with code. */
export type CodeNode = ts.FunctionDeclaration | ts.FunctionExpression | ts.ArrowFunction | ts.MethodDeclaration;

export const isCode = (node: ts.Node): node is CodeNode =>
  (ts.isFunctionDeclaration(node) || ts.isFunctionExpression(node) || ts.isArrowFunction(node) || ts.isMethodDeclaration(node)) && node.body !== undefined;

export const hasModifier = (node: ts.Node, kind: ts.ModifierSyntaxKind): boolean =>
  ts.canHaveModifiers(node) && (ts.getModifiers(node) ?? []).some((modifier) => modifier.kind === kind);

export const isAsync = (node: ts.Node): boolean => hasModifier(node, ts.SyntaxKind.AsyncKeyword);

export const isGenerator = (node: ts.Node): boolean => 'asteriskToken' in node && node.asteriskToken !== undefined;

/** The expression without the parentheses, assertions and `!` around it that do not change its value. */
export function unwrap(node: ts.Expression): ts.Expression {
  while (ts.isParenthesizedExpression(node) || ts.isNonNullExpression(node) || ts.isAsExpression(node) || ts.isSatisfiesExpression(node)) {
    node = node.expression;
  }
  return node;
}

/** The outermost expression that only puts parentheses around this one. */
export function withParentheses(node: ts.Node): ts.Node {
  while (ts.isParenthesizedExpression(node.parent)) node = node.parent;
  return node;
}

/** `it` of `it.only.each(rows)('name', ...)`. */
export function rootName(callee: ts.Expression): string | undefined {
  while (ts.isPropertyAccessExpression(callee) || ts.isCallExpression(callee) || ts.isTaggedTemplateExpression(callee)) {
    callee = ts.isTaggedTemplateExpression(callee) ? callee.tag : callee.expression;
  }
  return ts.isIdentifier(callee) ? callee.text : undefined;
}

/** `get` of `map.get(...)` and of `get(...)`. */
export function calledName(call: ts.CallExpression): string | undefined {
  const callee = unwrap(call.expression);
  if (ts.isPropertyAccessExpression(callee)) return callee.name.text;
  return ts.isIdentifier(callee) ? callee.text : undefined;
}

export function nameOf(node: FunctionNode): string | undefined {
  if (node.name && (ts.isIdentifier(node.name) || ts.isStringLiteral(node.name))) return node.name.text;
  const { parent } = node;
  const isNamed = ts.isVariableDeclaration(parent) || ts.isPropertyAssignment(parent) || ts.isPropertyDeclaration(parent) || ts.isPropertySignature(parent);
  if (!isNamed) return undefined;
  return ts.isIdentifier(parent.name) || ts.isStringLiteral(parent.name) ? parent.name.text : undefined;
}

/** The nearest node around this one for which the test holds; the walk ends, without a result, at a function. */
export function findAround<T extends ts.Node>(node: ts.Node, test: (around: ts.Node) => around is T): T | undefined {
  for (let at = node.parent; at && !ts.isFunctionLike(at); at = at.parent) if (test(at)) return at;
  return undefined;
}

/** Adds to the set under a key. */
export function addTo<K, V>(map: Map<K, Set<V>>, key: K, value: V): void {
  const set = map.get(key);
  if (set) set.add(value);
  else map.set(key, new Set([value]));
}

/** The function whose code the node is in. */
export function functionAround(node: ts.Node): CodeNode | undefined {
  for (let at = node.parent; at; at = at.parent) if (isCode(at)) return at;
  return undefined;
}

export const eolOf = (text: string): string => (text.includes('\r\n') ? '\r\n' : '\n');

export const isAssignment = (kind: ts.SyntaxKind): boolean => kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment;

/** The members of a union, or the type itself. */
export const partsOf = (type: ts.Type): readonly ts.Type[] => (type.isUnion() ? type.types : [type]);

/** The declarations of what a call of a value of this type may reach. */
export const declarationsOf = (type: ts.Type): readonly FunctionNode[] =>
  partsOf(type).flatMap((part) => part.getCallSignatures())
    .flatMap(({ declaration }) => (declaration && !ts.isJSDocSignature(declaration) ? [declaration] : []));

export const importsFrom = (file: ts.SourceFile, module: string): boolean =>
  file.statements.some((statement) => ts.isImportDeclaration(statement) && (statement.moduleSpecifier as ts.StringLiteral).text === module);

/** The blank space before the first text of a node's line. */
export const indentOf = (node: ts.Node): string => {
  const { text } = node.getSourceFile();
  const start = node.getStart();
  return /^[ \t]*/.exec(text.slice(text.lastIndexOf('\n', start - 1) + 1, start))![0];
};

/** The names that a declaration gives. */
export function namesIn(name: ts.BindingName): readonly string[] {
  return ts.isIdentifier(name) ? [name.text] : name.elements.flatMap((element) => (ts.isOmittedExpression(element) ? [] : namesIn(element.name)));
}

export const isTyped = (node: ts.Node): boolean => /\.[mc]?tsx?$/.test(node.getSourceFile().fileName);

import { ts } from 'ts-morph';
import { addTo, isCode, type CodeNode } from '../cascade/nodes.ts';

/** Which names speak of which declaration, over all files. */
export interface References {
  readonly checker: ts.TypeChecker;
  /** The names that mean a declaration: variables, parameters, functions, members; the properties of object literals that are written for it too. */
  readonly of: (declaration: ts.Node) => readonly ts.Node[];
  /** The declarations that a name means. */
  readonly declarationsAt: (name: ts.Node) => readonly ts.Declaration[];
  readonly isOwn: (node: ts.Node) => boolean;
}

export function readReferences(checker: ts.TypeChecker, files: readonly ts.SourceFile[]): References {
  const own = new Set(files);
  const index = new Map<ts.Node, Set<ts.Node>>();
  const visit = (node: ts.Node): void => {
    if (isName(node)) for (const declaration of declarationsAt(checker, node)) addTo(index, declaration, node);
    ts.forEachChild(node, visit);
  };
  for (const file of files) visit(file);
  return {
    checker, of: (declaration) => [...(index.get(declaration) ?? [])], declarationsAt: (name) => declarationsAt(checker, name),
    isOwn: (node) => own.has(node.getSourceFile()),
  };
}

const isName = (node: ts.Node): boolean =>
  ts.isIdentifier(node) || ts.isPrivateIdentifier(node) || (ts.isStringLiteral(node) && ts.isElementAccessExpression(node.parent));

function declarationsAt(checker: ts.TypeChecker, node: ts.Node): readonly ts.Declaration[] {
  const { parent } = node;
  const found = new Set<ts.Declaration>();
  const take = (symbol: ts.Symbol | undefined): void => {
    const meant = symbol && (symbol.flags & ts.SymbolFlags.Alias) !== 0 ? checker.getAliasedSymbol(symbol) : symbol;
    for (const declaration of meant?.declarations ?? []) found.add(declaration);
  };
  if (ts.isShorthandPropertyAssignment(parent)) take(checker.getShorthandAssignmentValueSymbol(parent));
  if (!ts.isElementAccessExpression(parent)) take(checker.getSymbolAtLocation(node));
  else if (ts.isStringLiteral(node)) take(checker.getPropertyOfType(checker.getTypeAtLocation(parent.expression), node.text));
  else take(checker.getSymbolAtLocation(node));
  if (ts.isObjectLiteralElement(parent) && parent.name === node && ts.isObjectLiteralExpression(parent.parent)) {
    for (const type of expectedTypes(checker, parent.parent)) take(checker.getPropertyOfType(type, node.getText()));
  }
  if (ts.isBindingElement(parent) && ts.isObjectBindingPattern(parent.parent) && (parent.propertyName ?? parent.name) === node && !parent.dotDotDotToken) {
    take(checker.getPropertyOfType(checker.getTypeAtLocation(parent.parent), node.getText()));
  }
  return [...found];
}

/** The types that an object literal is written for. */
function expectedTypes(checker: ts.TypeChecker, node: ts.ObjectLiteralExpression): readonly ts.Type[] {
  const type = checker.getContextualType(node);
  if (!type) return [];
  const awaited = checker.getAwaitedType(type) ?? type;
  return awaited.isUnion() ? awaited.types : [awaited];
}

/** The function whose value a node gives back: where it is returned, or is the body of an arrow function. */
export function returningFunction(node: ts.Node): CodeNode | undefined {
  const { parent } = node;
  if (ts.isArrowFunction(parent)) return parent.body === node ? parent : undefined;
  if (!ts.isReturnStatement(parent)) return undefined;
  for (let at: ts.Node = parent.parent; at; at = at.parent) {
    if (isCode(at)) return at;
    if (ts.isFunctionLike(at)) return undefined;
  }
  return undefined;
}

/** The names that speak of a function, by what holds it: its own name, a variable, a member; undefined where it is handed on as a value. */
export function namesOfFunction(references: References, fn: CodeNode): readonly ts.Node[] | undefined {
  const uses = (declaration: ts.Node): readonly ts.Node[] => references.of(declaration).filter((node) => !isDeclared(node) && !isMention(node));
  if (ts.isFunctionDeclaration(fn) || ts.isMethodDeclaration(fn)) return [fn, ...overridden(references, fn)].flatMap(uses);
  const { parent } = fn;
  if (ts.isVariableDeclaration(parent) || ts.isPropertyDeclaration(parent)) return uses(parent);
  return ts.isPropertyAssignment(parent) ? [...new Set(references.declarationsAt(parent.name).flatMap(uses))] : undefined;
}

/** Whether a name is that of a declaration. */
export const isDeclared = (name: ts.Node): boolean => !ts.isExpression(name.parent) && ts.getNameOfDeclaration(name.parent as ts.Declaration) === name;

/** What a method stands in for: the members of interfaces and base classes with its name. */
function overridden({ checker }: References, method: ts.FunctionDeclaration | ts.MethodDeclaration): readonly (ts.MethodSignature | ts.MethodDeclaration)[] {
  const owner = method.parent;
  if (!ts.isMethodDeclaration(method) || !ts.isClassLike(owner)) return [];
  return (owner.heritageClauses ?? []).flatMap(({ types }) => types).flatMap((type) => {
    const symbol = checker.getPropertyOfType(checker.getTypeAtLocation(type), method.name.getText());
    return (symbol?.declarations ?? []).filter((one) => ts.isMethodSignature(one) || ts.isMethodDeclaration(one)).filter((one) => one !== method);
  });
}

/** The expression that a name is, or ends: `store.rows` for `rows`. */
export function expressionOf(name: ts.Node): ts.Expression {
  const { parent } = name;
  if (ts.isPropertyAccessExpression(parent) && parent.name === name) return parent;
  return ts.isElementAccessExpression(parent) && parent.argumentExpression === name ? parent : name as ts.Expression;
}

/** Whether a name is only spoken of: imported, exported, part of a type. */
export function isMention(name: ts.Node): boolean {
  const { parent } = name;
  const isModule = ts.isImportSpecifier(parent) || ts.isExportSpecifier(parent) || ts.isImportClause(parent) || ts.isExportAssignment(parent);
  return isModule || ts.isTypeNode(parent) || ts.isTypeQueryNode(parent) || ts.isExpressionWithTypeArguments(parent);
}

/** The calls of a function; undefined where it may be called by something else than those. */
export function callsOf(references: References, fn: CodeNode): readonly ts.CallExpression[] | undefined {
  const names = namesOfFunction(references, fn);
  if (!names) return undefined;
  const calls: ts.CallExpression[] = [];
  for (const name of names) {
    let callee: ts.Node = expressionOf(name);
    while (ts.isNonNullExpression(callee.parent) || ts.isParenthesizedExpression(callee.parent)) callee = callee.parent;
    if (!ts.isCallExpression(callee.parent) || callee.parent.expression !== callee) return undefined;
    calls.push(callee.parent);
  }
  return calls;
}

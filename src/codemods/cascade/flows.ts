import { ts } from 'ts-morph';
import type { Escape } from './graph.ts';
import { addTo, type FunctionNode } from './nodes.ts';

export interface Flows {
  /** To be called with every node of the project. */
  readonly visit: (node: ts.Node) => void;
  readonly links: ReadonlyMap<FunctionNode, ReadonlySet<FunctionNode>>;
  readonly escapes: ReadonlyMap<FunctionNode, ReadonlySet<Escape>>;
}

/** How deep in the members of an object that flows somewhere functions are looked for: `{ repository: { find } }`. */
const DEEPEST = 3;

/**
 * Finds where a value that is a function, or holds functions, flows into a place that has a type of its own: an argument, an annotated variable, a property,
 * a result, a base class. There the function of the value and the function of the place are linked.
 */
export function collectFlows(checker: ts.TypeChecker, isOwn: (node: ts.Node) => boolean): Flows {
  const links = new Map<FunctionNode, Set<FunctionNode>>();
  const escapes = new Map<FunctionNode, Set<Escape>>();
  const related = new Map<ts.Type, Set<ts.Type>>();

  const link = (a: FunctionNode, b: FunctionNode): void => {
    if (a === b) return;
    addTo(links, a, b);
    addTo(links, b, a);
  };
  const ownSignatures = (type: ts.Type): readonly ts.Signature[] =>
    type.getCallSignatures().filter(({ declaration }) => declaration && !ts.isJSDocSignature(declaration) && isOwn(declaration));

  const relateFunctions = (from: ts.Type, to: ts.Type, site: ts.Node): void => {
    const sources = partsOf(from).flatMap(ownSignatures);
    if (sources.length === 0) return;
    const targets = partsOf(to).flatMap((part) => part.getCallSignatures());
    for (const source of sources as readonly (ts.Signature & { readonly declaration: FunctionNode })[]) {
      if (targets.length === 0) addTo(escapes, source.declaration, { site, signature: undefined });
      for (const target of targets) {
        const { declaration } = target;
        if (declaration && !ts.isJSDocSignature(declaration) && isOwn(declaration)) link(source.declaration, declaration);
        else addTo(escapes, source.declaration, { site, signature: target });
      }
    }
  };

  const relate = (from: ts.Type, to: ts.Type, site: ts.Node, depth: number): void => {
    if (from === to || !mayHoldFunctions(from) || !mayHoldFunctions(to)) return;
    relateFunctions(from, to, site);
    if (depth >= DEEPEST) return;
    for (const a of partsOf(from)) for (const b of partsOf(to)) if (a !== b) relateMembers(a, b, site, depth + 1);
  };

  const relateMembers = (from: ts.Type, to: ts.Type, site: ts.Node, depth: number): void => {
    if (related.get(from)?.has(to)) return;
    addTo(related, from, to);
    relateArguments(from, to, site, depth);
    if (isForeign(to, isOwn)) return;
    for (const target of to.getProperties()) {
      const source = from.getProperty(target.name);
      if (!source || source === target || source.valueDeclaration === undefined || source.valueDeclaration === target.valueDeclaration) continue;
      relate(checker.getTypeOfSymbol(source), checker.getTypeOfSymbol(target), source.valueDeclaration, depth);
    }
  };

  const relateArguments = (from: ts.Type, to: ts.Type, site: ts.Node, depth: number): void => {
    if (!isReference(from) || !isReference(to) || from.target !== to.target) return;
    const targets = checker.getTypeArguments(to);
    checker.getTypeArguments(from).forEach((argument, index) => relate(argument, targets[index]!, site, depth));
  };

  const visit = (node: ts.Node): void => {
    if (ts.isClassLike(node) || ts.isInterfaceDeclaration(node)) {
      for (const base of node.heritageClauses?.flatMap((clause) => clause.types) ?? []) relateBase(checker, node, base, relate);
    } else if (ts.isFunctionDeclaration(node) || ts.isMethodDeclaration(node) || ts.isMethodSignature(node)) {
      linkOverloads(checker, node, link);
      if (ts.isMethodDeclaration(node) && ts.isObjectLiteralExpression(node.parent)) relateMethod(checker, node, relate);
    } else if (isValue(node)) {
      const target = checker.getContextualType(node);
      if (target) relate(checker.getTypeAtLocation(node), target, node, 0);
      else if (isArgument(node)) relateFunctions(checker.getTypeAtLocation(node), checker.getAnyType(), node);
    }
  };
  return { visit, links, escapes };
}

type Relate = (from: ts.Type, to: ts.Type, site: ts.Node, depth: number) => void;

function relateBase(checker: ts.TypeChecker, node: ts.ClassLikeDeclaration | ts.InterfaceDeclaration, base: ts.ExpressionWithTypeArguments, relate: Relate): void {
  const from = checker.getTypeAtLocation(node);
  const to = checker.getTypeAtLocation(base);
  for (const target of to.getProperties()) {
    const source = from.getProperty(target.name);
    if (!source?.valueDeclaration || source.valueDeclaration === target.valueDeclaration) continue;
    relate(checker.getTypeOfSymbol(source), checker.getTypeOfSymbol(target), source.valueDeclaration, 1);
  }
}

/** A method of an object literal has the type that the place of the object gives to it. */
function relateMethod(checker: ts.TypeChecker, method: ts.MethodDeclaration, relate: Relate): void {
  const target = checker.getContextualType(method.parent as ts.ObjectLiteralExpression);
  const name = ts.isIdentifier(method.name) || ts.isStringLiteral(method.name) ? method.name.text : undefined;
  const member = name === undefined ? undefined : target?.getNonNullableType().getProperty(name);
  if (member) relate(checker.getTypeAtLocation(method), checker.getTypeOfSymbol(member), method, DEEPEST);
}

function linkOverloads(checker: ts.TypeChecker, node: ts.FunctionDeclaration | ts.MethodDeclaration | ts.MethodSignature, link: (a: FunctionNode, b: FunctionNode) => void): void {
  const symbol = node.name && checker.getSymbolAtLocation(node.name);
  const [first] = symbol?.declarations ?? [];
  if (first && first !== node && ts.isFunctionLike(first)) link(first, node);
}

const partsOf = (type: ts.Type): readonly ts.Type[] => (type.isUnion() ? type.types : [type]);

const isReference = (type: ts.Type): type is ts.TypeReference =>
  (type.flags & ts.TypeFlags.Object) !== 0 && ((type as ts.ObjectType).objectFlags & ts.ObjectFlags.Reference) !== 0;

const SIMPLE = ts.TypeFlags.StringLike | ts.TypeFlags.NumberLike | ts.TypeFlags.BigIntLike | ts.TypeFlags.BooleanLike | ts.TypeFlags.ESSymbolLike
  | ts.TypeFlags.Void | ts.TypeFlags.Undefined | ts.TypeFlags.Null | ts.TypeFlags.Never;

const mayHoldFunctions = (type: ts.Type): boolean =>
  type.isUnion() ? type.types.some(mayHoldFunctions) : (type.flags & SIMPLE) === 0;

/** Whether the type is declared outside of the project: its members are not ours to change. A mapped type has the members of what it maps. */
function isForeign(type: ts.Type, isOwn: (node: ts.Node) => boolean): boolean {
  const isMapped = (type.flags & ts.TypeFlags.Object) !== 0 && ((type as ts.ObjectType).objectFlags & ts.ObjectFlags.Mapped) !== 0;
  const declaration = type.symbol?.declarations?.[0];
  return !isMapped && declaration !== undefined && !isOwn(declaration);
}

const isArgument = (node: ts.Expression): boolean =>
  (ts.isCallExpression(node.parent) || ts.isNewExpression(node.parent)) && node.parent.expression !== node;

/** Whether the node is an expression whose value goes somewhere: not a name, a callee, the object of a member, an operand. */
function isValue(node: ts.Node): node is ts.Expression {
  switch (node.kind) {
    case ts.SyntaxKind.Identifier: case ts.SyntaxKind.PropertyAccessExpression: case ts.SyntaxKind.ElementAccessExpression: case ts.SyntaxKind.ArrowFunction:
    case ts.SyntaxKind.FunctionExpression: case ts.SyntaxKind.ObjectLiteralExpression: case ts.SyntaxKind.CallExpression: case ts.SyntaxKind.NewExpression:
    case ts.SyntaxKind.ThisKeyword: case ts.SyntaxKind.AwaitExpression:
      return isFlowPosition(node as ts.Expression);
    default:
      return false;
  }
}

function isFlowPosition(node: ts.Expression): boolean {
  const { parent } = node;
  if (ts.isCallExpression(parent) || ts.isNewExpression(parent)) return parent.expression !== node;
  if (ts.isVariableDeclaration(parent) || ts.isPropertyDeclaration(parent) || ts.isParameter(parent)) return parent.initializer === node;
  if (ts.isPropertyAssignment(parent)) return parent.initializer === node;
  if (ts.isBinaryExpression(parent)) return FLOWING.has(parent.operatorToken.kind) && (parent.right === node || parent.operatorToken.kind !== ts.SyntaxKind.EqualsToken);
  if (ts.isConditionalExpression(parent)) return parent.condition !== node;
  return ts.isShorthandPropertyAssignment(parent) || ts.isReturnStatement(parent) || ts.isArrowFunction(parent) || ts.isArrayLiteralExpression(parent)
    || ts.isAsExpression(parent) || ts.isSatisfiesExpression(parent) || ts.isParenthesizedExpression(parent) || ts.isNonNullExpression(parent);
}

const FLOWING: ReadonlySet<ts.SyntaxKind> = new Set([
  ts.SyntaxKind.EqualsToken, ts.SyntaxKind.BarBarToken, ts.SyntaxKind.QuestionQuestionToken, ts.SyntaxKind.AmpersandAmpersandToken,
  ts.SyntaxKind.QuestionQuestionEqualsToken, ts.SyntaxKind.BarBarEqualsToken,
]);

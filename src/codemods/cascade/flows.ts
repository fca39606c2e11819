import { ts } from 'ts-morph';
import type { Escape } from './graph.ts';
import { isReadable } from './members.ts';
import { addTo, declarationsOf, isAssignment, partsOf, type FunctionNode, type TurningNode } from './nodes.ts';

export interface Flows {
  /** To be called with every node of the project. */
  readonly visit: (node: ts.Node) => void;
  readonly links: ReadonlyMap<TurningNode, ReadonlySet<TurningNode>>;
  readonly escapes: ReadonlyMap<FunctionNode, ReadonlySet<Escape>>;
}

/** How deep in the members of an object that flows somewhere functions are looked for: `{ repository: { find } }`. */
const DEEPEST = 3;

/**
 * Finds where a value that is a function, or holds functions, flows into a place that has a type of its own: an argument, an annotated variable, a property,
 * a result, a base class. There the function of the value and the function of the place are linked; so are members that are read like values.
 */
export function collectFlows(checker: ts.TypeChecker, isOwn: (node: ts.Node) => boolean, members: ReadonlySet<string>): Flows {
  const links = new Map<TurningNode, Set<TurningNode>>();
  const escapes = new Map<FunctionNode, Set<Escape>>();
  const link = (a: TurningNode, b: TurningNode): void => {
    if (a === b) return;
    addTo(links, a, b);
    addTo(links, b, a);
  };
  const relateFunctions = (from: ts.Type, to: ts.Type, site: ts.Node): void => {
    const sources = declarationsOf(from).filter(isOwn);
    if (sources.length === 0) return;
    const targets = partsOf(to).flatMap((part) => part.getCallSignatures());
    for (const source of sources) {
      if (targets.length === 0) addTo(escapes, source, { site, signature: undefined });
      for (const target of targets) {
        const { declaration } = target;
        if (declaration && !ts.isJSDocSignature(declaration) && isOwn(declaration)) link(source, declaration);
        else addTo(escapes, source, { site, signature: target });
      }
    }
  };
  const linkMembers = (from: ts.Node, to: ts.Node | undefined): void => {
    if (to && isReadable(from) && isReadable(to) && isOwn(from) && isOwn(to)) link(from, to);
  };
  const relateMembers: RelateMembers = (from, to, depth) => {
    for (const target of to.getProperties()) {
      const source = from.getProperty(target.name);
      if (!source?.valueDeclaration || source.valueDeclaration === target.valueDeclaration) continue;
      if (members.has(target.name)) linkMembers(source.valueDeclaration, target.valueDeclaration);
      relate(checker.getTypeOfSymbol(source), checker.getTypeOfSymbol(target), source.valueDeclaration, depth);
    }
  };
  const relate = makeRelate(checker, isOwn, relateFunctions, relateMembers);
  const visit = (node: ts.Node): void => {
    if (ts.isClassLike(node) || ts.isInterfaceDeclaration(node)) {
      const bases = node.heritageClauses?.flatMap((clause) => clause.types) ?? [];
      for (const base of bases) relateMembers(checker.getTypeAtLocation(node), checker.getTypeAtLocation(base), 1);
    } else if (ts.isFunctionDeclaration(node) || ts.isMethodDeclaration(node) || ts.isMethodSignature(node)) {
      linkOverloads(checker, node, link);
      if (ts.isMethodDeclaration(node) && ts.isObjectLiteralExpression(node.parent)) relateMethod(checker, node, node.parent, relate);
    } else if (isValue(node)) {
      const type = checker.getTypeAtLocation(node);
      const target = checker.getContextualType(node);
      // A parameter of type `T` has the type of its argument, and says nothing of what happens to it.
      const isUntyped = !target || target === type || declarationsOf(target).some((fn) => declarationsOf(type).includes(fn));
      if (!isUntyped) relate(type, target, node, 0);
      else if (isArgument(node)) relateFunctions(type, checker.getAnyType(), node);
    }
  };
  return { visit, links, escapes };
}

/** Relates the functions of two types, and of their members and type arguments. */
function makeRelate(
  checker: ts.TypeChecker, isOwn: (node: ts.Node) => boolean,
  relateFunctions: (from: ts.Type, to: ts.Type, site: ts.Node) => void, relateMembers: RelateMembers,
): Relate {
  const related = new Map<ts.Type, Set<ts.Type>>();
  const relate: Relate = (from, to, site, depth) => {
    if (from === to || !mayHoldFunctions(from) || !mayHoldFunctions(to)) return;
    relateFunctions(from, to, site);
    if (depth >= DEEPEST) return;
    for (const a of partsOf(from)) for (const b of partsOf(to)) if (a !== b) relateParts(a, b, site, depth + 1);
  };
  const relateParts: Relate = (from, to, site, depth) => {
    if (related.get(from)?.has(to)) return;
    addTo(related, from, to);
    if (isReference(from) && isReference(to) && from.target === to.target) {
      const targets = checker.getTypeArguments(to);
      checker.getTypeArguments(from).forEach((argument, index) => relate(argument, targets[index]!, site, depth));
    }
    if (!isForeign(to, isOwn)) relateMembers(from, to, depth);
  };
  return relate;
}

type Relate = (from: ts.Type, to: ts.Type, site: ts.Node, depth: number) => void;

type RelateMembers = (from: ts.Type, to: ts.Type, depth: number) => void;

/** A method of an object literal has the type that the place of the object gives to it. */
function relateMethod(checker: ts.TypeChecker, method: ts.MethodDeclaration, object: ts.ObjectLiteralExpression, relate: Relate): void {
  const target = checker.getContextualType(object);
  const name = ts.isIdentifier(method.name) || ts.isStringLiteral(method.name) ? method.name.text : undefined;
  const member = name === undefined ? undefined : target?.getNonNullableType().getProperty(name);
  if (member) relate(checker.getTypeAtLocation(method), checker.getTypeOfSymbol(member), method, DEEPEST);
}

/** The signatures of an overloaded function change together. */
function linkOverloads(
  checker: ts.TypeChecker, node: ts.FunctionDeclaration | ts.MethodDeclaration | ts.MethodSignature, link: (a: FunctionNode, b: FunctionNode) => void,
): void {
  const symbol = node.name && checker.getSymbolAtLocation(node.name);
  const [first] = symbol?.declarations ?? [];
  if (first && first !== node && ts.isFunctionLike(first)) link(first, node);
}

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
  if (ts.isBinaryExpression(parent)) return FLOWING.has(parent.operatorToken.kind) && (parent.right === node || !isAssignment(parent.operatorToken.kind));
  if (ts.isConditionalExpression(parent)) return parent.condition !== node;
  return ts.isShorthandPropertyAssignment(parent) || ts.isReturnStatement(parent) || ts.isArrowFunction(parent) || ts.isArrayLiteralExpression(parent)
    || ts.isAsExpression(parent) || ts.isSatisfiesExpression(parent) || ts.isParenthesizedExpression(parent) || ts.isNonNullExpression(parent);
}

const FLOWING: ReadonlySet<ts.SyntaxKind> = new Set([
  ts.SyntaxKind.EqualsToken, ts.SyntaxKind.BarBarToken, ts.SyntaxKind.QuestionQuestionToken, ts.SyntaxKind.AmpersandAmpersandToken,
  ts.SyntaxKind.QuestionQuestionEqualsToken, ts.SyntaxKind.BarBarEqualsToken,
]);

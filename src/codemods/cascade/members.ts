import { ts } from 'ts-morph';
import { replace, spanOf, type LocalEdit } from './awaits.ts';
import { hasModifier, isAssignment, type MemberNode } from './nodes.ts';

/**
 * Members that are read like values: a getter cannot be async and a constructor cannot wait, but what they give can be a promise, which is waited for
 * where it is read. The member stays what it is for interfaces, subclasses and the setter beside it.
 */

export type Readable = ts.GetAccessorDeclaration | MemberNode;

export const isReadable = (node: ts.Node): node is Readable =>
  ts.isGetAccessorDeclaration(node) || ts.isPropertySignature(node) || ts.isPropertyDeclaration(node) || ts.isPropertyAssignment(node)
  || ts.isShorthandPropertyAssignment(node);

/** The names of getters and of fields whose first value is asked for: only members of these names need a look. */
export function memberNames(files: readonly ts.SourceFile[]): ReadonlySet<string> {
  const names = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isGetAccessorDeclaration(node) && ts.isIdentifier(node.name)) names.add(node.name.text);
    if (ts.isPropertyDeclaration(node) && ts.isIdentifier(node.name) && node.initializer && holdsCall(node.initializer)) names.add(node.name.text);
    if (ts.isPropertyAccessExpression(node) && isFirstAssignment(node) && holdsCall((node.parent as ts.BinaryExpression).right)) names.add(node.name.text);
    ts.forEachChild(node, visit);
  };
  for (const file of files) visit(file);
  return names;
}

const holdsCall = (node: ts.Node): boolean => ts.isCallExpression(node) || (!ts.isFunctionLike(node) && (ts.forEachChild(node, holdsCall) ?? false));

interface Read {
  readonly member: Readable;
  readonly place: ts.Expression;
  /** Whether `await` may be put before the place. */
  readonly canWait: boolean;
}

/** What a node reads of the members of some names. */
export function readsOf(checker: ts.TypeChecker, node: ts.Node, names: ReadonlySet<string>): readonly Read[] {
  if (ts.isPropertyAccessExpression(node)) {
    if (!names.has(node.name.text) || isFirstAssignment(node)) return [];
    const isWrite = isAssigned(node);
    return membersOf(checker.getSymbolAtLocation(node.name))
      .filter((member) => !isWrite || !ts.isGetAccessorDeclaration(member))
      .map((member) => ({ member, place: node, canWait: !isWrite && !isChanged(node) }));
  }
  if (!ts.isBindingElement(node) || !ts.isObjectBindingPattern(node.parent)) return [];
  const name = node.propertyName ?? node.name;
  if (!ts.isIdentifier(name) || !names.has(name.text)) return [];
  return membersOf(checker.getTypeAtLocation(node.parent).getProperty(name.text)).map((member) => ({ member, place: name, canWait: false }));
}

const membersOf = (symbol: ts.Symbol | undefined): readonly Readable[] => (symbol?.declarations ?? []).filter(isReadable);

const isAssigned = (node: ts.Expression): boolean =>
  ts.isBinaryExpression(node.parent) && node.parent.left === node && node.parent.operatorToken.kind === ts.SyntaxKind.EqualsToken;

/** `store.total += 1`, `store.total++`. */
function isChanged(node: ts.Expression): boolean {
  const { parent } = node;
  if (ts.isBinaryExpression(parent)) return parent.left === node && isAssignment(parent.operatorToken.kind);
  return ts.isPostfixUnaryExpression(parent) || (ts.isPrefixUnaryExpression(parent) && /^(?:\+\+|--)/.test(parent.getText()));
}

/** `this.rows = ...` as a statement of a constructor. */
function isFirstAssignment(node: ts.PropertyAccessExpression): boolean {
  const statement = node.parent.parent;
  if (node.expression.kind !== ts.SyntaxKind.ThisKeyword || !isAssigned(node)) return false;
  return ts.isExpressionStatement(statement) && ts.isConstructorDeclaration(statement.parent.parent);
}

/** A field, and the expression that gives its first value. */
export interface Holding {
  readonly member: ts.PropertyDeclaration;
  readonly value: ts.Expression;
}

/** The field whose first value a node of a constructor, or of a field, is part of. */
export function holdingOf(checker: ts.TypeChecker, node: ts.Node): Holding | undefined {
  for (let at = node; at.parent && !ts.isFunctionLike(at); at = at.parent) {
    const { parent } = at;
    if (ts.isPropertyDeclaration(parent)) return parent.initializer === at ? { member: parent, value: parent.initializer } : undefined;
    if (ts.isBinaryExpression(parent) && parent.right === at && ts.isPropertyAccessExpression(parent.left) && isFirstAssignment(parent.left)) {
      const member = checker.getSymbolAtLocation(parent.left.name)?.valueDeclaration;
      return member && ts.isPropertyDeclaration(member) && !member.initializer ? { member, value: parent.right } : undefined;
    }
  }
  return undefined;
}

/** Expressions that are promises now, and all that will hold an `await`. */
export interface Waits {
  readonly awaited: ReadonlySet<ts.Node>;
  readonly all: ReadonlySet<ts.Node>;
}

/** The body of a getter that gives a promise: the one call that it returns, or what it does as a function that is called at once. */
export function getterEdits(getter: ts.GetAccessorDeclaration, waits: Waits): readonly LocalEdit[] {
  const { body } = getter;
  const [only, ...others] = body?.statements ?? [];
  const returned = only && others.length === 0 && ts.isReturnStatement(only) ? only.expression : undefined;
  if (!body || (returned && isPromise(returned, waits))) return [];
  return [replace(body, ['{ return (async () => ', spanOf(body), ')(); }'])];
}

/** The values of fields that hold promises. Those of one class are asked for in their order, each when the one before has come. */
export function holdingEdits(holdings: readonly Holding[], waits: Waits): ReadonlyMap<Holding, readonly LocalEdit[]> {
  const isAssigned = ({ member, value }: Holding): number => Number(value !== member.initializer);
  const ordered = [...holdings].sort((a, b) => isAssigned(a) - isAssigned(b) || a.value.pos - b.value.pos);
  return new Map(ordered.map((holding, index) => {
    const before = ordered.slice(0, index).findLast(({ member }) => member.parent === holding.member.parent);
    return [holding, oneHoldingEdits(holding, before, waits)];
  }));
}

function oneHoldingEdits({ value, member }: Holding, before: Holding | undefined, waits: Waits): readonly LocalEdit[] {
  const isWhole = isPromise(value, waits);
  if (isWhole && !before) return [];
  const isObject = ts.isObjectLiteralExpression(value);
  const work = [isWhole ? '() => ' : 'async () => ', ...(isObject ? ['(', spanOf(value), ')'] : [spanOf(value)])];
  const holder = hasModifier(member, ts.SyntaxKind.StaticKeyword) ? (member.parent.name?.text ?? 'this') : 'this';
  return [replace(value, before ? [`${holder}.${before.member.name.getText()}.then(`, ...work, ')'] : ['(', ...work, ')()'])];
}

/** Whether the expression is one call that gives a promise, and waits for nothing else. */
export function isPromise(expression: ts.Expression, { awaited, all }: Waits): boolean {
  let call = expression;
  while (ts.isParenthesizedExpression(call)) call = call.expression;
  const holdsOther = (node: ts.Node): boolean => (node !== call && all.has(node)) || (ts.forEachChild(node, holdsOther) ?? false);
  return awaited.has(call) && !holdsOther(call);
}

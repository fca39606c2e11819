import { ts } from 'ts-morph';
import type { Plan } from './plan.ts';

/** A private method that a constructor calls to prepare the database, and its calls: it can stay as it is when it hands its own statements to `initialise`. */
export interface PreparingMethod {
  readonly method: ts.MethodDeclaration;
  /** The handle as the method writes it: `this.db`. */
  readonly handle: string;
  readonly calls: readonly ts.CallExpression[];
}

/** The methods of a class that only its constructor calls, or other such methods, as statements of their own whose errors nobody catches. */
export function preparingMethods(plan: Plan, owner: ts.ClassLikeDeclaration): readonly PreparingMethod[] {
  const own = owner.members.filter(ts.isMethodDeclaration).filter(isPrivateAction);
  const uses = new Map(own.map((method) => [method, usesOf(plan, owner, method)] as const));
  let found = own;
  for (;;) {
    const callers = new Set<ts.Node>([...owner.members.filter(ts.isConstructorDeclaration), ...found]);
    const kept = found.filter((method) => uses.get(method)!.length > 0 && uses.get(method)!.every((use) => isPlainCall(use, callers)));
    if (kept.length === found.length) break;
    found = kept;
  }
  return found.flatMap((method) => {
    const handle = handleIn(plan, method.body!);
    return handle === undefined ? [] : [{ method, handle, calls: uses.get(method)!.map((use) => use.parent as ts.CallExpression) }];
  });
}

const MODIFIERS: ReadonlySet<ts.SyntaxKind> = new Set([ts.SyntaxKind.PrivateKeyword]);

/** `private prepare(): void { ... }`, `#prepare() { ... }`: it gives nothing. */
function isPrivateAction(node: ts.MethodDeclaration): boolean {
  const modifiers = node.modifiers ?? [];
  const isPrivate = ts.isPrivateIdentifier(node.name) || modifiers.some((one) => one.kind === ts.SyntaxKind.PrivateKeyword);
  const givesNothing = node.type === undefined ? !givesValue(node.body) : node.type.kind === ts.SyntaxKind.VoidKeyword;
  return isPrivate && modifiers.every((one) => MODIFIERS.has(one.kind)) && !node.asteriskToken && node.body !== undefined && givesNothing;
}

function givesValue(node: ts.Node | undefined): boolean {
  if (!node || ts.isFunctionLike(node)) return false;
  return (ts.isReturnStatement(node) && node.expression !== undefined) || (ts.forEachChild(node, givesValue) ?? false);
}

/** Wherever a class speaks of a method of its own. */
function usesOf({ checker }: Plan, owner: ts.ClassLikeDeclaration, method: ts.MethodDeclaration): readonly ts.PropertyAccessExpression[] {
  const name = method.name.getText();
  const found: ts.PropertyAccessExpression[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isPropertyAccessExpression(node) && node.name.text === name && checker.getSymbolAtLocation(node.name)?.valueDeclaration === method) found.push(node);
    ts.forEachChild(node, visit);
  };
  visit(owner);
  return found;
}

/** `this.prepare();` directly in one of the callers, outside of `try` and of functions. */
function isPlainCall(use: ts.PropertyAccessExpression, callers: ReadonlySet<ts.Node>): boolean {
  if (use.expression.kind !== ts.SyntaxKind.ThisKeyword || !ts.isCallExpression(use.parent) || !ts.isExpressionStatement(use.parent.parent)) return false;
  let node: ts.Node = use.parent.parent;
  while (!ts.isFunctionLike(node) && !ts.isTryStatement(node)) node = node.parent;
  return callers.has(node);
}

/** The first field with a database that the body speaks of. */
function handleIn(plan: Plan, body: ts.Node): string | undefined {
  return ts.forEachChild(body, (child): string | undefined => {
    const isField = ts.isPropertyAccessExpression(child) && child.expression.kind === ts.SyntaxKind.ThisKeyword;
    if (isField && /^(?:database|client)$/.test(plan.handles.of(child)?.kind ?? '')) return child.getText();
    return handleIn(plan, child);
  });
}

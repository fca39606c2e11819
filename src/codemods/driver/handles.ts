import { ts } from 'ts-morph';
import type { Driver, Method } from '../../drivers/driver.ts';
import { DECLARATIONS, handleNamed, RUN_RESULT, sources } from './declarations.ts';
import { createSourcesOf, type CallsOf, type SourcesOf } from './untyped.ts';

/** What a value is to a driver: a kind of handle of its table, or the result of a write. */
export interface HandleType {
  readonly driver: Driver;
  readonly kind: string;
  /** The project's own type that stands for the handle: an interface with `prepare`. */
  readonly own?: ts.Node;
}

export const RESULT = 'result';

export interface MethodUse {
  readonly handle: HandleType;
  readonly method: Method;
  readonly name: string;
  readonly receiver: ts.Expression;
}

/**
 * Answers whether an expression is a handle, by its type: of the drivers' declarations, or of a type of the project that has their shape. What has no type
 * (`db: any`) is what all values are that flow into it.
 */
export interface Handles {
  readonly of: (node: ts.Node) => HandleType | undefined;
  readonly ofType: (type: ts.Type) => HandleType | undefined;
  /** The same for an expression that may give a promise of one. */
  readonly ofAwaited: (node: ts.Node) => HandleType | undefined;
  /** The handle whose method a call calls, with the method's row. */
  readonly method: (call: ts.CallExpression) => MethodUse | undefined;
}

const byId = new Map(sources.map((driver) => [driver.id, driver]));
const NAMES = new Set(sources.flatMap((driver) => Object.values(driver.handles).flatMap((handle) => Object.keys(handle.methods))));

export function createHandles(checker: ts.TypeChecker, callsOf: CallsOf): Handles {
  const known = new Map<ts.Type, HandleType | undefined>();
  const ofType = (type: ts.Type): HandleType | undefined => {
    if (!known.has(type)) known.set(type, readType(checker, type));
    return known.get(type);
  };
  const ofTyped = (node: ts.Node, type: ts.Type): HandleType | undefined =>
    ofType(type) ?? ((type.flags & ts.TypeFlags.Any) !== 0 && ts.isExpression(node) ? untyped(node) : undefined);
  const of = (node: ts.Node): HandleType | undefined => ofTyped(node, checker.getTypeAtLocation(node));
  const method = (call: ts.CallExpression): MethodUse | undefined => {
    const callee = unwrap(call.expression);
    if (!ts.isPropertyAccessExpression(callee) || !NAMES.has(callee.name.text)) return undefined;
    const handle = of(callee.expression);
    const found = handle?.driver.handles[handle.kind]?.methods[callee.name.text];
    return handle && found ? { handle, method: found, name: callee.name.text, receiver: callee.expression } : undefined;
  };
  const untyped = createUntyped(of, method, createSourcesOf(checker, callsOf));
  return { of, ofType, ofAwaited: (node) => ofTyped(node, awaitedType(checker, node)), method };
}

/** What an expression without a type is: what a method of a handle gives, or what all the values are that it may hold. */
function createUntyped(of: Handles['of'], method: Handles['method'], sourcesOf: SourcesOf): (node: ts.Expression) => HandleType | undefined {
  const known = new Map<ts.Node, HandleType | undefined>();
  const read = (node: ts.Expression): HandleType | undefined => {
    const inner = unwrap(node);
    if (inner !== node) return of(inner);
    if (ts.isAwaitExpression(node)) return of(node.expression);
    if (ts.isCallExpression(node)) return givenBy(method(node));
    const [first, ...others] = sourcesOf(node).filter((value) => !isNothing(value)).map(of);
    return first && others.every((other) => other?.driver === first.driver && other.kind === first.kind) ? first : undefined;
  };
  return (node) => {
    if (!known.has(node)) {
      // A value that flows into itself says nothing of what it is.
      known.set(node, undefined);
      known.set(node, read(node));
    }
    return known.get(node);
  };
}

const isNothing = (node: ts.Expression): boolean => node.kind === ts.SyntaxKind.NullKeyword || (ts.isIdentifier(node) && node.text === 'undefined');

function givenBy(use: MethodUse | undefined): HandleType | undefined {
  if (!use) return undefined;
  const { handle, method } = use;
  if (method.gives === 'same') return handle;
  if (method.gives !== undefined) return { driver: handle.driver, kind: method.gives };
  return method.result === 'run' || method.result === 'result' ? { driver: handle.driver, kind: RESULT } : undefined;
}

export function awaitedType(checker: ts.TypeChecker, node: ts.Node): ts.Type {
  const type = checker.getTypeAtLocation(node);
  return checker.getAwaitedType(type) ?? type;
}

/** The expression inside parentheses, `!`, `as` and `satisfies`. */
export function unwrap(node: ts.Expression): ts.Expression {
  let inner = node;
  for (;;) {
    if (!ts.isParenthesizedExpression(inner) && !ts.isNonNullExpression(inner) && !ts.isAsExpression(inner) && !ts.isSatisfiesExpression(inner)) return inner;
    inner = inner.expression;
  }
}

function readType(checker: ts.TypeChecker, type: ts.Type): HandleType | undefined {
  if (type.isUnion()) {
    for (const part of type.types) {
      const found = readType(checker, part);
      if (found) return found;
    }
    return undefined;
  }
  const symbol = type.getSymbol();
  const declaration = symbol?.declarations?.[0];
  if (!symbol || !declaration) return undefined;
  const path = declaration.getSourceFile().fileName;
  if (path.startsWith(DECLARATIONS)) return declared(path, symbol.name);
  return isOwnType(declaration) ? structural(checker, type, declaration) : undefined;
}

function declared(path: string, name: string): HandleType | undefined {
  const driver = byId.get(path.slice(DECLARATIONS.length + 1, -'.d.ts'.length));
  if (!driver) return undefined;
  const kind = name === RUN_RESULT ? RESULT : handleNamed(driver, name);
  return kind === undefined ? undefined : { driver, kind };
}

const isOwnType = (node: ts.Node): boolean =>
  (ts.isInterfaceDeclaration(node) || ts.isTypeLiteralNode(node)) && !/[\\/]node_modules[\\/]|\.d\.[cm]?ts$/.test(node.getSourceFile().fileName);

/** An interface of the project with `prepare(sql)` that gives a statement; a statement is what has `run()` with `changes`, and `get` or `all`. */
function structural(checker: ts.TypeChecker, type: ts.Type, declaration: ts.Node): HandleType | undefined {
  const driver = byId.get('better-sqlite3')!;
  const returnOf = (of: ts.Type, name: string): ts.Type | undefined => {
    const property = checker.getPropertyOfType(of, name);
    return property && checker.getTypeOfSymbolAtLocation(property, declaration).getCallSignatures()[0]?.getReturnType();
  };
  const isStatement = (of: ts.Type): boolean => {
    const written = returnOf(of, 'run');
    return written !== undefined && checker.getPropertyOfType(written, 'changes') !== undefined && ['get', 'all'].some((name) => checker.getPropertyOfType(of, name) !== undefined);
  };
  const isDriverStatement = (of: ts.Type): boolean => {
    const path = of.getSymbol()?.declarations?.[0]?.getSourceFile().fileName ?? '';
    return path.startsWith(DECLARATIONS) && declared(path, of.getSymbol()!.name)?.kind === 'statement';
  };
  const prepared = returnOf(type, 'prepare');
  if (prepared) return isStatement(prepared) || isDriverStatement(prepared) ? { driver, kind: 'database', own: declaration } : undefined;
  return isStatement(type) ? { driver, kind: 'statement', own: declaration } : undefined;
}

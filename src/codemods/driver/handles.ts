import { ts } from 'ts-morph';
import type { Driver, Method } from '../../drivers/driver.ts';
import { DECLARATIONS, handleNamed, RUN_RESULT, sources } from './declarations.ts';

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
 * Answers whether an expression is a handle, by its type: of the drivers' declarations, or of a type of the project that has their shape. The checker infers
 * the type of what has none (`db: any`).
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

export function createHandles(checker: ts.TypeChecker): Handles {
  const known = new Map<ts.Type, HandleType | undefined>();
  const ofType = (type: ts.Type): HandleType | undefined => {
    if (!known.has(type)) known.set(type, readType(checker, type));
    return known.get(type);
  };
  const of = (node: ts.Node): HandleType | undefined => ofType(checker.getTypeAtLocation(node));
  const method = (call: ts.CallExpression): MethodUse | undefined => {
    const callee = unwrap(call.expression);
    if (!ts.isPropertyAccessExpression(callee) || !NAMES.has(callee.name.text)) return undefined;
    const handle = of(callee.expression);
    const found = handle?.driver.handles[handle.kind]?.methods[callee.name.text];
    return handle && found ? { handle, method: found, name: callee.name.text, receiver: callee.expression } : undefined;
  };
  return { of, ofType, ofAwaited: (node) => ofType(awaitedType(checker, node)), method };
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

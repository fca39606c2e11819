import { ts } from 'ts-morph';

export type CallLike = ts.CallExpression | ts.NewExpression;

/** What the code of a project puts where. */
export interface Writes {
  /** The calls of a function, by its declaration. Those of values that only inference knows are looked at when no other is known. */
  readonly callsOf: (fn: ts.Node) => readonly CallLike[];
  /** What is assigned to a variable or a member. */
  readonly assigned: ReadonlyMap<ts.Symbol, readonly ts.Expression[]>;
}

/** Reads all calls and assignments; `typeAt` is asked for the callees that the checker knows nothing of. */
export function readWrites(checker: ts.TypeChecker, files: readonly ts.SourceFile[], typeAt: (node: ts.Node) => ts.Type): Writes {
  const calls = new Map<ts.Node, CallLike[]>();
  const assigned = new Map<ts.Symbol, ts.Expression[]>();
  const open: ts.CallExpression[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) || ts.isNewExpression(node)) {
      const hasArguments = (node.arguments?.length ?? 0) > 0;
      const declaration = hasArguments ? checker.getResolvedSignature(node)?.declaration : undefined;
      if (declaration) add(calls, declaration, node);
      else if (ts.isCallExpression(node) && hasArguments) open.push(node);
    } else if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.EqualsToken) {
      const symbol = checker.getSymbolAtLocation(ts.isPropertyAccessExpression(node.left) ? node.left.name : node.left);
      if (symbol) add(assigned, symbol, node.right);
    }
    ts.forEachChild(node, visit);
  };
  for (const file of files) visit(file);
  let isRead = false;
  const callsOf = (fn: ts.Node): readonly CallLike[] => {
    if (!calls.has(fn) && !isRead) {
      isRead = true;
      for (const call of open) for (const { declaration } of typeAt(call.expression).getCallSignatures()) if (declaration) add(calls, declaration, call);
    }
    return calls.get(fn) ?? [];
  };
  return { callsOf, assigned };
}

function add<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const own = map.get(key);
  if (own) own.push(value);
  else map.set(key, [value]);
}

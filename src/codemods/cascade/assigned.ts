import { ts } from 'ts-morph';

/** The objects whose members `Object.assign(target, source)` gives to another, which the type of the other does not tell. */
export type Assigned = ReadonlyMap<ts.Symbol, readonly ts.Type[]>;

export function readAssigned(checker: ts.TypeChecker, files: readonly ts.SourceFile[]): Assigned {
  const found = new Map<ts.Symbol, ts.Type[]>();
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && node.expression.getText() === 'Object.assign') {
      const [target, ...sources] = node.arguments;
      const symbol = target && symbolOf(checker, target);
      if (symbol) found.set(symbol, [...(found.get(symbol) ?? []), ...sources.map((source) => checker.getTypeAtLocation(source))]);
    }
    ts.forEachChild(node, visit);
  };
  for (const file of files) if (file.text.includes('Object.assign')) visit(file);
  return found;
}

/** The type of `target.name` by what was assigned to the target. */
export function assignedMember(checker: ts.TypeChecker, assigned: Assigned, node: ts.Expression): ts.Type | undefined {
  if (assigned.size === 0 || !ts.isPropertyAccessExpression(node)) return undefined;
  const symbol = symbolOf(checker, node.expression);
  for (const source of (symbol && assigned.get(symbol)) ?? []) {
    const property = source.getProperty(node.name.text);
    if (property) return checker.getTypeOfSymbolAtLocation(property, node);
  }
  return undefined;
}

function symbolOf(checker: ts.TypeChecker, node: ts.Expression): ts.Symbol | undefined {
  const symbol = ts.isIdentifier(node) ? checker.getSymbolAtLocation(node) : undefined;
  return symbol && (symbol.flags & ts.SymbolFlags.Alias) !== 0 ? checker.getAliasedSymbol(symbol) : symbol;
}

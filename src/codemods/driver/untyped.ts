import { ts } from 'ts-morph';

/** Where the values of a variable, a field or a parameter come from, for those whose type says nothing. */
export type SourcesOf = (node: ts.Expression) => readonly ts.Expression[];

/** The calls of a function, as far as they are known. */
export type CallsOf = (fn: ts.SignatureDeclaration) => Iterable<ts.Node>;

const NONE: readonly ts.Expression[] = [];

/** Gives the expressions that a name or a member of any type was declared or assigned with; of a parameter the arguments of all calls of its function. */
export function createSourcesOf(checker: ts.TypeChecker, callsOf: CallsOf): SourcesOf {
  const ofDeclaration = (declaration: ts.Declaration): readonly ts.Expression[] => {
    if (ts.isParameter(declaration)) return [...initializerOf(declaration), ...argumentsFor(declaration, callsOf), ...assigned(checker, declaration)];
    const isHolder = ts.isVariableDeclaration(declaration) || ts.isPropertyDeclaration(declaration);
    if (isHolder) return [...initializerOf(declaration), ...assigned(checker, declaration)];
    if (ts.isPropertyAssignment(declaration)) return [declaration.initializer];
    // A field of a class in JavaScript is declared by its first assignment.
    const assignment = declaration.parent;
    return ts.isBinaryExpression(assignment) && assignment.left === (declaration as ts.Node) ? [assignment.right] : NONE;
  };
  const known = new Map<ts.Symbol, readonly ts.Expression[]>();
  return (node) => {
    const symbol = symbolOf(checker, node);
    if (!symbol) return NONE;
    const found = known.get(symbol) ?? [...new Set((symbol.declarations ?? []).flatMap(ofDeclaration))];
    known.set(symbol, found);
    return found;
  };
}

function symbolOf(checker: ts.TypeChecker, node: ts.Expression): ts.Symbol | undefined {
  const name = ts.isPropertyAccessExpression(node) ? node.name : ts.isIdentifier(node) ? node : undefined;
  const symbol = name && checker.getSymbolAtLocation(name);
  return symbol && (symbol.flags & ts.SymbolFlags.Alias) !== 0 ? checker.getAliasedSymbol(symbol) : symbol;
}

const initializerOf = ({ initializer }: { readonly initializer?: ts.Expression | undefined }): readonly ts.Expression[] => (initializer ? [initializer] : NONE);

/** What the calls of a function give for a parameter. */
function argumentsFor(parameter: ts.ParameterDeclaration, callsOf: CallsOf): readonly ts.Expression[] {
  const index = parameter.parent.parameters.indexOf(parameter);
  if (parameter.dotDotDotToken || !ts.isIdentifier(parameter.name)) return NONE;
  return [...callsOf(parameter.parent)].flatMap((call) => {
    const argument = ts.isCallExpression(call) || ts.isNewExpression(call) ? call.arguments?.[index] : undefined;
    return argument ? [argument] : NONE;
  });
}

/** The values that are assigned to a variable or field in the file that declares it. */
function assigned(checker: ts.TypeChecker, declaration: ts.Declaration & { readonly name: ts.Node }): readonly ts.Expression[] {
  const name = declaration.name.getText();
  const found: ts.Expression[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.EqualsToken) {
      const target = ts.isPropertyAccessExpression(node.left) ? node.left.name : node.left;
      if (target.getText() === name && checker.getSymbolAtLocation(target)?.declarations?.includes(declaration)) found.push(node.right);
    }
    ts.forEachChild(node, visit);
  };
  visit(declaration.getSourceFile());
  return found;
}

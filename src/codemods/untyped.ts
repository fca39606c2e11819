import { ts } from 'ts-morph';
import { unwrap } from './cascade/nodes.ts';
import { readWrites, type Writes } from './writes.ts';

/** Values of more kinds than these tell nothing. */
const MOST_TYPES = 6;

const known = new WeakMap<ts.TypeChecker, ts.TypeChecker>();

/** TypeScript's own, which its types do not speak of. */
interface WithUnions {
  readonly getUnionType?: (types: readonly ts.Type[]) => ts.Type;
}

/**
 * The checker, with an answer for expressions that it knows nothing of (`any`: parameters of JavaScript, `db: any`): the types of what flows there, from
 * calls, defaults and assignments of the project.
 */
export function inferringChecker(checker: ts.TypeChecker, files: readonly ts.SourceFile[]): ts.TypeChecker {
  let own = known.get(checker);
  if (!own) {
    own = { ...checker, getTypeAtLocation: createInference(checker, files) };
    known.set(checker, own);
  }
  return own;
}

interface World {
  readonly checker: ts.TypeChecker;
  readonly typeAt: (node: ts.Node) => ts.Type;
  readonly writes: () => Writes;
}

const isAny = (type: ts.Type): boolean => (type.flags & ts.TypeFlags.Any) !== 0;

/** `any`, and what JavaScript has for a field that begins as `null`. */
const tellsNothing = (type: ts.Type): boolean => (type.flags & (ts.TypeFlags.Any | ts.TypeFlags.Null | ts.TypeFlags.Undefined)) !== 0;

function createInference(checker: ts.TypeChecker, files: readonly ts.SourceFile[]): World['typeAt'] {
  const memo = new Map<ts.Node, ts.Type>();
  /** What was found on the way around a circle is not the whole: it counts until the question is answered that led there. */
  const passing = new Map<ts.Node, ts.Type>();
  const active = new Set<ts.Node>();
  let circles = 0;
  let writes: Writes | undefined;
  const typeAt = (node: ts.Node): ts.Type => {
    const type = checker.getTypeAtLocation(node);
    if (!tellsNothing(type) || !ts.isExpression(node) || node.kind === ts.SyntaxKind.NullKeyword) return type;
    const found = memo.get(node);
    if (found) return found;
    if (active.has(node) || passing.has(node)) {
      circles += 1;
      return passing.get(node) ?? type;
    }
    const before = circles;
    active.add(node);
    const inferred = join(checker, infer(world, node)) ?? type;
    active.delete(node);
    const isWhole = active.size === 0 || circles === before || !tellsNothing(inferred);
    (isWhole ? memo : passing).set(node, inferred);
    if (active.size === 0) passing.clear();
    return inferred;
  };
  const world: World = { checker, typeAt, writes: () => (writes ??= readWrites(checker, files, typeAt)) };
  return typeAt;
}

/** The types that an expression may have, by what it is made of. */
function infer(world: World, node: ts.Expression): readonly ts.Type[] {
  const { checker, typeAt } = world;
  const inner = unwrap(node);
  if (inner !== node) return [typeAt(inner)];
  if (ts.isAwaitExpression(node)) return [checker.getAwaitedType(typeAt(node.expression)) ?? typeAt(node.expression)];
  if (ts.isConditionalExpression(node)) return [typeAt(node.whenTrue), typeAt(node.whenFalse)];
  if (ts.isBinaryExpression(node) && CHOICES.has(node.operatorToken.kind)) return [typeAt(node.left), typeAt(node.right)];
  if (ts.isBinaryExpression(node)) return node.operatorToken.kind === ts.SyntaxKind.EqualsToken ? [typeAt(node.right)] : [];
  if (ts.isCallExpression(node)) return typeAt(node.expression).getCallSignatures().flatMap((signature) => givenBy(world, signature));
  if (ts.isPropertyAccessExpression(node)) {
    const symbol = checker.getSymbolAtLocation(node);
    return symbol ? fromSymbol(world, symbol) : memberOf(world, typeAt(node.expression), node.name.text);
  }
  const symbol = ts.isIdentifier(node) ? checker.getSymbolAtLocation(node) : undefined;
  return symbol ? fromSymbol(world, (symbol.flags & ts.SymbolFlags.Alias) !== 0 ? checker.getAliasedSymbol(symbol) : symbol) : [];
}

const CHOICES: ReadonlySet<ts.SyntaxKind> = new Set([
  ts.SyntaxKind.BarBarToken, ts.SyntaxKind.QuestionQuestionToken, ts.SyntaxKind.QuestionQuestionEqualsToken, ts.SyntaxKind.BarBarEqualsToken,
]);

function memberOf(world: World, type: ts.Type, name: string): readonly ts.Type[] {
  const symbol = isAny(type) ? undefined : world.checker.getPropertyOfType(type, name);
  const own = symbol && world.checker.getTypeOfSymbol(symbol);
  return !symbol || !own ? [] : tellsNothing(own) ? fromSymbol(world, symbol) : [own];
}

function givenBy({ typeAt }: World, signature: ts.Signature): readonly ts.Type[] {
  const type = signature.getReturnType();
  const { declaration } = signature;
  if (!tellsNothing(type)) return [type];
  return declaration && 'body' in declaration && declaration.body ? returnsOf(declaration.body).map(typeAt) : [];
}

const fromSymbol = (world: World, symbol: ts.Symbol): readonly ts.Type[] =>
  [...(symbol.declarations ?? []).flatMap((node) => fromDeclaration(world, node)), ...(world.writes().assigned.get(symbol) ?? []).map(world.typeAt)];

function fromDeclaration(world: World, node: ts.Declaration): readonly ts.Type[] {
  const { checker, typeAt } = world;
  if (ts.isParameter(node)) return [...(node.initializer ? [typeAt(node.initializer)] : []), ...argumentsFor(world, node).map(typeAt)];
  if (ts.isBindingElement(node)) return fromPattern(world, node);
  const isHolder = ts.isVariableDeclaration(node) || ts.isPropertyDeclaration(node) || ts.isPropertyAssignment(node);
  if (isHolder) return node.initializer ? [typeAt(node.initializer)] : [];
  if (ts.isShorthandPropertyAssignment(node)) {
    const value = checker.getShorthandAssignmentValueSymbol(node);
    return value ? fromSymbol(world, value) : [];
  }
  // `this.db = db` and `exports.db = db` of JavaScript are declarations.
  if (ts.isBinaryExpression(node)) return [typeAt(node.right)];
  const { parent } = node;
  return ts.isBinaryExpression(parent) && (parent.left as ts.Node) === node ? [typeAt(parent.right)] : [];
}

/** `function routes({ db })`, `const { db } = context`. */
function fromPattern(world: World, node: ts.BindingElement): readonly ts.Type[] {
  const holder = node.parent.parent;
  const key = node.propertyName ?? node.name;
  if (!ts.isObjectBindingPattern(node.parent) || !ts.isIdentifier(key) || node.dotDotDotToken) return [];
  const sources = ts.isParameter(holder) ? argumentsFor(world, holder) : ts.isVariableDeclaration(holder) && holder.initializer ? [holder.initializer] : [];
  const own = node.initializer ? [world.typeAt(node.initializer)] : [];
  return [...own, ...sources.flatMap((source) => memberOf(world, world.typeAt(source), key.text))];
}

function argumentsFor({ writes }: World, parameter: ts.ParameterDeclaration): readonly ts.Expression[] {
  if (parameter.dotDotDotToken) return [];
  const index = parameter.parent.parameters.indexOf(parameter);
  return writes().callsOf(parameter.parent).flatMap((call) => call.arguments?.[index] ?? []).filter((one) => !ts.isSpreadElement(one));
}

/** One type for several; undefined where they tell nothing. */
function join(checker: ts.TypeChecker, types: readonly ts.Type[]): ts.Type | undefined {
  const different = [...new Set(types.filter((type) => !tellsNothing(type)))];
  if (different.length > MOST_TYPES) return undefined;
  return different.length < 2 ? different[0] : (checker as WithUnions).getUnionType?.(different) ?? different[0];
}

/** What is returned, functions inside left out. */
function returnsOf(body: ts.Node): readonly ts.Expression[] {
  if (!ts.isBlock(body)) return [body as ts.Expression];
  const found: ts.Expression[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isReturnStatement(node) && node.expression) found.push(node.expression);
    if (!ts.isFunctionLike(node)) ts.forEachChild(node, visit);
  };
  ts.forEachChild(body, visit);
  return found;
}

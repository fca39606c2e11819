import { dirname, join } from 'node:path/posix';
import { ts } from 'ts-morph';
import { withoutEnding } from '../cascade/graph.ts';
import { isTyped, kept, use, type Part } from './draft.ts';
import { unwrap } from './handles.ts';
import type { Plan } from './plan.ts';

/**
 * Mocks of a module of the project that has the database, in which a test made one by hand: `vi.mock('./db', () => ({ db: { prepare: () => ({ get }) } }))`.
 * It stays as it is, and a helper of the tests' module asks it as the program asks now. `tests` is the specifier of that module in the file, `fileAt` finds
 * a source file by its path without an ending.
 */
export function convertMockedHandles(plan: Plan, file: ts.SourceFile, tests: string, fileAt: (name: string) => ts.SourceFile | undefined): void {
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && /^(?:vi|jest)\.(?:mock|doMock)$/.test(node.expression.getText())) convertMock(plan, node, tests, fileAt);
    ts.forEachChild(node, visit);
  };
  if (/\b(?:vi|jest)\.(?:mock|doMock)\(/.test(file.text)) visit(file);
}

function convertMock(plan: Plan, mock: ts.CallExpression, tests: string, fileAt: (name: string) => ts.SourceFile | undefined): void {
  const [name, factory] = mock.arguments;
  const isRelative = name && ts.isStringLiteralLike(name) && name.text.startsWith('.');
  const module = isRelative ? fileAt(withoutEnding(join(dirname(mock.getSourceFile().fileName), name.text))) : undefined;
  if (!module || !factory || !handlesIn(plan, module).some((handle) => isMadeByHand(plan, factory, handle))) return;
  const { draft } = plan;
  const quote = name!.getText()[0]!;
  const isVitest = mock.expression.getText().startsWith('vi.');
  const helper = `${isVitest ? `(await import(${quote}${tests}${quote}))` : `require(${quote}${tests}${quote})`}.${use(draft, mock, 'standIn')}`;
  draft.converted(mock, 'mock');
  draft.replace(factory, kept(...standingIn(factory, helper, isVitest)));
}

/** The names of a module's exports that are databases. */
function handlesIn({ checker, handles }: Plan, module: ts.SourceFile): readonly string[] {
  const symbol = checker.getSymbolAtLocation(module);
  return (symbol ? checker.getExportsOfModule(symbol) : []).filter((one) => handles.ofType(checker.getTypeOfSymbolAtLocation(one, module))?.kind === 'database').map((one) => one.name);
}

/** Whether a factory gives an object with `prepare` that is no handle of a driver. */
function isMadeByHand({ checker, handles }: Plan, factory: ts.Expression, name: string): boolean {
  const given = ts.isArrowFunction(factory) && ts.isIdentifier(factory.body) ? hoistedType(checker, factory.body) : resultOf(checker, factory);
  const member = given && (checker.getAwaitedType(given) ?? given).getProperty(name);
  const type = member && checker.getTypeOfSymbolAtLocation(member, factory);
  return type !== undefined && type.getProperty('prepare') !== undefined && handles.ofType(type) === undefined;
}

const resultOf = (checker: ts.TypeChecker, work: ts.Expression): ts.Type | undefined => checker.getTypeAtLocation(work).getCallSignatures()[0]?.getReturnType();

/** The type of a variable; of one that `vi.hoisted(work)` gives that of the work's result, whether or not the test runner's types are installed. */
function hoistedType(checker: ts.TypeChecker, name: ts.Identifier): ts.Type | undefined {
  const declaration = checker.getSymbolAtLocation(name)?.valueDeclaration;
  const isPart = declaration !== undefined && ts.isBindingElement(declaration);
  const variable = isPart ? declaration.parent.parent : declaration;
  const value = variable && ts.isVariableDeclaration(variable) && variable.initializer ? unwrap(variable.initializer) : undefined;
  const work = value && ts.isCallExpression(value) && /(?:^|\.)hoisted$/.test(value.expression.getText()) ? value.arguments[0] : undefined;
  const whole = work && resultOf(checker, work);
  if (!whole) return checker.getTypeAtLocation(name);
  const member = isPart ? whole.getProperty((declaration.propertyName ?? declaration.name).getText()) : undefined;
  return isPart ? member && checker.getTypeOfSymbolAtLocation(member, name) : whole;
}

function standingIn(factory: ts.Expression, helper: string, isAsync: boolean): readonly Part[] {
  const head = isAsync ? 'async ' : '';
  if (!ts.isArrowFunction(factory) || factory.parameters.length > 0 || ts.isBlock(factory.body)) {
    return [`${head}(...given${isTyped(factory) ? ': any[]' : ''}) => ${helper}(${isAsync ? 'await ' : ''}(`, factory, ')(...given))'];
  }
  const { body } = factory;
  return [`${head}() => ${helper}(`, ts.isParenthesizedExpression(body) ? body.expression : body, ')'];
}

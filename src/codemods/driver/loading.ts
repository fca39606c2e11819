import { ts } from 'ts-morph';
import { importsFrom } from '../cascade/nodes.ts';
import { DECLARATIONS, sources } from './declarations.ts';
import { isDriverImport, isSourceModule } from './names.ts';
import type { Plan } from './plan.ts';

/** Modules that are loaded while the program runs: `await import('@libsql/client')`, `require('sqlite3')`. */

/** Functions of the drivers that open a database. */
const OPENING = new Set(sources.flatMap((driver) => Object.keys(driver.opens).filter((name) => /^[a-z]\w*$/.test(name) && name !== 'default')));

/** The function of a driver that opens a database, as a value: `createClient`. */
export function isOpeningFunction({ checker }: Plan, node: ts.Node): boolean {
  const symbol = ts.isIdentifier(node) && OPENING.has(node.text) ? checker.getSymbolAtLocation(node) : undefined;
  const [declaration] = symbol ? checker.getTypeOfSymbolAtLocation(symbol, node).getCallSignatures().map((signature) => signature.declaration) : [];
  return declaration !== undefined && ts.isFunctionDeclaration(declaration) && declaration.getSourceFile().fileName.startsWith(DECLARATIONS);
}

/** `import('x')` in `const { createClient } = await import('x')`, where all that is taken from the driver opens databases. */
export function isOpeningLoad(plan: Plan, call: ts.CallExpression): boolean {
  const declaration = ts.isAwaitExpression(call.parent) && ts.isVariableDeclaration(call.parent.parent) ? call.parent.parent : undefined;
  const names = declaration && ts.isObjectBindingPattern(declaration.name) ? declaration.name.elements : [];
  return call.expression.kind === ts.SyntaxKind.ImportKeyword && names.length > 0 && names.every(({ name }) => isOpeningFunction(plan, name));
}

/** `Database = require('better-sqlite3')` inside of code: the class of a driver by a name of its own. */
function isRequiredClass(node: ts.Node | undefined): node is ts.VariableDeclaration & { readonly initializer: ts.CallExpression } {
  if (!node || !ts.isVariableDeclaration(node) || !ts.isIdentifier(node.name) || !node.initializer || !ts.isCallExpression(node.initializer)) return false;
  return node.initializer.expression.kind === ts.SyntaxKind.Identifier && loadedDriver(node.initializer) !== undefined;
}

/** Whether the name of what opens a database comes from such a load: then it needs no import. */
export function isLoaded(plan: Plan, callee: ts.Expression): boolean {
  const declaration = plan.checker.getSymbolAtLocation(callee)?.valueDeclaration;
  if (isRequiredClass(declaration)) return plan.checker.getTypeAtLocation(callee).getConstructSignatures().length > 0;
  const variable = declaration && ts.isBindingElement(declaration) ? declaration.parent.parent : undefined;
  const value = variable && ts.isVariableDeclaration(variable) ? variable.initializer : undefined;
  return value !== undefined && ts.isAwaitExpression(value) && ts.isCallExpression(value.expression) && isOpeningLoad(plan, value.expression);
}

/** The module of a driver that a call loads. */
export function loadedDriver(call: ts.CallExpression): ts.StringLiteral | undefined {
  const [given] = call.arguments;
  const isLoading = call.expression.kind === ts.SyntaxKind.ImportKeyword || (ts.isIdentifier(call.expression) && call.expression.text === 'require');
  return isLoading && given && ts.isStringLiteral(given) && isSourceModule(given.text) && !isDriverImport(call) ? given : undefined;
}

/** The support module is loaded in place of the driver where it opens a database; else the load asks whether the package is there. */
export function convertLoading(plan: Plan, call: ts.CallExpression, support: string): void {
  const given = loadedDriver(call);
  if (!given) return;
  const quote = given.getText()[0]!;
  const { parent } = call;
  if (isRequiredClass(parent) && isLoaded(plan, parent.name as ts.Identifier)) {
    const isLater = importsFrom(call.getSourceFile(), 'vitest');
    if (isLater) plan.draft.seeds.add(call);
    plan.draft.replace(parent, `{ openDatabase } = ${isLater ? 'await import' : 'require'}(${quote}${support}${quote})`);
    return;
  }
  plan.draft.replace(given, `${quote}${isOpeningLoad(plan, call) ? support : plan.target}${quote}`);
}

import { ts } from 'ts-morph';
import { driverOfModule } from '../../drivers/lookup.ts';
import { SOURCES } from './declarations.ts';
import type { SupportName } from './support.ts';

export const isSourceModule = (specifier: string): boolean => SOURCES.includes(driverOfModule(specifier)?.id ?? '');

/** A statement that brings a driver into a file: an import, or `const x = require('x')`. */
export function driverImports(file: ts.SourceFile): readonly ts.Statement[] {
  return file.statements.filter((statement) => {
    if (ts.isImportDeclaration(statement)) return ts.isStringLiteral(statement.moduleSpecifier) && isSourceModule(statement.moduleSpecifier.text);
    if (ts.isImportEqualsDeclaration(statement)) return /require\(['"]/.test(statement.getText()) && isSourceModule(/['"]([^'"]+)['"]/.exec(statement.getText())?.[1] ?? '');
    if (!ts.isVariableStatement(statement)) return false;
    const [only, ...others] = statement.declarationList.declarations;
    return others.length === 0 && isSourceModule(requiredModule(only?.initializer));
  });
}

/** Whether a node stands in a statement that brings a driver in: that one is replaced as a whole. */
export function isDriverImport(node: ts.Node): boolean {
  let statement = node;
  while (!ts.isSourceFile(statement.parent)) statement = statement.parent;
  return driverImports(statement.parent).includes(statement as ts.Statement);
}

/** The module of `require('x')`, `require('x').verbose()`, `require('x').Database`. */
function requiredModule(node: ts.Expression | undefined): string {
  if (!node) return '';
  if (ts.isPropertyAccessExpression(node)) return requiredModule(node.expression);
  if (!ts.isCallExpression(node)) return '';
  const [given] = node.arguments;
  if (ts.isIdentifier(node.expression) && node.expression.text === 'require' && given && ts.isStringLiteral(given)) return given.text;
  return ts.isPropertyAccessExpression(node.expression) ? requiredModule(node.expression) : '';
}

/** Names that a file has at its top level, without those of the drivers' imports. */
function ownNames(file: ts.SourceFile): ReadonlySet<string> {
  const names = new Set<string>();
  const driver = new Set<ts.Node>(driverImports(file));
  for (const statement of file.statements) {
    if (driver.has(statement)) continue;
    if (ts.isImportDeclaration(statement)) {
      const { name, namedBindings } = statement.importClause ?? {};
      if (name) names.add(name.text);
      if (namedBindings && ts.isNamedImports(namedBindings)) for (const one of namedBindings.elements) names.add(one.name.text);
      else if (namedBindings) names.add(namedBindings.name.text);
    } else if (ts.isVariableStatement(statement)) for (const one of statement.declarationList.declarations) names.add(one.name.getText());
    else if ('name' in statement && statement.name) names.add((statement.name as ts.Node).getText());
  }
  return names;
}

/** What a name of the support module is called in a file: another name where the file has its own. */
export function localName(file: ts.SourceFile, name: SupportName): string {
  const isTaken = ownNames(file).has(name);
  return !isTaken ? name : /^[A-Z]/.test(name) ? `Postgres${name}` : `postgres${name[0]!.toUpperCase()}${name.slice(1)}`;
}

/** A JavaScript file that has no import of ES modules, and requires something. */
export const isCommonJs = (file: ts.SourceFile): boolean =>
  /\.c?js$/.test(file.fileName) && !file.statements.some((one) => ts.isImportDeclaration(one) || ts.isExportDeclaration(one))
  && /\brequire\(|module\.exports|\bexports\./.test(file.text);

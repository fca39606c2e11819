import { ts } from 'ts-morph';
import { driverOfModule } from '../../drivers/lookup.ts';
import { SOURCES } from '../../drivers/sources.ts';
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

const ownNames = new WeakMap<ts.SourceFile, ReadonlySet<string>>();

/** The names that a file declares, in any scope, without those of the drivers' imports. */
function namesOf(file: ts.SourceFile): ReadonlySet<string> {
  const known = ownNames.get(file);
  if (known) return known;
  const names = new Set<string>();
  const driver = new Set<ts.Node>(driverImports(file));
  const visit = (node: ts.Node): void => {
    if (driver.has(node)) return;
    const name = (ts.isDeclarationStatement(node) || DECLARING.has(node.kind)) && 'name' in node ? (node.name as ts.Node | undefined) : undefined;
    if (name && ts.isIdentifier(name)) names.add(name.text);
    ts.forEachChild(node, visit);
  };
  visit(file);
  ownNames.set(file, names);
  return names;
}

const DECLARING: ReadonlySet<ts.SyntaxKind> = new Set([
  ts.SyntaxKind.VariableDeclaration, ts.SyntaxKind.Parameter, ts.SyntaxKind.BindingElement, ts.SyntaxKind.ImportClause, ts.SyntaxKind.ImportSpecifier,
  ts.SyntaxKind.NamespaceImport, ts.SyntaxKind.FunctionExpression, ts.SyntaxKind.ClassExpression, ts.SyntaxKind.TypeParameter,
]);

/** What a name of the support module is called in a file: another name where the file has its own. */
export function localName(file: ts.SourceFile, name: SupportName): string {
  const isTaken = namesOf(file).has(name);
  return !isTaken ? name : /^[A-Z]/.test(name) ? `Postgres${name}` : `postgres${name[0]!.toUpperCase()}${name.slice(1)}`;
}

/** A JavaScript file that has no import of ES modules, and requires something. */
export const isCommonJs = (file: ts.SourceFile): boolean =>
  /\.c?js$/.test(file.fileName) && !file.statements.some((one) => ts.isImportDeclaration(one) || ts.isExportDeclaration(one))
  && /\brequire\(|module\.exports|\bexports\./.test(file.text);

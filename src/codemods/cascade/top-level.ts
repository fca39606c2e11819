import { ts } from 'ts-morph';
import type { LocalEdit } from './awaits.ts';
import { eolOf, isTyped, namesIn } from './nodes.ts';

/** The top level of a CommonJS module: what waits there, and all that comes after it, becomes an async function that is called at once. */

/** The statements that become `main`: from the first that waits on, without the exports at the end; or why they cannot. */
export function mainOf(waiting: ReadonlySet<ts.Node>, isLoaded: boolean): readonly ts.Statement[] | string {
  const { statements } = [...waiting][0]!.getSourceFile();
  const waits = statements.filter((statement) => [...waiting].some((node) => statement.pos <= node.pos && node.end <= statement.end));
  if (waits.length === 1 && isForScript(waits[0]!)) return waits;
  if (isLoaded) return refuse('other modules need what it does');
  const from = statements.indexOf(waits[0]!);
  const end = statements.findLastIndex((statement) => !isExport(statement) && !isType(statement)) + 1;
  const own = statements.slice(from, end);
  if (own.some((statement) => isExport(statement) || isImport(statement))) return refuse('what follows is exported');
  const names = new Set(own.flatMap(namesOf));
  const others = [...statements.slice(0, from), ...statements.slice(end)];
  return others.some((statement) => mentionsAny(statement, names)) ? refuse('what follows is used above') : own;
}

const refuse = (why: string): string =>
  `The top level of a CommonJS module cannot wait, and ${why}. Do this work in an async function that is called at the start.`;

const isType = (statement: ts.Statement): boolean => ts.isTypeAliasDeclaration(statement) || ts.isInterfaceDeclaration(statement);

const isImport = (statement: ts.Statement): boolean => ts.isImportDeclaration(statement) || ts.isImportEqualsDeclaration(statement);

/** `if (require.main === module)`: not done where the module is loaded by another. */
const isForScript = (statement: ts.Statement): boolean => ts.isIfStatement(statement) && /^require\.main\s*===?\s*module$/.test(statement.expression.getText());

/** `async function main() { ... }` and its call: an error in it ends the process, as it did. Lines keep their indentation, so that the change is two lines. */
export function mainEdits(own: readonly ts.Statement[]): readonly LocalEdit[] {
  const file = own[0]!.getSourceFile();
  const eol = eolOf(file.text);
  const name = ['main', 'start', 'runMain'].find((one) => !new RegExp(`(?<!\\.)\\b${one}\\b`).test(file.text)) ?? 'runAll';
  const range = { start: own[0]!.getStart(), end: own.at(-1)!.end };
  const last = /(?:;|\})\s*$/.test(own.at(-1)!.getText()) ? ';' : '';
  return [{ ...range, text: [`async function ${name}()${isTyped(file) ? ': Promise<void>' : ''} {${eol}`, range, `${eol}}${eol}${eol}void ${name}()${last}`] }];
}

function isExport(statement: ts.Statement): boolean {
  if (ts.isExportDeclaration(statement) || ts.isExportAssignment(statement)) return true;
  if (ts.canHaveModifiers(statement) && (ts.getModifiers(statement) ?? []).some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)) return true;
  const expression = ts.isExpressionStatement(statement) ? statement.expression : undefined;
  return expression !== undefined && ts.isBinaryExpression(expression) && /^(?:module\.)?exports\b/.test(expression.left.getText());
}

function namesOf(statement: ts.Statement): readonly string[] {
  if (ts.isVariableStatement(statement)) return statement.declarationList.declarations.flatMap(({ name }) => namesIn(name));
  return 'name' in statement && statement.name ? [(statement.name as ts.Node).getText()] : [];
}

function mentionsAny(node: ts.Node, names: ReadonlySet<string>): boolean {
  if (ts.isIdentifier(node)) return names.has(node.text) && !(ts.isPropertyAccessExpression(node.parent) && node.parent.name === node);
  return ts.forEachChild(node, (child) => mentionsAny(child, names)) ?? false;
}

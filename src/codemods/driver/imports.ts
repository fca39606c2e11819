import { ts } from 'ts-morph';
import { isCompatible } from '../../core/edits.ts';
import type { ProposedEdit } from '../../core/types.ts';
import { spanOf } from '../draft.ts';
import type { DriverDraft } from './draft.ts';
import { driverImports, isCommonJs, localName } from './names.ts';
import { lineOf } from './scripts.ts';
import { specifierOf } from '../specifier.ts';
import { isMethodName, isTestName, isTypeName, type SupportName } from './support.ts';

/** Uses of a driver's import that no edit replaces: the driver cannot go while they are there. */
export function leftUses(draft: DriverDraft, file: ts.SourceFile, path: string): readonly ts.Identifier[] {
  const statements = driverImports(file);
  if (statements.length === 0) return [];
  const edits = draft.edits().filter((edit) => edit.path === path);
  return usesOf(file, statements, new Set(statements.flatMap(declaredNames))).filter((node) => isLeft(node, edits));
}

function usesOf(file: ts.SourceFile, imports: readonly ts.Statement[], names: ReadonlySet<string>): readonly ts.Identifier[] {
  const found: ts.Identifier[] = [];
  const visit = (node: ts.Node): void => {
    if (imports.includes(node as ts.Statement)) return;
    if (ts.isIdentifier(node) && names.has(node.text) && !isMemberName(node)) found.push(node);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

/** Whether no edit replaces a node. */
const isLeft = (node: ts.Node, edits: readonly ProposedEdit[]): boolean => edits.every((edit) => isCompatible({ ...spanOf(node), text: '' }, edit));

/** The edits that take out imports of which the conversion has replaced every use: `promisify`. */
export function unusedImportEdits(draft: DriverDraft, file: ts.SourceFile, path: string): readonly ProposedEdit[] {
  const edits = draft.edits().filter((edit) => edit.path === path);
  if (edits.length === 0) return [];
  const written = new Set(edits.flatMap(({ text }) => (typeof text === 'string' ? [text] : text)).flatMap((piece) => (typeof piece === 'string' ? piece.match(/[\w$]+/g) ?? [] : [])));
  const drivers = driverImports(file);
  return file.statements.flatMap((statement): readonly ProposedEdit[] => {
    const names = ts.isImportDeclaration(statement) && !drivers.includes(statement) ? declaredNames(statement) : [];
    const isGone = (name: string): boolean => {
      const uses = written.has(name) ? [] : usesOf(file, [statement], new Set([name]));
      return uses.length > 0 && !uses.some((node) => isLeft(node, edits));
    };
    return names.length > 0 && names.every(isGone) ? [{ path, ...lineOf(statement), text: '' }] : [];
  });
}

/** `x.name`, `{ name: x }`, a declaration of that name: another thing with the same name. */
function isMemberName(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isQualifiedName(parent)) return parent.right === node;
  return 'name' in parent && parent.name === node && !ts.isShorthandPropertyAssignment(parent);
}

function declaredNames(statement: ts.Statement): readonly string[] {
  if (ts.isImportEqualsDeclaration(statement)) return [statement.name.text];
  if (ts.isVariableStatement(statement)) return statement.declarationList.declarations.flatMap(({ name }) => name.getText().match(/[\w$]+/g) ?? []);
  const { name, namedBindings } = ts.isImportDeclaration(statement) ? statement.importClause ?? {} : {};
  const named = !namedBindings ? [] : ts.isNamedImports(namedBindings) ? namedBindings.elements.map((one) => one.name.text) : [namedBindings.name.text];
  return [...(name ? [name.text] : []), ...named];
}

/** The modules that are written into the project. */
export interface WrittenModules {
  readonly support: string;
  /** The database of the tests. */
  readonly tests: string | undefined;
}

/** The edits that bring the written modules into a file and take the drivers out. */
export function importEdits(
  draft: DriverDraft, file: ts.SourceFile, path: string, written: WrittenModules, files: readonly ts.SourceFile[],
): readonly ProposedEdit[] {
  const used = [...(draft.uses.get(path) ?? [])].filter((name) => !isMethodName(name));
  const names = used.sort((a, b) => Number(isTypeName(a)) - Number(isTypeName(b)) || (a < b ? -1 : 1));
  const importOf = (own: readonly SupportName[], from: string | undefined): readonly string[] =>
    (own.length === 0 || from === undefined ? [] : [importText(file, path, own, specifierOf(file, path, from, files))]);
  const lines = [...importOf(names.filter((name) => !isTestName(name)), written.support), ...importOf(names.filter(isTestName), written.tests)];
  const text = lines.join('\n');
  const [first, ...others] = driverImports(file);
  const edits: ProposedEdit[] = others.map((statement) => ({ path, ...lineOf(statement), text: '' }));
  if (first) edits.push(text === '' ? { path, ...lineOf(first), text: '' } : { path, ...spanOf(first), text });
  else if (text !== '') {
    const last = file.statements.filter((one) => ts.isImportDeclaration(one)).at(-1);
    const at = last ? last.end : file.statements[0]?.getStart() ?? 0;
    edits.push({ path, start: at, end: at, text: last ? `\n${text}` : `${text}\n` });
  }
  return edits;
}

function importText(file: ts.SourceFile, path: string, names: readonly SupportName[], from: string): string {
  const isCommon = isCommonJs(file);
  const quote = /from\s+"|require\("/.test(file.text) ? '"' : "'";
  const end = /(?:from|require\()\s*['"][^'"]+['"]\)?(?!;)\s*(?:\r?\n|$)/.test(file.text) && !/(?:from|require\()\s*['"][^'"]+['"]\)?;/.test(file.text) ? '' : ';';
  const specifier = `${quote}${from}${quote}`;
  const local = (name: SupportName, separator: string): string => {
    const own = localName(file, name);
    return own === name ? name : `${name}${separator}${own}`;
  };
  if (isCommon) return `const { ${names.filter((name) => !isTypeName(name)).map((name) => local(name, ': ')).join(', ')} } = require(${specifier})${end}`;
  const areTypes = names.every(isTypeName);
  const list = names.map((name) => `${!areTypes && isTypeName(name) && isScriptTyped(path) ? 'type ' : ''}${local(name, ' as ')}`);
  return `import ${areTypes ? 'type ' : ''}{ ${list.join(', ')} } from ${specifier}${end}`;
}

const isScriptTyped = (path: string): boolean => /\.[cm]?tsx?$/.test(path);

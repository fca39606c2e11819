import { dirname } from 'node:path/posix';
import { ts } from 'ts-morph';
import { insert, type LocalEdit } from './awaits.ts';
import { eolOf } from './nodes.ts';

/** The array methods whose callbacks wait, as a small module that is written into the project where loops do not fit. */

const BODIES: Readonly<Record<string, string>> = {
  forEach: `<T>(items: Iterable<T>, callback: (item: T, index: number) => unknown): Promise<void> {
  let index = 0;
  for (const item of items) await callback(item, index++);
}`,
  map: `<T, R>(items: Iterable<T>, callback: (item: T, index: number) => Promise<R> | R): Promise<R[]> {
  const results: R[] = [];
  for (const item of items) results.push(await callback(item, results.length));
  return results;
}`,
  flatMap: `<T, R>(items: Iterable<T>, callback: (item: T, index: number) => Promise<R | readonly R[]> | R | readonly R[]): Promise<R[]> {
  const results: (R | readonly R[])[] = [];
  for (const item of items) results.push(await callback(item, results.length));
  return results.flat() as R[];
}`,
  filter: `<T>(items: Iterable<T>, callback: (item: T, index: number) => unknown): Promise<T[]> {
  const results: T[] = [];
  let index = 0;
  for (const item of items) if (await callback(item, index++)) results.push(item);
  return results;
}`,
  find: `<T>(items: Iterable<T>, callback: (item: T, index: number) => unknown): Promise<T | undefined> {
  let index = 0;
  for (const item of items) if (await callback(item, index++)) return item;
  return undefined;
}`,
  findIndex: `<T>(items: Iterable<T>, callback: (item: T, index: number) => unknown): Promise<number> {
  let index = 0;
  for (const item of items) {
    if (await callback(item, index)) return index;
    index++;
  }
  return -1;
}`,
  some: `<T>(items: Iterable<T>, callback: (item: T, index: number) => unknown): Promise<boolean> {
  let index = 0;
  for (const item of items) if (await callback(item, index++)) return true;
  return false;
}`,
  every: `<T>(items: Iterable<T>, callback: (item: T, index: number) => unknown): Promise<boolean> {
  let index = 0;
  for (const item of items) if (!(await callback(item, index++))) return false;
  return true;
}`,
  reduce: `<T, R>(items: Iterable<T>, callback: (result: R, item: T, index: number) => Promise<R> | R, initial: R): Promise<R> {
  let result = initial;
  let index = 0;
  for (const item of items) result = await callback(result, item, index++);
  return result;
}`,
};

/** The helper for a method, undefined where there is none. */
export const helperName = (method: string): string | undefined => (Object.hasOwn(BODIES, method) ? `${method}InOrder` : undefined);

/** What a file of the helpers is written as. */
export type ModuleForm = 'typescript' | 'es-module' | 'commonjs';

export const ENDINGS: Readonly<Record<ModuleForm, string>> = { typescript: '.ts', 'es-module': '.js', commonjs: '.js' };

/** What the module is written as: TypeScript as soon as a file that needs it is. */
export function formOf(files: readonly ts.SourceFile[]): ModuleForm {
  if (files.some((file) => /\.[mc]?tsx?$/.test(file.fileName))) return 'typescript';
  return files.some(isCommonJs) ? 'commonjs' : 'es-module';
}

/** The text of the module with these helpers (`mapInOrder`), in the order of the table. */
export function helperModule(names: ReadonlySet<string>, form: ModuleForm): string {
  const wanted = Object.entries(BODIES).filter(([method]) => names.has(`${method}InOrder`));
  const typed = wanted.map(([method, body]) => `export async function ${method}InOrder${body}\n`).join('\n');
  const text = `/** Methods of arrays whose callbacks may wait. Each call has finished before the next one begins. */\n\n${typed}`;
  if (form === 'typescript') return text;
  const plain = ts.transpileModule(text, { compilerOptions: { target: ts.ScriptTarget.ESNext, module: ts.ModuleKind.ESNext } }).outputText;
  if (form === 'es-module') return plain;
  return `${plain.replace(/^export /gm, '')}\nmodule.exports = { ${wanted.map(([method]) => `${method}InOrder`).join(', ')} };\n`;
}

/** Where the module stands: the deepest folder that holds all files which need it. */
export function folderOf(paths: readonly string[]): string {
  const [first, ...others] = paths.map((path) => dirname(path).split('/'));
  let depth = 0;
  while (depth < first!.length && others.every((folders) => folders[depth] === first![depth])) depth++;
  return first!.slice(0, depth).join('/') || '.';
}

/** Imports the helpers from a module, by its specifier, behind the last import of the file. */
export function importHelpers(file: ts.SourceFile, from: string, names: readonly string[]): LocalEdit {
  const eol = eolOf(file.text);
  const quote = /from\s+"|require\("/.test(file.text) ? '"' : "'";
  const last = file.statements.findLast((statement) => ts.isImportDeclaration(statement) || isRequire(statement));
  const end = !last || last.getText().endsWith(';') ? ';' : '';
  const list = `{ ${names.join(', ')} }`;
  const path = `${quote}${from}${quote}`;
  const line = (isCommonJs(file) ? `const ${list} = require(${path})` : `import ${list} from ${path}`) + end;
  return last ? insert(last.end, eol + line) : insert(startOf(file), line + eol);
}

export const isCommonJs = (file: ts.SourceFile): boolean =>
  /\.c?jsx?$/.test(file.fileName) && !ts.isExternalModule(file);

const isRequire = (statement: ts.Statement): boolean =>
  ts.isVariableStatement(statement) && statement.declarationList.declarations.some(({ initializer }) =>
    initializer && ts.isCallExpression(initializer) && ts.isIdentifier(initializer.expression) && initializer.expression.text === 'require');

/** Behind a `#!` line and directives. */
const startOf = (file: ts.SourceFile): number => file.statements[0]?.getStart() ?? 0;

import { dirname, join } from 'node:path/posix';
import { ts } from 'ts-morph';
import type { ProposedEdit } from '../../core/types.ts';
import type { NewFile } from '../codemod.ts';
import { specifierOf } from '../specifier.ts';
import { insert, type LocalEdit } from './awaits.ts';
import { HELPER_MODULES, type HelperModule } from './helper-texts.ts';
import { addTo, eolOf } from './nodes.ts';

/** Writes the modules of helpers that are used, and imports them where they are. */

export interface HelperFiles {
  readonly created: readonly NewFile[];
  readonly edits: readonly ProposedEdit[];
}

/** The modules for uses of helpers, by name, in a project of these files. */
export function helperFiles(uses: ReadonlyMap<ts.Node, string>, pathOf: (node: ts.Node) => string, project: readonly ts.SourceFile[]): HelperFiles {
  const parts = HELPER_MODULES.flatMap((module) => {
    const own = [...uses].filter(([, name]) => Object.hasOwn(module.functions, name));
    return own.length === 0 ? [] : [writeModule(module, own, pathOf, project)];
  });
  return { created: parts.map(({ created }) => created), edits: parts.flatMap(({ edits }) => edits) };
}

function writeModule(
  module: HelperModule, uses: readonly (readonly [ts.Node, string])[], pathOf: (node: ts.Node) => string, project: readonly ts.SourceFile[],
): { readonly created: NewFile; readonly edits: readonly ProposedEdit[] } {
  const namesOf = new Map<ts.SourceFile, Set<string>>();
  for (const [node, name] of uses) addTo(namesOf, node.getSourceFile(), name);
  const files = [...namesOf.keys()];
  const form = formOf(files);
  const folder = folderOf(files.map(pathOf));
  const path = module.names.map((name) => join(folder, `${name}${ENDINGS[form]}`)).find((one) => !project.some((file) => pathOf(file) === one))!;
  const importOf = (file: ts.SourceFile, names: ReadonlySet<string>): LocalEdit =>
    importHelpers(file, specifierOf(file, pathOf(file), path, project), [...names].sort());
  const edits = [...namesOf].map(([file, names]) => ({ path: pathOf(file), ...importOf(file, names) }));
  return { created: { path, text: moduleText(module, new Set(uses.map(([, name]) => name)), form) }, edits };
}

/** The helper for a method of arrays, undefined where there is none. */
export const helperName = (method: string): string | undefined =>
  (HELPER_MODULES.some(({ functions }) => Object.hasOwn(functions, `${method}InOrder`)) ? `${method}InOrder` : undefined);

/** What a file of the helpers is written as. */
type ModuleForm = 'typescript' | 'es-module' | 'commonjs';

const ENDINGS: Readonly<Record<ModuleForm, string>> = { typescript: '.ts', 'es-module': '.js', commonjs: '.js' };

/** What the module is written as: TypeScript as soon as a file that needs it is. */
function formOf(files: readonly ts.SourceFile[]): ModuleForm {
  if (files.some((file) => /\.[mc]?tsx?$/.test(file.fileName))) return 'typescript';
  return files.some(isCommonJs) ? 'commonjs' : 'es-module';
}

/** The text of a module with the functions that are used, in the order of the table. */
function moduleText({ about, functions, needs }: HelperModule, used: ReadonlySet<string>, form: ModuleForm): string {
  const names = new Set([...used].flatMap((name) => [name, ...(needs[name] ?? [])]));
  const wanted = Object.keys(functions).filter((name) => names.has(name));
  const text = `/** ${about} */\n\n${wanted.map((name) => `export ${functions[name]}\n`).join('\n')}`;
  if (form === 'typescript') return text;
  const plain = ts.transpileModule(text, { compilerOptions: { target: ts.ScriptTarget.ESNext, module: ts.ModuleKind.ESNext } }).outputText;
  if (form === 'es-module') return plain;
  return `${plain.replace(/^export /gm, '')}\nmodule.exports = { ${wanted.join(', ')} };\n`;
}

/** Where the module stands: the deepest folder that holds all files which need it. */
function folderOf(paths: readonly string[]): string {
  const [first, ...others] = paths.map((path) => dirname(path).split('/'));
  let depth = 0;
  while (depth < first!.length && others.every((folders) => folders[depth] === first![depth])) depth++;
  return first!.slice(0, depth).join('/') || '.';
}

/** Imports the helpers from a module, by its specifier, behind the last import of the file. */
function importHelpers(file: ts.SourceFile, from: string, names: readonly string[]): LocalEdit {
  const eol = eolOf(file.text);
  const quote = /from\s+"|require\("/.test(file.text) ? '"' : "'";
  const last = file.statements.findLast((statement) => ts.isImportDeclaration(statement) || isRequire(statement));
  const end = !last || last.getText().endsWith(';') ? ';' : '';
  const list = `{ ${names.join(', ')} }`;
  const path = `${quote}${from}${quote}`;
  const line = (isCommonJs(file) ? `const ${list} = require(${path})` : `import ${list} from ${path}`) + end;
  return last ? insert(last.end, eol + line) : insert(startOf(file), line + eol);
}

const isCommonJs = (file: ts.SourceFile): boolean =>
  /\.c?jsx?$/.test(file.fileName) && !ts.isExternalModule(file);

const isRequire = (statement: ts.Statement): boolean =>
  ts.isVariableStatement(statement) && statement.declarationList.declarations.some(({ initializer }) =>
    initializer && ts.isCallExpression(initializer) && ts.isIdentifier(initializer.expression) && initializer.expression.text === 'require');

/** Behind a `#!` line and directives. */
const startOf = (file: ts.SourceFile): number => file.statements[0]?.getStart() ?? 0;

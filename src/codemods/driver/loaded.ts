import { ts } from 'ts-morph';
import { loadedModules, withoutEnding } from '../cascade/graph.ts';
import { isEsModule } from '../cascade/owner.ts';
import type { Plan } from './plan.ts';

/**
 * Statements at the top level of CommonJS modules that others load: they cannot wait, and a function that is called at once would leave the others without what
 * they do. Where the module has the database under a name, they may become the work of `initialise`, each by itself.
 */
export function ofLoadedModules(
  plan: Plan, files: readonly ts.SourceFile[], options: ts.CompilerOptions,
): readonly { readonly handle: string; readonly statements: readonly ts.Statement[] }[] {
  const loaded = loadedModules(files);
  return files.filter((file) => !isEsModule(file, options) && loaded.has(withoutEnding(file.fileName))).flatMap((file) => {
    const found = handleIn(plan, file);
    if (!found) return [];
    const later = file.statements.filter((statement) => statement.pos >= found.end);
    return later.filter((one) => !ts.isVariableStatement(one) && !ts.isDeclarationStatement(one)).map((one) => ({ handle: found.name, statements: [one] }));
  });
}

/** The constant, or the import, of a module that is a database, and where its statement ends. */
export function handleIn({ handles }: Plan, file: ts.SourceFile): { readonly name: string; readonly end: number } | undefined {
  for (const statement of file.statements) {
    const name = namesOf(statement).find((one) => handles.of(one)?.kind === 'database');
    if (name) return { name: name.text, end: statement.end };
  }
  return undefined;
}

function namesOf(statement: ts.Statement): readonly ts.Identifier[] {
  if (ts.isImportDeclaration(statement)) {
    const { name, namedBindings } = statement.importClause ?? {};
    return [...(name ? [name] : []), ...(namedBindings && ts.isNamedImports(namedBindings) ? namedBindings.elements.map((one) => one.name) : [])];
  }
  if (!ts.isVariableStatement(statement) || (statement.declarationList.flags & ts.NodeFlags.Const) === 0) return [];
  return statement.declarationList.declarations.flatMap(({ name }) => {
    if (ts.isIdentifier(name)) return [name];
    return name.elements.flatMap((element) => (ts.isBindingElement(element) && ts.isIdentifier(element.name) ? [element.name] : []));
  });
}

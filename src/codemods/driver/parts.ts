import { dirname, join } from 'node:path/posix';
import { ts } from 'ts-morph';
import { withoutEnding } from '../cascade/graph.ts';

/**
 * The parts of a project that share no database: a file belongs together with what it loads where that is touched by the conversion, or loads what is.
 * Gives one name for all files of a part.
 */
export function findParts(
  checker: ts.TypeChecker, files: readonly ts.SourceFile[], pathOf: (file: ts.SourceFile) => string, touched: ReadonlySet<string>,
): (path: string) => string {
  const byName = new Map(files.map((file) => [withoutEnding(pathOf(file)), pathOf(file)]));
  const loading = new Map(files.map((file) => [pathOf(file), specifiersIn(file).flatMap((node): readonly string[] => {
    const module = checker.getSymbolAtLocation(node)?.valueDeclaration;
    const named = module && ts.isSourceFile(module) ? pathOf(module) : byName.get(withoutEnding(join(dirname(pathOf(file)), node.text)));
    return named === undefined ? [] : [named];
  })]));
  const relevant = reaching(loading, touched);
  const parents = new Map<string, string>();
  const find = (path: string): string => {
    let root = path;
    for (let up = parents.get(root); up !== undefined; up = parents.get(root)) root = up;
    return root;
  };
  for (const [path, others] of loading) {
    for (const other of others) {
      if (relevant.has(other) && find(path) !== find(other)) parents.set(find(path), find(other));
    }
  }
  return find;
}

/** The files that are touched, and those that load them, directly or through others. */
function reaching(loading: ReadonlyMap<string, readonly string[]>, touched: ReadonlySet<string>): ReadonlySet<string> {
  const found = new Set(touched);
  for (let before = -1; before !== found.size;) {
    before = found.size;
    for (const [path, others] of loading) if (others.some((other) => found.has(other))) found.add(path);
  }
  return found;
}

/** Names of modules: of imports and exports, and what calls are given that load, mock or start one. */
function specifiersIn(file: ts.SourceFile): readonly ts.StringLiteral[] {
  const found: ts.StringLiteral[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteral(node)) {
      const { parent } = node;
      const isGiven = (ts.isCallExpression(parent) || ts.isNewExpression(parent)) && parent.arguments?.[0] === node;
      if (isGiven || ts.isImportDeclaration(parent) || ts.isExportDeclaration(parent) || ts.isExternalModuleReference(parent)) found.push(node);
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

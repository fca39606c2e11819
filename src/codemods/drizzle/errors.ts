import { Node, SyntaxKind, type ImportSpecifier, type SourceFile } from 'ts-morph';
import { spanOf, type Draft } from '../draft.ts';
import { convertErrorTests } from '../errors.ts';
import { importsOf, lineSpan, quoteOf, unwrap } from '../syntax.ts';

/** Error classes of the drivers for SQLite. */
const CLASSES = new Set(['SqliteError', 'LibsqlError']);

/** Below 0.44 Drizzle hands the driver's error on; from then on it is the `cause` of a `DrizzleQueryError` (https://github.com/drizzle-team/drizzle-orm/releases/tag/0.44.0). */
export interface ErrorWorld {
  readonly draft: Draft;
  readonly isWrapped: boolean;
}

/** Rewrites tests of errors: their class, their SQLite code, their message. */
export function convertErrors(world: ErrorWorld, file: SourceFile): void {
  const text = file.getFullText();
  if (!/SqliteError|LibsqlError|SQLITE_|constraint failed/i.test(text)) return;
  let isClassUsed = false;
  for (const test of file.getDescendantsOfKind(SyntaxKind.BinaryExpression)) {
    const operator = test.getOperatorToken().getText();
    if (operator === 'instanceof' && CLASSES.has(/(\w+)$/.exec(test.getRight().getText())?.[1] ?? '')) {
      world.draft.replace(test.getRight(), world.isWrapped ? 'DrizzleQueryError' : 'Error');
      world.draft.converted(test, 'An error of SQLite becomes one of the query.');
      isClassUsed ||= world.isWrapped;
    }
  }
  convertErrorTests({ draft: world.draft, codeOf: (error) => codeOf(world, error) }, file);
  const removed = removeClasses(world.draft, file);
  if (isClassUsed) addClass(world.draft, file, removed);
}

/** Where the code of PostgreSQL's error stands, of the error that was caught. */
const codeOf = (world: ErrorWorld, error: Node): string => {
  const inner = unwrap(error);
  const name = inner.getText();
  if (/\.cause$/.test(name)) return `${error.getText()}?.code`;
  if (inner === error && inner.getType().isAny()) return world.isWrapped ? `${name}.cause?.code` : `${name}.code`;
  if (!world.isWrapped) return `(${name} as { code?: string }).code`;
  return inner === error ? `(${name}.cause as { code?: string } | undefined)?.code` : `(${name} as { cause?: { code?: string } }).cause?.code`;
};

/** Takes the error classes of SQLite out of imports and re-exports; where an import stood whole, its span. */
function removeClasses(draft: Draft, file: SourceFile): ImportSpecifier | undefined {
  let whole: ImportSpecifier | undefined;
  for (const declaration of file.getImportDeclarations()) {
    const specifiers = declaration.getNamedImports();
    const own = specifiers.filter((one) => CLASSES.has(one.getName()));
    if (own.length === 0) continue;
    if (own.length === specifiers.length && !declaration.getDefaultImport()) whole = own[0];
    else for (const one of own) removeFromList(draft, file, one, specifiers);
  }
  for (const declaration of file.getExportDeclarations()) {
    const specifiers = declaration.getNamedExports();
    const own = specifiers.filter((one) => CLASSES.has(one.getName()));
    if (own.length > 0 && own.length === specifiers.length) draft.splice(file, lineSpan(declaration), '');
    else for (const one of own) removeFromList(draft, file, one, specifiers);
  }
  return whole;
}

function removeFromList(draft: Draft, file: SourceFile, one: Node, all: readonly Node[]): void {
  const index = all.indexOf(one);
  const next = all[index + 1];
  const previous = all[index - 1];
  draft.splice(file, next ? { start: one.getStart(), end: next.getStart() } : { start: previous?.getEnd() ?? one.getStart(), end: one.getEnd() }, '');
}

/** Imports `DrizzleQueryError`: beside other names of `drizzle-orm`, else in the place of the removed import. */
function addClass(draft: Draft, file: SourceFile, removed: ImportSpecifier | undefined): void {
  const quote = quoteOf(file);
  const own = importsOf(file, /^drizzle-orm$/).find((one) => !one.isTypeOnly() && one.getNamedImports().length > 0);
  const first = own?.getNamedImports()[0];
  const line = `import { DrizzleQueryError } from ${quote}drizzle-orm${quote};`;
  if (first) draft.splice(file, { start: first.getStart(), end: first.getStart() }, 'DrizzleQueryError, ');
  if (removed) {
    const declaration = removed.getImportDeclaration();
    if (first) draft.splice(file, lineSpan(declaration), '');
    else draft.splice(file, spanOf(declaration), line);
  } else if (!first) {
    const at = file.getImportDeclarations()[0]?.getStart() ?? 0;
    draft.splice(file, { start: at, end: at }, `${line}\n`);
  }
}

import { Node, SyntaxKind, type SourceFile } from 'ts-morph';
import type { Draft } from './draft.ts';
import { lineSpan, localNameNode, usesOf } from './syntax.ts';

/** Takes out what nothing uses any more once the edits are made: imports, functions and variables that are not exported. */
export function removeUnused(draft: Draft, file: SourceFile): void {
  for (let isChanged = true; isChanged;) {
    isChanged = false;
    const gone = new Set(draft.goneTexts(file).flatMap((text) => text.match(/[\w$]+/g) ?? []));
    if (gone.size === 0) return;
    for (const { name, owner } of declarationsOf(file)) {
      if (!gone.has(name.getText())) continue;
      const uses = draft.isGone(owner) ? [] : usesOf(name);
      if (uses.length === 0 || !uses.every((use) => draft.isGone(use) || isWithin(use, owner))) continue;
      removeOwner(draft, file, name, owner);
      isChanged = true;
    }
  }
}

interface Declared {
  readonly name: Node;
  /** What goes with the name. */
  readonly owner: Node;
}

function declarationsOf(file: SourceFile): readonly Declared[] {
  const imports = file.getImportDeclarations().flatMap((declaration): readonly Declared[] => {
    const whole = [declaration.getDefaultImport(), declaration.getNamespaceImport()].filter((name) => name !== undefined);
    return [...whole.map((name) => ({ name, owner: declaration })), ...declaration.getNamedImports().map((one) => ({ name: localNameNode(one), owner: one }))];
  });
  const functions = file.getFunctions().filter((one) => !one.isExported()).flatMap((owner): readonly Declared[] => {
    const name = owner.getNameNode();
    return name ? [{ name, owner }] : [];
  });
  const variables = file.getDescendantsOfKind(SyntaxKind.VariableStatement).filter((one) => !one.isExported()).flatMap((owner): readonly Declared[] => {
    const [only, ...others] = owner.getDeclarations();
    const name = only?.getNameNode();
    return name && others.length === 0 && Node.isIdentifier(name) && isQuiet(only?.getInitializer()) ? [{ name, owner }] : [];
  });
  const own = [...functions, ...variables];
  return [...own, ...imports];
}

/** Calls that only compute a path. */
const COMPUTES = /^(?:(?:path|posix|process|url)\.)?(?:join|resolve|dirname|basename|cwd|fileURLToPath|require)$/;

/** Whether nothing happens when a value is made, so that it can go. */
function isQuiet(value: Node | undefined): boolean {
  if (!value || Node.isArrowFunction(value) || Node.isFunctionExpression(value)) return true;
  const calls = [value, ...value.getDescendants()].filter((one) => Node.isCallExpression(one));
  return !/\b(?:new|await|yield)\b/.test(value.getText()) && calls.every((call) => COMPUTES.test(call.getExpression().getText()));
}

const isWithin = (node: Node, owner: Node): boolean => node.getStart() >= owner.getStart() && node.getEnd() <= owner.getEnd();

function removeOwner(draft: Draft, file: SourceFile, name: Node, owner: Node): void {
  if (!Node.isImportSpecifier(owner)) { removeStatement(draft, file, owner); return; }
  const declaration = owner.getImportDeclaration();
  const names = declaration.getNamedImports();
  const left = names.filter((one) => one !== owner && !draft.isGone(one));
  if (left.length === 0 && !declaration.getDefaultImport()) { removeStatement(draft, file, declaration); return; }
  const next = names[names.indexOf(owner) + 1];
  const previous = names[names.indexOf(owner) - 1];
  draft.splice(file, next ? { start: owner.getStart(), end: next.getStart() } : { start: previous?.getEnd() ?? name.getStart(), end: owner.getEnd() }, '');
}

/** A statement with the comment that leads it and one of the empty lines around it. */
export function removeStatement(draft: Draft, file: SourceFile, statement: Node): void {
  const { start, end } = lineSpan(statement);
  const comment = statement.getLeadingCommentRanges()[0];
  const text = file.getFullText();
  const line = comment ? text.lastIndexOf('\n', comment.getPos()) + 1 : start;
  const from = comment && text.slice(line, comment.getPos()).trim() === '' ? line : start;
  const isBetweenEmptyLines = /(?:\n\s*|\{\s*)\n$/.test(text.slice(0, from)) && /^[ \t]*\r?\n/.test(text.slice(end));
  draft.splice(file, { start: from, end: isBetweenEmptyLines ? end + /^[ \t]*\r?\n/.exec(text.slice(end))![0].length : end }, '');
}

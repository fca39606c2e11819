import { Node, type SourceFile } from 'ts-morph';
import type { Draft } from './draft.ts';
import { lineSpan, localNameNode, usesOf } from './syntax.ts';

/** Takes out what nothing uses any more once the edits are made: imports, variables and functions of the module that are not exported. */
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
  const own = file.getStatements().flatMap((statement): readonly Declared[] => {
    const named = Node.isFunctionDeclaration(statement) && !statement.isExported() ? statement.getNameNode() : undefined;
    if (named) return [{ name: named, owner: statement }];
    const [only, ...others] = Node.isVariableStatement(statement) && !statement.isExported() ? statement.getDeclarations() : [];
    return only && others.length === 0 && Node.isIdentifier(only.getNameNode()) ? [{ name: only.getNameNode(), owner: statement }] : [];
  });
  return [...own, ...imports];
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

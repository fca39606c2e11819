import { ts } from 'ts-morph';
import type { ProposedEdit, Span } from '../../core/types.ts';
import { isAssignment } from '../cascade/nodes.ts';

export const holds = (outer: ts.Node, inner: ts.Node): boolean =>
  outer.getSourceFile() === inner.getSourceFile() && outer.pos <= inner.pos && inner.end <= outer.end;

const holdsAwait = (edit: ProposedEdit): boolean => (typeof edit.text === 'string' ? [edit.text] : edit.text).some((piece) => typeof piece === 'string' && /\bawait\b/.test(piece));

interface Candidate {
  readonly statements: readonly ts.Statement[];
  readonly calls?: readonly ts.Node[];
}

/** What of a candidate becomes the work of `initialise`, or how many of its statements may be tried again. */
export type Ranges = { readonly kind: 'stands'; readonly of: readonly (readonly ts.Statement[])[] } | { readonly kind: 'fails'; readonly until: number };

/**
 * From the first statement that waits to the last, and on to the last that uses what those declare. A statement that sets what others see and does not wait
 * stays between two ranges; one that waits, or uses what a range declares, cannot be moved. Nor can anything where a method waits before its candidate.
 */
export function rangesOf(checker: ts.TypeChecker, { statements, calls }: Candidate, edits: readonly ProposedEdit[]): Ranges {
  const all = (statements[0]!.parent as ts.Block | ts.SourceFile).statements;
  const waiting = edits.filter(holdsAwait);
  const waits = (statement: ts.Statement): boolean =>
    waiting.some((edit) => statement.getStart() <= edit.start && edit.end <= statement.end && !isInFunction(statement, edit));
  if (calls && all.slice(0, all.indexOf(statements[0]!)).some(waits)) return { kind: 'fails', until: 0 };
  const ranges: (readonly ts.Statement[])[] = [];
  for (let from = 0; from < statements.length;) {
    const given = statements.findIndex((statement, index) => index >= from && setsOutside(checker, statement, statements));
    const end = given < 0 ? statements.length : given;
    const range = rangeOf(statements.slice(from, end), all, waits);
    if (!range) return { kind: 'fails', until: from };
    if (given >= 0 && waits(statements[given]!)) return { kind: 'fails', until: given };
    if (range.length > 0) ranges.push(range);
    from = end + 1;
  }
  return { kind: 'stands', of: ranges };
}

/** Undefined where what is declared there is used elsewhere. */
function rangeOf(
  statements: readonly ts.Statement[], all: readonly ts.Statement[], waits: (statement: ts.Statement) => boolean,
): readonly ts.Statement[] | undefined {
  const first = statements.findIndex(waits);
  if (first < 0) return [];
  let end = statements.findLastIndex(waits) + 1;
  for (;;) {
    const names = declaredNames(statements.slice(first, end));
    const last = all.findLastIndex((statement) => usesAny(statement, names));
    const lastInside = statements.indexOf(all[last]!);
    if (names.size === 0 || last < 0 || (lastInside >= 0 && lastInside < end)) return statements.slice(first, end);
    if (lastInside < 0) return undefined;
    end = lastInside + 1;
  }
}

/** Whether a statement sets a field, or a variable that is not of these statements: what comes behind reads it at once. */
function setsOutside(checker: ts.TypeChecker, statement: ts.Statement, statements: readonly ts.Statement[]): boolean {
  const isLocal = (target: ts.Expression): boolean => {
    let root = target;
    while (ts.isPropertyAccessExpression(root) || ts.isElementAccessExpression(root)) root = root.expression;
    const declaration = ts.isIdentifier(root) ? checker.getSymbolAtLocation(root)?.valueDeclaration : undefined;
    return declaration !== undefined && statements.some((one) => holds(one, declaration));
  };
  const visit = (node: ts.Node): boolean => {
    if (ts.isFunctionLike(node)) return false;
    const target = ts.isBinaryExpression(node) && isAssignment(node.operatorToken.kind) ? node.left
      : ts.isPostfixUnaryExpression(node) || (ts.isPrefixUnaryExpression(node) && CHANGING.has(node.operator)) ? node.operand : undefined;
    return (target !== undefined && !isLocal(target)) || (ts.forEachChild(node, visit) ?? false);
  };
  return visit(statement);
}

const CHANGING: ReadonlySet<ts.PrefixUnaryOperator> = new Set([ts.SyntaxKind.PlusPlusToken, ts.SyntaxKind.MinusMinusToken]);

/** Whether the edit belongs to a function inside the statement: that one waits for itself. */
function isInFunction(statement: ts.Statement, edit: Span): boolean {
  let isInside = false;
  const visit = (node: ts.Node): void => {
    if (node.getStart() > edit.start || node.end < edit.end) return;
    if (ts.isFunctionLike(node)) isInside = true;
    else ts.forEachChild(node, visit);
  };
  visit(statement);
  return isInside;
}

const declaredNames = (statements: readonly ts.Statement[]): ReadonlySet<string> =>
  new Set(statements.flatMap((statement) => {
    if (ts.isVariableStatement(statement)) return statement.declarationList.declarations.flatMap(({ name }) => name.getText().match(/[\w$]+/g) ?? []);
    return (ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement)) && statement.name ? [statement.name.text] : [];
  }));

function usesAny(node: ts.Node, names: ReadonlySet<string>): boolean {
  if (ts.isIdentifier(node)) return names.has(node.text);
  return ts.forEachChild(node, (child) => usesAny(child, names)) ?? false;
}

import { ts } from 'ts-morph';
import { isCompatible } from '../../core/edits.ts';
import type { ProposedEdit, Span } from '../../core/types.ts';
import { spanOf } from './draft.ts';
import { unwrap } from './handles.ts';
import { ofLoadedModules } from './loaded.ts';
import type { Plan } from './plan.ts';
import { preparingMethods, type PreparingMethod } from './preparing.ts';

/** Statements that prepare a database where it is opened, in code that cannot wait: they may become the work of `initialise`. */
export interface Initialisation {
  /** The handle, as it is written there. */
  readonly handle: string;
  readonly statements: readonly ts.Statement[];
  /** Where they are the body of a method: its calls, which must not be part of another such work. */
  readonly calls?: readonly ts.Node[];
}

/** The statements after an opening, in functions that are not async, in constructors and at the top level of modules; those of modules that others load. */
export function findInitialisations(plan: Plan, files: readonly ts.SourceFile[], options: ts.CompilerOptions): readonly Initialisation[] {
  const found: Initialisation[] = [];
  const visit = (node: ts.Node): void => {
    const own = ts.isConstructorDeclaration(node) ? ofConstructor(plan, node) : ts.isNewExpression(node) ? ofOpening(plan, node) : undefined;
    if (own && own.statements.length > 0) found.push(own);
    if (ts.isClassLike(node)) found.push(...preparingMethods(plan, node).map(ofMethod).filter((one) => one.statements.length > 0));
    ts.forEachChild(node, visit);
  };
  for (const file of files) visit(file);
  const taken = new Set(found.flatMap(({ statements }) => statements));
  return [...found, ...ofLoadedModules(plan, files, options).filter(({ statements }) => !taken.has(statements[0]!))];
}

const isDatabase = (plan: Plan, node: ts.Node): boolean => /^(?:database|client)$/.test(plan.handles.of(node)?.kind ?? '');

/** `db = new Database()`, `const db = new Database()`: what follows in the same block. */
function ofOpening(plan: Plan, node: ts.NewExpression): Initialisation | undefined {
  if (!isDatabase(plan, node)) return undefined;
  const target = holderOf(node);
  const statement = target && statementOf(node);
  if (!target || !statement || !cannotWait(statement)) return undefined;
  return { handle: target, statements: following(statement) };
}

function holderOf(node: ts.Expression): string | undefined {
  let value: ts.Node = node;
  while (ts.isParenthesizedExpression(value.parent) || ts.isAsExpression(value.parent)) value = value.parent;
  const { parent } = value;
  if (ts.isVariableDeclaration(parent) && ts.isIdentifier(parent.name)) return parent.name.text;
  return ts.isBinaryExpression(parent) && parent.operatorToken.kind === ts.SyntaxKind.EqualsToken ? parent.left.getText() : undefined;
}

function ofConstructor(plan: Plan, node: ts.ConstructorDeclaration): Initialisation | undefined {
  const statements = node.body?.statements ?? [];
  const at = statements.findIndex((statement) => assignedHandle(plan, statement) !== undefined);
  const property = node.parameters.find((parameter) => isDatabase(plan, parameter));
  const handle = at >= 0 ? assignedHandle(plan, statements[at]!) : property && `${property.modifiers ? 'this.' : ''}${property.name.getText()}`;
  return handle === undefined ? undefined : { handle, statements: eligible(statements.slice(at + 1)) };
}

/** The statements of the body behind the last that may leave it. */
function ofMethod({ method, handle, calls }: PreparingMethod): Initialisation {
  const statements = method.body?.statements ?? [];
  return { handle, calls, statements: statements.slice(statements.findLastIndex(leaves) + 1) };
}

/** The field of `this.db = options.db`; an opening is found by itself. */
function assignedHandle(plan: Plan, statement: ts.Statement): string | undefined {
  if (!ts.isExpressionStatement(statement) || !ts.isBinaryExpression(statement.expression)) return undefined;
  const { left, right } = statement.expression;
  const isField = ts.isPropertyAccessExpression(left) && left.expression.kind === ts.SyntaxKind.ThisKeyword;
  return isField && isDatabase(plan, left) && !ts.isNewExpression(unwrap(right)) ? left.getText() : undefined;
}

function statementOf(node: ts.Node): ts.Statement | undefined {
  let found = node;
  while (!ts.isStatement(found)) found = found.parent;
  return ts.isBlock(found.parent) || ts.isSourceFile(found.parent) ? found : undefined;
}

/** Whether the code around must stay as it is: a function with a name that is not async, a constructor, the top level. A callback can simply wait. */
function cannotWait(statement: ts.Statement): boolean {
  let node: ts.Node = statement.parent;
  while (!ts.isFunctionLike(node) && !ts.isSourceFile(node)) node = node.parent;
  if (ts.isSourceFile(node) || ts.isConstructorDeclaration(node) || ts.isGetAccessorDeclaration(node)) return true;
  const isAsync = ts.canHaveModifiers(node) && (ts.getModifiers(node) ?? []).some((one) => one.kind === ts.SyntaxKind.AsyncKeyword);
  const isCallback = (ts.isArrowFunction(node) || ts.isFunctionExpression(node)) && ts.isCallExpression(node.parent);
  return !isAsync && !isCallback;
}

const following = (statement: ts.Statement): readonly ts.Statement[] => {
  const all = (statement.parent as ts.Block | ts.SourceFile).statements;
  return eligible(all.slice(all.indexOf(statement) + 1));
};

/** The statements up to the first that leaves the block or that a function cannot hold. */
function eligible(statements: readonly ts.Statement[]): readonly ts.Statement[] {
  const end = statements.findIndex((statement) => leaves(statement) || ts.isSourceFile(statement.parent) && isDeclaration(statement));
  return end < 0 ? statements : statements.slice(0, end);
}

const isDeclaration = (node: ts.Statement): boolean =>
  ts.isFunctionDeclaration(node) || ts.isClassDeclaration(node) || ts.isImportDeclaration(node) || ts.isExportDeclaration(node) || ts.isExportAssignment(node)
  || (ts.isVariableStatement(node) && (node.modifiers?.length ?? 0) > 0);

/** A `return`, or a `break` out of the statement. */
function leaves(node: ts.Node): boolean {
  if (ts.isReturnStatement(node)) return true;
  if (ts.isFunctionLike(node)) return false;
  return ts.forEachChild(node, leaves) ?? false;
}

/** The edits that make statements which wait the work of `initialise`; what cannot be so is named, to be planned again without it. */
export function initialiseEdits(
  plan: Plan, candidates: readonly Initialisation[], spread: readonly ProposedEdit[],
): { readonly edits: readonly ProposedEdit[]; readonly failed: readonly Initialisation[] } {
  const all = [...plan.draft.edits, ...spread];
  const works = candidates.map((candidate) => {
    const path = plan.draft.pathOf(candidate.statements[0]!);
    const own = all.filter((edit) => edit.path === path);
    return { candidate, path, own, range: rangeOf(candidate, own) };
  });
  const inside = works.flatMap(({ range }) => range ?? []);
  const isInside = (call: ts.Node): boolean => inside.some((statement) => holds(statement, call));
  const failed = works.filter(({ candidate, range }) => !range || (range.length > 0 && candidate.calls?.some(isInside)));
  return {
    edits: works.flatMap(({ candidate, range, path, own }) => (range && range.length > 0 ? wrap(candidate.handle, range, path, own) : [])),
    failed: failed.map(({ candidate }) => candidate),
  };
}

const holds = (outer: ts.Node, inner: ts.Node): boolean =>
  outer.getSourceFile() === inner.getSourceFile() && outer.pos <= inner.pos && inner.end <= outer.end;

const holdsAwait = (edit: ProposedEdit): boolean => (typeof edit.text === 'string' ? [edit.text] : edit.text).some((piece) => typeof piece === 'string' && /\bawait\b/.test(piece));

/**
 * From the first statement that waits to the last, and on to the last that uses what those declare; undefined where that is used behind the candidate,
 * or where a method waits before it.
 */
function rangeOf({ statements, calls }: Initialisation, edits: readonly ProposedEdit[]): readonly ts.Statement[] | undefined {
  const all = (statements[0]!.parent as ts.Block | ts.SourceFile).statements;
  const waits = (statement: ts.Statement): boolean =>
    edits.some((edit) => holdsAwait(edit) && statement.getStart() <= edit.start && edit.end <= statement.end && !isInFunction(statement, edit));
  const first = statements.findIndex(waits);
  if (calls && all.slice(0, all.indexOf(statements[0]!)).some(waits)) return undefined;
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

function wrap(handle: string, statements: readonly ts.Statement[], path: string, edits: readonly ProposedEdit[]): readonly ProposedEdit[] {
  const text = statements[0]!.getSourceFile().text;
  const range = { start: statements[0]!.getStart(), end: statements.at(-1)!.end };
  const line = text.includes('\r\n') ? '\r\n' : '\n';
  const indent = /[ \t]*$/.exec(text.slice(0, range.start))![0];
  const unit = /^\t/m.test(text) ? '\t' : /^ {4}\S/m.test(text) && !/^ {2}\S/m.test(text) ? '    ' : '  ';
  const parameter = /^[A-Za-z_$][\w$]*$/.test(handle) ? handle : '';
  const end = /;\s*$/.test(statements[0]!.getText()) || statements[0]!.getText().endsWith('}') ? ';' : '';
  const wrapped: ProposedEdit = { path, ...range, text: [`${handle}.initialise(async (${parameter}) => {${line}${indent}${unit}`, range, `${line}${indent}})${end}`] };
  return [wrapped, ...indented(statements, unit, path, [...edits])];
}

/** Moves the lines of the statements in, but for those inside of texts. */
function indented(statements: readonly ts.Statement[], unit: string, path: string, edits: readonly ProposedEdit[]): readonly ProposedEdit[] {
  const file = statements[0]!.getSourceFile();
  const start = statements[0]!.getStart();
  const texts: Span[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isTemplateExpression(node) || ts.isNoSubstitutionTemplateLiteral(node)) texts.push(spanOf(node));
    else ts.forEachChild(node, visit);
  };
  statements.forEach(visit);
  return file.getLineStarts()
    .filter((at) => at > start && at < statements.at(-1)!.end && !/[\r\n]/.test(file.text[at] ?? ''))
    .filter((at) => !texts.some((span) => span.start < at && at <= span.end))
    .map((at) => ({ path, start: at, end: at, text: unit }))
    .filter((edit) => edits.every((other) => isCompatible(edit, other)));
}


import { ts } from 'ts-morph';
import { isCompatible } from '../../core/edits.ts';
import { groupBy } from '../../core/group-by.ts';
import type { ProposedEdit, Span } from '../../core/types.ts';
import { spanOf } from '../draft.ts';
import { unwrap } from './handles.ts';
import { handleIn, ofLoadedModules } from './loaded.ts';
import type { Plan } from './plan.ts';
import { preparingMethods, type PreparingMethod } from './preparing.ts';
import { holds, rangesOf } from './ranges.ts';

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
    const own = ts.isConstructorDeclaration(node) ? ofConstructor(plan, node) : ts.isNewExpression(node) ? ofOpening(plan, node)
      : ts.isClassStaticBlockDeclaration(node) ? ofStaticBlock(plan, node) : undefined;
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

/** The statements of a static block that opens no database itself, where the class or the module has one before it. */
function ofStaticBlock(plan: Plan, { pos, body, parent }: ts.ClassStaticBlockDeclaration): Initialisation | undefined {
  const fields = parent.members.filter(ts.isPropertyDeclaration);
  const field = fields.find((one) => one.end <= pos && isStatic(one) && isDatabase(plan, one));
  const module = handleIn(plan, parent.getSourceFile());
  const handle = field ? `this.${field.name.getText()}` : module && module.end <= pos ? module.name : undefined;
  const opens = (node: ts.Node): boolean => (ts.isNewExpression(node) && isDatabase(plan, node)) || (ts.forEachChild(node, opens) ?? false);
  return handle === undefined || opens(body) ? undefined : { handle, statements: eligible(body.statements) };
}

const isStatic = (node: ts.Declaration): boolean => (ts.getCombinedModifierFlags(node) & ts.ModifierFlags.Static) !== 0;

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

/**
 * The edits that make statements which wait the work of `initialise`. Where some cannot be so, `instead` are the candidates to plan again with: without what
 * the code behind it needs at once.
 */
export function initialiseEdits(
  plan: Plan, candidates: readonly Initialisation[], spread: readonly ProposedEdit[],
): { readonly edits: readonly ProposedEdit[]; readonly instead?: readonly Initialisation[] } {
  const all = groupBy([...plan.draft.edits(), ...spread], (edit) => edit.path);
  const works = candidates.map((candidate) => {
    const path = plan.draft.pathOf(candidate.statements[0]!);
    const own = all.get(path) ?? [];
    return { candidate, path, own, ranges: rangesOf(plan.checker, candidate, own) };
  });
  const inside = works.flatMap(({ ranges }) => (ranges.kind === 'stands' ? ranges.of.flat() : []));
  const isInside = (call: ts.Node): boolean => inside.some((statement) => holds(statement, call));
  const instead = works.flatMap(({ candidate, ranges }): readonly Initialisation[] => {
    if (ranges.kind === 'stands') return ranges.of.length > 0 && candidate.calls?.some(isInside) ? [] : [candidate];
    return ranges.until > 0 ? [{ ...candidate, statements: candidate.statements.slice(0, ranges.until) }] : [];
  });
  if (instead.length < candidates.length || works.some(({ ranges }) => ranges.kind === 'fails')) return { edits: [], instead };
  return { edits: works.flatMap(({ candidate, ranges, path, own }) => (ranges.kind === 'stands' ? ranges.of.flatMap((range) => wrap(candidate.handle, range, path, own)) : [])) };
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
    .filter((at) => !texts.some((span) => span.start < at && at <= span.end) && !edits.some((edit) => edit.path === path && edit.text === '' && edit.start === at))
    .map((at) => ({ path, start: at, end: at, text: unit }))
    .filter((edit) => edits.every((other) => isCompatible(edit, other)));
}


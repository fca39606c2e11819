import { ts } from 'ts-morph';
import { isCode, type CodeNode } from '../cascade/nodes.ts';
import { callsOf, expressionOf, returningFunction } from './references.ts';
import { block, ELEMENT, replaceNode, shorten, type Path, type Trail } from './trail.ts';
import { isChanged, isExported, isTarget, isVariable } from './places.ts';
import { settleWrite } from './writes.ts';

/** Members of the project's types that hold the column's value, where an expression has such a type. */
export function noteType(trail: Trail, node: ts.Node, path: Path): void {
  if (!trail.kind.changesProgram || path.length === 0) return;
  const { checker, isOwn } = trail.references;
  const type = isCode(node) ? checker.getSignatureFromDeclaration(node)?.getReturnType() : checker.getTypeAtLocation(node);
  for (const declaration of type ? membersAt(checker, type, path) : []) {
    if (!isOwn(declaration)) block(trail, node, `The type of \`${shorten(node)}\` is declared outside of this project.`);
    else if (ts.isPropertySignature(declaration) || ts.isPropertyDeclaration(declaration)) trail.pending.push({ holder: declaration, path: [] });
  }
}

/** The declarations of the member that the path ends in. */
function membersAt(checker: ts.TypeChecker, type: ts.Type, path: Path): readonly ts.Declaration[] {
  const [first, ...rest] = path;
  const whole = checker.getNonNullableType(checker.getAwaitedType(type) ?? type);
  if (first === undefined) return [];
  return (whole.isUnion() ? whole.types : [whole]).flatMap((part) => {
    const element = first === ELEMENT ? checker.getIndexTypeOfType(part, ts.IndexKind.Number) : undefined;
    const member = first === ELEMENT ? undefined : checker.getPropertyOfType(part, first);
    if (rest.length === 0) return member?.declarations ?? [];
    const next = element ?? (member && checker.getTypeOfSymbol(member));
    return next ? membersAt(checker, next, rest) : [];
  });
}

/** What holds the column's value itself has its type, and everything that is written into it must be a value of the column. */
export function settleHolder(trail: Trail, holder: ts.Declaration | CodeNode): void {
  trail.holders.add(holder);
  if (trail.kind.changesProgram && 'type' in holder && holder.type) convertType(trail, holder.type);
  const name = isFed(holder) ? ts.getNameOfDeclaration(holder) : undefined;
  if (name) trail.wanted.push({ node: name as ts.Expression, declarations: [holder] });
  if (isCode(holder)) returnedBy(holder).forEach((value) => settleWrite(trail, value));
  else for (const value of writtenInto(trail, holder)) settleWrite(trail, value);
}

/** Whether something else than a first value, an assignment or a call that is seen gives a declaration its value: a loop, the caller of a callback. */
export function isFed(node: ts.Node): boolean {
  if (ts.isParameter(node)) return isCode(node.parent) && ts.isCallExpression(node.parent.parent) && node.parent.parent.expression !== node.parent;
  if (!ts.isVariableDeclaration(node)) return false;
  return ts.isCatchClause(node.parent) || ts.isForOfStatement(node.parent.parent) || ts.isForInStatement(node.parent.parent);
}

/** `number` and `0 | 1` become `boolean`, also in a promise. */
function convertType(trail: Trail, type: ts.TypeNode): void {
  if (ts.isTypeReferenceNode(type) && type.typeName.getText() === 'Promise' && type.typeArguments?.[0]) {
    convertType(trail, type.typeArguments[0]);
    return;
  }
  const parts = ts.isUnionTypeNode(type) ? type.types : [type];
  const texts = parts.map((part) => part.getText());
  if (texts.some((text) => /^(?:any|unknown)$/.test(text))) return;
  const converted = [...new Set(texts.map((text) => (/^(?:number|0|1)$/.test(text) ? 'boolean' : text)))];
  if (converted.some((text) => !/^(?:boolean|null|undefined|void)$/.test(text))) block(trail, type, `It is declared as \`${shorten(type)}\`.`);
  else if (converted.join() !== texts.join()) replaceNode(trail, type, converted.join(' | '));
}

function returnedBy(fn: CodeNode): readonly ts.Expression[] {
  if (fn.body && !ts.isBlock(fn.body)) return [fn.body];
  const found: ts.Expression[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isReturnStatement(node) && node.expression && returningFunction(node.expression) === fn) found.push(node.expression);
    ts.forEachChild(node, visit);
  };
  if (fn.body) visit(fn.body);
  return found;
}

/** Its first value, what is assigned, what object literals and calls give for it. */
function writtenInto(trail: Trail, holder: ts.Declaration): readonly ts.Expression[] {
  const first = 'initializer' in holder && holder.initializer && !ts.isBindingElement(holder) ? [holder.initializer as ts.Expression] : [];
  const defaults = ts.isBindingElement(holder) && holder.initializer ? [holder.initializer] : [];
  const assigned = trail.references.of(holder).flatMap((name): readonly ts.Expression[] => {
    const { parent } = name;
    const target = expressionOf(name);
    if (ts.isPropertyAssignment(parent) && parent.name === name) return [parent.initializer];
    if (isChanged(target)) return [target.parent as ts.Expression];
    if (ts.isShorthandPropertyAssignment(parent)) return isVariable(holder) ? [] : [parent.name];
    return isTarget(target) ? [(target.parent as ts.BinaryExpression).right] : [];
  });
  return [...first, ...defaults, ...assigned, ...(ts.isParameter(holder) ? argumentsFor(trail, holder) : [])];
}

function argumentsFor(trail: Trail, parameter: ts.ParameterDeclaration): readonly ts.Expression[] {
  const fn = parameter.parent;
  const calls = isCode(fn) ? callsOf(trail.references, fn) : undefined;
  const index = fn.parameters.indexOf(parameter);
  if (isFed(parameter)) return [];
  if (!calls || (calls.length === 0 && isCode(fn) && isExported(fn))) block(trail, parameter, `Nobody knows what calls give for \`${parameter.name.getText()}\`.`);
  return (calls ?? []).flatMap((call) => call.arguments[index] ?? []);
}


import { ts } from 'ts-morph';
import { isCode, type CodeNode } from '../cascade/nodes.ts';
import { expectationAround } from './expectations.ts';
import { expressionOf, isDeclared, isMention, namesOfFunction, returningFunction } from './references.ts';
import { block, ELEMENT, isNew, shorten, type Path, type Trail } from './trail.ts';
import { noteType, settleHolder } from './holders.ts';
import { functionsAt, isExported, isHolder, isSameValue, isSettled, isTaken, isTarget, isVariable, type Holder } from './places.ts';
import { settleWrite } from './writes.ts';

/** Follows what holds a column's value from an expression on, wherever it goes: each place is settled, or it keeps the column back. */
export function follow(trail: Trail, node: ts.Expression, path: Path): void {
  if (path.length > MOST_STEPS) block(trail, node, `\`${shorten(node)}\` holds it too deep to be followed.`);
  if (path.length > MOST_STEPS || !isNew(trail, node, path)) return;
  noteType(trail, node, path);
  const { parent } = node;
  if (isSameValue(parent)) follow(trail, parent, path);
  else if (path.length > 0 ? !isSettled(node) : !trail.kind.read(trail, node)) flowOn(trail, node, path);
}

const MOST_STEPS = 6;

const lost = (trail: Trail, node: ts.Node, what = 'goes on where it cannot be followed'): void =>
  block(trail, node, `\`${shorten(node)}\` ${what}.`);

function flowOn(trail: Trail, node: ts.Expression, path: Path): void {
  const { parent } = node;
  const fn = returningFunction(node);
  if (fn) followReturn(trail, node, fn, path);
  else if (ts.isExpressionStatement(parent)) return;
  else if (ts.isPropertyAccessExpression(parent) && parent.expression === node) followMember(trail, parent, parent.name.text, path);
  else if (ts.isElementAccessExpression(parent) && parent.expression === node) followElement(trail, parent, path);
  else if (isHolder(parent)) followPattern(trail, parent, path);
  else if (ts.isConditionalExpression(parent)) followChoice(trail, parent, parent.whenTrue === node ? parent.whenFalse : parent.whenTrue, path);
  else if (ts.isBinaryExpression(parent)) followBinary(trail, node, parent, path);
  else if (ts.isPropertyAssignment(parent)) followProperty(trail, parent.parent, parent.name, path);
  else if (ts.isSpreadAssignment(parent)) followSpread(trail, parent, path);
  else if (ts.isArrayLiteralExpression(parent)) followListed(trail, node, parent, path);
  else if (ts.isSpreadElement(parent) && ts.isArrayLiteralExpression(parent.parent)) follow(trail, parent.parent, path);
  else if (ts.isSpreadElement(parent) && ts.isCallExpression(parent.parent) && path[0] === ELEMENT) followArgument(trail, node, parent.parent, path.slice(1));
  else if (ts.isForOfStatement(parent) && path[0] === ELEMENT && ts.isVariableDeclarationList(parent.initializer)) {
    followPattern(trail, parent.initializer.declarations[0]!, path.slice(1));
  }
  else if ((ts.isCallExpression(parent) || ts.isNewExpression(parent)) && parent.expression !== node) followArgument(trail, node, parent, path);
  else lost(trail, node);
}

/** A value that another one may stand for: that one must be of the column too. */
function followChoice(trail: Trail, whole: ts.Expression, other: ts.Expression, path: Path): void {
  if (path.length === 0) settleWrite(trail, other);
  follow(trail, whole, path);
}

function followBinary(trail: Trail, node: ts.Expression, parent: ts.BinaryExpression, path: Path): void {
  const kind = parent.operatorToken.kind;
  if (kind === ts.SyntaxKind.EqualsToken && parent.right === node) {
    const { left } = parent;
    const name = ts.isPropertyAccessExpression(left) ? left.name : left;
    const declarations = trail.references.declarationsAt(name).filter(trail.references.isOwn);
    if (declarations.length === 0) lost(trail, node);
    for (const declaration of declarations) followHolder(trail, declaration, path);
    if (!ts.isExpressionStatement(parent.parent)) follow(trail, parent, path);
  } else if (kind === ts.SyntaxKind.QuestionQuestionToken || kind === ts.SyntaxKind.BarBarToken) {
    followChoice(trail, parent, parent.left === node ? parent.right : parent.left, path);
  }
  else if (kind === ts.SyntaxKind.AmpersandAmpersandToken && path.length > 0) follow(trail, parent, path);
  else lost(trail, node);
}

function followElement(trail: Trail, access: ts.ElementAccessExpression, path: Path): void {
  const { argumentExpression: index } = access;
  if (ts.isStringLiteralLike(index)) followMember(trail, access, index.text, path);
  else if (path[0] === ELEMENT) follow(trail, access, path.slice(1));
  else lost(trail, access, 'reads a member whose name is known when the program runs');
}

function followMember(trail: Trail, access: ts.PropertyAccessExpression | ts.ElementAccessExpression, name: string, path: Path): void {
  const [first, ...rest] = path;
  const call = ts.isCallExpression(access.parent) && access.parent.expression === access ? access.parent : undefined;
  if (first === undefined) lost(trail, access);
  else if (call && (name === 'then' || name === 'catch' || name === 'finally')) followPromise(trail, call, name, path);
  else if (first === name) follow(trail, access, rest);
  else if (first === ELEMENT && call) followList(trail, call, name, path);
  else if (first === ELEMENT && name !== 'length') lost(trail, access);
}

function followPromise(trail: Trail, call: ts.CallExpression, name: string, path: Path): void {
  const [handler] = call.arguments;
  if (name === 'then' && handler) followCallback(trail, handler, 0, path);
  else follow(trail, call, path);
}

/** What methods of arrays give: the same elements, one of them, or nothing of them. */
const LISTS: ReadonlySet<string> = new Set(['filter', 'slice', 'sort', 'reverse', 'toSorted', 'toReversed', 'concat', 'splice', 'values']);
const ELEMENTS: ReadonlySet<string> = new Set(['find', 'findLast', 'at', 'pop', 'shift']);
const NOTHING: ReadonlySet<string> = new Set(['forEach', 'some', 'every', 'findIndex', 'findLastIndex', 'push', 'unshift', 'map', 'flatMap', 'reduce', 'keys']);
const WITH_CALLBACK: ReadonlySet<string> = new Set(['filter', 'find', 'findLast', 'forEach', 'some', 'every', 'findIndex', 'findLastIndex', 'map', 'flatMap']);

function followList(trail: Trail, call: ts.CallExpression, name: string, path: Path): void {
  const rest = path.slice(1);
  const [handler] = call.arguments;
  if (WITH_CALLBACK.has(name) && handler) followCallback(trail, handler, 0, rest);
  if (/^(?:to)?sort(?:ed)?$/i.test(name) && handler) [0, 1].forEach((index) => followCallback(trail, handler, index, rest));
  if (name === 'reduce' && handler) followCallback(trail, handler, 1, rest);
  if (LISTS.has(name)) follow(trail, call, path);
  else if (ELEMENTS.has(name)) follow(trail, call, rest);
  else if (!NOTHING.has(name)) lost(trail, call);
}

/** A function that is called with the value as one of its arguments. */
function followCallback(trail: Trail, handler: ts.Expression, index: number, path: Path): void {
  const functions = functionsAt(trail.references, handler);
  if (functions.length === 0 && handler.getText() !== 'Boolean') lost(trail, handler, 'is given it and is not a function of this project');
  for (const fn of functions) {
    const parameter = fn.parameters[index];
    if (parameter) followPattern(trail, parameter, path);
  }
}

/** What a declaration takes of the value: all of it by a name, or members by a pattern. */
export function followPattern(trail: Trail, holder: Holder, path: Path): void {
  const { name } = holder;
  if (ts.isObjectBindingPattern(name)) {
    const keyOf = (element: ts.BindingElement): string => (element.propertyName ?? element.name).getText();
    const taken = name.elements.find((element) => !element.dotDotDotToken && keyOf(element) === path[0]);
    const others = name.elements.find((element) => element.dotDotDotToken);
    if (path.length === 0) block(trail, holder, `\`${shorten(holder)}\` takes it apart.`);
    else if (taken) followPattern(trail, taken, path.slice(1));
    else if (others) followPattern(trail, others, path);
  } else if (ts.isArrayBindingPattern(name)) {
    if (path[0] !== ELEMENT) return;
    for (const element of name.elements) if (ts.isBindingElement(element)) followPattern(trail, element, element.dotDotDotToken ? path : path.slice(1));
  } else {
    if (path.length === 0) trail.given.add(holder);
    followHolder(trail, holder, path);
  }
}

/** All that reads a declaration. */
export function followHolder(trail: Trail, holder: ts.Declaration, path: Path): void {
  if (!isNew(trail, holder, path)) return;
  if (path.length === 0 && trail.kind.changesProgram) settleHolder(trail, holder);
  if (isCode(holder)) {
    followCalls(trail, holder, holder, path);
    return;
  }
  const own = ts.getNameOfDeclaration(holder);
  if (own && path.length > 0) noteType(trail, own, path);
  for (const name of trail.references.of(holder)) {
    const { parent } = name;
    const expression = expressionOf(name);
    if (isMention(name) || isTarget(expression) || (isDeclared(name) && !ts.isShorthandPropertyAssignment(parent) && !isTaken(name))) continue;
    if (ts.isShorthandPropertyAssignment(parent)) {
      if (trail.references.declarationsAt(name).includes(holder) && isVariable(holder)) followProperty(trail, parent.parent, name, path);
    } else if (isTaken(name)) {
      const isMember = holder !== parent && ((parent as ts.BindingElement).propertyName ?? (parent as ts.BindingElement).name) === name;
      if (isMember) followPattern(trail, parent as ts.BindingElement, path);
    } else follow(trail, expression, path);
  }
}

function followProperty(trail: Trail, object: ts.ObjectLiteralExpression, name: ts.Node, path: Path): void {
  if (path.length === 0) {
    for (const declaration of trail.references.declarationsAt(name)) {
      if (ts.isPropertySignature(declaration) || ts.isPropertyDeclaration(declaration)) followHolder(trail, declaration, path);
    }
  }
  follow(trail, object, [name.getText().replace(/^['"]|['"]$/g, ''), ...path]);
}

/** `{ ...row, done: false }`: what stands behind takes the place of the value. */
function followSpread(trail: Trail, spread: ts.SpreadAssignment, path: Path): void {
  const object = spread.parent;
  const later = object.properties.slice(object.properties.indexOf(spread) + 1);
  if (!later.some((property) => property.name?.getText() === path[0])) follow(trail, object, path);
}

/** An element of a list, or a value that is bound to a statement. */
function followListed(trail: Trail, node: ts.Expression, list: ts.ArrayLiteralExpression, path: Path): void {
  const columns = trail.boundAt(node);
  if (path.length === 0 && columns.length > 0) columns.forEach((column) => trail.columns.add(column));
  else follow(trail, list, [ELEMENT, ...path]);
}

const KEEPS = /^(?:Promise\.(?:all|allSettled|resolve|race)|Object\.freeze|structuredClone|Array\.from)$/;

function followArgument(trail: Trail, node: ts.Expression, call: ts.CallExpression | ts.NewExpression, path: Path): void {
  const columns = trail.boundAt(node);
  const callee = call.expression;
  const text = callee.getText();
  if (path.length === 0 && columns.length > 0) columns.forEach((column) => trail.columns.add(column));
  else if (ts.isCallExpression(call) && expectationAround(trail, call, node, path)) return;
  else if (text === 'Array.isArray' || text === 'Boolean') return;
  else if (KEEPS.test(text) || (text === 'String' && !trail.kind.changesProgram)) follow(trail, call, path);
  else if (ts.isPropertyAccessExpression(callee) && /^(?:push|unshift)$/.test(callee.name.text)) {
    const list = ts.isPropertyAccessExpression(callee.expression) ? callee.expression.name : callee.expression;
    for (const declaration of trail.references.declarationsAt(list)) followHolder(trail, declaration, [ELEMENT, ...path]);
  } else {
    const index = (call.arguments ?? []).findIndex((one) => one === node || (ts.isSpreadElement(one) && one.expression === node));
    const declaration = trail.references.checker.getResolvedSignature(call)?.declaration;
    const parameter = declaration && trail.references.isOwn(declaration) && 'body' in declaration && declaration.body ? declaration.parameters[index] : undefined;
    if (parameter && ts.isParameter(parameter) && !parameter.dotDotDotToken) followPattern(trail, parameter, path);
    else lost(trail, node, `is given to \`${shorten(callee)}\``);
  }
}

/** What a function gives back is where it is called, or what the function it is given to makes of it. */
function followReturn(trail: Trail, node: ts.Expression, fn: CodeNode, path: Path): void {
  const { parent } = fn;
  if (ts.isCallExpression(parent) && parent.expression !== fn) followResult(trail, node, parent, path);
  else if (path.length === 0) followHolder(trail, fn, path);
  else {
    if (fn.type) noteType(trail, fn, path);
    followCalls(trail, node, fn, path);
  }
}

function followCalls(trail: Trail, node: ts.Node, fn: CodeNode, path: Path): void {
  const names = namesOfFunction(trail.references, fn);
  if (!names) lost(trail, node, 'is returned by a function that is handed on');
  else if (names.length === 0 && isExported(fn)) lost(trail, node, 'is returned by an exported function that nothing here calls');
  for (const name of names ?? []) {
    let callee: ts.Expression = expressionOf(name);
    while (ts.isNonNullExpression(callee.parent) || ts.isParenthesizedExpression(callee.parent)) callee = callee.parent;
    const call = callee.parent;
    if (!ts.isCallExpression(call)) lost(trail, callee, 'hands on a function that returns it');
    else if (call.expression === callee) follow(trail, call, path);
    else followResult(trail, callee, call, path);
  }
}

/** Functions that do nothing with what is returned to them, and those that give it on. */
const IGNORES = /^(?:forEach|some|every|filter|find|findLast|findIndex|sort|initialise|it|test|describe|before|after|beforeEach|afterEach|beforeAll|afterAll|setTimeout|setInterval)$/;
const GIVES_ON = /^(?:then|catch|transaction|flatMap)$/;

function followResult(trail: Trail, node: ts.Expression, call: ts.CallExpression, path: Path): void {
  const name = ts.isPropertyAccessExpression(call.expression) ? call.expression.name.text : call.expression.getText();
  if (name === 'map') follow(trail, call, [ELEMENT, ...path]);
  else if (GIVES_ON.test(name)) follow(trail, call, path);
  else if (!IGNORES.test(name) || (name === 'sort' && path.length === 0)) lost(trail, node, `is given back to \`${shorten(call.expression)}\``);
}

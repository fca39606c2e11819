import { ts } from 'ts-morph';
import { isConvertible } from './executors.ts';
import type { Escape } from './graph.ts';
import { calledName, rootName, unwrap, withParentheses } from './nodes.ts';

/** What happens to a function that turns async where it is handed to code outside of the project. */
export type Reception =
  /** It is awaited there, or its result does not matter. */
  | { readonly kind: 'accepts'; readonly note?: string }
  /** The result of the call is that of the function: the call is to be awaited. */
  | { readonly kind: 'answers'; readonly call: ts.CallExpression }
  /** A method of an array calls it for each element. */
  | { readonly kind: 'elements'; readonly call: ts.CallExpression }
  /** An assertion calls it to see it throw. */
  | { readonly kind: 'throws'; readonly call: ts.CallExpression }
  /** It is the executor of a promise. */
  | { readonly kind: 'executes' }
  | { readonly kind: 'refuses'; readonly message: string };

/** Functions of test runners whose callbacks may be async, and those whose callbacks only collect tests. */
const TESTS: ReadonlySet<string> = new Set([
  'it', 'test', 'specify', 'bench', 'fit', 'xit', 'xtest', 'before', 'after', 'beforeEach', 'afterEach', 'beforeAll', 'afterAll', 'setup', 'teardown', 'suiteSetup', 'suiteTeardown',
]);
const SUITES: ReadonlySet<string> = new Set(['describe', 'suite', 'context', 'fdescribe', 'xdescribe']);

/** Methods that call back for each element and that have a form which waits. */
export const ELEMENT_METHODS: ReadonlySet<string> = new Set(['forEach', 'map', 'flatMap', 'filter', 'find', 'findIndex', 'some', 'every', 'reduce', 'sort', 'toSorted']);

const COLLECTIONS = /^(?:Readonly)?(?:Array|Map|Set)$|^\w+Array$|^IteratorObject$/;

const THROW_ASSERTIONS: ReadonlySet<string> = new Set(['throws', 'doesNotThrow']);

export function receive(checker: ts.TypeChecker, { site, signature }: Escape): Reception {
  const argument = withParentheses(site);
  const call = argument.parent;
  if (ts.isNewExpression(call)) return receiveNew(checker, call, signature, site);
  if (!ts.isCallExpression(call) || call.expression === argument) return byResult(checker, signature);
  const name = calledName(call);
  const root = rootName(call.expression);
  if (root !== undefined && TESTS.has(root)) return { kind: 'accepts' };
  if (root === 'vi' && name === 'hoisted') return { kind: 'answers', call };
  if (root !== undefined && SUITES.has(root)) {
    return { kind: 'refuses', message: `The callback of \`${root}\` only collects tests and is not awaited. Move the work into \`beforeAll\` or \`before\`.` };
  }
  if (root === 'expect' && name === 'expect') return isThrowMatcher(call) ? { kind: 'throws', call } : { kind: 'accepts' };
  if (name !== undefined && THROW_ASSERTIONS.has(name) && isAssert(call)) return { kind: 'throws', call };
  if (isArrayFrom(call) && call.arguments[1] === argument) return { kind: 'elements', call };
  if (isCollectionCall(checker, call)) return receiveElements(call, name!);
  if (isDeclaredForPromises(checker, call, argument)) return { kind: 'accepts' };
  return answersOf(checker, call, signature) ?? withNote(byResult(checker, signature), name);
}

function receiveNew(checker: ts.TypeChecker, call: ts.NewExpression, signature: ts.Signature | undefined, site: ts.Node): Reception {
  if (!ts.isIdentifier(call.expression) || call.expression.text !== 'Promise') return byResult(checker, signature);
  return isConvertible(site) ? { kind: 'executes' }
    : { kind: 'refuses', message: 'The executor of a `Promise` is not awaited: an error in it would be lost. Write the work as an async function instead of `new Promise`.' };
}

const receiveElements = (call: ts.CallExpression, name: string): Reception =>
  ELEMENT_METHODS.has(name) ? { kind: 'elements', call } : {
    kind: 'refuses',
    message: `A callback of \`${name}\` cannot wait. Write a \`for...of\` loop.`,
  };

/** `Array.from(items, callback)`. */
export const isArrayFrom = (call: ts.CallExpression): boolean => call.arguments.length === 2 && call.expression.getText() === 'Array.from';

/** Whether the callee is a method of an array, Map or Set; of an untyped value by the method's name. */
function isCollectionCall(checker: ts.TypeChecker, call: ts.CallExpression): boolean {
  const callee = unwrap(call.expression);
  if (!ts.isPropertyAccessExpression(callee)) return false;
  const declaration = checker.getSymbolAtLocation(callee.name)?.declarations?.[0];
  if (!declaration) return ELEMENT_METHODS.has(callee.name.text) && (checker.getTypeAtLocation(callee.expression).flags & ts.TypeFlags.Any) !== 0;
  return ts.isInterfaceDeclaration(declaration.parent) && COLLECTIONS.test(declaration.parent.name.text) && declaration.getSourceFile().isDeclarationFile;
}

function isThrowMatcher(expectation: ts.CallExpression): boolean {
  let at: ts.Node = expectation.parent;
  while (ts.isPropertyAccessExpression(at) && at.name.text === 'not') at = at.parent;
  return ts.isPropertyAccessExpression(at) && at.name.text.startsWith('toThrow') && ts.isCallExpression(at.parent);
}

const isAssert = (call: ts.CallExpression): boolean =>
  ts.isPropertyAccessExpression(call.expression) && ts.isIdentifier(call.expression.expression) && /^(?:assert|t)$/.test(call.expression.expression.text);

/** `run<T>(work: () => T): T`: what the function gives is what the call gives. */
function answersOf(checker: ts.TypeChecker, call: ts.CallExpression, signature: ts.Signature | undefined): Reception | undefined {
  const parameter = signature?.declaration?.type && typeParameterOf(checker, signature.declaration.type as ts.TypeNode);
  const result = parameter && (checker.getResolvedSignature(call)?.declaration?.type as ts.TypeNode | undefined);
  if (!result) return undefined;
  return typeParameterOf(checker, result) === parameter ? { kind: 'answers', call } : undefined;
}

function typeParameterOf(checker: ts.TypeChecker, node: ts.TypeNode): ts.Symbol | undefined {
  const symbol = ts.isTypeReferenceNode(node) ? checker.getSymbolAtLocation(node.typeName) : undefined;
  return symbol && (symbol.flags & ts.SymbolFlags.TypeParameter) !== 0 ? symbol : undefined;
}

function byResult(checker: ts.TypeChecker, signature: ts.Signature | undefined): Reception {
  if (!signature || takesPromise(checker, checker.getReturnTypeOfSignature(signature))) return { kind: 'accepts' };
  const type = checker.typeToString(checker.getReturnTypeOfSignature(signature));
  return { kind: 'refuses', message: `A function of type \`${type}\` is wanted here, and its caller does not wait. Do the work before, and hand over the result.` };
}

const LISTENING = /^(?:on|once|addListener|prependListener|addEventListener|setTimeout|setInterval|setImmediate|nextTick|queueMicrotask)$/;

/** Nobody waits for a listener or a timer. */
function withNote(reception: Reception, name: string | undefined): Reception {
  if (reception.kind !== 'accepts' || name === undefined || !LISTENING.test(name)) return reception;
  const next = name === 'setInterval' ? ' The next round may begin before this one has ended.' : '';
  return { kind: 'accepts', note: `\`${name}\` does not wait for this function: an error in it is an unhandled rejection now, which ends the process.${next}` };
}

const LOOSE = ts.TypeFlags.Any | ts.TypeFlags.Unknown | ts.TypeFlags.Void | ts.TypeFlags.TypeParameter;

/** Whether a place of this type may be given a promise. */
function takesPromise(checker: ts.TypeChecker, type: ts.Type): boolean {
  if (type.isUnion()) return type.types.some((part) => takesPromise(checker, part));
  return (type.flags & LOOSE) !== 0 || isPromise(type);
}

/** Whether the type is a promise, or anything else that has `then`. */
export const isPromise = (type: ts.Type): boolean =>
  type.isUnion() ? type.types.some(isPromise) : (type.flags & (ts.TypeFlags.Object | ts.TypeFlags.Intersection)) !== 0 && type.getProperty('then') !== undefined;

/**
 * Whether the callee's own declaration lets the function give a promise, whatever was inferred from what it gives today:
 * `get<R extends Response | Promise<Response>>(handler: () => R)`.
 */
function isDeclaredForPromises(checker: ts.TypeChecker, call: ts.CallExpression, argument: ts.Node): boolean {
  const declaration = checker.getResolvedSignature(call)?.declaration;
  if (!declaration || ts.isJSDocSignature(declaration)) return false;
  const at = call.arguments.indexOf(argument as ts.Expression);
  const last = declaration.parameters.length - 1;
  const parameter = declaration.parameters[Math.min(at, last)];
  if (!parameter) return false;
  const type = checker.getTypeAtLocation(parameter);
  const isList = parameter.dotDotDotToken !== undefined && (checker.isTupleType(type) || checker.isArrayType(type));
  const wanted = isList ? elementAt(checker, type as ts.TypeReference, at - last) : type;
  const functions = wanted?.isUnion() ? wanted.types : [wanted];
  return functions.some((one) => one?.getCallSignatures().some((signature) => {
    const result = checker.getReturnTypeOfSignature(signature);
    const bound = (result.flags & ts.TypeFlags.TypeParameter) === 0 ? result : result.getConstraint();
    return bound !== undefined && isPromise(bound);
  }));
}

/** The type of an element of a tuple or an array. */
const elementAt = (checker: ts.TypeChecker, type: ts.TypeReference, index: number): ts.Type | undefined => {
  const elements = checker.getTypeArguments(type);
  return elements[Math.min(index, elements.length - 1)];
};

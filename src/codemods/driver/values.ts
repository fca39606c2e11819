import { ts } from 'ts-morph';
import type { Parameter } from '../../sql/parameters.ts';
import { bareName } from '../../sql/parameters.ts';
import { listOf, type Part } from './draft.ts';

/** What a call sends with its statement, as pieces of an array: `[a, b]`, or the array that is given. */
export type Values =
  | { readonly kind: 'none' }
  | { readonly kind: 'array'; readonly pieces: readonly Part[] }
  /** One object with the values by name, to be put in order when the program runs. */
  | { readonly kind: 'named'; readonly object: ts.Expression };

/** How an argument is bound: alone, as an array of values, or as an object with names. */
export type Binding = 'value' | 'array' | 'object' | 'unknown';

export function bindingOf(checker: ts.TypeChecker, node: ts.Expression): Binding {
  if (ts.isObjectLiteralExpression(node)) return 'object';
  if (ts.isArrayLiteralExpression(node)) return 'array';
  if (ts.isPropertyAccessExpression(node) && /^last(?:InsertRowid|ID)$/.test(node.name.text)) return 'value';
  const type = checker.getNonNullableType(checker.getTypeAtLocation(node));
  if ((type.flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown | ts.TypeFlags.TypeParameter)) !== 0) return 'unknown';
  const parts = type.isUnion() ? type.types : [type];
  if (parts.every((part) => checker.isArrayType(part) || checker.isTupleType(part))) return 'array';
  return parts.every((part) => isRecord(checker, part)) ? 'object' : 'value';
}

/** Objects that a driver binds whole. */
const BOUND = /^(?:Date|Buffer|Uint8Array|ArrayBuffer|Temporal\b|URL|Int\d+Array|Float\d+Array)/;

const isRecord = (checker: ts.TypeChecker, type: ts.Type): boolean =>
  (type.flags & ts.TypeFlags.Object) !== 0 && !checker.isArrayType(type) && !checker.isTupleType(type)
  && !BOUND.test(type.getSymbol()?.name ?? '') && type.getCallSignatures().length === 0;

/** A name or a path of names: it can be written several times. */
const isPath = (node: ts.Expression): boolean =>
  ts.isIdentifier(node) || node.kind === ts.SyntaxKind.ThisKeyword
  || (ts.isPropertyAccessExpression(node) && !node.questionDotToken && isPath(node.expression));

/** The values of positional arguments, which may be spread or one array. */
export function positionalValues(checker: ts.TypeChecker, given: readonly ts.Expression[], parameters: readonly Parameter[] | undefined): Values {
  const [only] = given;
  if (!only) return { kind: 'none' };
  if (given.length > 1) return { kind: 'array', pieces: ['[', ...listOf(given), ']'] };
  if (ts.isSpreadElement(only)) return { kind: 'array', pieces: [only.expression] };
  const binding = bindingOf(checker, only);
  const isNamed = parameters?.some((parameter) => parameter.name !== undefined) ?? false;
  if (binding === 'array') return { kind: 'array', pieces: [only] };
  if (isNamed || binding === 'object') return namedValues(checker, only, parameters);
  const count = new Set(parameters?.map((parameter) => parameter.number)).size;
  if (binding === 'unknown' && count !== 1) return { kind: 'array', pieces: ['[', only, '].flat()'] };
  return { kind: 'array', pieces: ['[', only, ']'] };
}

/** The properties of an object in the order of the parameters that name them. */
function namedValues(checker: ts.TypeChecker, object: ts.Expression, parameters: readonly Parameter[] | undefined): Values {
  const names = parameters && inOrder(parameters);
  if (!names?.every((name): name is string => name !== undefined)) return { kind: 'named', object };
  if (names.length === 0) return { kind: 'none' };
  const values = ts.isObjectLiteralExpression(object) ? names.map((name) => valueOf(object, name)) : names.map((name) => memberOf(checker, object, name));
  return values.every((value): value is string | ts.Node => value !== undefined)
    ? { kind: 'array', pieces: ['[', ...values.flatMap((value, index) => (index === 0 ? [value] : [', ', value])), ']'] }
    : { kind: 'named', object };
}

/** The names by number; undefined for a parameter without one. */
export function inOrder(parameters: readonly Parameter[]): readonly (string | undefined)[] {
  const byNumber = new Map(parameters.map((parameter) => [parameter.number, parameter.name]));
  return [...byNumber].sort(([a], [b]) => a - b).map(([, name]) => name);
}

function valueOf(object: ts.ObjectLiteralExpression, name: string): string | ts.Node | undefined {
  if (!object.properties.every((property) => ts.isPropertyAssignment(property) || ts.isShorthandPropertyAssignment(property))) return undefined;
  const found = object.properties.find((property) => property.name && bareName(textOfName(property.name)) === name);
  if (!found) return undefined;
  return ts.isPropertyAssignment(found) ? found.initializer : ts.isShorthandPropertyAssignment(found) ? found.name : undefined;
}

const textOfName = (name: ts.PropertyName): string => (ts.isIdentifier(name) || ts.isStringLiteral(name) ? name.text : name.getText());

function memberOf(checker: ts.TypeChecker, object: ts.Expression, name: string): string | undefined {
  if (!isPath(object)) return undefined;
  const type = checker.getTypeAtLocation(object);
  const isOpen = (type.flags & ts.TypeFlags.Any) !== 0 || checker.getIndexInfosOfType(type).length > 0;
  return isOpen || checker.getPropertyOfType(type, name) ? `${object.getText()}.${name}` : undefined;
}

import { isJson } from '../../core/json-text.ts';
import type { Pieces } from '../../core/types.ts';
import type { Ast } from '../../sql/grammar.ts';
import { asOperand, castTo, quoteText } from '../../sql/rewrite.ts';
import { functionName, spanOf, stringValue, unwrap, type Expr } from '../../sql/tree.ts';
import { access, asArgument, asJsonb, joined, pathArray, readPath, toJsonb, type TypeOf } from './json.ts';

/** What each of SQLite's JSON functions becomes; undefined where that cannot be said. */
export interface Built {
  readonly pieces: Pieces;
  readonly gives: 'json' | 'jsonb' | 'other';
  readonly condition?: string;
}

type Builder = (call: Ast.FunctionCallExpr, typeOf: TypeOf) => Built | 'as it is' | undefined;

const VALID = 'every value is valid JSON';
const when = (isSure: boolean, condition: string): { readonly condition?: string } => (isSure ? {} : { condition });
const argsOf = (call: Ast.FunctionCallExpr): readonly Expr[] => call.args ?? [];
const isDocument = (expr: Expr, typeOf: TypeOf): boolean => /^jsonb?$/.test(typeOf(expr).type) || unwrap(expr).type === 'StringLiteral';
const plainSteps = (path: Expr | undefined): readonly (string | number)[] | undefined => readPath(path && stringValue(path));

/** Functions of any arguments that only have another name. */
const renamed = (name: string): Builder => (call) => {
  const args = argsOf(call);
  const isBound = args.some((arg) => unwrap(arg).type === 'VariableExpr');
  return { pieces: [`${name}(`, ...joined(args.map(asArgument)), ')'], gives: name.startsWith('jsonb') ? 'jsonb' : 'json', ...when(!isBound, 'the values that are bound are texts') };
};

/** The tail FILTER goes with the aggregate inside coalesce: an aggregate of no rows is an empty list in SQLite. */
const aggregated = (name: string, empty: string): Builder => (call) => {
  const args = argsOf(call);
  const isDistinct = call.distinctness === 'Distinct';
  const real = isDistinct ? name.replace(/^json_/, 'jsonb_') : name;
  const order: Pieces = call.orderBy?.type === 'SortListFunctionCallOrder' ? [' ORDER BY ', { start: spanOf(call.orderBy.columns[0]!).start, end: spanOf(call.orderBy.columns.at(-1)!).end }] : [];
  const tail: Pieces = call.filterOver ? [' ', spanOf(call.filterOver)] : [];
  return {
    pieces: [`coalesce(${real}(${isDistinct ? 'DISTINCT ' : ''}`, ...joined(args.map((arg) => [spanOf(arg)])), ...order, ')', ...tail, `, '${empty}')`],
    gives: real.startsWith('jsonb') ? 'jsonb' : 'json', ...when(order.length > 0, 'the order of the parts does not matter'),
  };
};

const cast = (type: 'json' | 'jsonb'): Builder => (call, typeOf) => {
  const [only] = argsOf(call);
  if (!only || argsOf(call).length !== 1) return undefined;
  const own = typeOf(only).type;
  // A document of PostgreSQL's own, or one that the functions here give, needs no cast.
  if (/^jsonb?$/.test(own) || /^jsonb?_/.test(functionName(unwrap(only)) ?? '')) return { pieces: asOperand(only), gives: own === 'json' ? 'json' : 'jsonb' };
  const literal = stringValue(only);
  if (literal !== undefined && !isJson(literal)) return undefined;
  // json() takes the blanks between the parts away; a cast to json keeps them.
  const minified = literal?.replace(/("(?:[^"\\]|\\.)*")|\s+/g, '$1');
  if (minified !== undefined && minified !== literal) return { pieces: [`${quoteText(minified)}::${type}`], gives: type };
  return { pieces: castTo(only, type), gives: type, ...when(unwrap(only).type === 'StringLiteral', VALID) };
};

/** json_set, json_replace: `jsonb_set(jsonb_set(doc, '{a}', '1'), '{b}', '2')`. */
const setter = (isCreating: boolean): Builder => (call, typeOf) => {
  const [document, ...rest] = argsOf(call);
  if (!document || rest.length === 0 || rest.length % 2 !== 0) return undefined;
  let pieces: Pieces = asJsonb(document, typeOf(document));
  let isDeep = false;
  for (let at = 0; at < rest.length; at += 2) {
    const path = stringValue(rest[at]);
    const value = toJsonb(rest[at + 1]!, typeOf(rest[at + 1]!));
    const appended = path?.endsWith('[#]') ? readPath(path.slice(0, -3)) : undefined;
    const steps = appended ?? readPath(path);
    if (!steps || (steps.length === 0 && !appended)) return undefined;
    const parent = isCreating && !appended && steps.length === 2 && typeof steps[0] === 'string' ? steps.slice(0, 1) : undefined;
    isDeep ||= steps.length > (parent ? 2 : 1);
    // json_set makes the object above the path where it is missing; jsonb_set leaves the document alone.
    if (parent) pieces = ['jsonb_set(', ...pieces, `, ${pathArray(parent)}, coalesce(`, ...access(asJsonb(document, typeOf(document)), parent, false), ", '{}'))"];
    if (!appended) pieces = ['jsonb_set(', ...pieces, `, ${pathArray(steps)}, `, ...value, isCreating ? ')' : ', false)'];
    else if (appended.length === 0) pieces = ['(', ...pieces, ' || ', ...value, ')'];
    else pieces = ['jsonb_set(', ...pieces, `, ${pathArray(steps)}, (`, ...access(asJsonb(document, typeOf(document)), steps, false), ') || ', ...value, ')'];
  }
  const isSure = isDocument(document, typeOf) && !(isDeep && isCreating);
  return { pieces, gives: 'jsonb', ...when(isSure, isDeep ? `${VALID} and the objects above the path exist` : VALID) };
};

/** json_insert adds what is not there: the document wins over the new keys. */
const insert: Builder = (call, typeOf) => {
  const [document, ...rest] = argsOf(call);
  if (!document || rest.length === 0 || rest.length % 2 !== 0) return undefined;
  const added: Pieces[] = [];
  for (let at = 0; at < rest.length; at += 2) {
    const steps = plainSteps(rest[at]);
    if (steps?.length !== 1 || typeof steps[0] !== 'string') return undefined;
    added.push([`'${steps[0].replaceAll("'", "''")}', `, ...asArgument(rest[at + 1]!)]);
  }
  return { pieces: ['(jsonb_build_object(', ...joined(added), ') || ', ...asJsonb(document, typeOf(document)), ')'], gives: 'jsonb', condition: 'the document is an object' };
};

const remove: Builder = (call, typeOf) => {
  const [document, ...paths] = argsOf(call);
  if (!document || paths.length === 0) return undefined;
  let pieces: Pieces = asJsonb(document, typeOf(document));
  for (const path of paths) {
    const steps = plainSteps(path);
    if (!steps || steps.length === 0) return undefined;
    const only = steps.length === 1 ? steps[0]! : undefined;
    pieces = [...pieces, only === undefined ? ` #- ${pathArray(steps)}` : typeof only === 'number' ? ` - ${only < 0 ? `(${only})` : only}` : ` - '${only.replaceAll("'", "''")}'`];
  }
  return { pieces: ['(', ...pieces, ')'], gives: 'jsonb', ...when(isDocument(document, typeOf), VALID) };
};

const patch: Builder = (call, typeOf) => {
  const [document, changes] = argsOf(call);
  if (!document || !changes) return undefined;
  const merged: Pieces = [...asJsonb(document, typeOf(document)), ' || ', ...asJsonb(changes, typeOf(changes))];
  const isPlain = stringValue(changes)?.includes('null') === false;
  return { pieces: isPlain ? ['(', ...merged, ')'] : ['jsonb_strip_nulls(', ...merged, ')'], gives: 'jsonb', condition: 'the patch has one level, and no null is to stay in the document' };
};

const arrayLength: Builder = (call, typeOf) => {
  const [document, path] = argsOf(call);
  if (!document || (!path && unwrap(document).type === 'StringLiteral') || (!path && typeOf(document).type === 'json')) return document ? 'as it is' : undefined;
  const steps = path ? plainSteps(path) : [];
  if (!steps) return undefined;
  const value = access(asJsonb(document, typeOf(document)), steps, false);
  const isColumn = !path && typeOf(document).type === 'jsonb' && typeOf(document).column !== undefined;
  if (isColumn) return { pieces: ['CASE jsonb_typeof(', ...value, ") WHEN 'array' THEN jsonb_array_length(", ...value, ') ELSE 0 END'], gives: 'other', condition: 'NULL may be 0' };
  return { pieces: ['jsonb_array_length(', ...value, ')'], gives: 'other', condition: 'the value is a JSON array, or NULL' };
};

/** The names of types differ: string is text, number is integer or real, boolean is true or false. */
const typeName: Builder = (call, typeOf) => {
  const [document, path] = argsOf(call);
  if (!document) return undefined;
  const written = path && stringValue(path);
  const steps = path ? readPath(written) : [];
  const value: Pieces = steps ? ['(', ...access(asJsonb(document, typeOf(document)), steps, false), ')']
    : ['jsonb_path_query_first(', ...asJsonb(document, typeOf(document)), ', (', spanOf(path!), ')::jsonpath)'];
  return {
    pieces: ['CASE jsonb_typeof(', ...value, ") WHEN 'string' THEN 'text' WHEN 'boolean' THEN ", ...value, "::text WHEN 'number' THEN CASE WHEN ", ...value,
      "::text ~ '[.]' THEN 'real' ELSE 'integer' END ELSE jsonb_typeof(", ...value, ') END'],
    gives: 'other', ...when(isDocument(document, typeOf), VALID),
  };
};

const quoteJson: Builder = (call) => {
  const [value] = argsOf(call);
  if (!value) return undefined;
  const text: Pieces = stringValue(value) !== undefined ? [spanOf(value), '::text'] : asArgument(value);
  return { pieces: unwrap(value).type === 'NullLiteral' ? ["'null'"] : ["coalesce(to_json(", ...text, ")::text, 'null')"], gives: 'other' };
};

const pretty: Builder = (call, typeOf) => {
  const [document, indent] = argsOf(call);
  if (!document) return undefined;
  const printed: Pieces = ['jsonb_pretty(', ...asJsonb(document, typeOf(document)), ')'];
  return { pieces: indent ? ['replace(', ...printed, ", '    ', ", spanOf(indent), ')'] : printed, gives: 'other', condition: 'the order of the keys may change' };
};

const insertElement: Builder = (call, typeOf) => {
  const [document, path, value] = argsOf(call);
  const steps = plainSteps(path);
  if (!document || !value || !steps) return undefined;
  return { pieces: ['jsonb_insert(', ...asJsonb(document, typeOf(document)), `, ${pathArray(steps)}, `, ...toJsonb(value, typeOf(value)), ')'], gives: 'jsonb', ...when(isDocument(document, typeOf), VALID) };
};

const isValid: Builder = (call) => {
  const [value] = argsOf(call);
  return value && { pieces: ['(', ...(unwrap(value).type === 'VariableExpr' ? castTo(unwrap(value), 'text') : asOperand(value)), ' IS JSON)'], gives: 'other', condition: 'the server is PostgreSQL 16 or newer' };
};

/** json_valid() in a CHECK: what is not JSON is refused by the cast, on every version; NULL passes. */
export const validInCheck = (call: Ast.FunctionCallExpr, typeOf: TypeOf, isRequired: boolean): Built | undefined => {
  const [value] = argsOf(call);
  return value && { pieces: ['(jsonb_typeof(', ...asJsonb(value, typeOf(value)), ") <> '')"], gives: 'other', ...when(isRequired, 'no text that is not JSON is meant to pass') };
};

export const JSON_BUILDERS: Readonly<Record<string, Builder>> = {
  json: cast('json'), jsonb: cast('jsonb'), json_object: renamed('json_build_object'), json_array: renamed('json_build_array'),
  jsonb_object: renamed('jsonb_build_object'), jsonb_array: renamed('jsonb_build_array'),
  json_group_array: aggregated('json_agg', '[]'), json_group_object: aggregated('json_object_agg', '{}'),
  jsonb_group_array: aggregated('jsonb_agg', '[]'), jsonb_group_object: aggregated('jsonb_object_agg', '{}'),
  json_set: setter(true), jsonb_set: (call, typeOf) => (stringValue(argsOf(call)[1])?.startsWith('$') === true ? setter(true)(call, typeOf) : 'as it is'),
  json_replace: setter(false), jsonb_replace: setter(false), json_insert: insert,
  jsonb_insert: (call, typeOf) => (stringValue(argsOf(call)[1])?.startsWith('$') === true ? insert(call, typeOf) : 'as it is'),
  json_remove: remove, jsonb_remove: remove, json_patch: patch, jsonb_patch: patch, json_array_length: arrayLength, json_type: typeName,
  json_quote: quoteJson, json_pretty: pretty, json_array_insert: insertElement, jsonb_array_insert: insertElement, json_valid: isValid,
};

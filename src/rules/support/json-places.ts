import type { Pieces, ProposedEdit } from '../../core/types.ts';
import { isNumber, type Types } from '../../sql/infer.ts';
import { replaceNode } from '../../sql/rewrite.ts';
import { functionName, integerValue, spanOf, stringValue, type Expr, type Node } from '../../sql/tree.ts';
import { access, asJsonb, readPath } from './json.ts';

/** What the place where a value of a JSON document stands wants of it (https://sqlite.org/json1.html#jptr). */

const COMPARISON = /^(?:Equals|NotEquals|Less|LessEquals|Greater|GreaterEquals|Is|IsNot)$/;
const ARITHMETIC = /^(?:Add|Subtract|Multiply|Divide|Modulus)$/;

/** What the place of the value wants of it: SQLite gives a value of the JSON's own type, PostgreSQL's ->> a text. */
type Wanted = 'text' | 'numeric' | 'boolean' | 'json' | 'document';

export function wantedAt(parent: Node | undefined, child: Expr, types: Types, isCondition: boolean): Wanted {
  if (isCondition) return 'boolean';
  const argument = jsonArgument(parent, child);
  if (argument) return argument;
  if (parent?.type === 'BinaryExpr') {
    if (ARITHMETIC.test(parent.op)) return 'numeric';
    const other = types.of(parent.left === child ? parent.right : parent.left);
    if (COMPARISON.test(parent.op) && !other.untyped) return other.type === 'boolean' ? 'boolean' : isNumber(other.type) ? 'numeric' : 'text';
  }
  if (parent?.type === 'UnaryExpr' && parent.op !== 'Not') return 'numeric';
  if (parent?.type === 'BetweenExpr') return isNumber(types.of(parent.lhs === child ? parent.start : parent.lhs).type) ? 'numeric' : 'text';
  if (parent?.type === 'InListExpr' && parent.lhs === child) return parent.rhs?.every((one) => isNumber(types.of(one).type)) === true ? 'numeric' : 'text';
  if (isExtremum(parent) || (parent?.type === 'FunctionCallExpr' && /^(?:sum|avg|total|abs|round)$/.test(functionName(parent)!))) return 'numeric';
  return parent?.type === 'SortedColumn' ? 'json' : 'text';
}

/** Which arguments of SQLite's JSON functions are values that go into a document as the JSON that they are. */
const VALUES: Readonly<Record<string, (index: number) => boolean>> = {
  object: (index) => index % 2 === 1, group_object: (index) => index === 1, array: () => true, group_array: (index) => index === 0,
  set: (index) => index > 0 && index % 2 === 0, insert: (index) => index > 0 && index % 2 === 0, replace: (index) => index > 0 && index % 2 === 0,
};

/** A document is read from its text, which may be a text within JSON; a value that is put into one stays what it is. */
function jsonArgument(parent: Node | undefined, child: Expr): 'json' | 'document' | undefined {
  if (parent?.type === 'TableCallSelectTable') return 'document';
  const name = parent?.type === 'FunctionCallExpr' ? /^jsonb?_(\w+)$/.exec(functionName(parent)!)?.[1] : undefined;
  if (name === undefined || parent?.type !== 'FunctionCallExpr') return undefined;
  const index = parent.args?.indexOf(child) ?? -1;
  if (Object.hasOwn(VALUES, name) && VALUES[name]!(index)) return 'json';
  return name === 'patch' || (index === 0 && !/^(?:group_)?(?:object|array)$/.test(name)) ? 'document' : undefined;
}

const isExtremum = (parent: Node | undefined): boolean => parent?.type === 'FunctionCallExpr' && /^(?:max|min)$/.test(functionName(parent)!) && parent.args?.length === 1;

/** A value taken out of a document by `json_extract()` or `->>`. */
export interface JsonValue {
  readonly node: Expr;
  readonly document: Expr;
  readonly path: Expr;
  readonly isArrow: boolean;
}

/** `value = 1`: true and false of the document are 1 and 0 in SQLite. As jsonb both are compared at once. */
export function comparedWithTruth(value: JsonValue, parent: Node | undefined, child: Expr, types: Types): ProposedEdit | undefined {
  if (parent?.type !== 'BinaryExpr' || !/^(?:Not)?Equals$/.test(parent.op)) return undefined;
  const number = integerValue(parent.left === child ? parent.right : parent.left);
  const steps = readPath(stringValue(value.path));
  if ((number !== 0 && number !== 1) || (!steps && !value.isArrow)) return undefined;
  const document = asJsonb(value.document, types.of(value.document));
  const json: Pieces = steps ? access(document, steps, false) : [...document, ' -> ', spanOf(value.path)];
  return replaceNode(parent, ['(', ...json, `) ${parent.op === 'Equals' ? 'IN' : 'NOT IN'} (${number === 1 ? "'1', 'true'" : "'0', 'false'"})`]);
}

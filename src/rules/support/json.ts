import type { Pieces } from '../../core/types.ts';
import type { Inferred } from '../../sql/infer.ts';
import { asOperand, castTo, quoteText } from '../../sql/rewrite.ts';
import { spanOf, stringValue, unwrap, type Expr } from '../../sql/tree.ts';

/** Builds PostgreSQL's JSON operators of SQLite's paths and values (https://sqlite.org/json1.html, PostgreSQL manual 9.16). */


export type TypeOf = (expr: Expr) => Inferred;

/** `$.a.b[0]` as steps; undefined for a path that is not written out or has another form. `[#]` is the place after the last element. */
export function readPath(path: string | undefined): readonly (string | number)[] | undefined {
  if (path === undefined || !path.startsWith('$')) return undefined;
  const steps: (string | number)[] = [];
  let rest = path.slice(1);
  while (rest !== '') {
    const found = /^(?:\.([A-Za-z_][\w]*)|\."([^"]*)"|\[(\d+)\]|\[#(-\d+)\])/.exec(rest);
    if (!found) return undefined;
    const number = found[3] ?? found[4];
    steps.push(number !== undefined ? Number(number) : (found[1] ?? found[2])!);
    rest = rest.slice(found[0].length);
  }
  return steps;
}

/** Steps as PostgreSQL's text array: `'{a,0}'`. */
export const pathArray = (steps: readonly (string | number)[]): string =>
  quoteText(`{${steps.map((step) => (/^-?\w+$/.test(String(step)) ? String(step) : `"${String(step).replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`)).join(',')}}`);

/** A document for the operators of json and jsonb: other types are cast. */
export function asDocument(expr: Expr, type: Inferred): Pieces {
  if (type.type === 'jsonb' || type.type === 'json') return asOperand(expr);
  return castTo(expr, 'jsonb');
}

export const asJsonb = (expr: Expr, type: Inferred): Pieces => (type.type === 'jsonb' ? asOperand(expr) : castTo(expr, 'jsonb'));

const key = (step: string | number): string => (typeof step === 'number' ? String(step) : quoteText(step));

/** The value at a path, as a text (`->>`) or as JSON (`->`). */
export function access(document: Pieces, steps: readonly (string | number)[], isText: boolean): Pieces {
  if (steps.length === 0) return isText ? [...document, " #>> '{}'"] : document;
  if (steps.length === 1) return [...document, isText ? ' ->> ' : ' -> ', key(steps[0]!)];
  return [...document, isText ? ' #>> ' : ' #> ', pathArray(steps)];
}

/** A value of SQL as a jsonb that is never NULL: jsonb_set gives NULL for the whole document otherwise. */
export function toJsonb(value: Expr, type: Inferred): Pieces {
  const inner = unwrap(value);
  if (inner.type === 'NullLiteral') return ["'null'"];
  if (inner.type === 'NumericLiteral' && /^\d+(?:\.\d+)?$/.test(inner.value)) return [`'${inner.value}'`];
  if (stringValue(inner) !== undefined) return ['to_jsonb(', spanOf(value), '::text)'];
  if (type.type === 'json' || type.type === 'jsonb') return asJsonb(value, type);
  if (inner.type === 'VariableExpr') return ["coalesce(to_jsonb(CAST(", spanOf(value), " AS text)), 'null')"];
  return type.nullable === false ? ['to_jsonb(', spanOf(value), ')'] : ['coalesce(to_jsonb(', spanOf(value), "), 'null')"];
}

/** The argument of a function that builds JSON: a parameter has no type of its own there. */
export const asArgument = (value: Expr): Pieces => (unwrap(value).type === 'VariableExpr' ? castTo(unwrap(value), 'text') : [spanOf(value)]);

export const joined = (parts: readonly Pieces[]): Pieces => parts.flatMap((part, index) => (index === 0 ? part : [', ', ...part]));

import type { Pieces } from '../../core/types.ts';
import type { Inferred } from '../../sql/infer.ts';
import { asOperand, castTo } from '../../sql/rewrite.ts';
import { isNumber } from '../../sql/type-facts.ts';
import { integerValue, spanOf, unwrap, type Expr } from '../../sql/tree.ts';

/**
 * Fills a template of dialect data with the arguments of a call. `$1` is the first argument as it stands, `$1o` the argument as an operand (in
 * parentheses where it must), `$1t` as a text (numbers are cast), `$1n` an integer with its sign turned, `$*` all of them, `$0` the name.
 */
export function fillTemplate(template: string, args: readonly Expr[], typeOf: (expr: Expr) => Inferred): Pieces {
  const out: (string | Pieces[number])[] = [];
  for (const part of template.split(/(\$(?:\*|\d[otn]?))/)) {
    if (!part.startsWith('$')) out.push(part);
    else if (part === '$*') args.forEach((arg, index) => out.push(...(index === 0 ? [] : [', ']), spanOf(arg)));
    else out.push(...fillOne(part, args[Number(part[1]) - 1]!, typeOf));
  }
  return out.filter((piece) => piece !== '');
}

function fillOne(slot: string, arg: Expr, typeOf: (expr: Expr) => Inferred): Pieces {
  const form = slot[2];
  if (form === 'o') return asOperand(arg);
  if (form === 'n') return [String(-(integerValue(arg) ?? 0))];
  if (form === 't') return asText(arg, typeOf(arg));
  return [spanOf(arg)];
}

/** An argument of a text function: PostgreSQL has no cast from numbers on its own (manual, 10.3). */
export function asText(arg: Expr, type: Inferred): Pieces {
  const isTyped = isNumber(type.type) || type.type === 'boolean' || type.type === 'timestamp' || type.type === 'timestamptz' || type.type === 'date' || type.type === 'uuid';
  if (!isTyped || type.untyped) return [spanOf(arg)];
  const inner = unwrap(arg);
  return inner.type === 'UnaryExpr' ? ['(', spanOf(arg), ')::text'] : castTo(arg, 'text');
}

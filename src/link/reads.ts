import type { ResultRead, SiteRead } from '../core/types.ts';
import type { Method, ResultShape } from '../drivers/driver.ts';

/** The uses of a result as columns of its rows, from the steps that lead to them and the shape that the driver gives. */
export function readsOf(reads: readonly SiteRead[], method: Method, argumentCount: number): readonly ResultRead[] {
  return reads.flatMap((read) => {
    const steps = withoutCallback(read.steps, method, argumentCount);
    const found = steps && propertyAt(steps, method.result, read.detail);
    return found ? [toRead(read, found)] : [];
  });
}

/** The uses of what a function of the project gives, which is a result of that shape. */
export const readsOfShape = (reads: readonly SiteRead[], shape: ResultShape, path?: string): readonly ResultRead[] =>
  reads.flatMap((read) => {
    const found = read.steps[0]?.startsWith('()') ? undefined : propertyAt(read.steps, shape, read.detail);
    return found ? [{ ...toRead(read, found), ...(path !== undefined && { path }) }] : [];
  });

interface Found {
  readonly property?: string;
  readonly of?: 'result';
}

const toRead = ({ start, end, use, detail, operator }: SiteRead, found: Found): ResultRead => ({
  start, end, use, ...found, ...(detail !== undefined && { detail }), ...(operator !== undefined && { operator }),
});

function withoutCallback(steps: readonly string[], method: Method, argumentCount: number): readonly string[] | undefined {
  const [first] = steps;
  if (!first?.startsWith('()')) return steps;
  const { callback } = method;
  const [argument, parameter] = first.slice(2).split('.');
  const position = callback && (callback.argument < 0 ? argumentCount + callback.argument : callback.argument);
  if (position === undefined || String(position) !== argument) return undefined;
  if (parameter === 'this') return method.result === 'run' ? steps.slice(1) : undefined;
  return String(callback!.result) === parameter ? steps.slice(1) : undefined;
}

const isElement = (step: string | undefined): boolean => step === '[]';

/**
 * The column that the steps end in, or the property of the result itself (`rows.length`, `result.changes`; `0` for its elements); undefined where
 * they lead elsewhere. `detail` names a method that is called on the value: `map()`.
 */
function propertyAt(steps: readonly string[], shape: ResultShape, detail?: string): Found | undefined {
  const [first, ...rest] = steps;
  if (first === '<>') return HAS_ROWS.has(shape) ? propertyAt(rest.filter((step) => !isElement(step)), 'row') : undefined;
  switch (shape) {
    case 'row':
    case 'each':
      return steps.length === 0 ? {} : rest.length === 0 && !isElement(first) ? { property: first! } : undefined;
    case 'run':
      return steps.length === 0 ? {} : rest.length === 0 && !isElement(first) ? { property: first!, of: 'result' } : undefined;
    case 'rows':
    case 'iterator':
      if (isElement(first)) return propertyAt(rest, 'row');
      return first === undefined || first === 'length' ? undefined : ofResult(first, rest, detail);
    case 'result':
      if (first === 'rows') return isElement(rest[0]) ? propertyAt(rest.slice(1), 'row') : undefined;
      return isElement(first) ? { property: '0', of: 'result' } : ofResult(first, rest, detail);
    default:
      return undefined;
  }
}

/** Shapes whose type argument is the type of a row. */
const HAS_ROWS: ReadonlySet<ResultShape> = new Set(['row', 'rows', 'result', 'iterator', 'each']);

function ofResult(first: string | undefined, rest: readonly string[], detail: string | undefined): Found | undefined {
  const method = /^(\w+)\(\)$/.exec(detail ?? '')?.[1];
  const property = first ?? method;
  return property !== undefined && rest.length === 0 ? { property, of: 'result' } : undefined;
}

import type { ResultRead, SiteRead } from '../core/types.ts';
import type { Method, ResultShape } from '../drivers/driver.ts';

/** The uses of a result as columns of its rows, from the steps that lead to them and the shape that the driver gives. */
export function readsOf(reads: readonly SiteRead[], method: Method, argumentCount: number): readonly ResultRead[] {
  return reads.flatMap((read) => {
    const steps = withoutCallback(read.steps, method, argumentCount);
    const found = steps && propertyAt(steps, method.result);
    return found ? [toRead(read, found.property)] : [];
  });
}

/** The uses of what a function of the project gives, which is a result of that shape. */
export const readsOfShape = (reads: readonly SiteRead[], shape: ResultShape, path?: string): readonly ResultRead[] =>
  reads.flatMap((read) => {
    const found = read.steps[0]?.startsWith('()') ? undefined : propertyAt(read.steps, shape);
    return found ? [{ ...toRead(read, found.property), ...(path !== undefined && { path }) }] : [];
  });

const toRead = ({ start, end, use, detail }: SiteRead, property: string | undefined): ResultRead => ({
  start, end, use, ...(property !== undefined && { property }), ...(detail !== undefined && { detail }),
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

/** The column, or for writes the property, that the steps end in; undefined where they lead elsewhere (`rows.length`). */
function propertyAt(steps: readonly string[], shape: ResultShape): { readonly property?: string } | undefined {
  switch (shape) {
    case 'row':
    case 'each':
    case 'run':
      return steps.length === 0 ? {} : steps.length === 1 && !isElement(steps[0]) ? { property: steps[0]! } : undefined;
    case 'rows':
    case 'iterator':
      return isElement(steps[0]) ? propertyAt(steps.slice(1), 'row') : undefined;
    case 'result':
      return steps[0] === 'rows' ? propertyAt(steps.slice(1), 'rows') : steps.length === 1 ? { property: steps[0]! } : undefined;
    default:
      return undefined;
  }
}

import type { Engine, Span } from './words.ts';

/** An engine that code may run on; `other` stands for all that are neither. */
export type AnyEngine = Engine | 'other';

/** A part of a file that a condition on the engine lets run only there: `if (isPg) { ... }`, what follows `if (type === 'sqlite') return`. */
export interface EngineSpan extends Span {
  readonly engines: readonly AnyEngine[];
  /** The condition stands where the function is called, or the class is made. */
  readonly isCarried?: boolean;
}

/** The engines on which the code at an offset can run; undefined where nothing narrows them. */
export function enginesAt(spans: readonly EngineSpan[] | undefined, offset: number): readonly AnyEngine[] | undefined {
  let engines: readonly AnyEngine[] | undefined;
  for (const span of spans ?? []) {
    if (span.start <= offset && offset < span.end) engines = engines ? engines.filter((engine) => span.engines.includes(engine)) : span.engines;
  }
  return engines;
}

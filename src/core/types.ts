/** The words of dbmig-lint in one place. Every layer speaks in these types. */

export type * from './words.ts';
export type { EngineSpan } from './engine-spans.ts';
export type * from './report.ts';
export type * from './fragment.ts';
export type * from './call.ts';
export type * from './module.ts';
export type * from './links.ts';
export type * from './facts.ts';

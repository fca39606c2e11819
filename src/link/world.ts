import type { Facts, Links, Origin, Site } from '../core/types.ts';
import type { Resolve } from '../core/resolve.ts';
import type { SiteRef, Value } from './values.ts';

/** The files of the project and what their origins turn out to be. */
export interface World {
  readonly facts: readonly Facts[];
  readonly resolve: Resolve;
  readonly isTest: (path: string) => boolean;
  readonly links: (path: string) => Links | undefined;
  readonly site: (ref: SiteRef) => Site | undefined;
  /** What an origin of a file is: several values where it depends, none where nobody knows. */
  readonly evaluate: (path: string, origin: Origin) => readonly Value[];
  /** The calls of a function of the project, `Class#constructor` for a class. */
  readonly callersOf: (path: string, id: string) => readonly SiteRef[];
  /** The calls inside a function whose callee is one of its parameters. */
  readonly callsOfParameter: (path: string, id: string, index: number) => readonly SiteRef[];
  /** Replaces the callers by those that the present knowledge gives; says whether there are new ones. */
  readonly refresh: () => boolean;
}

import type { Connection, HostType, ResultRead } from './call.ts';
import type { Fragment } from './fragment.ts';
import type { Span } from './words.ts';

/**
 * Where a value comes from, as far as one file can say; `src/link` works out over all files what it is. A value that is awaited, asserted not to be
 * null, or cast is the value itself; `Promise<T>` is `T`.
 */
export type Origin =
  | { readonly kind: 'import'; readonly specifier: string; readonly name: string }
  /** A name that the file does not declare. */
  | { readonly kind: 'global'; readonly name: string }
  /** A name of the file's module scope; `type:Name` for its types. */
  | { readonly kind: 'symbol'; readonly id: string }
  /** `[]`: an element, by index or in a loop. */
  | { readonly kind: 'member'; readonly of: Origin; readonly name: string }
  /** What a call, a `new` or a tagged template gives; `site` is its index in `Links.sites`. */
  | { readonly kind: 'call'; readonly site: number }
  /** A parameter of an inline function that is handed to a call as its `argument`th argument. */
  | { readonly kind: 'callback'; readonly site: number; readonly argument: number; readonly parameter: number }
  /** `isRewritten`: the text of the parameter with its placeholders replaced. */
  | { readonly kind: 'parameter'; readonly function: string; readonly index: number; readonly isRewritten?: boolean }
  | { readonly kind: 'function'; readonly id: string }
  | { readonly kind: 'class'; readonly id: string }
  | { readonly kind: 'instance'; readonly id: string }
  /** A value of a type: `of` is the type's name. */
  | { readonly kind: 'typed'; readonly of: Origin }
  /** A value of a type that a function returns or a variable has: `ReturnType<typeof f>`. */
  | { readonly kind: 'returned'; readonly of: Origin }
  | { readonly kind: 'object'; readonly members: Readonly<Record<string, Origin>> }
  | { readonly kind: 'array'; readonly of: Origin }
  | { readonly kind: 'signature'; readonly returns: Origin; readonly parameters?: readonly Origin[] }
  | { readonly kind: 'any'; readonly of: readonly Origin[] }
  | { readonly kind: 'sql'; readonly fragment: Fragment }
  | HostOrigin
  | { readonly kind: 'unknown' };

/** A value whose host type the file shows. */
export interface HostOrigin extends Span {
  readonly kind: 'host';
  readonly type: HostType;
  readonly evidence: 'literal' | 'expression' | 'annotation';
  readonly nullable?: boolean;
  /** The text of a string literal. */
  readonly literal?: string;
}

export interface Links {
  /** Module scope; types as `type:Name`. */
  readonly symbols: Readonly<Record<string, Origin>>;
  readonly exports: Readonly<Record<string, Origin>>;
  /** Specifiers of `export * from`. */
  readonly stars: readonly string[];
  readonly functions: Readonly<Record<string, LinkFunction>>;
  readonly classes: Readonly<Record<string, LinkClass>>;
  readonly sites: readonly Site[];
}

export interface LinkFunction extends Span {
  /** `name`, or `Class.method`. */
  readonly name: string;
  readonly isExported: boolean;
  readonly parameters: readonly { readonly name: string; readonly origin: Origin; readonly isRest: boolean; readonly span: Span }[];
  readonly returns: Origin;
}

export interface LinkClass {
  readonly name: string;
  readonly members: Readonly<Record<string, Origin>>;
  /** The class it extends and the interfaces it implements. */
  readonly parents: readonly Origin[];
}

/** A call, a `new` or a tagged template that may concern a database. */
export interface Site extends Span {
  readonly kind: 'call' | 'new' | 'tag';
  readonly callee: Origin;
  readonly arguments: readonly SiteArgument[];
  /** The SQL of a tagged template. */
  readonly fragments?: readonly Fragment[];
  /** Where the value it gives is used. */
  readonly reads: readonly SiteRead[];
  readonly awaited: boolean;
  readonly swallowed: boolean;
  readonly swallowedIn?: Span;
  readonly within?: { readonly name: string; readonly async: boolean };
  /** Ids of the functions around it, innermost first. */
  readonly functions: readonly string[];
  readonly opening?: SiteOpening;
}

export interface SiteArgument extends Span {
  readonly origin: Origin;
  readonly text: string;
  readonly isSpread?: boolean;
  readonly isFunction?: boolean;
  /** The elements of an array, the properties of an object, where the expression shows them. */
  readonly elements?: readonly SiteArgument[];
  readonly properties?: readonly (SiteArgument & { readonly name: string })[];
  /** The texts that it may be; `isSql`: they begin as SQL does. */
  readonly fragments?: readonly Fragment[];
  readonly isSql?: boolean;
  /** Why it cannot be read, where it is no text that the file shows. */
  readonly unread?: string;
}

/** A use of what a site gives: the steps from the value to what is read. `()3.1`: the second parameter of its fourth argument. */
export interface SiteRead extends ResultRead {
  readonly steps: readonly string[];
}

/** How a site stands that makes a connection. */
export interface SiteOpening {
  readonly scope: Connection['scope'];
  readonly perRequest: boolean;
  readonly holder?: string;
  readonly statementEnd?: number;
  readonly indent?: string;
}

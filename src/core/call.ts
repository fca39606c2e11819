import type { Fragment } from './fragment.ts';
import type { Engine, Related, Span } from './words.ts';

/** Calls of database libraries: what is sent with them, and what becomes of what they give. */

/** What JavaScript holds, as far as it matters to a database. `iso-string` and `epoch-*` are strings and numbers of known content. */
export type HostType =
  | 'string' | 'iso-string' | 'json-string' | 'number' | 'epoch-ms' | 'epoch-s' | 'bigint' | 'boolean' | 'flag' | 'Date' | 'bytes'
  | 'array' | 'object' | 'null' | 'undefined' | 'unknown';

/** A value sent with a statement. */
export interface Binding extends Span {
  readonly path: string;
  readonly type: HostType;
  /** The name of an object property, for named parameters. */
  readonly name?: string;
  /** `...values`: this one stands for any number of parameters. */
  readonly spread?: boolean;
  /** The value may be null or undefined as well. */
  readonly nullable?: boolean;
  /** How the type is known. */
  readonly evidence: 'literal' | 'expression' | 'annotation' | 'flow' | 'none';
  /** Where the value comes from when that is elsewhere: a parameter's annotation, a caller. */
  readonly origin?: Related;
  /** The host expression as written, at most 200 characters. */
  readonly text: string;
}

export type BindingForm = 'none' | 'positional' | 'array' | 'object' | 'spread' | 'tagged' | 'unknown';

/** A use of what a call returned. */
export interface ResultRead extends Span {
  /** Where the use stands in another file than the call. */
  readonly path?: string;
  /** The column or property that is read; undefined for the value as a whole (a pluck, a truth test of the row). */
  readonly property?: string;
  readonly use:
    | 'compare-number' | 'compare-string' | 'compare-boolean' | 'arithmetic' | 'concatenation' | 'string-method' | 'json-parse' | 'date-parse'
    | 'number-cast' | 'boolean-cast' | 'condition' | 'assertion' | 'typed' | 'read';
  /** The other operand, the method's name, the asserted value or the declared type, as written. */
  readonly detail?: string;
  /** The operator of a comparison or of arithmetic. */
  readonly operator?: string;
  /** `result`: of what the call gave itself (`result.changes`, `result.length`, `result[0]`); a row when it is left out. */
  readonly of?: 'result' | 'row';
  /** It is read from a promise that a function of the project gives and nobody waits for: the call of that function. */
  readonly unawaited?: Span;
}

/** A call of a database library. */
export interface Call extends Span {
  readonly path: string;
  /** Id of the driver table; undefined where only the shape of the call is known. */
  readonly driver?: string;
  readonly engine?: Engine;
  /** As in the driver's table: `prepare.get`, `exec`, `query`, `transaction`, ... */
  readonly method: string;
  /** The kind of handle that is called, as in the driver's table: `pool`, `client`, `database`, ...; absent for a guess. */
  readonly handle?: string;
  readonly fragment?: Fragment;
  readonly bindings: readonly Binding[];
  readonly bindingForm: BindingForm;
  /** From the first to the last binding argument; the place of the whole argument for arrays and objects. */
  readonly bindingSpan?: Span;
  readonly reads: readonly ResultRead[];
  readonly awaited: boolean;
  readonly inTest: boolean;
  /** The innermost function around the call: its name (empty when anonymous) and whether it is async. */
  readonly within?: { readonly name: string; readonly async: boolean };
  /** Stands in a `try` whose `catch` does not rethrow. */
  readonly swallowed: boolean;
  /** That `try` with its `catch`, or the call with its `.catch(...)`. */
  readonly swallowedIn?: Span;
  /** The statement was prepared while its module was loaded. */
  readonly preparedAtImport?: Span;
  /** The project's own function that hands the SQL to the driver; the bindings then have the shape that it takes. */
  readonly via?: string;
  /** The text is rewritten on its way to the driver (`?` becomes `$1`): its placeholders are not the driver's. */
  readonly rewritesPlaceholders?: boolean;
  /** The project's own function sends it over the pool or over one connection, as it decides itself. */
  readonly choosesConnection?: boolean;
}

/** A pool, client or database handle that the code creates. */
export interface Connection extends Span {
  readonly path: string;
  readonly driver: string;
  readonly engine: Engine;
  readonly pool: boolean;
  /** `module`: at import time; `function`: each time the function runs; `lazy`: once, behind a check; `class`: in a constructor or field. */
  readonly scope: 'module' | 'function' | 'lazy' | 'class';
  readonly within?: string;
  /** The function runs once per request: a handler, a route, a middleware. */
  readonly perRequest: boolean;
  /** The variable, field or export that holds it. */
  readonly holder?: string;
  readonly hasErrorListener: boolean;
  /** Options of the constructor: key, place of the value, the literal's text or the host path that is read (`process.env.X`, `config.db.max`). */
  readonly options: readonly ConnectionOption[];
  readonly optionsSpan?: Span;
  /** The text of a connection string, file name or `:memory:`, where it is a literal. */
  readonly target?: string;
  readonly inTest: boolean;
  /** Where the statement that declares `holder` as a variable ends, and the white space its line begins with. */
  readonly statementEnd?: number;
  readonly indent?: string;
}

export interface ConnectionOption extends Span {
  readonly key: string;
  readonly literal?: string;
  readonly reads?: string;
}

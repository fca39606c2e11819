import type { Engine, HostType } from '../core/types.ts';

/** How a driver wants its parameters spelled. The driver decides, not the dialect. */
export type PlaceholderStyle =
  /** `?`, `?1`, `:name`, `@name`, `$name`: whatever SQLite's grammar takes. */
  | 'sqlite'
  /** `$1`, `$2`, ... */
  | 'dollar'
  /** Interpolations of a tagged template. */
  | 'tagged'
  /** The library rewrites `?` itself. */
  | 'question'
  /** The library hands the text on unchanged: the engine below decides. */
  | 'native';

/** What a call gives back, once awaited. */
export type ResultShape =
  /** One row, or nothing. */
  | 'row'
  /** An array of rows. */
  | 'rows'
  /** `{ rows }`. */
  | 'result'
  /** What a write says about itself: `changes`, `lastInsertRowid`, `rowCount`. */
  | 'run'
  /** An iterator over rows. */
  | 'iterator'
  /** A row in each call of a callback. */
  | 'each'
  /** One array for each statement, or one of arrays (`[{ columns, values }]`). */
  | 'results'
  /** Rows as arrays of values. */
  | 'arrays'
  /** A single value. */
  | 'value'
  /** Another handle: see `gives`. */
  | 'handle'
  | 'nothing';

/** `missing`: a method of another engine's drivers that this one does not have. */
export type MethodRole =
  | 'missing' | 'query' | 'prepare' | 'exec' | 'transaction' | 'pragma' | 'connect' | 'release' | 'close' | 'listener' | 'batch' | 'configure' | 'fragment' | 'other';

/** Where the SQL stands: an argument, or one of the keys of an object given as that argument. */
export interface SqlPosition {
  readonly argument: number;
  readonly keys?: readonly string[];
}

/** Where the bindings stand. `array`: one array; `any`: one array, one object or the remaining arguments, before a callback. */
export interface BindingPosition {
  readonly argument: number;
  readonly form: 'array' | 'any';
  /** The key beside the SQL, when the SQL stands in an object. */
  readonly keys?: readonly string[];
}

/** A function that the method calls: which argument it is and what its parameters are. */
export interface Callback {
  /** Negative counts from the end. */
  readonly argument: number;
  /** Kinds of handle that the parameters have, by position. */
  readonly passes?: Readonly<Record<number, string>>;
  /** The parameter that is the result. */
  readonly result?: number;
}

export interface Method {
  readonly role: MethodRole;
  readonly sql?: SqlPosition;
  readonly bindings?: BindingPosition;
  readonly result: ResultShape;
  /** The kind of handle that the call gives. `same`: its receiver. */
  readonly gives?: string;
  readonly callback?: Callback;
  /** Blocks, in a driver that otherwise gives promises, or the other way round. */
  readonly isAsync?: boolean;
}

export interface Handle {
  readonly methods: Readonly<Record<string, Method>>;
  /** Properties that are handles themselves. */
  readonly members?: Readonly<Record<string, string>>;
  /** The handle called as a function. */
  readonly call?: Method;
  /** The handle as the tag of a template. */
  readonly tag?: Method;
}

/** An export that makes a handle: a class or a function. */
export interface Opening {
  readonly gives: string;
  readonly isPool?: boolean;
  /** Argument with the file name or the connection string. */
  readonly target?: number;
  /** Argument with the options. */
  readonly options?: number;
  /** Key of the options with the file name or the connection string. */
  readonly targetKeys?: readonly string[];
  /** The option that names the engine, for libraries that speak to several. */
  readonly engineKey?: string;
  /** It takes a handle of a driver (`drizzle(pool)`), or its options hold one. */
  readonly wraps?: boolean;
}

/** What a column arrives as in JavaScript. */
export interface ValueTypes {
  readonly int4: HostType;
  readonly int8: HostType;
  readonly numeric: HostType;
  readonly float8: HostType;
  readonly timestamp: HostType;
  readonly timestamptz: HostType;
  readonly date: HostType;
  readonly time: HostType;
  readonly boolean: HostType;
  readonly json: HostType;
  readonly bytea: HostType;
  readonly text: HostType;
}

/** A library that talks to a database. Everything the tool knows about it is in its table. */
export interface Driver {
  readonly id: string;
  readonly name: string;
  /** Undefined for libraries that speak to several. */
  readonly engine?: Engine;
  /** `builder`: a query builder or ORM; it writes most of the SQL itself. */
  readonly kind: 'driver' | 'builder';
  /** Module specifiers; `drizzle-orm/*` stands for all below. */
  readonly modules: readonly string[];
  /** Specifiers that settle the engine, for libraries that speak to several. */
  readonly engines?: Readonly<Record<string, Engine>>;
  readonly placeholders: PlaceholderStyle;
  readonly isAsync: boolean;
  /** The default export is the module itself (`import pg from 'pg'; pg.Pool`). */
  readonly isDefaultNamespace?: boolean;
  /** Exports and members of exports that make a handle; `default` for the module itself. */
  readonly opens: Readonly<Record<string, Opening>>;
  /** Exports that are handles: `import { sql } from '@vercel/postgres'`. */
  readonly handleExports?: Readonly<Record<string, string>>;
  /** Exported types, by their last name, and the kind of handle they are. */
  readonly types: Readonly<Record<string, string>>;
  /** Types known without an import. */
  readonly globalTypes?: Readonly<Record<string, string>>;
  readonly handles: Readonly<Record<string, Handle>>;
  readonly values?: ValueTypes;
  readonly manual: string;
}

/** Options that name an engine, as the libraries spell them. */
export const ENGINE_NAMES: Readonly<Record<string, Engine>> = {
  sqlite: 'sqlite', sqlite3: 'sqlite', 'better-sqlite3': 'sqlite', libsql: 'sqlite', 'expo-sqlite': 'sqlite', d1: 'sqlite', 'bun-sqlite': 'sqlite', turso: 'sqlite',
  pg: 'postgres', postgres: 'postgres', postgresql: 'postgres', pgnative: 'postgres', 'pg-native': 'postgres', pglite: 'postgres', cockroachdb: 'postgres',
};

import type { Call, Connection } from './call.ts';
import type { EngineSpan } from './engine-spans.ts';
import type { Fragment } from './fragment.ts';
import type { Links } from './links.ts';
import type { ModuleFacts } from './module.ts';
import type { Engine, Language, Related, Span, Unread } from './words.ts';

/** What hosts say of a source. */

/** A setting that is declared or documented. */
export interface Setting extends Span {
  readonly path: string;
  /** `DB_POOL_SIZE`, or a dotted path `database.poolSize`. */
  readonly key: string;
  readonly value?: string;
  readonly kind: 'env' | 'config-object' | 'config-file' | 'schema' | 'document';
}

/** A place that reads a setting: `process.env.KEY`, `env.KEY`, `config.database.poolSize`. */
export interface SettingRead extends Span {
  readonly path: string;
  readonly key: string;
  /** The declared setting this read fills, when the read is its value (`poolSize: Number(process.env.DB_POOL_SIZE)`). */
  readonly into?: string;
  /** It stands in the options of a connection. */
  readonly inConnection: boolean;
}

/** All that one source says. */
export interface Facts {
  readonly path: string;
  readonly language: Language;
  readonly isTest: boolean;
  /** SQL of the file, whether or not a call carries it. */
  readonly fragments: readonly Fragment[];
  readonly calls: readonly Call[];
  readonly connections: readonly Connection[];
  readonly settings: readonly Setting[];
  readonly settingReads: readonly SettingRead[];
  readonly module?: ModuleFacts;
  readonly drivers: readonly DriverUse[];
  readonly unread: readonly Unread[];
  /** What configuration and documents say about an engine. */
  readonly mentions?: readonly Mention[];
  /** What the program registers own parsers of column types for, as written: `20`, `types.builtins.INT8`. */
  readonly typeParsers?: readonly string[];
  /** Of a package.json with a name: what imports of that name mean. */
  readonly package?: PackageFacts;
  /** The jobs of a continuous-integration file that run tests. */
  readonly testJobs?: readonly TestJob[];
  /**
   * The words by which callers name its exported functions of which a parameter may reach a binding and only callers know its type (`*`: any word):
   * files that say one are worth reading.
   */
  readonly needsCallers?: readonly string[];
  /** Specifiers of project modules whose types or constants its bindings, rows or handles use: worth reading as well. */
  readonly needsModules?: readonly string[];
  /** Some template is not SQLite's: it is worth reading again when PostgreSQL's grammar is loaded. */
  readonly needsPostgres?: boolean;
  /** Texts that code compares errors of the database with. */
  readonly errorTests?: readonly ErrorTest[];
  /** Its parts that run on some engines only. */
  readonly engineSpans?: readonly EngineSpan[];
  /** Its parts that run only where another way to the database is missing. */
  readonly fallbacks?: readonly Span[];
  /** What query builders order and group by as only SQLite takes it. */
  readonly builderUses?: readonly BuilderUse[];
  /** Branches for an engine that answer without a query. */
  readonly engineBranches?: readonly EngineBranch[];
  /** What is done for each element of a list, all at once; linked, where that takes a connection of a pool for each. */
  readonly fanOuts?: readonly FanOut[];
  /** Names of its functions that do not wait, beside which stands one of the same name and `Async` that does. */
  readonly syncFunctions?: readonly string[];
  /** Its calls of functions that do not wait, beside which stands one of the same name and `Async` that does. */
  readonly syncCalls?: readonly SyncCall[];
  /** What builders and ORMs write of the values that the program gives them; their texts are nobody's. */
  readonly composed?: readonly Call[];
  /** Tables that ORM code declares. */
  readonly declarations?: readonly Declaration[];
  /** What only the other files can complete: see `Links`. */
  readonly links?: Links;
}

export interface DriverUse extends Span {
  readonly driver: string;
  readonly engine: Engine;
  readonly path: string;
  readonly via: 'import' | 'dependency' | 'url';
}

/** A package of the repository, which others import by its name. */
export interface PackageFacts {
  readonly name: string;
  /** The files that its manifest names for `.` and for the paths below it, as written (`./dist/index.js`), each with the most telling first. */
  readonly entries: Readonly<Record<string, readonly string[]>>;
}

/** A place in configuration or in a document that speaks of an engine. */
export interface Mention extends Span {
  readonly path: string;
  readonly engine: Engine;
  /** `path`: a database file; `package`: what a container or a job installs; `image`: a container image; `prose`: a sentence of a document. */
  readonly kind: 'dependency' | 'url' | 'path' | 'setting' | 'volume' | 'command' | 'package' | 'image' | 'prose' | 'code';
  /** As written, at most 200 characters. */
  readonly text: string;
  /** The key it is the value of, the package's name, the heading it stands under. */
  readonly key?: string;
  /** The whole entry with its separator or line: what a removal takes out. */
  readonly entry?: Span;
  /** It tells of the past, or of both engines, on purpose. */
  readonly isHistory?: boolean;
}

/** A job that runs tests. */
export interface TestJob extends Span {
  readonly path: string;
  readonly name: string;
  /** The command, as written; the span is its place. */
  readonly command: string;
  /** Whether the job brings a PostgreSQL server, or a database outside of it. */
  readonly database: 'postgres' | 'outside' | 'none';
}

/**
 * A table that host code declares to an ORM, as the DDL that its ORM would write for the engine: the schema is replayed from it like from any other.
 * In the fragment's map every column is a stretch of its own at its declaration.
 */
export interface Declaration {
  readonly orm: string;
  readonly engine: Engine;
  /** The host code does not name the engine: another declaration says what the ORM writes for the other one. */
  readonly isEither?: boolean;
  /** A migration creates the table so; all others are what the program asks for. */
  readonly isMigration?: boolean;
  /** As the database gets it. */
  readonly table: string;
  /** As the program calls it: the variable, the class, the model. */
  readonly entity?: string;
  /** `CREATE TABLE ...` */
  readonly fragment: Fragment;
  readonly columns: readonly DeclaredColumn[];
}

/** A column as the host code declares it. The span is that of the declaration. */
export interface DeclaredColumn extends Span {
  /** In the database. */
  readonly name: string;
  /** In the program. */
  readonly property: string;
  readonly postgresType?: string;
  readonly isPrimaryKey: boolean;
  /** The ORM's own name of the type, as written: `datetime`, `float`, `STRING`. */
  readonly ormType?: string;
}

/** A literal that an error's code or message is compared with: `'SQLITE_BUSY'`, `'UNIQUE constraint failed'`, `'23505'`. The span is that of its content. */
export interface ErrorTest extends Span {
  readonly path: string;
  readonly engine: Engine;
  /** The code or the part of the message that is known. */
  readonly text: string;
}

/** What a query builder orders or groups by, or gives. The span is that of the argument, or of what is read. */
export interface BuilderUse extends Span {
  readonly path: string;
  /**
   * `alias`: one with capitals; `ordered`: such a one in ORDER BY;
   * `expression`: SQL instead of a name; `parameter`: an expression with a parameter, which is selected too; `inserted`: the
   * id that an INSERT gives without `returning`.
   */
  readonly kind: 'alias' | 'ordered' | 'expression' | 'parameter' | 'inserted';
  /** The alias, the beginning of the expression, the parameter as written. */
  readonly text: string;
  readonly related?: Span;
}

/** A branch for PostgreSQL that ends with an answer which no query gave. The span is that of its `return`. */
export interface EngineBranch extends Span {
  readonly path: string;
  /** `empty`: null, 0, an empty list; `cache`: what a cache holds so far. */
  readonly kind: 'empty' | 'cache';
  /** The answer, as written. */
  readonly text: string;
  /** The function's name. */
  readonly within: string;
  /** It starts something that it does not wait for. */
  readonly isStarted: boolean;
  /** The rest of the function. */
  readonly after: Span;
}

/** A call that does something for each element of a list, all at once: `rows.map(...)` inside of `Promise.all`. */
export interface FanOut extends Span {
  /** The query that is sent for each. */
  readonly query?: Related;
}

/** A call of a function that does not wait and has a sibling that does. */
export interface SyncCall extends Span {
  /** Where the function stands, and its name. */
  readonly of: { readonly path: string; readonly name: string };
  /** The named function around the call, and whether it has such a sibling itself. */
  readonly within?: { readonly name: string; readonly hasSibling: boolean };
}

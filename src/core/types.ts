/**
 * The words of dbmig-lint. Every layer speaks in these types; this file imports nothing.
 *
 * Offsets are UTF-16 code units, `end` is exclusive. Paths are POSIX and relative to the working directory.
 */

export type Severity = 'critical' | 'warning' | 'info';
export type Confidence = 'certain' | 'likely' | 'review';
/** `safe`: the program means what it meant before. `unsafe`: it holds under a condition that the title or help names. */
export type Safety = 'safe' | 'unsafe';
export type Engine = 'sqlite' | 'postgres';
export type Direction = 'sqlite-to-postgres' | 'postgres-to-sqlite' | 'portable';

export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A place in a file. */
export interface Place extends Span {
  readonly path: string;
}

/** The replacement of `start..end` of the file `path`. Offsets are those of the unchanged file. */
export interface Edit extends Place {
  readonly text: string;
}

/** What a fix writes: plain text, or text with spans of the original that are kept (and may hold further edits). */
export type Pieces = readonly (string | Span)[];

/**
 * An edit as a rule states it. Without `path` the offsets are those of the fact the rule was given (a statement: its own text);
 * with `path` they are those of that file.
 */
export interface ProposedEdit extends Span {
  readonly path?: string;
  readonly text: string | Pieces;
}

export interface ProposedFix {
  readonly title: string;
  readonly safety: Safety;
  /** The fixed code still runs on the engine it comes from. */
  readonly portable?: boolean;
  readonly edits: readonly ProposedEdit[];
}

/** A fix in file coordinates; all its edits are applied, or none. */
export interface Fix {
  readonly title: string;
  readonly safety: Safety;
  readonly portable: boolean;
  readonly edits: readonly Edit[];
}

export interface Related {
  readonly path: string;
  readonly span: Span;
  readonly message: string;
}

/** A related place as reporters see it: with the 1-based line and column of its start. */
export interface RelatedPlace extends Related {
  readonly line: number;
  readonly column: number;
}

/** What a rule returns. Fields left out take the rule's own value. */
export interface Problem extends Span {
  /** Set by project rules, and where a call or statement rule points into another file. Offsets are then those of that file. */
  readonly path?: string;
  /** What is wrong, one sentence, beginning with the construct. */
  readonly message: string;
  /** What to do, one or two sentences. */
  readonly help: string;
  readonly severity?: Severity;
  readonly confidence?: Confidence;
  /** Nothing fails: another answer, or other data. */
  readonly silent?: boolean;
  readonly fix?: ProposedFix;
  readonly related?: readonly Related[];
}

/** A problem in file coordinates: what reporters, ESLint and the JSON report see. */
export interface Finding extends Place {
  readonly rule: string;
  /** 1-based; the end is exclusive. */
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  /** The source lines from `line` on, at most twelve, without line ends. */
  readonly excerpt: readonly string[];
  readonly severity: Severity;
  readonly confidence: Confidence;
  readonly message: string;
  readonly help: string;
  readonly silent: boolean;
  /** Of the rule, the normalised statement or line, the enclosing symbol and the ordinal; no line numbers, so it survives moves. */
  readonly fingerprint: string;
  /** The SQL statement as written, when the finding is in one. */
  readonly statement?: string;
  readonly fix: Fix | null;
  readonly related: readonly RelatedPlace[];
}

/** Something that was seen and could not be analysed. */
export interface Unread extends Span {
  readonly path: string;
  readonly reason: string;
}

export type Language =
  | 'sql' | 'typescript' | 'javascript' | 'python' | 'rust'
  | 'prisma' | 'json' | 'yaml' | 'toml' | 'env' | 'ini' | 'markdown' | 'text';

/** One file. `text` never starts with a byte order mark; `bom` says whether the file does (offsets then count from after it). */
export interface Source {
  readonly path: string;
  readonly text: string;
  readonly language: Language;
}

// ---- the report ----------------------------------------------------------------------------------------------------

/** What the documentation and the machine formats say about a rule. */
export interface RuleInfo {
  readonly id: string;
  /** What it finds, one line without a full stop. */
  readonly summary: string;
  /** Why it matters and what the manuals say: Markdown. */
  readonly why: string;
  /** The construct in a few words, for "verified absent: no <construct> in N statements". */
  readonly construct: string;
  readonly severity: Severity;
  readonly category: Category;
  readonly directions: readonly Direction[];
  /** Pages of the manuals, as `title: url`. */
  readonly manual: readonly string[];
  /** A query for the database of the old engine that counts the rows the rule speaks of. */
  readonly dataCheck?: string;
}

export type Category = 'breaks' | 'changes-result' | 'operational' | 'performance' | 'leftover';

export interface Coverage {
  readonly files: { readonly seen: number; readonly skipped: number; readonly read: number };
  readonly statements: {
    readonly seen: number;
    readonly analysed: number;
    readonly unread: readonly { readonly path: string; readonly line: number; readonly reason: string }[];
  };
  readonly drivers: readonly { readonly driver: string; readonly engine: Engine; readonly files: number }[];
  readonly schema: { readonly tables: number; readonly columns: number };
  readonly rules: readonly { readonly id: string; readonly findings: number }[];
}

/** One run. Sorted by path, line, column, rule; no dates, no absolute paths: the same input gives the same report. */
export interface Report {
  readonly version: 1;
  readonly tool: { readonly name: string; readonly version: string };
  readonly direction: Direction;
  /** The engine that the code of the project reaches today. */
  readonly dataLayer: Engine | 'both' | 'none';
  readonly findings: readonly Finding[];
  readonly coverage: Coverage;
  readonly rules: readonly RuleInfo[];
  readonly connections: readonly { readonly path: string; readonly line: number; readonly driver: string; readonly pool: boolean }[];
  /** Every table of the replayed schema with the number of its columns and the files that use it. */
  readonly tables: readonly { readonly name: string; readonly columns: number; readonly path: string; readonly line: number }[];
  /** Bugs of a rule: the run went on without it for that file. */
  readonly errors: readonly { readonly rule: string; readonly path: string; readonly message: string }[];
  /** How many bindings TypeScript's checker was asked for, and for how many it knew a type; absent when it was not loaded. */
  readonly types?: { readonly asked: number; readonly answered: number };
}

// ---- facts ---------------------------------------------------------------------------------------------------------

/** How the characters of a stretch of SQL stand in the source. */
export type Quoting = 'verbatim' | 'single' | 'double' | 'template';

/**
 * One stretch of the map from fragment to source. `verbatim` stretches have equal lengths on both sides; an escape sequence or a hole is a
 * stretch of its own, with any lengths, and can only be replaced whole.
 */
export interface Stretch {
  /** In the fragment. */
  readonly start: number;
  readonly end: number;
  /** In the source. */
  readonly from: number;
  readonly to: number;
  /** The file, where it is not the fragment's own (SQL held in a constant of another module). */
  readonly path?: string;
  readonly quoting: Quoting;
  readonly kind: 'text' | 'escape' | 'hole';
}

/** An interpolated host expression. `role` is how it had to be filled so that the statement parses. */
export interface Hole extends Span {
  readonly source: Place;
  /** `binding`: a tagged template sends it as a parameter. */
  readonly role: 'identifier' | 'binding' | 'value' | 'list' | 'nothing' | 'condition' | 'query' | 'unknown';
}

/** A piece of SQL and where each of its characters stands. */
export interface Fragment {
  readonly path: string;
  /** The SQL as the engine gets it, with a filler in each hole. */
  readonly text: string;
  readonly map: readonly Stretch[];
  readonly holes: readonly Hole[];
  /** Stretches that are there in some runs of the program only (`sql += ...` behind an `if`): parameters after them have no fixed number. */
  readonly conditional?: readonly Span[];
  readonly kind: 'file' | 'literal' | 'template' | 'tagged' | 'joined';
}

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
  /** The project's own function that hands the SQL to the driver; the bindings then have the shape that it takes. */
  readonly via?: string;
  /** The text is rewritten on its way to the driver (`?` becomes `$1`): its placeholders are not the driver's. */
  readonly rewritesPlaceholders?: boolean;
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

/** What a module gives and takes, for rules over several files. */
export interface ModuleFacts {
  readonly path: string;
  readonly isTest: boolean;
  readonly exports: readonly ModuleExport[];
  /** `export * from` and imports that were not resolved inside the project make the list of exports incomplete. */
  readonly exportsComplete: boolean;
  readonly imports: readonly ModuleImport[];
  readonly mocks: readonly ModuleMock[];
  /** Uses of members of an imported module or of what it exports: `db.DB_PATH = x`, `dbModule.getDb()`. */
  readonly members: readonly MemberUse[];
}

export interface ModuleExport extends Span {
  readonly name: string;
  /** Members of an exported class, object or namespace, when they can be listed completely. */
  readonly members?: readonly string[];
}

export interface ModuleImport extends Span {
  readonly specifier: string;
  /** Path inside the project; undefined for packages. */
  readonly resolved?: string;
  /** Imported name (`*` for a namespace, `default`) and local name. */
  readonly names: readonly { readonly imported: string; readonly local: string; readonly span: Span }[];
}

export interface ModuleMock extends Span {
  readonly specifier: string;
  readonly resolved?: string;
  /** `vi.mock`, `jest.mock`, `mock.module`, ... */
  readonly by: string;
  /** Keys of the object the factory returns; undefined when it cannot be seen. */
  readonly members?: readonly { readonly name: string; readonly span: Span }[];
}

export interface MemberUse extends Span {
  readonly resolved: string;
  readonly specifier: string;
  /** The export that the member hangs on (`*` for the module itself). */
  readonly of: string;
  readonly member: string;
  readonly use: 'assign' | 'call' | 'read' | 'spy';
}

/** A function that hands the SQL of one of its parameters to a driver. */
export interface Forwarder {
  readonly path: string;
  /** `name`, or `Class.method`. */
  readonly name: string;
  readonly sqlParameter: number;
  readonly bindingsParameter?: number;
  readonly driver?: string;
  readonly engine?: Engine;
  readonly method: string;
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
  /** The jobs of a continuous-integration file that run tests. */
  readonly testJobs?: readonly TestJob[];
  /** A parameter of one of its exported functions reaches a binding and only callers know its type: files that import this one are worth reading. */
  readonly needsCallers?: boolean;
  /** Specifiers of project modules whose types or constants its bindings, rows or handles use: worth reading as well. */
  readonly needsModules?: readonly string[];
  /** Some template is not SQLite's: it is worth reading again when PostgreSQL's grammar is loaded. */
  readonly needsPostgres?: boolean;
  /** Texts that code compares errors of the database with. */
  readonly errorTests?: readonly ErrorTest[];
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

// ---- linking -------------------------------------------------------------------------------------------------------

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

export interface LinkFunction {
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

/**
 * A table that host code declares to an ORM, as the DDL that its ORM would write for the engine: the schema is replayed from it like from any other.
 * In the fragment's map every column is a stretch of its own at its declaration.
 */
export interface Declaration {
  readonly orm: string;
  readonly engine: Engine;
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
}

/** A literal that an error's code or message is compared with: `'SQLITE_BUSY'`, `'UNIQUE constraint failed'`, `'23505'`. The span is that of its content. */
export interface ErrorTest extends Span {
  readonly path: string;
  readonly engine: Engine;
  /** The code or the part of the message that is known. */
  readonly text: string;
}

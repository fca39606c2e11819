import type { Span } from './words.ts';

/** What a module gives and takes, for rules over several files. */

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

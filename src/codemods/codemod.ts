import type { Project as MorphProject } from 'ts-morph';
import type { Engine, ProposedEdit, Related } from '../core/types.ts';
import type { Project } from '../rule.ts';
import type { Schema } from '../sql/schema.ts';

/** A named rewrite of a whole project: it reads the project through ts-morph and gives edits, like a rule. */
export interface Codemod {
  /** `better-sqlite3-to-pg`, `drizzle-to-pg`, ... */
  readonly id: string;
  /** One line, no full stop. */
  readonly summary: string;
  /** Whether the facts show anything that it would convert; asked before TypeScript is loaded. */
  readonly applies: (project: Project) => boolean;
  readonly run: (context: CodemodContext) => readonly Component[];
}

/** The library that the converted code talks to. */
export type Target = 'pg' | 'postgres' | 'pglite';

export interface CodemodOptions {
  readonly from: Engine;
  readonly to: Engine;
  readonly target: Target;
  /** What the project's tests run on: an embedded PostgreSQL, or the server that `DATABASE_URL` names. */
  readonly testDatabase: 'pglite' | 'url';
  readonly upgradeTypes: boolean;
}

export interface CodemodContext {
  /** The linked facts of all files: which calls reach a driver, with their fragments, bindings and reads. */
  readonly project: Project;
  readonly schema: Schema;
  /** All scripts of the project, tests too, under absolute paths. Never changed: what is to be written are edits. */
  readonly morph: MorphProject;
  /** The path of a source file as facts, edits and findings have it. */
  readonly toPath: (absolute: string) => string;
  /** The text of a file of the project, undefined where there is none. */
  readonly readText: (path: string) => string | undefined;
  readonly options: CodemodOptions;
}

/**
 * What must be converted together: the calls, the functions that turn async with them and their callers. All its edits are made, or none.
 * Offsets are those of the unchanged files; an edit may keep spans of the original (`Pieces`), in which the edits of others nest.
 */
export interface Component {
  readonly codemod: string;
  readonly title: string;
  readonly edits: readonly ProposedEdit[];
  /** Files that do not exist yet. */
  readonly created: readonly NewFile[];
  /** Places of calls that were converted. */
  readonly converted: readonly Related[];
  /** Where the conversion cannot pass: with any of these the component stays as it was. `message` says why and what to do. */
  readonly barriers: readonly Related[];
  /** Converted, but a person must look. */
  readonly review: readonly Related[];
  /** Commands and decisions that are left to a person, in order: `npm install pg`. */
  readonly steps: readonly string[];
  /** Where it is left, nothing else waits for it. */
  readonly standsAlone?: boolean;
}

export interface NewFile {
  readonly path: string;
  readonly text: string;
}

import { createRequire } from 'node:module';

const load = createRequire(import.meta.url);

let library: typeof import('sqlite3-parser') | undefined;

/** The package with SQLite's grammar and tokenizer, loaded when it is first used: a third of the start-up of a run without any SQL. */
export const sqliteLibrary = (): typeof import('sqlite3-parser') => (library ??= load('sqlite3-parser') as typeof import('sqlite3-parser'));

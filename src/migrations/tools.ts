/** What becomes of a migration tool's own file: its new text, and a note for the person. */
export interface AdaptedFile {
  readonly text?: string;
  readonly note?: string;
}

/** Files of migration tools that name the engine. Anything else in the folder is left out. */
export function adaptToolFile(path: string, text: string): AdaptedFile {
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (name === 'migration_lock.toml') return { text: text.replace(/(provider\s*=\s*)"sqlite"/, '$1"postgresql"'), note: 'the provider is postgresql now' };
  if (name === '_journal.json') return { text: text.replace(/("dialect"\s*:\s*)"sqlite"/, '$1"postgresql"'), note: 'the dialect is postgresql now' };
  if (/_snapshot\.json$/.test(name)) return { note: 'left out: the snapshot describes SQLite; drizzle-kit writes one for PostgreSQL from the schema' };
  if (/\.[cm]?[jt]s$/.test(name)) return { note: 'left out: a migration in code is rewritten with its calls' };
  return { note: 'left out: it is no SQL file' };
}

import type { Engine, Facts } from './core/types.ts';
import { ENGINE_NAMES } from './drivers/driver.ts';

/** Migrations that a tool made from the schema, and makes anew for another engine: nobody edits them. */
export interface MadeMigrations {
  /** Whether drizzle-kit made the file for the old engine: its journal says so (https://orm.drizzle.team/docs/drizzle-kit-generate). */
  readonly isMade: (path: string) => boolean;
  /** Why such a file is left alone once the tool is told of the new engine; undefined for all others. */
  readonly whyMadeAnew: (path: string) => string | undefined;
}

export function findMadeMigrations(facts: readonly Facts[], from: Engine, to: Engine, rootOf: (path: string) => string): MadeMigrations {
  const naming = (key: string, engine: Engine): readonly string[] =>
    facts.flatMap((fact) => fact.settings.flatMap((one) => (one.key === key && ENGINE_NAMES[one.value ?? ''] === engine ? [one.path] : [])));
  const folders = new Set(naming('drizzle.journal', from).map((path) => path.replace(/meta\/[^/]*$/, '')));
  const staying = new Set(naming('drizzle.dialect', from).map(rootOf));
  const moved = new Set(naming('drizzle.dialect', to).map(rootOf).filter((root) => !staying.has(root)));
  const isMade = (path: string): boolean => path.endsWith('.sql') && folders.has(path.slice(0, path.lastIndexOf('/') + 1));
  return {
    isMade,
    whyMadeAnew: (path) => (isMade(path) && moved.has(rootOf(path)) ? 'drizzle-kit made it for the old engine and makes the migrations anew for the new one: it stays as it is' : undefined),
  };
}

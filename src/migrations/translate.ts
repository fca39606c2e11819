import { fileFragment } from '../core/positions.ts';
import { planForeignKeys, type ForeignKeyPlan } from './foreign-keys.ts';
import { readStatements, type Statement } from '../sql/statement.ts';
import type { Translator } from '../translate.ts';
import type { Tables, TranslationFinding } from '../translation.ts';

/** What was decided for one statement: where it stood, and what the rules said. */
export interface Choice {
  /** Offset of the statement in the source. */
  readonly start: number;
  readonly findings: readonly TranslationFinding[];
}

export interface MigratedFile {
  readonly path: string;
  readonly source: string;
  readonly text: string;
  readonly statements: number;
  readonly choices: readonly Choice[];
}

interface Source {
  readonly path: string;
  readonly text: string;
}

const BREAKPOINT = '--> statement-breakpoint';

/**
 * Translates migrations in the order in which they run, each statement with the schema of them all. Layout and comments between statements stay;
 * a statement that has nothing to do on PostgreSQL goes with its `;`. Foreign keys to tables that come later are added behind those, and those that
 * the rebuilding of a table takes away are added again.
 */
export function translateMigrations(sources: readonly Source[], translate: Translator, isDown: (path: string) => boolean): readonly MigratedFile[] {
  const files = sources.map((source) => ({ source, statements: readStatements(fileFragment(source.path, source.text), { engine: 'sqlite' }) }));
  const forth = files.filter((file) => !isDown(file.source.path));
  const tables: Tables = { sqlite: forth.map((file) => file.source.text), postgres: [], includesOwn: true };
  const plan = planForeignKeys(forth.flatMap((file) => file.statements));
  return files.map(({ source, statements }) => migrateFile(source, statements, translate, tables, plan));
}

function migrateFile(source: Source, statements: readonly Statement[], translate: Translator, tables: Tables, plan: ForeignKeyPlan): MigratedFile {
  const hasBreakpoints = source.text.includes(BREAKPOINT);
  const separator = hasBreakpoints ? `;\n${BREAKPOINT}\n` : ';\n';
  const choices: Choice[] = [];
  let text = '';
  let at = 0;
  for (const statement of statements) {
    const { sql, findings } = translate(plan.textOf(statement), tables);
    const added = plan.after(statement);
    if (findings.length > 0) choices.push({ start: statement.start, findings });
    text += source.text.slice(at, statement.start);
    at = statement.start + statement.text.length;
    const translated = hasBreakpoints ? withBreakpoints(sql) : sql;
    if (translated.trim() === '' && added.length === 0) at += /^[ \t]*;?[ \t]*(?:--> statement-breakpoint)?[ \t]*(?:\r?\n)?/.exec(source.text.slice(at))![0].length;
    text += [translated, ...added].filter((part) => part.trim() !== '').join(separator);
  }
  return { path: source.path, source: source.text, text: text + source.text.slice(at), statements: statements.length, choices };
}

/** Several statements of one become several steps of the tool. */
function withBreakpoints(sql: string): string {
  const parts = readStatements(fileFragment('statement.sql', sql), { engine: 'postgres' });
  return parts.length < 2 ? sql : parts.map((part) => part.text).join(`;\n${BREAKPOINT}\n`);
}

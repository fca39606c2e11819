import type { Mention, Problem } from '../core/types.ts';
import { defineRule, type Context, type Project } from '../rule.ts';
import { runsOnlyOn } from './support/engines.ts';

const WHAT: Partial<Record<Mention['kind'], string>> = {
  url: 'a connection URL of SQLite', path: 'a SQLite file', setting: 'a setting for SQLite', volume: 'a volume for a SQLite file', command: "SQLite's command line",
  package: 'a system package for SQLite',
};

const HELP: Partial<Record<Mention['kind'], string>> = {
  volume: 'Remove the volume, and give the database server one for its data directory instead.',
  command: 'Use psql, pg_dump or a script over the PostgreSQL connection, or delete the command.',
  package: 'Remove the package from the image or the job; nothing of the project needs it.',
};

function* project(project: Project, context: Context): Iterable<Problem & { readonly path: string }> {
  const isMoved = runsOnlyOn(project, context.to);
  const reads = project.facts.filter((fact) => !fact.isTest).flatMap((fact) => fact.settingReads);
  const read = new Set(reads.filter((own) => own.into === undefined).map((own) => own.key));
  for (const fact of project.facts) {
    if (fact.language === 'markdown' || !isMoved(fact.path)) continue;
    const lines = new Set<number>();
    for (const mention of fact.mentions ?? []) {
      const what = WHAT[mention.kind];
      const line = mention.entry?.start ?? mention.start;
      if (!what || mention.engine !== context.from || mention.isHistory || COPIES.test(mention.key ?? '') || lines.has(line)) continue;
      if (mention.key !== undefined && read.has(mention.key)) continue;
      lines.add(line);
      yield toProblem(mention, what);
    }
  }
}

/** Keys and scripts that name the old file on purpose, to copy from it. */
const COPIES = /migrat|import|copy|convert|legacy|old_|source|from_?sqlite|sqlite_?(?:to|2)_?p/i;

function toProblem(mention: Mention, what: string): Problem & { readonly path: string } {
  const { path, start, end, kind, key, entry, text } = mention;
  const isEnvironmentFile = /(?:^|\/)\.env(?:\.[\w.-]+)?$|\.env$/.test(path);
  const name = key !== undefined && kind !== 'volume' && kind !== 'package' && kind !== 'command' ? `\`${key}\`` : `\`${text.split('\n')[0]}\``;
  const isSure = kind !== 'path' || /sqlite/i.test(text + (key ?? ''));
  return {
    path, start, end,
    message: `${name} is ${what}, and the code of this project runs on PostgreSQL.`,
    help: HELP[kind] ?? `Remove it, or replace it by the PostgreSQL connection that the code reads.`,
    confidence: isSure ? 'certain' : 'likely',
    ...(isEnvironmentFile && entry && { fix: { title: `Remove the line of ${key}`, safety: 'unsafe', edits: [{ path, ...entry, text: '' }] } }),
  };
}

export default defineRule({
  summary: 'Settings, volumes, commands and packages for SQLite in a PostgreSQL project',
  why: `Environment files, compose files, Dockerfiles and pipelines are edited last. What is left of SQLite there does nothing at best: a \`DB_PATH\` that no code reads, a volume
for a file that is never written, a package that every image installs. At worst it is believed: a copied \`.env.example\` that sets a \`sqlite:\` URL makes the program fail at start, or a backup job that
copies the old file backs up nothing. A setting that the code reads is left alone.`,
  construct: 'SQLite settings in configuration',
  severity: 'warning',
  category: 'leftover',
  manual: ['PostgreSQL, connection strings: https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING'],
  project,
});

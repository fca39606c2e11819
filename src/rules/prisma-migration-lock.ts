import type { Setting } from '../core/types.ts';
import { defineRule, type Project } from '../rule.ts';

const SAME: Readonly<Record<string, string>> = { postgres: 'postgresql' };

const providerOf = (setting: Setting): string => SAME[setting.value ?? ''] ?? setting.value ?? '';

const settingsOf = (project: Project, key: string): readonly Setting[] => project.facts.flatMap(
  (fact) => fact.settings.filter((setting) => setting.key === key)
);

const folderOf = (path: string): string => path.slice(0, path.lastIndexOf('/') + 1);

/** The schema that a lock belongs to: in the folder above `migrations/`, else the only one there is. */
function schemaOf(lock: Setting, schemas: readonly Setting[]): Setting | undefined {
  const above = folderOf(folderOf(lock.path).slice(0, -1));
  return schemas.find((schema) => folderOf(schema.path) === above) ?? (schemas.length === 1 ? schemas[0] : undefined);
}

export default defineRule({
  summary: 'Prisma migrations that were written for another provider than the schema names',
  why: 'Prisma Migrate compares `migration_lock.toml` with the provider of the schema and stops with P3019 when they differ. `prisma db push` does not '
    + 'look, so tests stay green until the first `migrate deploy`. The old SQL files are written in the old dialect: they cannot be replayed.',
  construct: 'Prisma migration lock of another provider',
  severity: 'critical',
  category: 'breaks',
  directions: ['sqlite-to-postgres', 'postgres-to-sqlite'],
  manual: ['Prisma: switching the provider: https://www.prisma.io/docs/orm/prisma-migrate/understanding-prisma-migrate/limitations-and-known-issues'],
  *project(project) {
    const schemas = settingsOf(project, 'datasource.provider');
    for (const lock of settingsOf(project, 'migrations.provider')) {
      const schema = schemaOf(lock, schemas);
      if (!schema || providerOf(schema) === providerOf(lock)) continue;
      yield {
        path: lock.path, start: lock.start, end: lock.end,
        message: `migration_lock.toml names the provider ${lock.value}, the schema ${schema.value}: \`prisma migrate\` stops with P3019.`,
        help: 'Move the migrations folder away, start a new history with `prisma migrate dev`, and add hand-written SQL of the old files (indexes, triggers, data) to it again.',
        related: [{ path: schema.path, span: { start: schema.start, end: schema.end }, message: `The schema's provider is ${schema.value}` }],
      };
    }
  },
});

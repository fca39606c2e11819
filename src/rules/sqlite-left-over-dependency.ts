import type { Facts, Mention, Problem } from '../core/types.ts';
import { driverOfModule } from '../drivers/lookup.ts';
import { defineRule, type Context, type Project } from '../rule.ts';
import { runsOnlyOn } from './support/engines.ts';

function* project(project: Project, context: Context): Iterable<Problem & { readonly path: string }> {
  const isMoved = runsOnlyOn(project, context.to);
  for (const fact of project.facts) {
    if (!isMoved(fact.path) || fact.isTest) continue;
    const own = project.packageOf(fact.path);
    for (const mention of fact.mentions ?? []) {
      if (mention.kind !== 'dependency' || mention.engine !== context.from) continue;
      const users = [...importersOf(own, mention.key ?? ''), ...own.filter((other) => other.connections.some((connection) => connection.engine === context.from))];
      if (users.some((user) => !user.isTest)) continue;
      yield toProblem(mention, users.length > 0);
    }
  }
}

/** The sources that import a package or something below it; types count as what they describe. */
function importersOf(facts: readonly Facts[], name: string): readonly Facts[] {
  const module = name.replace(/^@types\/(.*)$/, (_, bare: string) => (bare.includes('__') ? `@${bare.replace('__', '/')}` : bare));
  const driver = driverOfModule(module)?.id;
  return facts.filter((fact) =>
    fact.module?.imports.some((own) => own.specifier === module || own.specifier.startsWith(`${module}/`))
    || fact.drivers.some((use) => use.via === 'import' && use.driver === driver));
}

function toProblem(mention: Mention, isForTests: boolean): Problem & { readonly path: string } {
  const { path, start, end, key, entry } = mention;
  return {
    path, start, end,
    message: isForTests
      ? `\`${key}\` is still a dependency, for tests only: the code they test runs on PostgreSQL.`
      : `\`${key}\` is still a dependency, and no source of the package imports it.`,
    help: isForTests ? 'Move these tests to PostgreSQL and remove the package with them.' : 'Remove it, run the package manager so that the lock file follows, and drop what it needed to be built in images and pipelines.',
    ...(!isForTests && entry && /package\.json$/.test(path) && {
      fix: { title: `Remove ${key} (then bring the lock file up to date)`, safety: 'unsafe', edits: [{ path, ...entry, text: '' }] },
    }),
  };
}

export default defineRule({
  summary: 'SQLite packages that a PostgreSQL project still depends on',
  why: `A driver that nothing imports is still installed: better-sqlite3 and sqlite3 are compiled or downloaded for every platform, so they slow down and sometimes break
installation, keep build tools in container images, and tell readers and auditors that SQLite is in use. The rule speaks only where the code of the package reaches PostgreSQL alone. A script that copies
the old data imports the driver, so that counts as a use. The fix leaves the lock file to the package manager.`,
  construct: 'SQLite packages in manifests',
  severity: 'warning',
  category: 'leftover',
  manual: ['npm, package.json: https://docs.npmjs.com/cli/configuring-npm/package-json#dependencies'],
  project,
});

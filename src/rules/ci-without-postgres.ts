import type { Language, Problem, TestJob } from '../core/types.ts';
import { BRINGS_POSTGRES } from '../drivers/packages.ts';
import { defineRule, type Context, type Project } from '../rule.ts';
import { runsOnlyOn } from './support/engines.ts';

function* project(project: Project, context: Context): Iterable<Problem & { readonly path: string }> {
  const isMoved = runsOnlyOn(project, context.to);
  const jobs = project.facts.flatMap((fact) => fact.testJobs ?? []);
  if (jobs.length === 0 || jobs.some((job) => job.database !== 'none') || startsOwnServer(project)) return;
  const onOldEngine = project.facts.some((fact) => fact.isTest && fact.connections.some((connection) => connection.engine === context.from));
  const has = (language: Language, manifest: RegExp): boolean => project.facts.some((fact) => fact.language === language || manifest.test(fact.path));
  for (const job of jobs) {
    const isOurs = /^(?:cargo|go)\b/.test(job.command) ? has('rust', /(?:^|\/)Cargo\.toml$/) : !/^(?:python|pytest|tox)\b/.test(job.command) || has('python', /(?:^|\/)(?:pyproject\.toml|setup\.cfg)$/);
    if (isOurs && isMoved(job.path)) yield toProblem(job, onOldEngine);
  }
}

/** The tests bring their PostgreSQL along: PGlite, a container, an embedded server. */
const startsOwnServer = (project: Project): boolean =>
  project.facts.some((fact) =>
    fact.mentions?.some((mention) => mention.engine === 'postgres' && ((mention.kind === 'dependency' && BRINGS_POSTGRES.has(mention.key ?? '')) || (mention.kind === 'command' && /package\.json$/.test(fact.path))))
    || (fact.isTest && fact.connections.some((connection) => connection.driver === 'pglite')));

function toProblem(job: TestJob, onOldEngine: boolean): Problem & { readonly path: string } {
  const { path, start, end, name, command } = job;
  const text = command.replace(/\s+/g, ' ');
  return {
    path, start, end,
    message: onOldEngine
      ? `The job${name ? ` "${name}"` : ''} runs \`${text}\` without a PostgreSQL, on SQLite: what only PostgreSQL refuses or answers differently stays green.`
      : `The job${name ? ` "${name}"` : ''} runs \`${text}\` without a PostgreSQL: no test can reach the engine of the project.`,
    help: 'Give the job a PostgreSQL service of the version in production and its URL, or let the tests bring one (PGlite, a container).',
    ...(onOldEngine ? {} : { confidence: 'likely' }),
  };
}

export default defineRule({
  summary: 'Pipelines that run tests without a PostgreSQL',
  why: `"CI was green" is the commonest sentence of migrations that went wrong: the suite runs on in-memory SQLite, or mocks the database, and the first PostgreSQL that sees the statements is the one in
production. The rule looks at jobs that run a test command in a project whose code reaches PostgreSQL, and is silent when any such job starts a server (a service, a container, an action), is given a
database from outside, or when the tests bring PGlite or a container themselves.`,
  construct: 'test jobs without PostgreSQL',
  severity: 'warning',
  category: 'operational',
  manual: ['GitHub, PostgreSQL service containers: https://docs.github.com/en/actions/tutorials/use-containerized-services/create-postgresql-service-containers'],
  project,
});

import type { Connection, Problem } from '../core/types.ts';
import { defineRule, type Context, type Project } from '../rule.ts';

type Located = Problem & { readonly path: string };

/** Files that are run, not imported. */
const PROGRAM = /(?:^|\/)(?:scripts?|bin|tools?|bench(?:marks?)?|migrations?|seeds?)\/|(?:^|\/)(?:seed|migrate|setup|main|cli|worker)[\w-]*\.[cm]?[jt]s$|\.config\.[cm]?[jt]s$/i;

function* project(project: Project, context: Context): Iterable<Located> {
  const tested = new Set(project.facts.filter((fact) => fact.isTest).flatMap((fact) => fact.module?.imports.map((own) => own.resolved) ?? []));
  for (const fact of project.facts) {
    if (fact.isTest || PROGRAM.test(fact.path) || project.twinOf(fact.path) !== undefined) continue;
    for (const connection of fact.connections) {
      if (!connection.pool && fact.calls.some((call) => call.method === 'end')) continue;
      if (connection.scope === 'module' && connection.engine === context.to && !connection.inTest && connection.driver !== 'pglite') {
        yield toProblem(connection, tested.has(fact.path));
      }
    }
  }
}

function toProblem(connection: Connection, isTested: boolean): Located {
  const readsSettings = connection.options.filter((option) => option.reads !== undefined).map((option) => `\`${option.reads}\``);
  const what = connection.pool ? 'pool' : 'connection';
  return {
    path: connection.path, start: connection.start, end: connection.end,
    severity: connection.pool && !isTested ? 'info' : 'warning',
    message: `The ${what}${connection.holder ? ` \`${connection.holder}\`` : ''} is created when the module is imported${readsSettings.length > 0 ? `, with ${readsSettings.slice(0, 3).join(', ')} as they are at that moment` : ''}: tests and scripts that import anything behind it get it too.`,
    help: connection.pool
      ? 'Create it in a function at first use, from the configuration, and give the program one place that ends it.'
      : 'Use a pool: one connection cannot serve two requests at a time, and nothing opens it again when the server closes it.',
  };
}

export default defineRule({
  summary: 'Pools and connections that are created when a module is imported',
  why: `A pool at the top level of a module takes its settings from what the environment holds at the first import: a configuration that is loaded later is ignored, a test cannot point it elsewhere, and a script that needs one helper of the module holds
a pool that keeps the process alive until it is ended. Opening is lazy in node-postgres, so it works; the price is paid in tests and tools. A single client at module level is worse: it is never opened again once the server has closed it.`,
  construct: 'connections created at import time',
  severity: 'info',
  category: 'operational',
  directions: ['sqlite-to-postgres', 'portable'],
  manual: ['node-postgres, Project structure: https://node-postgres.com/guides/project-structure'],
  project,
});

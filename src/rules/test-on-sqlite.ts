import type { Connection, Engine, Facts, Problem } from '../core/types.ts';
import { defineRule, type Context, type Project } from '../rule.ts';
import { runsOnlyOn } from './support/engines.ts';

/** Tests of a migration or of the copying of old data need the old engine. */
const ON_PURPOSE = /migrat|copy|import|convert|legacy|sqlite/i;

function* project(project: Project, context: Context): Iterable<Problem & { readonly path: string }> {
  const isMoved = runsOnlyOn(project, context.to);
  for (const fact of project.facts) {
    if (!fact.connections.some((connection) => connection.engine === context.from) || ON_PURPOSE.test(fact.path.slice(fact.path.lastIndexOf('/') + 1))) continue;
    if (!isMoved(fact.path) && !testsOnly(project, fact, context.to)) continue;
    for (const connection of fact.connections) {
      if ((fact.isTest || connection.inTest) && connection.engine === context.from) yield toProblem(connection);
    }
  }
}

/** Whether the sources that a test imports, with what they import, reach that engine and no other. */
function testsOnly(project: Project, test: Facts, engine: Engine): boolean {
  const seen = new Set<string>([test.path]);
  const engines = new Set<Engine>();
  const queue: Facts[] = [test];
  for (let facts = queue.pop(); facts; facts = queue.pop()) {
    const reached = facts.isTest ? [] : [...facts.calls, ...facts.connections].flatMap((own) => own.engine ?? []);
    for (const own of reached) engines.add(own);
    for (const { resolved } of facts.module?.imports ?? []) {
      const next = resolved === undefined || seen.has(resolved) ? undefined : project.factsOf(resolved);
      if (!next) continue;
      seen.add(next.path);
      queue.push(next);
    }
  }
  return engines.size === 1 && engines.has(engine);
}

function toProblem(connection: Connection): Problem & { readonly path: string } {
  const { path, start, end, target } = connection;
  const where = target === undefined ? 'SQLite' : target === ':memory:' || target === '' ? 'SQLite in memory' : `the SQLite file \`${target.slice(0, 80)}\``;
  return {
    path, start, end,
    message: `The test opens ${where}, and the code it tests runs on PostgreSQL: what only PostgreSQL refuses or answers differently stays green.`,
    help: 'Open PostgreSQL in the tests: PGlite in the process, a container, or a database for each worker on a server.',
  };
}

export default defineRule({
  summary: 'Tests on SQLite of code that runs on PostgreSQL',
  why: `"CI was green" and production red is the most repeated sentence about this migration. An in-memory SQLite accepts what PostgreSQL refuses (types, GROUP BY, booleans compared with 1), answers LIKE and ORDER BY differently and enforces
less. A suite that needs no server can run on PGlite, which is PostgreSQL in the process. Tests whose file name speaks of SQLite, of migration or of import are taken to need it.`,
  construct: 'tests that open SQLite',
  severity: 'warning',
  category: 'leftover',
  manual: ['PGlite: https://pglite.dev/docs/'],
  project,
});

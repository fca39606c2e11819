import type { Connection, Facts, Problem } from '../core/types.ts';
import { defineRule, type Context, type Project } from '../rule.ts';

const SHORT_LIVED = /(?:^|\/)(?:scripts?|bin|tools?|bench(?:marks?)?|migrations?|seeds?)\/|(?:^|\/)(?:seed|migrate|drizzle\.config)[\w.-]*\.[cm]?[jt]s$/i;

function* project(project: Project, context: Context): Iterable<Problem & { readonly path: string }> {
  for (const fact of project.facts) {
    if (fact.isTest || SHORT_LIVED.test(fact.path)) continue;
    for (const connection of fact.connections) {
      const isWanted = connection.driver === 'pg' && connection.engine === context.to && connection.pool && !connection.perRequest && !connection.inTest;
      if (isWanted && !connection.hasErrorListener && !isEnded(fact, connection)) yield toProblem(connection);
    }
  }
}

/** A pool that its function ends again does not live long enough to idle. */
const isEnded = (facts: Facts, connection: Connection): boolean =>
  connection.scope === 'function'
  && facts.calls.some((call) => call.method === 'end' && call.start > connection.end && (call.within?.name ?? '') === (connection.within ?? ''));

function toProblem(connection: Connection): Problem & { readonly path: string } {
  const { path, start, end, holder, statementEnd, indent = '' } = connection;
  const isName = holder !== undefined && /^[A-Za-z_$][\w$]*$/.test(holder);
  const listener = `\n${indent}${holder}.on('error', (error) => console.error('An idle PostgreSQL connection failed', error));`;
  return {
    path, start, end,
    message: `The pool${isName ? ` \`${holder}\`` : ''} has no listener for \`error\`: when the server closes an idle connection, the process ends with an unhandled event.`,
    ...(connection.scope === 'function' && { confidence: 'likely' as const }),
    help: `Add \`${isName ? holder : 'pool'}.on('error', ...)\` where the pool is created and log the error; the pool replaces the connection by itself.`,
    ...(isName && statementEnd !== undefined && {
      fix: { title: 'Listen for errors of idle connections', safety: 'unsafe', edits: [{ path, start: statementEnd, end: statementEnd, text: listener }] },
    }),
  };
}

export default defineRule({
  summary: 'node-postgres pools without an error listener',
  why: `node-postgres emits \`error\` on the pool when an idle connection breaks: a restart of the server, a fail-over, \`pg_terminate_backend\`, a firewall. An \`error\` event that nobody listens to ends a Node process (57P01 in the log is the trace of it). A SQLite
file never did that. The pool has thrown the broken client away already, so that logging is enough. Errors of postgres.js arrive at the queries instead.`,
  construct: 'pools without an error listener',
  severity: 'warning',
  category: 'operational',
  directions: ['sqlite-to-postgres', 'portable'],
  manual: ['node-postgres, Pool events: https://node-postgres.com/apis/pool#error'],
  project,
});

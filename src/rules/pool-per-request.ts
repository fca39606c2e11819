import type { Problem } from '../core/types.ts';
import { defineRule, type Context, type Project } from '../rule.ts';

function* project(project: Project, context: Context): Iterable<Problem & { readonly path: string }> {
  for (const fact of project.facts) {
    if (fact.isTest) continue;
    for (const connection of fact.connections) {
      if (!connection.perRequest || connection.engine !== context.to || connection.inTest || connection.scope === 'lazy') continue;
      const isEnded = fact.calls.some((call) => call.method === 'end' && call.start > connection.end && (call.within?.name ?? '') === (connection.within ?? ''));
      const what = connection.pool ? 'pool' : 'connection';
      yield {
        path: connection.path, start: connection.start, end: connection.end,
        severity: connection.pool && !isEnded ? 'critical' : 'warning',
        message: `A new ${what} is created for every request${connection.within ? ` in \`${connection.within}\`` : ''}: each holds connections of its own, until the server has "too many clients already" (53300).`,
        help: connection.pool ? 'Create one pool for the process and take connections from it.' : 'Take the connection from a pool that the process creates once.',
      };
    }
  }
}

export default defineRule({
  summary: 'Pools and connections that are created for every request',
  why: `Opening a SQLite file per request cost nothing. A PostgreSQL server has some hundred connections in all, each a process: a \`new Pool()\` in a handler opens up to ten of them for every request and gives none back until they are idle for long enough.
Under load the server refuses everybody.`,
  construct: 'pools created per request',
  severity: 'critical',
  category: 'operational',
  directions: ['sqlite-to-postgres', 'portable'],
  manual: ['PostgreSQL, max_connections: https://www.postgresql.org/docs/current/runtime-config-connection.html#GUC-MAX-CONNECTIONS', 'node-postgres, Pooling: https://node-postgres.com/features/pooling'],
  project,
});

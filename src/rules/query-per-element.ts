import type { Connection } from '../core/types.ts';
import { defineRule, type Project } from '../rule.ts';

/** Options that say how long a query waits for a connection before it fails, as the drivers spell them. */
const WAITS = /(?:^|\.)(?:connectionTimeoutMillis|acquireTimeoutMillis|acquireConnectionTimeout|acquire)$/;

/** Libraries that end the wait by themselves, after a minute: https://knexjs.org/guide/#acquireconnectiontimeout, https://sequelize.org/docs/v6/other-topics/connection-pool/ */
const ENDS_WAIT: ReadonlySet<string> = new Set(['knex', 'sequelize']);

const endsWait = ({ engine, driver, options }: Connection): boolean =>
  engine === 'postgres' && (ENDS_WAIT.has(driver) || options.some((option) => WAITS.test(option.key) && option.literal !== '0'));

/** Seeds and migrations have the database for themselves. */
const ALONE = /(?:^|[/._-])(?:migrat\w*|seed\w*|scripts?)(?=[/._-])/i;

const failsWaiting = (path: string, project: Project): boolean => project.packageOf(path).some((fact) => fact.connections.some(endsWait));

export default defineRule({
  summary: 'One query for each element of a list, all at once, over a pool',
  why: 'A driver of SQLite runs one statement after the other on its only connection, and each is short. A pool has ten connections unless it is told otherwise: a list of two hundred rows takes them all, whatever else the '
    + 'program is asked waits behind it, and fails where the wait has an end.',
  construct: 'queries for each element of a list, all at once',
  severity: 'warning',
  confidence: 'likely',
  category: 'breaks',
  ofDriver: true,
  manual: ['node-postgres, Pool: https://node-postgres.com/apis/pool#new-pool', 'PostgreSQL, Row and array comparisons: https://www.postgresql.org/docs/current/functions-comparisons.html'],
  *project(project) {
    for (const fact of project.facts) {
      for (const { start, end, query } of fact.isTest || ALONE.test(fact.path) ? [] : (fact.fanOuts ?? [])) {
        if (!query || project.whyStays(fact.path, start) !== undefined) continue;
        const fails = failsWaiting(query.path, project);
        yield {
          path: fact.path, start, end, ...(!fails && { severity: 'info' as const }), related: [query],
          message: `One query is sent for each element, all at once: each takes a connection of the pool, and what finds none waits${fails ? ', and fails when its time is over' : ''}.`,
          help: 'Ask for all elements with one query (`= ANY($1)`), or for a few at a time.',
        };
      }
    }
  },
});

import type { Call } from '../core/types.ts';
import { defineRule } from '../rule.ts';
import type { Statement } from '../sql/statement.ts';
import { isAlone } from './support/calls.ts';

/** Methods that always send one prepared statement; the others do so when they get values. */
const ALWAYS_PREPARED: Readonly<Record<string, ReadonlySet<string>>> = { 'pglite': new Set(['query', 'sql', 'tag']), 'postgres-js': new Set(['tag']) };

/** A function of the project that hands the text on may send it in another way when it got no values. */
const isPrepared = ({ driver = '', method, bindings, via }: Call): boolean =>
  bindings.length > 0 || (via === undefined && Object.hasOwn(ALWAYS_PREPARED, driver) && ALWAYS_PREPARED[driver]!.has(method));

/** The first statement of a text speaks for all of them. */
const isFirst = ({ fragment, start }: Statement): boolean => !/[^\s;]/.test(fragment.text.slice(0, start));

export default defineRule({
  summary: 'Several statements in one query with values',
  why: 'A driver of PostgreSQL sends a text without values as it is, and the server runs all its statements. As soon as the query has values, or the driver prepares it anyway (`query` of PGlite, a tagged template of postgres.js), it is one '
    + 'prepared statement: "cannot insert multiple commands into a prepared statement" (42601). SQLite\'s `exec` took any number.',
  construct: 'several statements in one prepared query',
  severity: 'critical',
  category: 'breaks',
  ofDriver: true,
  manual: ['PostgreSQL, Extended query: https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-FLOW-EXT-QUERY', 'PGlite, API: https://pglite.dev/docs/api'],
  wakes: ['call'],
  *statement(statement, context) {
    const { call } = statement;
    if (!call?.driver || call.handle === undefined || call.engine !== context.to || !isPrepared(call) || isAlone(statement) || !isFirst(statement)) return;
    yield {
      start: 0, end: statement.text.length,
      message: 'Several statements stand in one query that is prepared: PostgreSQL takes one (42601).',
      help: call.driver === 'pglite' ? 'Send them one by one, or without values with `exec()`.' : 'Send them one by one on one client, inside a transaction where they belong together.',
    };
  },
});

import type { Call, Problem, ProposedFix } from '../core/types.ts';
import { findDriver } from '../drivers/lookup.ts';
import type { Method } from '../drivers/driver.ts';
import { defineRule } from '../rule.ts';

const SENDS: ReadonlySet<Method['role']> = new Set(['query', 'exec', 'batch']);

/** Drivers that send a query only when somebody waits for it. */
const LAZY: ReadonlySet<string> = new Set(['postgres-js']);

/** The driver's own entry for the call, when it gives a promise. */
function promisingMethod(call: Call): Method | undefined {
  const driver = findDriver(call.driver);
  const handle = driver?.kind === 'driver' && driver.isAsync ? driver.handles[call.handle ?? ''] : undefined;
  const method = call.method === 'tag' ? handle?.tag : call.method === 'call' ? handle?.call : handle?.methods[call.method];
  return method && SENDS.has(method.role) && method.isAsync !== false ? method : undefined;
}

function fixOf(call: Call): ProposedFix | undefined {
  if (call.within?.async !== true) return undefined;
  const span = { start: call.start, end: call.end };
  const text = call.reads.length > 0 ? ['(await ', span, ')'] : ['await ', span];
  return { title: 'Wait for the query', safety: 'unsafe', edits: [{ ...span, text }] };
}

/** What callers read from the promise that a function of the project gives. */
function* readByCallers(call: Call): Iterable<Problem> {
  const seen = new Set<string>();
  for (const { path = call.path, unawaited } of call.reads) {
    const place = unawaited && `${path}:${unawaited.start}`;
    if (!unawaited || seen.has(place!)) continue;
    seen.add(place!);
    yield {
      path, ...unawaited,
      message: 'The function queries PostgreSQL and gives a promise, and nobody waits for it: what is read here belongs to the promise.',
      help: 'Write `await` before the call, and make the function around it async.',
      related: [{ path: call.path, span: { start: call.start, end: call.end }, message: 'The query' }],
    };
  }
}

export default defineRule({
  summary: 'Queries of a PostgreSQL driver that nobody waits for',
  why: 'better-sqlite3, node:sqlite and bun:sqlite answer at once; every driver of PostgreSQL gives a promise. Where `await` was forgotten the code reads `rows` of a promise, which is undefined, or tests the promise itself, '
    + 'which is always true. A query that stands alone runs some time later: what follows does not see its effect, its error ends the process as an unhandled rejection, and on a client it mixes with the next statement. postgres.js '
    + 'does not even send it.',
  construct: 'queries without await',
  severity: 'critical',
  category: 'breaks',
  silent: true,
  ofDriver: true,
  manual: ['node-postgres, queries: https://node-postgres.com/features/queries', 'postgres.js, awaiting: https://github.com/porsager/postgres#queries'],
  *call(call) {
    if (call.engine !== 'postgres') return;
    yield* readByCallers(call);
    const isRead = call.reads.some((read) => read.unawaited === undefined && read.path === undefined);
    if (call.awaited || (call.via !== undefined && !isRead) || !promisingMethod(call)) return;
    const isLazy = LAZY.has(call.driver ?? '');
    const fix = fixOf(call);
    yield {
      start: call.start, end: call.end,
      confidence: isRead || isLazy ? 'certain' : 'likely',
      ...(!isRead && !isLazy && { severity: 'warning' as const }),
      message: isRead
        ? 'The query gives a promise, and nobody waits for it: what is read here belongs to the promise, not to its result.'
        : isLazy ? 'The query is not awaited, and postgres.js sends a query only when somebody waits for it.' : 'The query is not awaited: what follows runs before it, and its error is nobody\'s.',
      help: call.within?.async === true ? 'Write `await` before the call.' : 'Make the function around it async and write `await` before the call, or return the promise.',
      ...(fix && { fix }),
    };
  },
});

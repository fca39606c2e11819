import type { Call, Problem, Span } from '../core/types.ts';
import { findDriver } from '../drivers/lookup.ts';
import { defineRule, type Context } from '../rule.ts';

const holds = (outer: Span, inner: Span): boolean => outer.start < inner.start && inner.end < outer.end;

const begins = (call: Call): boolean => /^\s*(?:begin|start\s+transaction|savepoint)\b/i.test(call.fragment?.text ?? '');
const ends = (call: Call): boolean => /^\s*(?:commit|end|release)\b/i.test(call.fragment?.text ?? '');

const isTransaction = ({ driver, handle, method }: Call): boolean => {
  const table = findDriver(driver)?.handles[handle ?? ''];
  return (method === 'call' ? table?.call : table?.methods[method])?.role === 'transaction';
};

/** The call that opens the transaction around a `try`: one that runs the function it stands in, or a BEGIN before it whose COMMIT comes after it. */
function transactionAround(calls: readonly Call[], call: Call, attempt: Span): Call | undefined {
  const around = calls.find((other) => holds(other, attempt) && isTransaction(other));
  if (around) return around;
  const own = calls.filter((other) => other.within?.name === call.within?.name && other.engine === call.engine);
  const opened = own.findLast((other) => other.end <= attempt.start && begins(other));
  const isOpen = opened && own.some((other) => other.start >= attempt.end && ends(other))
    && !own.some((other) => other.start > opened.end && other.end <= attempt.start && ends(other));
  return isOpen ? opened : undefined;
}

function* inCall(call: Call, context: Context): Iterable<Problem> {
  const { swallowedIn, fragment } = call;
  if (!swallowedIn || !fragment || call.inTest || call.driver === undefined || begins(call) || ends(call) || /^\s*rollback\b/i.test(fragment.text)) return;
  const calls = context.project.factsOf(call.path)?.calls ?? [];
  const opened = transactionAround(calls, call, swallowedIn);
  const isGuarded = calls.some((other) => holds(swallowedIn, other) && /^\s*(?:savepoint|rollback\s+to)\b/i.test(other.fragment?.text ?? ''));
  // One statement speaks for its `try`.
  const isFirst = calls.find((other) => other.swallowedIn?.start === swallowedIn.start && other.fragment) === call;
  if (!opened || isGuarded || !isFirst) return;
  yield {
    start: call.start, end: call.end,
    severity: call.engine === 'postgres' ? 'critical' : 'warning',
    message: 'The error of this statement is swallowed inside a transaction: PostgreSQL refuses every statement after it (25P02), and COMMIT rolls back without an error.',
    help: 'Avoid the error (`ON CONFLICT DO NOTHING`, `IF NOT EXISTS`, a query before), or put the statement between SAVEPOINT and ROLLBACK TO SAVEPOINT.',
    related: [{ path: opened.path, span: { start: opened.start, end: opened.end }, message: 'The transaction' }],
  };
}

export default defineRule({
  summary: 'Errors that are swallowed inside a transaction',
  why: 'After a failed statement SQLite goes on with the transaction, so `try { insert.run(row) } catch {}` skips one row. PostgreSQL has the transaction aborted: each statement until its end fails with 25P02 '
    + '"current transaction is aborted", and COMMIT answers ROLLBACK, which no driver treats as an error. Everything that was done is gone and nothing says so.',
  construct: 'errors swallowed inside a transaction',
  severity: 'critical',
  category: 'changes-result',
  silent: true,
  ofDriver: true,
  manual: ['PostgreSQL, COMMIT: https://www.postgresql.org/docs/current/sql-commit.html', 'PostgreSQL, SAVEPOINT: https://www.postgresql.org/docs/current/sql-savepoint.html'],
  call: inCall,
});

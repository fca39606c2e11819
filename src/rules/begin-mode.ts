import type { Problem, Span } from '../core/types.ts';
import { defineRule, type Context } from '../rule.ts';
import { quoteName } from '../sql/rewrite.ts';
import type { Statement } from '../sql/statement.ts';

const MODE = /^(?:deferred|immediate|exclusive|concurrent)$/i;

function* beginProblem(statement: Statement): Generator<Problem> {
  const [begin, mode] = statement.tokens;
  if (!begin || !mode || !MODE.test(mode.text)) return;
  const word = mode.text.toUpperCase();
  const isDeferred = word === 'DEFERRED';
  yield {
    start: begin.start, end: mode.end,
    message: isDeferred ? 'BEGIN DEFERRED is a syntax error in PostgreSQL.'
      : `BEGIN ${word} is a syntax error in PostgreSQL, which has no lock on the whole database: two such transactions run side by side and may overwrite each other.`,
    help: isDeferred ? 'Write BEGIN.'
      : 'Write BEGIN, and lock what the transaction reads before it writes: SELECT ... FOR UPDATE, one UPDATE that computes, pg_advisory_xact_lock(), or BEGIN ISOLATION LEVEL SERIALIZABLE with a retry on 40001.',
    fix: { title: 'Write BEGIN', safety: isDeferred ? 'safe' : 'unsafe', portable: isDeferred, edits: [{ start: begin.end, end: mode.end, text: '' }] },
  };
}

/** Whether the file of a statement begins transactions, by SQL or through a function of its driver. */
const hasBegin = (statement: Statement, { project }: Context): boolean =>
  project.statements.some((other) => other.fragment.path === statement.fragment.path && /^(?:begin|start)$/i.test(other.tokens[0]?.text ?? ''))
  || (project.factsOf(statement.fragment.path)?.calls ?? []).some((call) => /transaction|begin/i.test(call.method));

const outsideProblem = (word: Span): Problem => ({
  start: word.start, end: word.end, severity: 'info', confidence: 'review',
  message: 'SAVEPOINT outside a transaction begins one in SQLite; PostgreSQL raises 25P01.',
  help: 'Write BEGIN before it and COMMIT after its RELEASE where no transaction is open.',
});

/** `SAVEPOINT 's'`: SQLite takes a text for a name. */
function* savepointProblem(statement: Statement, context: Context): Generator<Problem> {
  const [first] = statement.tokens;
  if (first && /^savepoint$/i.test(first.text) && statement.engine !== 'sqlite' && !hasBegin(statement, context)) yield outsideProblem(first);
  const name = statement.tokens.at(-1);
  if (name?.kind !== 'STRING') return;
  const written = quoteName(name.text.slice(1, -1).replaceAll("''", "'"));
  yield {
    start: name.start, end: name.end,
    message: `The savepoint's name ${name.text} is a text, which is a syntax error in PostgreSQL.`,
    help: `Write ${written}.`,
    severity: 'warning',
    fix: { title: 'Quote the name as a name', safety: 'safe', portable: true, edits: [{ start: name.start, end: name.end, text: written }] },
  };
}

export default defineRule({
  summary: "SQLite's forms of BEGIN and SAVEPOINT",
  why: 'BEGIN IMMEDIATE and BEGIN EXCLUSIVE take the only write lock of a SQLite database, so that a transaction may read, decide and write. PostgreSQL locks rows, when they are written or '
    + 'selected FOR UPDATE: what was read before may have changed by then.',
  construct: 'BEGIN IMMEDIATE, EXCLUSIVE or DEFERRED',
  severity: 'critical',
  category: 'breaks',
  manual: ['SQLite, Transactions: https://sqlite.org/lang_transaction.html', 'PostgreSQL, 13.3 Explicit locking: https://www.postgresql.org/docs/current/explicit-locking.html'],
  wakes: ['BEGIN', 'SAVEPOINT', 'RELEASE', 'ROLLBACK'],
  *statement(statement, context) {
    const first = statement.tokens[0]?.text ?? '';
    if (/^begin$/i.test(first)) yield* beginProblem(statement);
    else if (/^(?:savepoint|release|rollback)$/i.test(first)) yield* savepointProblem(statement, context);
  },
});

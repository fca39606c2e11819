import type { ErrorTest, Facts } from '../core/types.ts';
import { findErrorCode, findErrorMessage, type ErrorCode } from '../dialects/sqlite-to-postgres/error-codes.ts';
import { defineRule, type Project } from '../rule.ts';

const LOCKS = /BUSY|LOCKED|is locked/i;

/** Every database call of the file is one of the half that stays on the old engine. */
const stays = (project: Project, fact: Facts): boolean => fact.calls.length > 0 && fact.calls.every((call) => project.whyCallStays(call) !== undefined);

/** A file that knows the new engine's codes as well is written for both. */
const knowsBoth = (fact: Facts): boolean => (fact.errorTests ?? []).some((test) => test.engine === 'postgres');

function helpOf(test: ErrorTest, row: ErrorCode): string {
  const codes = row.sqlstates.map((code) => `'${code}'`).join(', ');
  const what = `Compare \`error.code\` with ${codes} (${row.meaning}).`;
  return LOCKS.test(test.text) ? `${what} Retry the whole transaction, not the statement: PostgreSQL has rolled it back.` : what;
}

export default defineRule({
  summary: 'Errors that are known by SQLite\'s codes and messages',
  why: 'Code that turns `SQLITE_CONSTRAINT_UNIQUE` or "UNIQUE constraint failed" into an answer for the user no longer matches: node-postgres and postgres.js give five characters of SQLSTATE in `error.code` and other '
    + 'messages. The handler falls through, a 409 becomes a 500, a retry loop for `SQLITE_BUSY` never retries while PostgreSQL asks for one with 40001 and 40P01.',
  construct: 'tests of SQLite\'s error codes and messages',
  severity: 'warning',
  category: 'breaks',
  silent: true,
  signals: ['SQLITE_', 'constraint failed', 'database is locked', 'database table is locked', 'no such table', 'no such column', 'duplicate column'],
  manual: ['SQLite, result codes: https://sqlite.org/rescode.html', 'PostgreSQL, Appendix A, error codes: https://www.postgresql.org/docs/current/errcodes-appendix.html'],
  *project(project) {
    for (const fact of project.facts) {
      const layer = project.dataLayerOf(fact.path);
      if (layer === 'none' || project.twinOf(fact.path) !== undefined || knowsBoth(fact) || stays(project, fact)) continue;
      for (const test of fact.errorTests ?? []) {
        const row = test.engine === 'sqlite' ? findErrorCode(test.text) ?? findErrorMessage(test.text) : undefined;
        // A test that waits for SQLite's locks need not wait on PostgreSQL.
        if (!row || (fact.isTest && LOCKS.test(test.text)) || project.whyStays(fact.path, test.start) !== undefined) continue;
        yield {
          path: fact.path, start: test.start, end: test.end,
          severity: layer === 'postgres' && !fact.isTest ? 'critical' : 'warning',
          message: `\`${test.text}\` is how SQLite names the error: PostgreSQL's says ${row.sqlstates.join(', ')}.`,
          help: helpOf(test, row),
        };
      }
    }
  },
});

import { defineRule } from '../rule.ts';

export default defineRule({
  summary: 'Functions that query SQLite and answer PostgreSQL without a query',
  why: 'A driver of SQLite answers at once, so functions that use one are not async. Where such a function was taught PostgreSQL without becoming async, it cannot wait: its branch answers with nothing, or with what a cache holds until a '
    + 'query that was started has filled it. The caller sees an empty list the first time, or always, and no error.',
  construct: 'branches for PostgreSQL that answer without a query',
  severity: 'warning',
  confidence: 'likely',
  category: 'changes-result',
  silent: true,
  manual: ['node-postgres, Queries: https://node-postgres.com/features/queries'],
  *project(project) {
    for (const fact of project.facts) {
      for (const branch of fact.isTest ? [] : (fact.engineBranches ?? [])) {
        const query = fact.calls.find((call) => call.engine === 'sqlite' && call.fragment && branch.after.start <= call.start && call.end <= branch.after.end);
        if (!query) continue;
        const name = branch.within === '' ? 'The function' : `\`${branch.within}\``;
        yield {
          path: branch.path, start: branch.start, end: branch.end,
          message: branch.kind === 'empty'
            ? `${name} answers \`${branch.text}\` on PostgreSQL ${branch.isStarted ? 'and does not wait for the query that it starts' : 'without a query'}, where it queries SQLite.`
            : `${name} answers from a cache on PostgreSQL: what is not in it yet is missing, where SQLite is queried.`,
          help: 'Make an async function that waits for the query, and let the callers of this one use it.',
          related: [{ path: branch.path, span: { start: query.start, end: query.end }, message: 'The query on SQLite' }],
        };
      }
    }
  },
});

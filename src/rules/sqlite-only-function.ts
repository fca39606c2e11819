import { enginesAt } from '../core/engine-spans.ts';
import type { Call, Facts } from '../core/types.ts';
import { findDriver } from '../drivers/lookup.ts';
import { defineRule, type Project } from '../rule.ts';

/** Migrations of one engine, and scripts that carry data over, are for that engine on purpose. */
const ON_PURPOSE = /(?:^|[/._-])(?:migrat\w*|scripts?|copy|convert|import|export|transfer|seed\w*|backup|restore|dump)(?=[/._-])/i;

/** Calls that go to a driver of SQLite whatever engine was chosen, by the function they stand in. */
function openCalls(fact: Facts, project: Project): ReadonlyMap<string, Call> {
  const found = new Map<string, Call>();
  for (const call of fact.calls) {
    const name = call.within?.name ?? '';
    const isOpen = call.engine === 'sqlite' && findDriver(call.driver)?.kind === 'driver' && project.whyStays(call.path, call.start) === undefined;
    if (isOpen && name !== '' && name !== 'constructor' && !/sqlite/i.test(name) && !found.has(name)) found.set(name, call);
  }
  return found;
}

/** Whether the file knows of the choice: other calls of it are guarded. */
const hasGuards = (fact: Facts): boolean => {
  const own = fact.engineSpans?.filter((span) => !span.isCarried) ?? [];
  return fact.calls.some((call) => call.engine === 'sqlite' && enginesAt(own, call.start)?.includes('postgres') === false);
};

export default defineRule({
  summary: 'Functions that know SQLite only, in a program that chooses its engine when it starts',
  why: 'A program that runs on both engines asks which it runs on in each function that queries. A function that forgot to ask calls the driver of SQLite on PostgreSQL as well: there is no open database, so it '
    + 'throws, or it reads a file that nobody writes any more.',
  construct: 'functions without a branch for PostgreSQL',
  severity: 'warning',
  confidence: 'likely',
  category: 'breaks',
  *project(project) {
    for (const fact of project.facts) {
      const isOnPurpose = fact.isTest || ON_PURPOSE.test(fact.path) || project.twinOf(fact.path) !== undefined;
      if (isOnPurpose || !project.choosesEngine(fact.path) || !hasGuards(fact)) continue;
      const members = new Set(fact.module?.exports.flatMap((own) => [own.name, ...(own.members ?? [])]));
      for (const [name, call] of openCalls(fact, project)) {
        if (members.has(`${name}Async`)) continue;
        yield {
          path: fact.path, start: call.start, end: call.end,
          message: `\`${name}\` asks ${findDriver(call.driver)!.name} whatever engine the program runs on; other functions of the file ask first.`,
          help: 'Write the query for PostgreSQL too, or make sure that nobody calls the function there.',
        };
      }
    }
  },
});

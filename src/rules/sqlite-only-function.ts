import { enginesAt } from '../core/engine-spans.ts';
import type { Call, Facts, Problem, SyncCall } from '../core/types.ts';
import { findDriver } from '../drivers/lookup.ts';
import { defineRule, type Project } from '../rule.ts';

/** Migrations of one engine, and scripts that carry data over, are for that engine on purpose. */
const ON_PURPOSE = /(?:^|[/._-])(?:migrat\w*|scripts?|copy|convert|import|export|transfer|seed\w*|backup|restore|dump)(?=[/._-])/i;

/** Calls that go to a driver of SQLite whatever engine was chosen, by the function they stand in. */
function openCalls(fact: Facts, project: Project): ReadonlyMap<string, Call> {
  const found = new Map<string, Call>();
  for (const call of fact.calls) {
    const name = call.within?.name ?? '';
    const isOpen = call.engine === 'sqlite' && findDriver(call.driver)?.kind === 'driver' && project.whyStays(call.path, call.start) === undefined
      && !fact.fallbacks?.some((span) => span.start <= call.start && call.end <= span.end);
    if (isOpen && name !== '' && name !== 'constructor' && !/sqlite/i.test(name) && !found.has(name)) found.set(name, call);
  }
  return found;
}

/** Whether a file knows of the choice: other calls of it are guarded. */
const hasGuards = (fact: Facts): boolean => {
  const own = fact.engineSpans?.filter((span) => !span.isCarried) ?? [];
  return fact.calls.some((call) => call.engine === 'sqlite' && enginesAt(own, call.start)?.includes('postgres') === false);
};

const isOnPurpose = (fact: Facts, project: Project): boolean => fact.isTest || ON_PURPOSE.test(fact.path) || project.twinOf(fact.path) !== undefined;

const NONE: ReadonlyMap<string, Call> = new Map();

const keyOf = (path: string, name: string): string => `${path}\0${name}`;

/** The file that asks which engine was chosen: the file itself, or a module of the project that it imports, which lends it the database. */
function askingModule(fact: Facts, project: Project): Facts | undefined {
  const imported = (fact.module?.imports ?? []).flatMap(({ resolved }) => (resolved === undefined ? [] : (project.factsOf(resolved) ?? [])));
  return [fact, ...imported].find((own) => !own.isTest && hasGuards(own));
}

/** A function that asks SQLite whatever engine was chosen, and whether another one, of its name and `Async`, waits for either. */
interface Open {
  readonly name: string;
  readonly call: Call;
  readonly hasSibling: boolean;
  /** The file that asks. */
  readonly asking: string;
}

function openFunctions(fact: Facts, project: Project): readonly Open[] {
  const calls = isOnPurpose(fact, project) || !project.engineChoice(fact.path) ? NONE : openCalls(fact, project);
  const asking = calls.size > 0 ? askingModule(fact, project)?.path : undefined;
  if (asking === undefined) return [];
  return [...calls].map(([name, call]) => ({ name, call, asking, hasSibling: fact.syncFunctions?.includes(name) === true }));
}

/** Calls of functions that ask SQLite only where another would have waited for the chosen engine, also through functions that have such a sibling too. */
function* siblingCalls(project: Project, open: ReadonlySet<string>): Iterable<Problem & { readonly path: string }> {
  const asking = new Set(open);
  const all = project.facts.flatMap((fact) => (isOnPurpose(fact, project) ? [] : (fact.syncCalls ?? []).map((call) => ({ path: fact.path, ...call }))));
  const isAsking = ({ of }: SyncCall): boolean => asking.has(keyOf(of.path, of.name));
  for (let before = -1; before < asking.size;) {
    before = asking.size;
    for (const call of all) if (isAsking(call) && call.within?.hasSibling) asking.add(keyOf(call.path, call.within.name));
  }
  for (const call of all) {
    const isFallback = project.factsOf(call.path)?.fallbacks?.some((span) => span.start <= call.start && call.end <= span.end) === true;
    if (!isAsking(call) || call.within?.hasSibling === true || isFallback || project.whyStays(call.path, call.start) !== undefined) continue;
    const { name } = call.of;
    const place = { path: call.path, start: call.start, end: call.end };
    // A sibling that asks nobody either only looks as if it waited for the database.
    if (call.within?.name === `${name}Async`) {
      yield {
        ...place, message: `\`${name}Async\` gives what \`${name}\` gives, which asks SQLite whatever engine the program runs on.`,
        help: 'Write the query for PostgreSQL too, and wait for it here.',
      };
      continue;
    }
    yield {
      ...place, message: `\`${name}\` asks SQLite whatever engine the program runs on; \`${name}Async\` asks the one that it runs on.`, help: `Call \`${name}Async\` and wait for it.`,
    };
  }
}

export default defineRule({
  summary: 'Functions that know SQLite only, in a program that chooses its engine when it starts',
  why: 'A program that runs on both engines asks which it runs on in each function that queries. A function that forgot to ask calls the driver of SQLite on PostgreSQL as well: there is no open database, so it '
    + 'throws, or it reads a file that nobody writes any more.',
  construct: 'functions without a branch for PostgreSQL',
  severity: 'warning',
  confidence: 'likely',
  category: 'breaks',
  *project(project) {
    const siblings = new Set<string>();
    for (const fact of project.facts) {
      for (const { name, call, hasSibling, asking } of openFunctions(fact, project)) {
        if (hasSibling) siblings.add(keyOf(fact.path, name));
        else {
          yield {
            path: fact.path, start: call.start, end: call.end,
            message: `\`${name}\` asks ${findDriver(call.driver)!.name} whatever engine the program runs on; ${asking === fact.path ? 'other functions of the file' : `functions of ${asking}`} ask first.`,
            help: 'Write the query for PostgreSQL too, or make sure that nobody calls the function there.',
          };
        }
      }
    }
    yield* siblingCalls(project, siblings);
  },
});

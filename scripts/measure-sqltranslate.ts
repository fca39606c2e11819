import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { requestKey } from './proof/request-key.ts';

/**
 * Runs a harness that judges translators by execution (the first argument is its folder, with `run.py` and `cases/`) with this translator beside
 * the untouched text, and says what is right, what is wrong without a warning and what was rewritten without need.
 * `--show` lists the failing cases; further arguments go to the harness (`--suite 3 --mode whole --limit 100`).
 */
interface Result {
  readonly suite: string;
  readonly id: string;
  readonly kind: string;
  readonly outcome: string;
  readonly phase: string;
  readonly detail: string;
}

type Results = Readonly<Record<string, Readonly<Record<string, readonly Result[]>>>>;

interface Answer {
  readonly in: string;
  readonly id?: string;
  readonly sql?: string;
  readonly warnings?: readonly string[];
  readonly complete?: boolean;
}

const [folder, ...rest] = process.argv.slice(2);
if (folder === undefined) {
  console.error('usage: measure-sqltranslate <folder of the harness> [--show] [options of the harness]');
  process.exit(2);
}
const isShown = rest.includes('--show');
const work = mkdtempSync(join(tmpdir(), 'sqltranslate-'));
const command = `ours=node ${resolve('scripts/run.mjs')} ${resolve('scripts/proof/sql-lines.ts')}`;
const run = spawnSync('python3', [
  join(folder, 'run.py'), '--translator', 'baseline', '--translator', command, '--with-schema', '--out', join(work, 'out.json'),
  '--translations', join(work, 'texts'), ...rest.filter((argument) => argument !== '--show'),
], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' } });
if (run.status !== 0) process.exit(2);
console.log(run.stdout.slice(run.stdout.indexOf('## Speed')));

const { results } = JSON.parse(readFileSync(join(work, 'out.json'), 'utf8')) as { readonly results: Results };
const answers = new Map<string, Answer[]>();
for (const line of readFileSync(join(work, 'texts.ours.jsonl'), 'utf8').split('\n').filter((text) => text !== '')) {
  const answer = JSON.parse(line) as Answer;
  answers.set(answer.in, [...(answers.get(answer.in) ?? []), answer]);
}
const ownCases = rest.indexOf('--cases');
const cases = readCases(ownCases < 0 ? join(folder, 'cases') : rest[ownCases + 1]!);
rmSync(work, { recursive: true });
const share = (part: number, whole: number): string => `${part}/${whole} ${((100 * part) / Math.max(whole, 1)).toFixed(1)}%`;

for (const [mode, own] of Object.entries(results['ours'] ?? {})) {
  const before = new Map((results['baseline']?.[mode] ?? []).map((result) => [`${result.suite}|${result.id}`, result.outcome]));
  const groups = new Map<string, Result[]>();
  for (const result of own) for (const key of [`${result.suite.slice(0, 5)} ${result.kind}`, 'all']) groups.set(key, [...(groups.get(key) ?? []), result]);
  console.log(`## ${mode}`);
  for (const [key, group] of [...groups].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const isRight = (result: Result): boolean => result.outcome === 'same';
    const wrong = group.filter((result) => !isRight(result));
    const announced = wrong.filter((result) => result.outcome.endsWith('_warned'));
    const silent = wrong.filter((result) => result.outcome === 'wrong');
    const unneeding = group.filter((result) => before.get(`${result.suite}|${result.id}`) === 'same');
    const needless = unneeding.filter((result) => isChanged(mode, result));
    const broken = unneeding.filter((result) => !isRight(result));
    console.log(`${key.padEnd(14)} right ${share(group.length - wrong.length, group.length)} (untouched ${share(unneeding.length, group.length)}), announced ${share(announced.length, wrong.length)}, `
      + `silently wrong ${silent.length}, rewritten without need ${share(needless.length, unneeding.length)}, made wrong ${broken.length}`);
  }
  if (!isShown) continue;
  for (const result of own) {
    const wasRight = before.get(`${result.suite}|${result.id}`) === 'same';
    if (result.outcome !== 'same') describe(wasRight ? `MADE-WRONG ${mode}` : mode, mode, result);
    else if (wasRight && isChanged(mode, result)) describe(`NEEDLESS ${mode}`, mode, result);
  }
}

/** The answer to a case: the one about its text, for its tables. */
function answerOf(mode: string, result: Result): Answer | undefined {
  const one = cases.get(`${result.suite}|${result.id}`);
  const found = answers.get(one?.sql ?? '') ?? [];
  return [mode, 'whole'].flatMap((kind) => found.find((answer) => answer.id === requestKey(one?.ddl ?? [], kind === 'statement')) ?? [])[0];
}

function isChanged(mode: string, result: Result): boolean {
  const answer = answerOf(mode, result);
  return answer?.sql !== answer?.in;
}

function describe(title: string, mode: string, result: Result): void {
  const answer = answerOf(mode, result);
  console.log(`${title} ${result.outcome} ${result.suite} ${result.id} (${result.phase}) ${result.detail.replace(/\s+/g, ' ')}\n    in  ${answer?.in.replace(/\s+/g, ' ')}\n    out ${answer?.sql?.replace(/\s+/g, ' ')}`);
}

interface Case {
  readonly sql: string;
  /** The DDL that runs before it. */
  readonly ddl: readonly string[];
}

interface CaseLine {
  readonly suite?: string;
  readonly id: string;
  readonly sql: string;
  readonly setup?: string | readonly string[];
  readonly setup_id?: string;
  readonly base?: string | readonly string[];
}

function readCases(from: string): ReadonlyMap<string, Case> {
  const lines = readdirSync(from).filter((file) => file.endsWith('.jsonl')).sort()
    .flatMap((name) => readFileSync(join(from, name), 'utf8').split('\n').filter((text) => text !== '').map((text) => JSON.parse(text) as CaseLine));
  const setups = new Map(lines.flatMap((line) => (line.setup_id === undefined ? [] : [[line.setup_id, line] as const])));
  const partsOf = (id: string): readonly string[] => {
    const base = setups.get(id)?.base ?? [];
    return [...new Set([...(typeof base === 'string' ? [base] : base).flatMap(partsOf), id])];
  };
  const isDdl = (sql: string): boolean => /^\(*\s*(?:create|alter|drop|reindex|analyze)\b/i.test(sql.replace(/--[^\n]*|\/\*[^]*?\*\//g, ' ').trim());
  const ddlOf = (id: string): readonly string[] => partsOf(id).flatMap((part) => setups.get(part)?.setup ?? []).filter(isDdl);
  const known = new Map([...setups.keys()].map((id) => [id, ddlOf(id)] as const));
  return new Map(lines.flatMap(({ suite, id, sql, setup }) =>
    (suite === undefined ? [] : [[`${suite}|${id}`, { sql, ddl: typeof setup === 'string' ? known.get(setup) ?? [] : [] }] as const])));
}

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

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
const texts = readTexts(join(folder, 'cases'));
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
    const needless = unneeding.filter((result) => answersOf(result).some((answer) => answer.sql !== answer.in));
    const broken = unneeding.filter((result) => !isRight(result));
    console.log(`${key.padEnd(14)} right ${share(group.length - wrong.length, group.length)} (untouched ${share(unneeding.length, group.length)}), announced ${share(announced.length, wrong.length)}, `
      + `silently wrong ${silent.length}, rewritten without need ${share(needless.length, unneeding.length)}, made wrong ${broken.length}`);
  }
  if (!isShown) continue;
  for (const result of own) {
    const wasRight = before.get(`${result.suite}|${result.id}`) === 'same';
    if (result.outcome !== 'same') describe(wasRight ? `MADE-WRONG ${mode}` : mode, result);
    else if (wasRight && answersOf(result).some((answer) => answer.sql !== answer.in)) describe(`NEEDLESS ${mode}`, result);
  }
}

function answersOf(result: Result): readonly Answer[] {
  return answers.get(texts.get(`${result.suite}|${result.id}`) ?? '') ?? [];
}

function describe(mode: string, result: Result): void {
  const answer = answersOf(result).at(-1);
  console.log(`${mode} ${result.outcome} ${result.suite} ${result.id} (${result.phase}) ${result.detail.replace(/\s+/g, ' ')}\n    in  ${answer?.in.replace(/\s+/g, ' ')}\n    out ${answer?.sql?.replace(/\s+/g, ' ')}`);
}

function readTexts(cases: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const name of readdirSync(cases).filter((file) => file.endsWith('.jsonl'))) {
    for (const line of readFileSync(join(cases, name), 'utf8').split('\n').filter((text) => text.startsWith('{"suite"'))) {
      const one = JSON.parse(line) as { readonly suite: string; readonly id: string; readonly sql: string };
      found.set(`${one.suite}|${one.id}`, one.sql);
    }
  }
  return found;
}

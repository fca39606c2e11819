// Runs whole processes and reads what the operating system accounted for them: bash for the milliseconds, GNU time for the memory.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const scratch = mkdtempSync(path.join(tmpdir(), 'dbmig-lint-bench-'));
process.on('exit', () => rmSync(scratch, { recursive: true, force: true }));

/** A folder that is removed at the end. */
export const scratchFolder = (name) => path.join(scratch, name);

/** One run: CPU and wall seconds and peak memory in MiB. Exit codes above `mostStatus` are errors; 1 says that something was found. */
export function runOnce({ command, cwd, mostStatus = 1 }) {
  const [memory, seconds] = [path.join(scratch, 'memory'), path.join(scratch, 'seconds')];
  const script = 'TIMEFORMAT="%3U %3S %3R"; out=$1; shift; { time /usr/bin/time -q "$@" 2>&3 ; } 3>&2 2>"$out"';
  const run = spawnSync('bash', ['-c', script, 'bash', seconds, '-o', memory, '-f', '%M', ...command], { cwd, stdio: ['ignore', 'ignore', 'pipe'], encoding: 'utf8' });
  if (run.error) throw new Error(`bash and GNU time are needed: ${run.error.message}`);
  if (run.status > mostStatus) throw new Error(`${command.join(' ')} ended with ${run.status}: ${run.stderr}`);
  const [user, system, wall] = readFileSync(seconds, 'utf8').trim().split(' ').map(Number);
  return { cpu: user + system, wall, memory: Number(readFileSync(memory, 'utf8')) / 1024 };
}

const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];

const medians = (runs) => ({
  cpu: median(runs.map((run) => run.cpu)), wall: median(runs.map((run) => run.wall)), memory: median(runs.map((run) => run.memory)),
});

/**
 * Runs the two in turn, A B A B, after a warm-up of each.
 * Gives the medians of both and the median of the ratios A/B pair by pair, which holds when the machine's speed drifts.
 */
export function compare(ours, peer, runs) {
  runOnce(ours);
  runOnce(peer);
  const pairs = Array.from({ length: runs }, () => [runOnce(ours), runOnce(peer)]);
  const ratio = (key) => median(pairs.map(([a, b]) => a[key] / Math.max(b[key], 0.001)));
  return {
    ours: medians(pairs.map(([a]) => a)), peer: medians(pairs.map(([, b]) => b)),
    ratio: { cpu: ratio('cpu'), wall: ratio('wall'), memory: ratio('memory') },
  };
}

/** `tsc --noEmit` of a project whose packages are installed. It answers 2 where there are type errors. */
export const typeCheck = (cwd) => ({
  command: [process.execPath, path.join(cwd, 'node_modules/typescript/bin/tsc'), '--noEmit', '--incremental', 'false'], cwd, mostStatus: 2,
});

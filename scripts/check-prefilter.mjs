// node scripts/check-prefilter.mjs <folder>...
// The gate may only skip what cannot matter: reports on each folder with and without it, and compares them byte by byte. Build first.
import { spawnSync } from 'node:child_process';
import path from 'node:path';

const cli = path.join(import.meta.dirname, '..', 'dist', 'cli.js');

function report(folder, ...options) {
  const run = spawnSync(process.execPath, [cli, '--format', 'json', '--fail-on', 'never', '--type-info', 'off', ...options], { cwd: folder, encoding: 'utf8', maxBuffer: 1 << 30 });
  if (run.status !== 0) throw new Error(`${folder}: exit code ${run.status}: ${run.stderr}`);
  return run.stdout;
}

/** What one report has and the other has not, of its findings and of what was not analysed. */
function differences(left, right) {
  const entries = (text) => {
    const { findings, coverage } = JSON.parse(text);
    return [...findings.map(({ rule, path: file, line, message }) => `${file}:${line} ${rule}: ${message}`), ...coverage.statements.unread.map(({ path: file, line, reason }) => `${file}:${line} not analysed: ${reason}`)];
  };
  const known = new Set(entries(right));
  return entries(left).filter((entry) => !known.has(entry));
}

for (const folder of process.argv.slice(2)) {
  const [gated, whole] = [report(folder), report(folder, '--no-prefilter')];
  console.log(`${path.basename(folder)}: ${gated === whole ? 'the same' : 'different'}`);
  if (gated === whole) continue;
  process.exitCode = 1;
  for (const entry of differences(whole, gated)) console.log(`  only without the prefilter: ${entry}`);
  for (const entry of differences(gated, whole)) console.log(`  only with it: ${entry}`);
}

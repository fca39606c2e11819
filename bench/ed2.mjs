// node bench/editor.mjs [--files 60] [--runs 5] name=folder ...
// What all rules together add to ESLint in an editor, where one file is linted again and again in one process: with the rules and without any, in turn.
import { execFileSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { Linter } from 'eslint';
import tseslint from 'typescript-eslint';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { files: { type: 'string', default: '60' }, runs: { type: 'string', default: '5' }, dist: { type: 'string', default: path.join(import.meta.dirname, '..', 'dist') } },
});
const { default: dbmig } = await import(path.join(path.resolve(values.dist), 'index.js'));
/** Median and 95th of a hundred milliseconds that a file with SQL may need, and how much longer than without rules the median file may take. */
const BOUNDS = { median: 3, p95: 10, ratio: 1.25 };
const LARGEST = 200_000;

const base = { files: ['**/*.{ts,tsx,js,jsx,mjs,cjs}'], languageOptions: { parser: tseslint.parser }, linterOptions: { reportUnusedDisableDirectives: 'off' } };
const WITHOUT = [base];
const WITH = [base, ...dbmig.configs.recommended];

const filesOf = (folder) => execFileSync('git', ['ls-files', '-z'], { cwd: folder, encoding: 'utf8', maxBuffer: 1 << 28 }).split('\0')
  .filter((file) => /\.(?:[cm]?[jt]s|[jt]sx)$/.test(file) && !file.endsWith('.d.ts') && statSync(path.join(folder, file), { throwIfNoEntry: false })?.size < LARGEST);

/** As many as are wanted, spread evenly. */
const spread = (all, most) => all.filter((_, index) => Math.floor((index * most) / all.length) !== Math.floor(((index - 1) * most) / all.length));

const at = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
const sorted = (numbers) => [...numbers].sort((a, b) => a - b);

function milliseconds(work) {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/** The medians of one file: ESLint with the rules and without. */
function measure(linter, cwd, file, text, runs) {
  const verify = (config) => () => linter.verify(text, config, { filename: path.join(cwd, file) });
  verify(WITH)();
  const pairs = Array.from({ length: runs }, () => [milliseconds(verify(WITH)), milliseconds(verify(WITHOUT))]);
  const [ours, peer] = [0, 1].map((side) => at(sorted(pairs.map((pair) => pair[side])), 0.5));
  return { ours, peer };
}

function report(name, what, rows) {
  if (rows.length === 0) return;
  const ratio = at(sorted(rows.map(({ ours, peer }) => ours / Math.max(peer, 0.001))), 0.5);
  const added = sorted(rows.map(({ ours, peer }) => Math.max(0, ours - peer)));
  const [median, p95] = [at(added, 0.5), at(added, 0.95)];
  const cell = (value, bound) => `${value.toFixed(2)} (<= ${bound})${value > bound ? ' **over**' : ''}`;
  console.log(`| ${name} | ${what} | ${rows.length} | ${cell(ratio, BOUNDS.ratio)} | ${cell(median, BOUNDS.median)} | ${cell(p95, BOUNDS.p95)} |`);
}

console.log('| project | files | number | with the rules to without | added, median ms | added, 95 % ms |\n| --- | --- | --- | --- | --- | --- |');
for (const argument of positionals) {
  const [name, folder] = argument.split('=');
  const cwd = path.resolve(folder);
  const linter = new Linter({ cwd });
  const all = filesOf(cwd).map((file) => ({ file, text: readFileSync(path.join(cwd, file), 'utf8') }));
  const holdsSql = ({ text }) => /["'`]\s*(?:SELECT|INSERT|UPDATE|DELETE|CREATE|ALTER)\s/.test(text);
  const take = (files) => spread(files, Number(values.files)).map(({ file, text }) => measure(linter, cwd, file, text, Number(values.runs)));
  take(all.slice(0, 20));
  if (!process.env.ONLY) report(name, 'all', take(all));
  report(name, 'with SQL', take(all.filter(holdsSql)));
}

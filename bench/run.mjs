// node bench/run.mjs [--runs 5] [--only cold,start,scale,eslint] [--out bench/results.md] name=folder ...
// Compares dbmig-lint with oxlint, ast-grep, ESLint and an empty script, as ratios of runs in turn. See bench/README.md.
import { execFileSync } from 'node:child_process';
import { copyFileSync, cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { compare, scratchFolder } from './measure.mjs';

const HERE = import.meta.dirname;
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    runs: { type: 'string', default: '5' }, only: { type: 'string', default: 'start,cold,scale,eslint' },
    cli: { type: 'string', default: path.join(HERE, '..', 'dist', 'cli.js') }, out: { type: 'string' },
  },
});
const runs = Number(values.runs);
const parts = new Set(values.only.split(','));
const trees = new Map(positionals.map((argument) => {
  const [name, folder] = argument.split('=');
  if (!folder) throw new Error(`"${argument}" is not name=folder`);
  return [name, path.resolve(folder)];
}));

/** How much dbmig-lint may need, as a multiple of the peer. `memory` is 2 wherever the peer is oxlint. */
const BOUNDS = {
  cold: { payload: { cpu: 1.0, wall: 1.5 }, meshmonitor: { cpu: 1.5, wall: 1.8 }, notes: { cpu: 1.6, wall: 2.0 }, typeorm: { cpu: 2.0, wall: 2.2 } },
  astGrep: { cpu: 0.4, wall: 0.5 },
  copies: { cpu: 1.3, memory: 2 },
  copiesToOne: { wall: 8.4, cpu: 6, memory: 2 },
  eslint: { none: { cpu: 0.1 }, recommended: { cpu: 0.08 } },
  start: { '--help': { cpu: 1.3 }, '--version': { cpu: 1.3 }, 'empty folder': { cpu: 1.5, wall: 1.5 } },
};

const cli = path.resolve(values.cli);
const ours = (cwd, ...args) => ({ command: [process.execPath, cli, ...args], cwd });
const oxlint = (cwd) => ({ command: [process.execPath, bin('oxlint'), '-c', path.join(HERE, 'oxlint.json'), '--disable-nested-config'], cwd });
const astGrep = (cwd) => ({ command: [nativeAstGrep(), 'scan', '--config', path.join(HERE, 'ast-grep', 'sgconfig.yml'), '.'], cwd });
const eslint = (cwd, config) => ({
  command: [process.execPath, path.join(HERE, '..', 'node_modules', 'eslint', 'bin', 'eslint.js'), '--config', path.join(HERE, config), '.'], cwd,
});
const bin = (name) => path.join(HERE, 'node_modules', name, 'bin', name);
const nativeAstGrep = () => path.join(HERE, 'node_modules', '@ast-grep', `cli-${process.platform}-${process.arch}${process.platform === 'linux' ? '-gnu' : ''}`, 'ast-grep');

const rows = [];

function report(what, peer, measured, bound = {}) {
  const cell = (key) => `${measured.ratio[key].toFixed(2)}${bound[key] === undefined ? '' : ` (<= ${bound[key]})${measured.ratio[key] > bound[key] ? ' **over**' : ''}`}`;
  const figures = ({ cpu, wall, memory }) => `${cpu.toFixed(2)} / ${wall.toFixed(2)} / ${memory.toFixed(0)}`;
  rows.push(`| ${what} | ${peer} | ${cell('cpu')} | ${cell('wall')} | ${cell('memory')} | ${figures(measured.ours)} | ${figures(measured.peer)} |`);
  console.error(rows.at(-1));
}

function gitFolder(name, fill) {
  const folder = scratchFolder(name);
  mkdirSync(folder, { recursive: true });
  fill(folder);
  execFileSync('git', ['init', '-q'], { cwd: folder });
  execFileSync('git', ['add', '-A', '-f'], { cwd: folder, stdio: 'ignore' });
  return folder;
}

const filesOf = (folder) => execFileSync('git', ['ls-files', '-z'], { cwd: folder, encoding: 'utf8', maxBuffer: 1 << 28 }).split('\0').filter(Boolean);

function measureStart() {
  const empty = gitFolder('empty', () => {});
  const script = { command: [process.execPath, path.join(HERE, 'empty.mjs')], cwd: empty };
  for (const flag of ['--help', '--version']) report(`\`${flag}\``, 'empty script', compare(ours(empty, flag), script, runs * 2), BOUNDS.start[flag]);
  report('empty folder', 'empty script', compare(ours(empty), script, runs * 2), BOUNDS.start['empty folder']);
}

function measureCold() {
  for (const [name, folder] of trees) {
    report(`cold, ${name}`, 'oxlint', compare(ours(folder), oxlint(folder), runs), { memory: 2, ...BOUNDS.cold[name] });
    report(`cold, ${name}`, 'ast-grep, 5 rules', compare(ours(folder), astGrep(folder), Math.min(runs, 3)), BOUNDS.astGrep);
  }
}

function measureScale() {
  const one = trees.get('typeorm');
  if (!one) return;
  const eight = gitFolder('typeorm-8', (folder) => {
    for (const file of filesOf(one)) for (let copy = 1; copy <= 8; copy++) {
      const target = path.join(folder, `copy${copy}`, file);
      mkdirSync(path.dirname(target), { recursive: true });
      cpSync(path.join(one, file), target);
    }
  });
  report('8 copies of typeorm', 'oxlint', compare(ours(eight), oxlint(eight), runs), BOUNDS.copies);
  report('8 copies of typeorm', 'one copy', compare(ours(eight), ours(one), runs), BOUNDS.copiesToOne);
}

function measureEslint() {
  const tree = trees.get('payload') ?? trees.values().next().value;
  if (!tree) return;
  const all = filesOf(tree).filter((file) => /\.tsx?$/.test(file) && !file.endsWith('.d.ts'));
  const step = Math.max(1, Math.floor(all.length / 400));
  const sample = gitFolder('sample', (folder) => {
    all.filter((_, index) => index % step === 0).slice(0, 400).forEach((file, index) => {
      copyFileSync(path.join(tree, file), path.join(folder, `${index}${path.extname(file)}`));
    });
  });
  for (const [kind, bound] of Object.entries(BOUNDS.eslint)) {
    report('cold, sample of 400 files', `ESLint, ${kind === 'none' ? 'no rules' : kind}`, compare(ours(sample), eslint(sample, `eslint-${kind}.mjs`), Math.min(runs, 3)), bound);
  }
}

if (parts.has('start')) measureStart();
if (parts.has('cold')) measureCold();
if (parts.has('scale')) measureScale();
if (parts.has('eslint')) measureEslint();

const version = (file) => JSON.parse(readFileSync(path.join(HERE, file), 'utf8')).version;
const text = `# Results

Written by \`node bench/run.mjs\`; what it measures stands in [README.md](README.md). Ratios are ours to the peer's, the median of pairs run in turn, with the bound in
parentheses. The figures are CPU seconds / wall seconds / peak MiB, medians. Node ${process.versions.node}, ${cpus().length} processors, ${runs} runs;
oxlint ${version('node_modules/oxlint/package.json')}, ast-grep ${version('node_modules/@ast-grep/cli/package.json')}, ESLint ${version('../node_modules/eslint/package.json')}.

| what | peer | CPU | wall | memory | ours | peer's |
| --- | --- | --- | --- | --- | --- | --- |
${rows.join('\n')}
`;
if (values.out) writeFileSync(values.out, text);
else console.log(text);

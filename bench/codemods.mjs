// node bench/codemods.mjs [--runs 3] [--cli dist/cli.js] name=folder ...
// What converting a project costs: `--diff --unsafe-fixes` to `tsc --noEmit` of the same project, whose packages must be installed.
import path from 'node:path';
import { parseArgs } from 'node:util';
import { compare, typeCheck } from './measure.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { runs: { type: 'string', default: '3' }, cli: { type: 'string', default: path.join(import.meta.dirname, '..', 'dist', 'cli.js') } },
});
/** A project of a hundred files is converted in three times the CPU of its type check, and in 1 GiB. */
const BOUND = { cpu: 3, memory: 1024 };
const cli = path.resolve(values.cli);
const judged = (figure, bound, digits) => `${figure.toFixed(digits)} (<= ${bound})${figure > bound ? ' **over**' : ''}`;

console.log('| project | CPU to `tsc --noEmit` | MiB | dbmig-lint, CPU s | tsc, CPU s | tsc, MiB |\n| --- | --- | --- | --- | --- | --- |');
for (const argument of positionals) {
  const [name, folder] = argument.split('=');
  const cwd = path.resolve(folder);
  const ours = { command: [process.execPath, cli, '--diff', '--unsafe-fixes', '--allow-dirty', '--fail-on', 'never', '.'], cwd };
  const { ratio, ours: own, peer } = compare(ours, typeCheck(cwd), Number(values.runs));
  const [cpu, memory] = [judged(ratio.cpu, BOUND.cpu, 2), judged(own.memory, BOUND.memory, 0)];
  console.log(`| ${name} | ${cpu} | ${memory} | ${own.cpu.toFixed(2)} | ${peer.cpu.toFixed(2)} | ${peer.memory.toFixed(0)} |`);
}

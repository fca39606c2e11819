// node bench/types.mjs [--runs 3] [--cli dist/cli.js] name=folder ...
// What asking TypeScript's checker costs: dbmig-lint with each --type-info to `tsc --noEmit` of the same project, whose packages must be installed.
import path from 'node:path';
import { parseArgs } from 'node:util';
import { compare, typeCheck } from './measure.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { runs: { type: 'string', default: '3' }, cli: { type: 'string', default: path.join(import.meta.dirname, '..', 'dist', 'cli.js') } },
});
/** With types on, dbmig-lint may need twice the CPU of `tsc --noEmit`. */
const BOUND = 2;
const cli = path.resolve(values.cli);

console.log('| project | --type-info | CPU to `tsc --noEmit` | dbmig-lint, CPU s | tsc, CPU s |\n| --- | --- | --- | --- | --- |');
for (const argument of positionals) {
  const [name, folder] = argument.split('=');
  const cwd = path.resolve(folder);
  for (const mode of ['off', 'auto', 'full']) {
    const ours = { command: [process.execPath, cli, `--type-info=${mode}`, '--fail-on', 'never', '.'], cwd };
    const { ratio, ours: own, peer } = compare(ours, typeCheck(cwd), Number(values.runs));
    console.log(`| ${name} | ${mode} | ${ratio.cpu.toFixed(2)} (<= ${BOUND})${ratio.cpu > BOUND ? ' **over**' : ''} | ${own.cpu.toFixed(2)} | ${peer.cpu.toFixed(2)} |`);
  }
}

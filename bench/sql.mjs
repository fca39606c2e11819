// node bench/sql.mjs [--runs 3] [--copies 3] requests.jsonl
// How many statements a second `dbmig-lint sql --json-lines` translates on one core, as a ratio to sqlparser-rs in the same run. See bench/README.md.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { compare, scratchFolder } from './measure.mjs';

const HERE = import.meta.dirname;
const { values, positionals: [file] } = parseArgs({
  allowPositionals: true,
  options: { runs: { type: 'string', default: '3' }, copies: { type: 'string', default: '3' }, cli: { type: 'string', default: path.join(HERE, '..', 'dist', 'cli.js') } },
});

/** The least that ours may do in a second of CPU. */
const BOUND = 20_000;

const once = readFileSync(file, 'utf8').trimEnd();
const lines = once.split('\n').length;
const ours = (input) => ({ command: [process.execPath, path.resolve(values.cli), 'sql', '--json-lines', input], cwd: HERE });
const peer = (input) => ({ command: [process.execPath, path.join(HERE, 'sqlparser-ts.mjs'), input], cwd: HERE });

function row(what, count, input) {
  const measured = compare(ours(input), peer(input), Number(values.runs));
  const [own, other] = [count / measured.ours.cpu, count / measured.peer.cpu];
  const verdict = own < BOUND ? ' **under**' : '';
  console.log(`| ${what} | ${count} | ${own.toFixed(0)} (>= ${BOUND})${verdict} | ${other.toFixed(0)} | ${measured.ratio.cpu.toFixed(1)} | ${measured.ours.memory.toFixed(0)} / ${measured.peer.memory.toFixed(0)} |`);
}

console.log('| requests | lines | ours, statements a CPU second | sqlparser-rs | CPU, ours to it | MiB, ours / its |\n| --- | --- | --- | --- | --- | --- |');
row('once', lines, path.resolve(file));
const copies = `${scratchFolder('requests')}.jsonl`;
writeFileSync(copies, `${Array.from({ length: Number(values.copies) }, () => once).join('\n')}\n`);
row(`${values.copies} times over`, lines * Number(values.copies), copies);

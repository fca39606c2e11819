import { readdirSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import type { Example, Row } from '../src/dialects/row.ts';
import { rules } from '../src/rules/index.ts';
import { splitStatements } from '../src/sql/split.ts';
import { createTranslator, type Translator } from '../src/translate.ts';
import type { TranslationFinding } from '../src/translation.ts';
import { isSame, showOutcome, startEngines, type Engines, type Outcome } from './proof/engines.ts';

/**
 * Executes the example of every row of dialect knowledge on both engines: what it says of the unchanged text, that the rewritten text gives the
 * same rows, and that the rules find the text and rewrite it so that it gives them too. Exits with 1 when a row claims what does not hold.
 * Arguments: parts of names of rows to which the run is restricted.
 */
interface NamedRow {
  readonly name: string;
  readonly row: Row;
}

const FOLDER = 'src/dialects/sqlite-to-postgres';

const isRow = (value: unknown): value is Row => typeof value === 'object' && value !== null && 'example' in value && 'manual' in value;

async function readRows(): Promise<readonly NamedRow[]> {
  const seen = new Map<Row, NamedRow>();
  for (const file of readdirSync(FOLDER).filter((name) => name.endsWith('.ts')).sort()) {
    const name = file.slice(0, -3);
    const module = (await import(`../src/dialects/sqlite-to-postgres/${name}.ts`)) as Readonly<Record<string, unknown>>;
    for (const [table, value] of Object.entries(module)) {
      for (const [key, row] of rowsOf(value)) seen.set(row, seen.get(row) ?? { name: `${name}/${table}/${labelOf(row) ?? key}`, row });
    }
  }
  return [...seen.values()];
}

/** Tables are arrays, objects or maps. */
function rowsOf(table: unknown): readonly (readonly [string, Row])[] {
  const entries: readonly (readonly [string, unknown])[] = table instanceof Map ? [...(table as Map<string, unknown>)]
    : typeof table === 'object' && table !== null ? Object.entries(table) : [];
  return entries.flatMap(([key, row]) => (isRow(row) ? [[key, row] as const] : []));
}

const labelOf = (row: Row): string | undefined => {
  const named = row as Row & { readonly name?: unknown; readonly id?: unknown };
  return typeof named.id === 'string' ? named.id : typeof named.name === 'string' ? named.name : undefined;
};

async function proveRow({ row }: NamedRow, engines: Engines, translate: Translator): Promise<readonly string[]> {
  const { example } = row;
  const problems: string[] = [];
  const postgresSetup = example.postgresSetup ?? example.setup ?? '';
  const original = engines.sqlite([example.setup ?? '', example.sqlite]);
  if ('error' in original) return [`SQLite refuses the example: ${original.error}`];
  const unchanged = await engines.postgres([postgresSetup, example.sqlite]);
  const is = 'error' in unchanged ? 'error' : isSame(original, unchanged, example.masked) ? 'same' : 'different';
  if (is !== example.unchanged) problems.push(`unchanged: "${example.unchanged}" is said, it is "${is}" (${showOutcome(unchanged)}; SQLite ${showOutcome(original)})`);
  const rewritten = await engines.postgres([postgresSetup, example.postgres]);
  if (!isSame(original, rewritten, example.masked)) problems.push(differs('the rewritten text', original, rewritten));
  if (row.portable) {
    const back = engines.sqlite([example.setup ?? '', example.postgres]);
    if (!isSame(original, back, example.masked)) problems.push(differs('the rewritten text, on SQLite,', original, back));
  }
  return [...problems, ...await proveProduct(row, example, original, engines, translate)];
}

/** The rules must find the text, and where the row has a rewrite make one that gives the same rows. */
async function proveProduct(row: Row, example: Example, original: Outcome, engines: Engines, translate: Translator): Promise<readonly string[]> {
  const tables = {
    sqlite: statementsOf(example.setup ?? ''),
    postgres: example.postgresSetup === undefined ? [] : statementsOf(example.postgresSetup),
  };
  const { sql, findings } = translate(example.sqlite, tables);
  const problems: string[] = [];
  const expected = (row as Row & { readonly rule?: unknown }).rule;
  if (typeof expected === 'string' ? findings.every((finding) => finding.rule !== expected) : findings.length === 0) {
    problems.push(`the rules do not find it (${ruleList(findings)})`);
  }
  if (row.safety === undefined) return problems;
  const translated = await engines.postgres([example.postgresSetup ?? example.setup ?? '', sql]);
  if (!isSame(original, translated, example.masked)) problems.push(`${differs('the translation', original, translated)}\n      ${sql}`);
  return problems;
}

const DDL = /^(?:create|alter|drop)\b/i;
const statementsOf = (script: string): readonly string[] =>
  splitStatements(script).map((slice) => script.slice(slice.start, slice.end)).filter((text) => DDL.test(text));

const ruleList = (findings: readonly TranslationFinding[]): string => (findings.length > 0 ? findings.map((finding) => finding.rule).join(', ') : 'nothing found');

const differs = (what: string, expected: Outcome, actual: Outcome): string => `${what} gives ${showOutcome(actual)}, SQLite ${showOutcome(expected)}`;

const started = performance.now();
const wanted = process.argv.slice(2);
const rows = (await readRows()).filter(({ name }) => wanted.length === 0 || wanted.some((part) => name.includes(part)));
const engines = await startEngines();
const translate = await createTranslator({ rules, safety: 'unsafe', upgradeTypes: false });
let failures = 0;
for (const row of rows) {
  const problems = await proveRow(row, engines, translate);
  if (problems.length === 0) continue;
  failures += 1;
  console.log(`${row.name}\n${problems.map((problem) => `    ${problem}`).join('\n')}`);
}
await engines.close();
console.log(`${rows.length - failures} of ${rows.length} rows proven in ${((performance.now() - started) / 1000).toFixed(1)} s`);
process.exitCode = failures > 0 ? 1 : 0;

import { readFileSync } from 'node:fs';
import { rules } from '../src/rules/index.ts';
import { createTranslator, type Translator } from '../src/translate.ts';
import { isLeft, type Tables } from '../src/translation.ts';
import { isSame, showOutcome, startEngines, type Engines, type Outcome } from './proof/engines.ts';

/**
 * Runs a catalogue of executed differences (a JSON file, given as the first argument) through the translator: how many of its entries are found,
 * how many translations give SQLite's rows on PostgreSQL, how many texts that work unchanged are rewritten. `--show` prints what fails,
 * further arguments restrict to entries whose id or area contains them.
 */
interface Entry {
  readonly id: string;
  readonly area: string;
  readonly direction: string;
  readonly setup: readonly string[] | { readonly sqlite?: readonly string[]; readonly postgres?: readonly string[] };
  readonly sqlite: string | readonly string[];
  readonly outcome: 'error' | 'silent-different' | 'same-but-discouraged';
  readonly report?: false;
  readonly sqlite_result: unknown;
  readonly fix: string | readonly string[] | null;
  readonly fix_verified: boolean;
  readonly fix_safety: 'safe' | 'conditional' | 'manual';
  readonly params?: unknown;
  readonly fix_params?: readonly unknown[];
  readonly fix_setup?: readonly string[];
  readonly mask?: string;
  readonly unordered?: boolean;
  readonly collect?: string;
  readonly lang?: string;
  readonly requires?: string;
}

const listOf = (value: string | readonly string[] | undefined | null): readonly string[] => (typeof value === 'string' ? [value] : value ?? []);

const setupOf = (entry: Entry, engine: 'sqlite' | 'postgres'): readonly string[] =>
  'sqlite' in entry.setup || 'postgres' in entry.setup ? entry.setup[engine] ?? [] : entry.setup as readonly string[];

const DDL = /^\s*(?:create|alter|drop)\b/i;

interface Measured {
  readonly found: boolean;
  readonly left: boolean;
  readonly complete: boolean;
  readonly changed: boolean;
  readonly agrees: boolean;
  readonly texts: readonly string[];
  readonly rules: readonly string[];
  readonly outcome: Outcome;
}

async function measure(entry: Entry, translate: Translator, engines: Engines): Promise<Measured> {
  const ddl = setupOf(entry, 'sqlite').filter((sql) => DDL.test(sql));
  const postgres = setupOf(entry, 'postgres').filter((sql) => DDL.test(sql));
  const statements = listOf(entry.sqlite);
  const answers = statements.map((sql) => {
    const tables: Tables = { sqlite: [...ddl], postgres, isWhole: true };
    if (DDL.test(sql)) ddl.push(sql);
    return translate(sql, tables);
  });
  const texts = answers.map((answer) => answer.sql);
  const agreesWith = (outcome: Outcome): boolean => isSame(toOutcome(entry), sorted(outcome, entry), entry.mask === 'digits');
  const run = (before: readonly string[]): Promise<Outcome> =>
    engines.postgres([...setupOf(entry, 'postgres'), ...before, ...texts], parametersOf(entry, texts.at(-1) ?? ''), entry.collect === 'final');
  // What the recorded fix needs, such as an extension, the translation may do without.
  const alone = await run([]);
  const outcome = agreesWith(alone) || !entry.fix_setup ? alone : await run(entry.fix_setup);
  const findings = answers.flatMap((answer) => answer.findings);
  return {
    found: findings.length > 0,
    left: findings.some(isLeft),
    complete: answers.every((answer) => answer.complete),
    changed: texts.some((text, index) => text !== statements[index]),
    agrees: agreesWith(outcome),
    texts, outcome, rules: [...new Set(findings.map((finding) => finding.rule))],
  };
}

/** The values of the entry that fit the numbers of the text. */
function parametersOf(entry: Entry, text: string): readonly unknown[] | undefined {
  const count = Math.max(0, ...[...text.matchAll(/\$(\d+)/g)].map((match) => Number(match[1])));
  const own = Array.isArray(entry.params) ? (entry.params as readonly unknown[]) : Object.values(entry.params ?? {});
  if (count === 0) return undefined;
  return [entry.fix_params ?? [], own].find((values) => values.length === count) ?? Array.from({ length: count }, () => null);
}

/** The recorded result as an outcome: the tags of its values are taken off. */
function toOutcome(entry: Entry): Outcome {
  const result = entry.sqlite_result;
  if (typeof result === 'object' && result !== null && 'error' in result) return { error: String(result.error) };
  const rows = Array.isArray(result) ? result : typeof result === 'object' && result !== null && 'rows' in result ? result.rows : undefined;
  return sorted({ rows: rows === undefined ? undefined : (rows as unknown[][]).map((row) => row.map(untag)) }, entry);
}

function untag(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const [tag, text] = Object.entries(value)[0] ?? [];
  return tag === 'blob' ? Buffer.from(String(text), 'hex') : text;
}

const sorted = (outcome: Outcome, entry: Entry): Outcome =>
  'rows' in outcome && outcome.rows && entry.unordered ? { rows: [...outcome.rows].sort((a, b) => (String(a) < String(b) ? -1 : 1)) } : outcome;

const [path, ...rest] = process.argv.slice(2);
if (path === undefined) {
  console.error('usage: measure-catalogue <catalogue.json> [--show] [part of an id or area ...]');
  process.exit(2);
}
const parts = rest.filter((argument) => !argument.startsWith('--'));
const isShown = rest.includes('--show');
const all = (JSON.parse(readFileSync(path, 'utf8')) as readonly Entry[])
  .filter((entry) => entry.direction !== 'postgres-to-sqlite' && entry.lang !== 'js' && entry.requires !== 'server')
  .filter((entry) => parts.length === 0 || parts.some((part) => entry.id.includes(part) || entry.area === part));
const engines = await startEngines();
const translate = await createTranslator({ rules, safety: 'unsafe', upgradeTypes: false });
const counts = { breaking: 0, found: 0, fixable: 0, agreeing: 0, announced: 0, harmless: 0, needless: 0, falseAlarms: 0, falselyComplete: 0 };
const show = (kind: string, entry: Entry, measured: Measured): void => {
  if (!isShown) return;
  console.log(`${kind} ${entry.area} ${entry.id} [${measured.rules.join(' ')}]`);
  if (kind === 'MISSED') return;
  console.log(`    from ${listOf(entry.sqlite).join('; ')}\n    got  ${measured.texts.join('; ')}\n    fix  ${listOf(entry.fix).join('; ')}\n    rows ${showOutcome(measured.outcome)}`);
};
for (const entry of all) {
  const measured = await measure(entry, translate, engines);
  if (measured.complete && !measured.agrees && entry.outcome !== 'same-but-discouraged') {
    counts.falselyComplete += 1;
    show('FALSELY-COMPLETE', entry, measured);
  }
  if (entry.report === false || entry.outcome === 'same-but-discouraged') {
    if (entry.report !== false) continue;
    counts.harmless += 1;
    if (measured.changed) counts.needless += 1;
    if (measured.left) counts.falseAlarms += 1;
    if (measured.changed || measured.left) show('NEEDLESS', entry, measured);
    continue;
  }
  counts.breaking += 1;
  if (measured.found) counts.found += 1;
  else show('MISSED', entry, measured);
  if (!entry.fix_verified || entry.fix_safety === 'manual') continue;
  counts.fixable += 1;
  if (measured.agrees) counts.agreeing += 1;
  else if (measured.left) counts.announced += 1;
  if (!measured.agrees && measured.found) show('WRONG', entry, measured);
}
await engines.close();
const share = (part: number, whole: number): string => `${part} of ${whole} (${((100 * part) / Math.max(1, whole)).toFixed(1)} %)`;
console.log(`found: ${share(counts.found, counts.breaking)} of those that fail or differ
rewritten and agreeing: ${share(counts.agreeing, counts.fixable)} of those with a verified safe or conditional fix; announced of the rest: ${share(counts.announced, counts.fixable - counts.agreeing)}
marked complete without agreeing: ${counts.falselyComplete}
needless rewrites: ${share(counts.needless, counts.harmless)}; needless warnings: ${share(counts.falseAlarms, counts.harmless)}`);

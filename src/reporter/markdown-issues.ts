import { SEVERITIES } from '../core/severity.ts';
import type { Finding } from '../core/types.ts';
import { toMarkdown, toMarkdownBlock, toMarkdownCode } from './escape.ts';
import type { Group, View } from './view.ts';
import { capitalise, plural, SEVERITY_TITLES } from './words.ts';

/** Kinds of one group that are told in full; the others follow as a table. */
const MOST_VARIANTS = 3;

/** The findings, numbered C1, W1, I1: place, snippet, problem, fix. Findings that say the same are told once, with all their places. */
export function issues(view: View): string {
  if (view.counts.total === 0) return 'None.';
  return SEVERITIES.flatMap((severity) => {
    const groups = view.groups.filter((group) => group.severity === severity);
    return groups.length === 0 ? [] : [`### ${SEVERITY_TITLES[severity]}\n\n${groups.map(issue).join('\n\n')}`];
  }).join('\n\n');
}

interface Variant {
  readonly first: Finding;
  readonly findings: readonly Finding[];
}

function issue(group: Group): string {
  const variants = toVariants(group.findings);
  const count = group.findings.length;
  const total = count === 1 ? '' : `**Total**: ${plural(count, 'occurrence')} in ${plural(new Set(group.findings.map((finding) => finding.path)).size, 'file')}\n\n`;
  const told = variants.slice(0, MOST_VARIANTS).map(toldInFull).join('\n\n');
  const rest = variants.slice(MOST_VARIANTS);
  return `#### ${group.number}. ${capitalise(group.rule.summary)} (\`${group.rule.id}\`)\n\n${total}${told}${rest.length > 0 ? `\n\n${restTable(rest)}` : ''}${reason(group)}`;
}

function toVariants(findings: readonly Finding[]): readonly Variant[] {
  const variants = new Map<string, Finding[]>();
  for (const finding of findings) {
    const key = [finding.message, finding.help, finding.fix?.safety ?? ''].join('\0');
    const own = variants.get(key);
    if (own) own.push(finding);
    else variants.set(key, [finding]);
  }
  return [...variants.values()].map((own) => ({ first: own[0]!, findings: own }));
}

function toldInFull({ first, findings }: Variant): string {
  const place = findings.length === 1 ? `**File**: ${toMarkdownCode(first.path)}, line ${first.line}` : `**Files**: ${formatPlaces(findings)}`;
  const related = first.related.map((other) => `- ${toMarkdownCode(`${other.path}:${other.line}`)}: ${toMarkdown(other.message)}`);
  return [
    place,
    `**Problem**: ${toMarkdown(first.message)}${marks(first)}`,
    ...(first.excerpt.some((line) => line.trim() !== '') ? [toMarkdownBlock(dedent(first.excerpt), languageOf(first.path))] : []),
    ...(related.length > 0 ? [related.join('\n')] : []),
    `**Fix**: ${toMarkdown(first.help)}${fixNote(first)}`,
  ].join('\n\n');
}

function marks(finding: Finding): string {
  const words = [...(finding.silent ? ['silent: no error is raised'] : []), ...(finding.confidence === 'certain' ? [] : [`confidence: ${finding.confidence}`])];
  return words.length === 0 ? '' : ` *(${words.join('; ')})*`;
}

function fixNote({ fix }: Finding): string {
  if (!fix) return '';
  const how = fix.safety === 'safe' ? '`--fix` does it' : '`--fix --unsafe-fixes` does it, where the condition holds';
  return ` *(${how}${fix.portable ? '; the result also runs on the old engine' : ''})*`;
}

function restTable(variants: readonly Variant[]): string {
  const rows = variants.map(({ first, findings }) => `| ${formatPlaces(findings)} | ${toMarkdown(first.message)} | ${toMarkdown(first.help)}${fixNote(first)} |`);
  const table = ['| Where | Problem | Fix |', '|---|---|---|', ...rows].join('\n');
  return fold(table, variants.length > MOST_VARIANTS, `${plural(variants.length, 'more kind')} of the same rule`);
}

const reason = ({ rule }: Group): string => {
  const manual = rule.manual.map((page) => `- ${page}`).join('\n');
  return rule.why === '' ? '' : `\n\n<details><summary>Why it matters</summary>\n\n${rule.why}${manual === '' ? '' : `\n\n${manual}`}\n\n</details>`;
};

/** `src/a.ts` lines 1, 4 and 9; `src/b.ts` line 3. */
export function formatPlaces(places: readonly { readonly path: string; readonly line: number }[]): string {
  const byPath = new Map<string, number[]>();
  for (const { path, line } of places) {
    const lines = byPath.get(path) ?? [];
    if (!lines.includes(line)) lines.push(line);
    byPath.set(path, lines);
  }
  return [...byPath].map(([path, lines]) => `${toMarkdownCode(path)} ${lines.length === 1 ? 'line' : 'lines'} ${lines.join(', ')}`).join('; ');
}

/** Long lists go behind a fold. */
export const fold = (text: string, isLong: boolean, title: string): string =>
  isLong ? `<details><summary>${title}</summary>\n\n${text}\n\n</details>` : text;

const LANGUAGES: Readonly<Record<string, string>> = {
  ts: 'ts', mts: 'ts', cts: 'ts', tsx: 'tsx', js: 'js', mjs: 'js', cjs: 'js', jsx: 'jsx', vue: 'vue', svelte: 'svelte', sql: 'sql', json: 'json',
  yml: 'yaml', yaml: 'yaml', toml: 'toml', md: 'md', sh: 'sh',
};

const languageOf = (path: string): string => LANGUAGES[/\.(\w+)$/.exec(path)?.[1]?.toLowerCase() ?? ''] ?? '';

function dedent(lines: readonly string[]): readonly string[] {
  const indents = lines.filter((line) => line.trim() !== '').map((line) => /^[ \t]*/.exec(line)![0].length);
  const least = Math.min(...indents);
  return lines.map((line) => line.slice(least));
}

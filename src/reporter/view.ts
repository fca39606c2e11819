import { maskSecrets } from '../core/secrets.ts';
import { confidenceRank, SEVERITIES, severityRank } from '../core/severity.ts';
import type { Finding, Fix, Report, RuleInfo, Severity } from '../core/types.ts';

/** What a format may ask beyond the report. */
export interface ViewOptions {
  /** Columns of the terminal. */
  readonly width?: number;
  readonly color?: boolean;
  /** The text of a file as it is on the disk, byte order mark included; for hashes of lines. */
  readonly readText?: (path: string) => string | undefined;
}

/** All findings of one rule and severity: one number (C1, W1, I1) of the review. */
export interface Group {
  readonly number: string;
  readonly severity: Severity;
  readonly rule: RuleInfo;
  /** In the order of the report. */
  readonly findings: readonly Finding[];
}

export interface FileGroup {
  readonly path: string;
  readonly findings: readonly Finding[];
  readonly counts: Counts;
}

export interface Counts extends Readonly<Record<Severity, number>> {
  readonly total: number;
  /** With a fix that `--fix` applies; with one that `--unsafe-fixes` adds; with one that the old engine runs as well. */
  readonly safe: number;
  readonly unsafe: number;
  readonly portable: number;
}

/** A report, sorted, grouped, numbered and counted once: every format prints these numbers and no others. Secrets are masked. */
export interface View {
  readonly report: Report;
  readonly counts: Counts;
  readonly groups: readonly Group[];
  readonly files: readonly FileGroup[];
  readonly numberOf: (finding: Finding) => string;
  readonly ruleOf: (finding: Finding) => RuleInfo;
  /** Rules that ran and found nothing. */
  readonly absent: readonly RuleInfo[];
  readonly width: number;
  readonly readText: (path: string) => string | undefined;
}

export function createView(original: Report, options: ViewOptions = {}): View {
  const report = maskReport(original);
  const rules = new Map(report.rules.map((rule) => [rule.id, rule]));
  const ruleOf = (finding: Finding): RuleInfo => rules.get(finding.rule) ?? unknownRule(finding);
  const groups = numberGroups(groupFindings(report.findings, ruleOf));
  const numbers = new Map(groups.flatMap((group) => group.findings.map((finding) => [finding, group.number] as const)));
  const found = new Set(report.findings.map((finding) => finding.rule));
  return {
    report, groups, ruleOf,
    counts: countFindings(report.findings),
    files: groupByFile(report.findings),
    numberOf: (finding) => numbers.get(finding) ?? '',
    absent: report.coverage.rules.flatMap(({ id }) => (found.has(id) ? [] : [rules.get(id)])).filter((rule) => rule !== undefined),
    width: options.width ?? DEFAULT_WIDTH,
    readText: options.readText ?? (() => undefined),
  };
}

const DEFAULT_WIDTH = 120;

const unknownRule = (finding: Finding): RuleInfo => ({
  id: finding.rule, summary: finding.rule, why: '', construct: finding.rule, severity: finding.severity, category: 'breaks', directions: [], manual: [],
});

export const countFindings = (findings: readonly Finding[]): Counts => {
  const count = (isCounted: (finding: Finding) => boolean): number => findings.filter(isCounted).length;
  return {
    total: findings.length,
    critical: count((finding) => finding.severity === 'critical'),
    warning: count((finding) => finding.severity === 'warning'),
    info: count((finding) => finding.severity === 'info'),
    safe: count((finding) => finding.fix?.safety === 'safe'),
    unsafe: count((finding) => finding.fix?.safety === 'unsafe'),
    portable: count((finding) => finding.fix?.portable === true),
  };
};

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}

const groupByFile = (findings: readonly Finding[]): readonly FileGroup[] =>
  [...groupBy(findings, (finding) => finding.path)].map(([path, own]) => ({ path, findings: own, counts: countFindings(own) }));

type Unnumbered = Omit<Group, 'number'>;

const groupFindings = (findings: readonly Finding[], ruleOf: (finding: Finding) => RuleInfo): readonly Unnumbered[] =>
  [...groupBy(findings, (finding) => `${finding.severity} ${finding.rule}`).values()]
    .map((own) => ({ severity: own[0]!.severity, rule: ruleOf(own[0]!), findings: own }))
    .sort(byUrgency);

const surest = (group: Unnumbered): number => Math.min(...group.findings.slice(0, 100).map((finding) => confidenceRank(finding.confidence)));

const byUrgency = (a: Unnumbered, b: Unnumbered): number =>
  severityRank(a.severity) - severityRank(b.severity) || surest(a) - surest(b) || b.findings.length - a.findings.length || (a.rule.id < b.rule.id ? -1 : 1);

const numberGroups = (groups: readonly Unnumbered[]): readonly Group[] =>
  SEVERITIES.flatMap((severity) =>
    groups.filter((group) => group.severity === severity).map((group, index) => ({ number: `${severity.charAt(0).toUpperCase()}${index + 1}`, ...group })));

function maskReport(report: Report): Report {
  const { coverage } = report;
  const unread = coverage.statements.unread.map((entry) => ({ ...entry, reason: maskSecrets(entry.reason) }));
  return {
    ...report,
    findings: report.findings.map(maskFinding),
    coverage: { ...coverage, statements: { ...coverage.statements, unread } },
    errors: report.errors.map((error) => ({ ...error, message: maskSecrets(error.message) })),
  };
}

const maskFinding = (finding: Finding): Finding => ({
  ...finding,
  message: maskSecrets(finding.message),
  help: maskSecrets(finding.help),
  excerpt: finding.excerpt.map(maskSecrets),
  ...(finding.statement !== undefined && { statement: maskSecrets(finding.statement) }),
  fix: finding.fix && maskFix(finding.fix),
  related: finding.related.map((related) => ({ ...related, message: maskSecrets(related.message) })),
});

/** A masked edit would destroy what it is applied to, so a fix that writes a secret is told without its edits. */
const maskFix = (fix: Fix): Fix => {
  const hasSecret = fix.edits.some((edit) => maskSecrets(edit.text) !== edit.text);
  return { ...fix, title: maskSecrets(fix.title), edits: hasSecret ? [] : fix.edits };
};

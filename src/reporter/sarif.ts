import type { Location, Log, Notification, ReportingDescriptor, Result, Run } from 'sarif';
import { confidenceRank, CONFIDENCES, severityRank } from '../core/severity.ts';
import { groupByPath } from '../core/edits.ts';
import type { Confidence, Finding, Fix, RuleInfo, Severity } from '../core/types.ts';
import { lineHashes } from './line-hash.ts';
import { toUri } from './escape.ts';
import type { View } from './view.ts';
import { plural } from './words.ts';

/** What code scanning keeps of one run: https://docs.github.com/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning */
const MOST_RESULTS = 5000;
const LONGEST_DESCRIPTION = 1024;

const LEVELS: Readonly<Record<Severity, 'error' | 'warning' | 'note'>> = { critical: 'error', warning: 'warning', info: 'note' };
const PROBLEM_SEVERITIES: Readonly<Record<Severity, string>> = { critical: 'error', warning: 'warning', info: 'recommendation' };
const PRECISIONS: Readonly<Record<Confidence, string>> = { certain: 'very-high', likely: 'high', review: 'low' };

/** SARIF 2.1.0 with everything that code scanning reads, and the fixes for the viewers that show them. */
export function sarif(view: View): string {
  const log: Log = { $schema: 'https://json.schemastore.org/sarif-2.1.0.json', version: '2.1.0', runs: [toRun(view)] };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function toRun(view: View): Run {
  const { report } = view;
  const shown = [...report.findings].sort((a, b) => severityRank(a.severity) - severityRank(b.severity)).slice(0, MOST_RESULTS);
  const indexOf = new Map(report.rules.map((rule, index) => [rule.id, index]));
  const hashes = createHashFinder(view);
  const inOrder = new Set(shown);
  return {
    tool: {
      driver: {
        name: report.tool.name, semanticVersion: report.tool.version,
        rules: report.rules.map((rule) => toDescriptor(rule, report.findings)),
      },
    },
    automationDetails: { id: `${report.tool.name}/${report.direction}/` },
    columnKind: 'utf16CodeUnits',
    invocations: [{ executionSuccessful: report.errors.length === 0, toolExecutionNotifications: toNotifications(view, shown.length) }],
    results: report.findings.filter((finding) => inOrder.has(finding)).map((finding) => toResult(finding, indexOf, hashes)),
  };
}

function toDescriptor(rule: RuleInfo, findings: readonly Finding[]): ReportingDescriptor {
  const own = findings.filter((finding) => finding.rule === rule.id);
  const leastSure = CONFIDENCES[Math.max(0, ...own.map((finding) => confidenceRank(finding.confidence)))]!;
  const summary = rule.summary.replaceAll('`', '');
  return {
    id: rule.id,
    name: rule.id,
    shortDescription: { text: summary },
    fullDescription: { text: rule.why.slice(0, LONGEST_DESCRIPTION) || summary },
    help: { text: rule.why || summary, markdown: [rule.why || rule.summary, ...rule.manual.map((page) => `- ${page}`), `More: \`dbmig-lint --explain ${rule.id}\``].join('\n\n') },
    defaultConfiguration: { level: LEVELS[rule.severity] },
    properties: {
      precision: PRECISIONS[leastSure],
      'problem.severity': PROBLEM_SEVERITIES[rule.severity],
      tags: ['database', 'migration', rule.category, ...rule.directions],
    },
  };
}

const toMessage = (finding: Finding): string => `${finding.message} ${finding.help}`;

function toResult(finding: Finding, indexOf: ReadonlyMap<string, number>, hashes: (path: string, line: number) => string | undefined): Result {
  const hash = hashes(finding.path, finding.line);
  const ruleIndex = indexOf.get(finding.rule);
  return {
    ruleId: finding.rule,
    ...(ruleIndex !== undefined && { ruleIndex }),
    level: LEVELS[finding.severity],
    message: { text: toMessage(finding) },
    locations: [{
      physicalLocation: {
        artifactLocation: { uri: toUri(finding.path) },
        region: {
          startLine: finding.line, startColumn: finding.column, endLine: finding.endLine, endColumn: finding.endColumn,
          ...(finding.excerpt[0] !== undefined && { snippet: { text: finding.excerpt.join('\n') } }),
        },
      },
    }],
    ...(finding.related.length > 0 && { relatedLocations: finding.related.map(toRelated) }),
    partialFingerprints: { ...(hash !== undefined && { primaryLocationLineHash: hash }), 'dbmigLint/v1': finding.fingerprint },
    ...(finding.fix && finding.fix.edits.length > 0 && { fixes: [toFix(finding.fix)] }),
    properties: { confidence: finding.confidence, silent: finding.silent },
  };
}

const toRelated = (related: Finding['related'][number], index: number): Location => ({
  id: index + 1,
  message: { text: related.message },
  physicalLocation: { artifactLocation: { uri: toUri(related.path) }, region: { startLine: related.line, startColumn: related.column } },
});

const toFix = (fix: Fix): NonNullable<Result['fixes']>[number] => ({
  description: { text: `${fix.title} (${fix.safety})` },
  artifactChanges: [...groupByPath(fix.edits)].map(([path, edits]) => ({
    artifactLocation: { uri: toUri(path) },
    replacements: edits.map((edit) => ({
      deletedRegion: { charOffset: edit.start, charLength: edit.end - edit.start },
      insertedContent: { text: edit.text },
    })),
  })),
});

function toNotifications(view: View, shown: number): Notification[] {
  const { report, counts } = view;
  const hidden = counts.total - shown;
  return [
    ...(hidden > 0 ? [{ level: 'warning' as const, message: { text: `${plural(hidden, 'finding')} left out: code scanning shows ${MOST_RESULTS} of a run, the most severe are here.` } }] : []),
    ...report.errors.map((error) => ({ level: 'error' as const, message: { text: `The rule ${error.rule} failed${error.path && ` on ${error.path}`}: ${error.message}` } })),
    ...report.coverage.statements.unread.slice(0, MOST_RESULTS).map((entry) => ({
      level: 'note' as const,
      message: { text: `Not analysed: ${entry.reason}` },
      locations: [{ physicalLocation: { artifactLocation: { uri: toUri(entry.path) }, region: { startLine: entry.line } } }],
    })),
  ];
}

/** The hash of a line of a file, for files that can be read. The texts come with their byte order marks, as code scanning reads them. */
function createHashFinder(view: View): (path: string, line: number) => string | undefined {
  const known = new Map<string, readonly string[]>();
  return (path, line) => {
    let hashes = known.get(path);
    if (!hashes) {
      const text = view.readText(path);
      known.set(path, (hashes = text === undefined ? [] : lineHashes(text)));
    }
    return hashes[line - 1];
  };
}

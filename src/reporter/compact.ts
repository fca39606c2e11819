import { toPlainLine } from './escape.ts';
import type { View } from './view.ts';
import { plural, severityCounts } from './words.ts';

/** One line a finding, for editors and grep: `path:line:column: severity rule: message`. */
export function compact(view: View): string {
  const lines = view.report.findings.map((finding) =>
    `${toPlainLine(finding.path)}:${finding.line}:${finding.column}: ${finding.severity} ${finding.rule}: ${toPlainLine(finding.message)}`);
  const { counts, report } = view;
  const unread = report.coverage.statements.unread.length;
  return `${[...lines, `${plural(counts.total, 'finding')}: ${severityCounts(counts)}; not analysed: ${unread}`].join('\n')}\n`;
}

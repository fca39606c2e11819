import { confidenceRank, SEVERITIES } from '../core/severity.ts';
import type { Finding, Severity } from '../core/types.ts';
import { toCommandData, toCommandProperty } from './escape.ts';
import type { View } from './view.ts';
import { plural, severityCounts } from './words.ts';

/** https://docs.github.com/actions/using-workflows/workflow-commands-for-github-actions#setting-an-error-message */
const COMMANDS: Readonly<Record<Severity, string>> = { critical: 'error', warning: 'warning', info: 'notice' };

/** GitHub keeps the first ten annotations of each level of a step and drops the rest without a word. */
const MOST_PER_LEVEL = 10;

/** Workflow commands that annotate the changed files: the surest findings of each severity first, and one line that counts what was left out. */
export function github(view: View): string {
  const lines = SEVERITIES.flatMap((severity) =>
    view.report.findings
      .filter((finding) => finding.severity === severity)
      .sort((a, b) => confidenceRank(a.confidence) - confidenceRank(b.confidence))
      .slice(0, MOST_PER_LEVEL)
      .map((finding) => toCommand(view, finding)));
  const hidden = view.counts.total - lines.length;
  const more = hidden > 0 ? ` (${plural(hidden, 'more finding')} not annotated: GitHub shows ten of each level)` : '';
  const summary = `dbmig-lint: ${plural(view.counts.total, 'finding')}: ${severityCounts(view.counts)}${more}`;
  return `${[...lines, summary].join('\n')}\n`;
}

function toCommand(view: View, finding: Finding): string {
  const properties = [
    `file=${toCommandProperty(finding.path)}`,
    `line=${finding.line}`,
    `endLine=${finding.endLine}`,
    // GitHub marks columns only inside one line.
    ...(finding.endLine === finding.line ? [`col=${finding.column}`, `endColumn=${finding.endColumn}`] : []),
    `title=${toCommandProperty(`${view.numberOf(finding)} ${finding.rule}`)}`,
  ];
  return `::${COMMANDS[finding.severity]} ${properties.join(',')}::${toCommandData(`${finding.message} ${finding.help}`)}`;
}

import type { Severity } from '../core/types.ts';
import { toMarkdownBlock } from './escape.ts';
import { formatPlaces } from './markdown-issues.ts';
import type { Group, View } from './view.ts';
import { capitalise, ENGINE_TITLES, plural } from './words.ts';

const WORK: readonly (readonly [string, Severity])[] = [['Must fix before merge', 'critical'], ['Should fix', 'warning'], ['Nice to have', 'info']];

/** Most places named with a piece of work; the issue has all of them. */
const MOST_PLACES = 5;

/** What is left to do, numbered through: must, should, nice. */
export function remainingWork(view: View): string {
  let number = 0;
  const sections = WORK.map(([title, severity]) => {
    const lines = view.groups.filter((group) => group.severity === severity).map((group) => `${(number += 1)}. ${workLine(group)}`);
    const unread = severity === 'info' ? unreadLine(view) : '';
    if (unread !== '') lines.push(`${(number += 1)}. ${unread}`);
    return `### ${title}\n\n${lines.join('\n') || 'Nothing.'}`;
  });
  return sections.join('\n\n');
}

function workLine(group: Group): string {
  const { findings } = group;
  const safe = findings.filter((finding) => finding.fix?.safety === 'safe').length;
  const unsafe = findings.filter((finding) => finding.fix?.safety === 'unsafe').length;
  const byHand = findings.length - safe - unsafe;
  const how = [
    ...(safe > 0 ? [`${safe} by \`--fix\``] : []), ...(unsafe > 0 ? [`${unsafe} by \`--unsafe-fixes\``] : []), ...(byHand > 0 ? [`${byHand} by hand`] : []),
  ];
  const more = findings.length > MOST_PLACES ? `; and ${findings.length - MOST_PLACES} more` : '';
  return `**${capitalise(group.rule.summary)}** (${group.number}): ${formatPlaces(findings.slice(0, MOST_PLACES))}${more} (${how.join(', ')})`;
}

function unreadLine(view: View): string {
  const count = view.report.coverage.statements.unread.length;
  return count === 0 ? '' : `Read the ${plural(count, 'place')} of section 5 that could not be analysed`;
}

/** Queries that say whether the data is affected: one for each rule that found something and has one. */
export function dataChecks(view: View): string {
  const seen = new Set<string>();
  const checks = view.groups.flatMap(({ number, rule }) => {
    if (rule.dataCheck === undefined || seen.has(rule.id)) return [];
    seen.add(rule.id);
    return [`**${number}** \`${rule.id}\`\n\n${toMarkdownBlock(rule.dataCheck.split('\n'), 'sql')}`];
  });
  if (checks.length === 0) return 'No finding depends on the data in the database.';
  const engine = view.report.direction === 'postgres-to-sqlite' ? ENGINE_TITLES.postgres : ENGINE_TITLES.sqlite;
  return [`Run against the ${engine} database before the data is copied. A count above zero means that the finding meets real rows.`, ...checks].join('\n\n');
}

/** Prerequisites, steps and the way back. */
export function checklist(view: View): string {
  const { counts, report } = view;
  const [from, to] = report.direction === 'postgres-to-sqlite' ? [ENGINE_TITLES.postgres, ENGINE_TITLES.sqlite] : [ENGINE_TITLES.sqlite, ENGINE_TITLES.postgres];
  const boxes = (lines: readonly string[]): string => lines.map((line) => `- [ ] ${line}`).join('\n');
  const prerequisites = [
    `A ${to} server that development, tests and continuous integration reach`,
    `A copy of the ${from} database to rehearse with`,
    ...(view.groups.some((group) => group.rule.dataCheck !== undefined) ? ['The data checks of section 7 answer zero, or their rows are repaired'] : []),
  ];
  const steps = [
    ...(counts.portable > 0 ? [`Merge the ${plural(counts.portable, 'portable fix', 'portable fixes')} first: \`dbmig-lint --fix --portable\``] : []),
    ...(counts.safe > 0 ? ['Apply the safe fixes: `dbmig-lint --fix`, then review the difference'] : []),
    ...(counts.unsafe > 0 ? ['Look at the fixes that hold under a condition: `dbmig-lint --fix --unsafe-fixes --diff`'] : []),
    ...(counts.critical > 0 ? ['Work through "Must fix before merge"'] : []),
    `Create the schema on ${to} and copy the data`,
    'Set each identity sequence to the highest key in use',
    `Run the tests against ${to}`,
    'Run `dbmig-lint` again: no critical finding, nothing new under "Not analysed"',
  ];
  return [`### Prerequisites\n\n${boxes(prerequisites)}`, `### Steps\n\n${boxes(steps)}`, `### Rollback\n\n${rollback(view, from, to)}`].join('\n\n');
}

function rollback({ counts }: View, from: string, to: string): string {
  const portable = counts.portable > 0 ? [`The ${plural(counts.portable, 'portable fix', 'portable fixes')} may stay: that code runs on ${from} as well.`] : [];
  return [
    ...portable,
    `Everything else belongs to the switch: revert it as one commit, and start the application on ${from} again.`,
    `Keep the ${from} database untouched after the copy. What the application wrote to ${to} since then is not in it: copy it back, or accept its loss, before you go back.`,
  ].map((line) => `- ${line}`).join('\n');
}

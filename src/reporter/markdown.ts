import type { Direction, Engine, Report } from '../core/types.ts';
import { toMarkdownBlock, toMarkdownCode, toPlainLine } from './escape.ts';
import { checklist, dataChecks, remainingWork } from './markdown-work.ts';
import { fold, formatPlaces, issues } from './markdown-issues.ts';
import type { View } from './view.ts';
import { DIRECTION_TITLES, ENGINE_TITLES, joinWords, plural } from './words.ts';

/** The integration review: what was migrated, what is wrong, what was verified, what was not read, and what is left to do. */
export function markdown(view: View): string {
  const sections = [
    ['Summary of what was migrated', summary(view)],
    ['Files', files(view)],
    ['Issues found', issues(view)],
    ['Verified absent', verifiedAbsent(view)],
    ['Not analysed', notAnalysed(view)],
    ['Remaining work', remainingWork(view)],
    ['Data checks', dataChecks(view)],
    ['Migration checklist', checklist(view)],
    ['Architecture of the data layer', architecture(view)],
  ] as const;
  const body = sections.map(([title, text], index) => `## ${index + 1}. ${title}\n\n${text}`);
  return `${[head(view), ...body, foot(view)].join('\n\n')}\n`;
}

function head(view: View): string {
  const { counts, report } = view;
  const totals = [
    `**${counts.critical} critical · ${counts.warning} warning · ${counts.info} info**`,
    `${plural(counts.total, 'finding')} in ${plural(view.files.length, 'file')}`,
    `${counts.safe} fixed by \`--fix\`, ${counts.unsafe} more by \`--unsafe-fixes\``,
    `${counts.portable} can be merged before the switch`,
  ];
  return [`<!-- dbmig-lint:review v1 -->\n# Database migration review: ${DIRECTION_TITLES[report.direction]}`, totals.join(' · '), verdict(view)].join('\n\n');
}

function verdict({ counts, report }: View): string {
  const unread = report.coverage.statements.unread.length;
  const rest = unread === 0 ? '' : ` ${plural(unread, 'place')} could not be analysed (section 5).`;
  if (counts.critical > 0) return `Not ready to merge: ${plural(counts.critical, 'finding fails', 'findings fail')} on the target or silently ${counts.critical === 1 ? 'stores or answers' : 'store or answer'} something else.${rest}`;
  if (counts.warning > 0) return `Nothing critical. ${plural(counts.warning, 'warning depends', 'warnings depend')} on data, settings or load: to be read before the merge.${rest}`;
  return `Nothing that must or should be fixed was found.${rest}`;
}

const DATA_LAYERS: Readonly<Record<Report['dataLayer'], string>> = {
  sqlite: 'the code reaches SQLite only',
  postgres: 'the code reaches PostgreSQL only',
  both: 'the code reaches both SQLite and PostgreSQL',
  none: 'no call to a known database driver was recognised',
};

function summary(view: View): string {
  const { report } = view;
  const { coverage, convertible = [] } = report;
  const { statements } = coverage;
  const drivers = coverage.drivers.map(({ driver, engine, files: count }) => `${toMarkdownCode(driver)} (${ENGINE_TITLES[engine]}) in ${plural(count, 'file')}`);
  const lines = [
    ['Data layer', `${DATA_LAYERS[report.dataLayer]}${stateOf(report.dataLayer, report.direction)}`],
    ['Drivers', drivers.join('; ') || 'none'],
    ...(convertible.length > 0 ? [['Codemods', `${joinWords(convertible.map(toMarkdownCode))}: the calls are converted, with their SQL, by \`--fix --unsafe-fixes\``] as const] : []),
    ['Connections', connectionSummary(report)],
    ['Schema', `${plural(coverage.schema.tables, 'table')} with ${plural(coverage.schema.columns, 'column')}`],
    ['SQL', `${plural(statements.seen, 'statement')} seen, ${statements.analysed} analysed`],
    ['Files', `${coverage.files.seen} seen, ${coverage.files.read} read, ${coverage.files.skipped} could not be read (section 5)`],
    ['Types', typeSummary(report)],
    ['Rules', `${coverage.rules.length} ran, ${view.absent.length} found nothing (section 4)`],
  ] as const;
  return lines.map(([name, text]) => `- **${name}**: ${text}`).join('\n');
}

function stateOf(layer: Report['dataLayer'], direction: Direction): string {
  const target: Engine | undefined = direction === 'portable' ? undefined : direction === 'sqlite-to-postgres' ? 'postgres' : 'sqlite';
  if (!target || layer === 'none') return '';
  if (layer === target) return '; its calls have been migrated';
  return layer === 'both' ? '; the migration is under way' : '; the migration has not begun, the review says what it will meet';
}

const typeSummary = ({ types }: Report): string =>
  types ? `TypeScript was asked for ${plural(types.asked, 'type')} and knew ${types.answered}` : 'TypeScript was not asked; types are those that the code itself shows';

function connectionSummary({ connections }: Report): string {
  const pools = connections.filter((connection) => connection.pool).length;
  const others = connections.length - pools;
  return connections.length === 0 ? 'none was recognised' : joinWords([
    ...(pools > 0 ? [plural(pools, 'pool')] : []), ...(others > 0 ? [plural(others, 'other connection')] : []),
  ]);
}

const MOST_FILES = 40;

function files(view: View): string {
  const roles = rolesOf(view.report);
  const counted = new Map(view.files.map((file) => [file.path, file.counts]));
  const paths = [...new Set([...counted.keys(), ...roles.keys()])].sort();
  if (paths.length === 0) return 'No file holds database code.';
  const rows = paths.map((path) => {
    const counts = counted.get(path);
    const fixable = counts ? counts.safe + counts.unsafe : 0;
    return `| ${toMarkdownCode(path)} | ${roles.get(path) ?? ''} | ${counts?.critical ?? 0} | ${counts?.warning ?? 0} | ${counts?.info ?? 0} | ${fixable} |`;
  });
  const table = ['| File | Role | Critical | Warning | Info | With a fix |', '|---|---|---:|---:|---:|---:|', ...rows].join('\n');
  return fold(table, paths.length > MOST_FILES, plural(paths.length, 'file'));
}

function rolesOf(report: Report): ReadonlyMap<string, string> {
  const roles = new Map<string, string[]>();
  const add = (path: string, role: string): void => {
    const own = roles.get(path) ?? [];
    roles.set(path, own.includes(role) ? own : [...own, role]);
  };
  for (const { path, driver, pool } of report.connections) add(path, `opens ${pool ? 'a pool' : 'a connection'} (${toMarkdownCode(driver)})`);
  for (const path of new Set(report.tables.map((table) => table.path))) {
    add(path, `declares ${plural(report.tables.filter((table) => table.path === path).length, 'table')}`);
  }
  return new Map([...roles].map(([path, own]) => [path, own.join(', ')]));
}

const MOST_ABSENT = 25;

function verifiedAbsent(view: View): string {
  const { coverage } = view.report;
  const scope = `${plural(coverage.statements.analysed, 'analysed statement')} and ${plural(coverage.files.read, 'file')}`;
  if (view.absent.length === 0) return 'Every rule found something.';
  const lines = view.absent.map((rule) => `- ${rule.construct} (\`${rule.id}\`)`).join('\n');
  return `Verified: zero occurrences in ${scope} of\n\n${fold(lines, view.absent.length > MOST_ABSENT, plural(view.absent.length, 'construct'))}`;
}

const MOST_UNREAD = 25;

function notAnalysed(view: View): string {
  const { unread } = view.report.coverage.statements;
  const errors = view.report.errors.map((error) =>
    `- the rule \`${error.rule}\` failed${error.path === '' ? '' : ` on ${toMarkdownCode(error.path)}`}: ${toMarkdownCode(error.message)}. Its findings there are missing.`);
  if (unread.length + errors.length === 0) return 'Every statement that was seen was analysed.';
  const reasons = [...new Set(unread.map((entry) => entry.reason))].map((reason) => {
    const own = unread.filter((entry) => entry.reason === reason);
    return `- ${toMarkdownCode(reason)}: ${own.length === 1 ? '' : `${own.length} places: `}${formatPlaces(own)}`;
  });
  return fold([...errors, ...reasons].join('\n'), unread.length > MOST_UNREAD, plural(unread.length, 'place'));
}

const MOST_TABLES = 60;

function architecture(view: View): string {
  const { report } = view;
  const drivers = report.coverage.drivers.flatMap(({ driver, engine, files: count }) => [
    '  |', `  +-- ${driver} (${ENGINE_TITLES[engine]}), ${plural(count, 'file')}`,
    ...report.connections.filter((connection) => connection.driver === driver)
      .map((connection) => `  |     ${connection.pool ? 'pool' : 'connection'} opened at ${connection.path}:${connection.line}`),
  ]);
  const tables = report.tables.slice(0, MOST_TABLES).map((table) => `        ${table.name} (${plural(table.columns, 'column')})  ${table.path}:${table.line}`);
  const more = report.tables.length > MOST_TABLES ? [`        and ${plural(report.tables.length - MOST_TABLES, 'more table')}`] : [];
  return toMarkdownBlock(['application', ...drivers, '  |', `  +-- schema: ${plural(report.tables.length, 'table')}`, ...tables, ...more].map(toPlainLine), 'text');
}

const foot = ({ report }: View): string =>
  `<sub>${report.tool.name} ${report.tool.version} · ${plural(report.coverage.rules.length, 'rule')} · made from the code alone: no database was asked.</sub>`;

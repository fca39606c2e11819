import type { ChalkInstance } from 'chalk';
import type { Finding, Severity } from '../core/types.ts';
import { toPlainLine } from './escape.ts';
import type { FileGroup, View } from './view.ts';
import { DIRECTION_TITLES, ENGINE_TITLES, joinWords, plural, severityCounts } from './words.ts';

type Paint = (text: string) => string;

interface Palette {
  readonly bold: Paint;
  readonly dim: Paint;
  readonly underline: Paint;
  readonly good: Paint;
  readonly severity: Readonly<Record<Severity, Paint>>;
}

const plain: Paint = (text) => text;
const PLAIN: Palette = { bold: plain, dim: plain, underline: plain, good: plain, severity: { critical: plain, warning: plain, info: plain } };

/** Most unread places that are listed; the other formats have them all. */
const MOST_UNREAD = 10;

/** For a person at a terminal: findings by file with the code they stand in, then one block of totals. Without `chalk` there are no colours. */
export function pretty(view: View, chalk?: ChalkInstance): string {
  const palette = chalk ? toPalette(chalk) : PLAIN;
  const blocks = [header(view, palette), ...view.files.map((file) => fileBlock(view, file, palette)), unreadBlock(view, palette), summary(view, palette)];
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
}

const toPalette = (chalk: ChalkInstance): Palette => ({
  bold: chalk.bold, dim: chalk.dim, underline: chalk.underline, good: chalk.green,
  severity: { critical: chalk.red.bold, warning: chalk.yellow, info: chalk.cyan },
});

function header(view: View, palette: Palette): string {
  const { tool, direction, coverage } = view.report;
  const drivers = coverage.drivers.map(({ driver, engine, files }) => `${driver} (${ENGINE_TITLES[engine]}, ${plural(files, 'file')})`);
  const parts = [
    palette.bold(`${tool.name} ${tool.version}`),
    DIRECTION_TITLES[direction],
    `drivers: ${toPlainLine(drivers.join(', ')) || 'none'}`,
    `schema: ${plural(coverage.schema.tables, 'table')}, ${plural(coverage.schema.columns, 'column')}`,
  ];
  return parts.join('   ');
}

/** Findings of one rule in a file that give the same advice: the first are told in full, the others by their lines. */
function fileBlock(view: View, file: FileGroup, palette: Palette): string {
  const told = new Map<string, Finding[]>();
  const blocks = file.findings.flatMap((finding) => {
    const key = `${finding.rule}\0${finding.severity}\0${finding.help}`;
    const alike = told.get(key) ?? [];
    told.set(key, [...alike, finding]);
    return alike.length < MOST_ALIKE ? findingLines(finding, alike.length === 0, view.width, palette) : [];
  });
  const more = [...told.values()].filter((alike) => alike.length > MOST_ALIKE).flatMap((alike) => moreLines(alike.slice(MOST_ALIKE), view.width, palette));
  return [palette.underline(toPlainLine(file.path)), ...blocks, ...more].join('\n');
}

const MOST_ALIKE = 3;

function moreLines(alike: readonly Finding[], width: number, palette: Palette): readonly string[] {
  const { severity, rule } = alike[0]!;
  const lines = [...new Set(alike.map((finding) => finding.line))].join(', ');
  const title = `${`+${alike.length}`.padStart(PLACE_WIDTH)}  ${palette.severity[severity](severity)}  ${palette.bold(rule)}  ${palette.dim('the same at')}`;
  return [title, ...wrap(`${lines.includes(',') ? 'lines' : 'line'} ${lines}`, width, INDENT).map((line) => palette.dim(line))];
}

const PLACE_WIDTH = 9;
const INDENT = ' '.repeat(PLACE_WIDTH + 2);

function findingLines(finding: Finding, withHelp: boolean, width: number, palette: Palette): readonly string[] {
  const marks = [finding.confidence === 'certain' ? '' : finding.confidence, finding.silent ? 'silent' : '', fixMark(finding)].filter((mark) => mark !== '');
  const place = `${finding.line}:${finding.column}`.padStart(PLACE_WIDTH);
  const title = `${place}  ${palette.severity[finding.severity](finding.severity)}  ${palette.bold(finding.rule)}  ${palette.dim(marks.join(', '))}`.trimEnd();
  return [
    title,
    ...wrap(toPlainLine(finding.message), width, INDENT),
    ...excerptLines(finding, width, palette),
    ...finding.related.map((related) => `${INDENT}${palette.dim(`${toPlainLine(related.path)}:${related.line}:${related.column}  ${toPlainLine(related.message)}`)}`),
    ...(withHelp ? wrap(`help: ${toPlainLine(finding.help)}`, width, INDENT).map((line) => palette.dim(line)) : []),
  ];
}

const fixMark = (finding: Finding): string => (finding.fix ? `fix: ${finding.fix.safety}${finding.fix.portable ? ', portable' : ''}` : '');

/** The first line of the code with a mark below the place; a long line is cut around it. */
function excerptLines(finding: Finding, width: number, palette: Palette): readonly string[] {
  const source = finding.excerpt[0];
  if (source === undefined || source.trim() === '') return [];
  const before = toPlainLine(source.slice(0, finding.column - 1)).trimStart();
  const end = finding.endLine === finding.line ? finding.endColumn - 1 : source.length;
  const marked = toPlainLine(source.slice(finding.column - 1, end));
  const after = toPlainLine(source.slice(end)).trimEnd();
  const room = Math.max(40, width - INDENT.length - 2);
  const isLong = before.length + marked.length + after.length > room;
  const shownBefore = isLong && before.length > room / 2 ? `…${before.slice(before.length - Math.floor(room / 2) + 1)}` : before;
  const line = shownBefore + marked + after;
  const cut = line.length > room ? `${line.slice(0, room - 1)}…` : line;
  const carets = '^'.repeat(Math.max(1, Math.min(marked.length, cut.length - shownBefore.length)));
  return [`${INDENT}${cut}`, `${INDENT}${' '.repeat(shownBefore.length)}${palette.severity[finding.severity](carets)}`];
}

/** Words of a text in lines of at most `width` columns, each after `indent`. */
function wrap(text: string, width: number, indent: string): readonly string[] {
  const room = Math.max(40, width - indent.length);
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/ +/)) {
    if (line !== '' && line.length + 1 + word.length > room) {
      lines.push(indent + line);
      line = '';
    }
    line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, indent + line];
}

function unreadBlock(view: View, palette: Palette): string {
  const { unread } = view.report.coverage.statements;
  if (unread.length === 0) return '';
  const shown = unread.slice(0, MOST_UNREAD).map((entry) => `  ${toPlainLine(entry.path)}:${entry.line}  ${palette.dim(toPlainLine(entry.reason))}`);
  const more = unread.length > MOST_UNREAD ? [palette.dim(`  and ${unread.length - MOST_UNREAD} more: --format md lists them all`)] : [];
  return [palette.underline('Not analysed'), ...shown, ...more].join('\n');
}

function summary(view: View, palette: Palette): string {
  const { counts, report } = view;
  const { files, statements } = report.coverage;
  const head = counts.total === 0
    ? palette.good('✔ no findings')
    : (counts.critical > 0 ? palette.severity.critical : palette.bold)(`✖ ${plural(counts.total, 'finding')}: ${severityCounts(counts)}`);
  const types = report.types ? `; ${plural(report.types.asked, 'type')} asked of TypeScript, ${report.types.answered} known` : '';
  const read = `${plural(files.seen, 'file')} seen, ${files.read} read; ${plural(statements.seen, 'statement')} seen, ${statements.analysed} analysed${types}`;
  return [
    head,
    `  ${read}; ${plural(view.absent.length, 'rule')} found nothing`,
    ...(fixSummary(view) === '' ? [] : [`  ${fixSummary(view)}`]),
    ...(conversion(view) === '' ? [] : [`  ${conversion(view)}`]),
    ...report.errors.map((error) => palette.severity.critical(`  the rule ${error.rule} failed${error.path === '' ? '' : ` on ${toPlainLine(error.path)}`}: ${toPlainLine(error.message)}`)),
  ].join('\n');
}

/** What the codemods would do, which are no fixes of findings. */
function conversion({ report }: View): string {
  const { convertible = [] } = report;
  return convertible.length === 0 ? '' : `the calls of ${joinWords(convertible)} are converted, with their SQL, by --fix --unsafe-fixes; --diff --unsafe-fixes shows it`;
}

function fixSummary({ counts }: View): string {
  const parts = [
    ...(counts.safe > 0 ? [`${counts.safe} fixed by --fix`] : []),
    ...(counts.unsafe > 0 ? [`${counts.unsafe} more by --fix --unsafe-fixes`] : []),
  ];
  const portable = counts.portable > 0 ? `; ${plural(counts.portable, 'fix also runs', 'fixes also run')} on the old engine (--portable)` : '';
  return joinWords(parts) + portable;
}

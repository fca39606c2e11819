import { closeSync, existsSync, openSync, readFileSync, readSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { isAtLeast } from '../core/severity.ts';
import type { Report } from '../core/types.ts';
import { UsageError } from '../core/usage-error.ts';
import { fixProject, fixSources, lintProject, lintSources, writeFixes, type FixOutcome } from '../engine.ts';
import { languageOf } from '../hosts/index.ts';
import { format } from '../reporter/index.ts';
import { plural } from '../reporter/words.ts';
import { readInput, wantsColor, type Io } from './io.ts';
import type { Arguments } from './options.ts';
import { createProgress } from './progress.ts';
import { readSettings, type Output, type Settings } from './settings.ts';

/** `dbmig-lint [paths]`: reports on a project or on the standard input, with fixes when they are asked for. Returns the exit code. */
export async function runLint(args: Arguments, io: Io): Promise<number> {
  const settings = await readSettings(args, io.cwd);
  const report = settings.stdinName === undefined ? await runProject(settings, io) : await runInput(settings, settings.stdinName, io);
  return exitCode(report, settings);
}

/** Our own bugs are never taken for a clean project. */
function exitCode({ errors, findings }: Report, { failOn }: Settings): number {
  if (errors.length > 0) return 2;
  return failOn !== 'never' && findings.some((finding) => isAtLeast(finding.severity, failOn)) ? 1 : 0;
}

async function runProject(settings: Settings, io: Io): Promise<Report> {
  const progress = createProgress(io);
  if (!settings.fix) {
    const report = await lintProject(settings.project, progress.report);
    progress.end();
    await printReports(report, settings.outputs, io);
    return report;
  }
  const outcome = await fixProject({ ...settings.project, ...settings.fix }, progress.report);
  progress.end();
  const done = [outcome.conversion, outcome.upgrade].flatMap((one) => one ?? []);
  const { describeConversion } = done.length > 0 ? await import('./conversion.ts') : { describeConversion: () => '' };
  const told = done.map((one) => describeConversion(one)).join('');
  const hasMark = (path: string): boolean => startsWithMark(join(io.cwd, path));
  if (settings.isDiff) {
    await io.write(await toDiff(outcome, (path) => (existsSync(join(io.cwd, path)) ? readFileSync(join(io.cwd, path), 'utf8').replace(/^\uFEFF/, '') : ''), io));
    await printReports(outcome.report, settings.outputs.filter((output) => output.file !== undefined), io);
  } else {
    writeFixes(io.cwd, outcome, hasMark);
    await printReports(outcome.report, settings.outputs, io);
  }
  io.writeError(told);
  const note = settings.isDiff ? '; nothing was written, --fix writes it' : '';
  io.writeError(`${plural(outcome.fixed, 'finding')} fixed in ${plural(outcome.texts.size, 'file')}${note}.\n`);
  return outcome.report;
}

async function runInput(settings: Settings, name: string, io: Io): Promise<Report> {
  if (languageOf(name) === undefined) throw new UsageError(`The ending of "${name}" is none that is read: use .ts, .js, .sql or another of the README's list.`);
  const text = await readInput(io.input);
  const sources = [{ path: name, text }];
  if (!settings.fix) {
    const report = await lintSources(sources, settings.project);
    await printReports(report, settings.outputs, io);
    return report;
  }
  const outcome = await fixSources(sources, { ...settings.project, ...settings.fix });
  const mark = text.startsWith('\uFEFF') ? '\uFEFF' : '';
  const fixed = outcome.texts.get(name);
  await io.write(settings.isDiff ? await toDiff(outcome, () => text.slice(mark.length), io) : fixed === undefined ? text : mark + fixed);
  await printReports(outcome.report, settings.outputs.filter((output) => output.file !== undefined), io);
  return outcome.report;
}

function readText(cwd: string, path: string): string | undefined {
  try {
    return readFileSync(join(cwd, path), 'utf8');
  } catch {
    return undefined;
  }
}

async function printReports(report: Report, outputs: readonly Output[], io: Io): Promise<void> {
  for (const { format: name, file } of outputs) {
    const isScreen = file === undefined;
    const screen = isScreen ? { color: wantsColor(io), ...(io.columns !== undefined && { width: io.columns }) } : {};
    const text = await format(report, name, { readText: (path) => readText(io.cwd, path), ...screen });
    if (isScreen) await io.write(text);
    else writeReport(resolve(io.cwd, file), file, text);
  }
}

function writeReport(path: string, name: string, text: string): void {
  try {
    writeFileSync(path, text);
  } catch (error) {
    throw new UsageError(`The report cannot be written to "${name}": ${error instanceof Error ? error.message : String(error)}.`);
  }
}

async function toDiff(outcome: FixOutcome, readBefore: (path: string) => string, io: Io): Promise<string> {
  const { createTwoFilesPatch } = await import('diff');
  const patches = [...outcome.texts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([path, after]) =>
    createTwoFilesPatch(`a/${path}`, `b/${path}`, readBefore(path), after, undefined, undefined, { context: 3 }).replace(/^=+\n/, ''));
  return wantsColor(io) ? colorDiff(patches.join(''), await loadChalk()) : patches.join('');
}

const loadChalk = async (): Promise<import('chalk').ChalkInstance> => new (await import('chalk')).Chalk({ level: 1 });

const colorDiff = (patch: string, chalk: import('chalk').ChalkInstance): string =>
  patch.replace(/^(?:\+.*|-.*|@@.*)$/gm, (line) => (line.startsWith('+') ? chalk.green(line) : line.startsWith('-') ? chalk.red(line) : chalk.cyan(line)));

function startsWithMark(path: string): boolean {
  if (!existsSync(path)) return false;
  const bytes = Buffer.alloc(3);
  const file = openSync(path, 'r');
  try {
    return readSync(file, bytes, 0, 3, 0) === 3 && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  } finally {
    closeSync(file);
  }
}

import { prepare, type AnalyseOptions } from './analyse.ts';
import type { Direction, Engine, Facts, Report, Safety, Severity, Unread } from './core/types.ts';
import { convert, mayConvert, type ConvertOptions, type Conversion } from './convert.ts';
import { UsageError, writeAll } from './files.ts';
import type { ReadText } from './findings.ts';
import type { FixRequest } from './fixing.ts';
import { createReader, gather, listScripts, readSources, type GatherOptions, type Progress } from './gather.ts';
import { languageOf } from './hosts/index.ts';
import { analyseFacts, change, fixPasses, type TypeSource, type Workspace } from './passes.ts';
import { toReport } from './report.ts';
import { appliesTo, type Project } from './rule.ts';
import { rules as allRules } from './rules/index.ts';
import { movedKey } from './project.ts';
import { isDdl } from './sql/ddl.ts';
import type { TypeInfo } from './type-info.ts';
import { loadPostgresGrammar } from './sql/grammar.ts';

export interface LintOptions {
  readonly from?: Engine;
  readonly to?: Engine;
  readonly direction?: Direction;
  readonly upgradeTypes?: boolean;
  /** Ids of the rules that run; left out, all of them. */
  readonly rules?: readonly string[];
  /** Ids of rules that do not run. */
  readonly off?: readonly string[];
  readonly severities?: Readonly<Record<string, Severity>>;
  /** Whether TypeScript's checker is asked for the types of bindings; only for projects on the disk. */
  readonly typeInfo?: TypeInfo;
}

export interface ProjectOptions extends LintOptions, Partial<Omit<GatherOptions, 'cwd'>> {
  readonly cwd: string;
}

export interface FixOptions {
  readonly safety: Safety;
  readonly portableOnly?: boolean;
  /** Rewrites of the whole project that run before the fixes; only with `unsafe` fixes. Left out, none. */
  readonly codemods?: ConvertOptions;
}

export interface FixOutcome {
  /** New texts of the changed files and of those that were created, without byte order marks. */
  readonly texts: ReadonlyMap<string, string>;
  readonly fixed: number;
  /** What the codemods did, where some had something to do. */
  readonly conversion?: Conversion;
  /** The same of the second step, `--upgrade-types`. */
  readonly upgrade?: Conversion;
  /** What is left after the fixes. */
  readonly report: Report;
}

export const DEFAULT_MAX_FILE_SIZE = 1_000_000;

/** What a fix needs beside the facts: the project's types, where it is on the disk, and its scripts, which the codemods read whole. */
interface FixSource extends Partial<TypeSource> {
  readonly scripts: () => Promise<readonly string[]>;
}

interface Input {
  readonly facts: readonly Facts[];
  readonly unread: readonly Unread[];
  readonly seen: number;
  readonly skipped: number;
}

/** Reads a project and reports. Writes nothing. Throws a `UsageError` for what the user did wrong. */
export async function lintProject(options: ProjectOptions, progress?: Progress): Promise<Report> {
  return report(await gather(toGatherOptions(options), progress), createReader(options.cwd), options, toTypeSource(options));
}

/**
 * Fixes a project in memory, in passes until nothing changes; `writeFixes` puts the result on the disk.
 * Throws a `UsageError` for what the user did wrong.
 */
export async function fixProject(options: ProjectOptions & FixOptions, progress?: Progress): Promise<FixOutcome> {
  const input = await gather(toGatherOptions(options), progress);
  const readerOf = (overlay: ReadonlyMap<string, string>): ReadText => createReader(options.cwd, overlay);
  return fix(input, readerOf, options, { ...toTypeSource(options), scripts: () => listScripts(toGatherOptions(options)) });
}

/** Writes the texts of an outcome, all files or none; a byte order mark that a file had it keeps. */
export function writeFixes(cwd: string, outcome: FixOutcome, hasMark: (path: string) => boolean): void {
  writeAll(cwd, new Map([...outcome.texts].map(([path, text]) => [path, hasMark(path) ? `\uFEFF${text}` : text])));
}

type TextSource = { readonly path: string; readonly text: string };

const toReader = (sources: readonly TextSource[]): ((overlay: ReadonlyMap<string, string>) => ReadText) => {
  const texts = new Map(sources.map(({ path, text }) => [path, text.startsWith('\uFEFF') ? text.slice(1) : text]));
  return (overlay) => (path) => overlay.get(path) ?? texts.get(path);
};

const toInput = (facts: readonly Facts[], seen: number): Input => ({ facts, unread: [], seen, skipped: seen - facts.length });

/** Reports on texts in memory: standard input, an editor's buffer, a specification. */
export async function lintSources(sources: readonly TextSource[], options: LintOptions = {}): Promise<Report> {
  return report(toInput(await readSources(sources), sources.length), toReader(sources)(new Map()), options);
}

/** Fixes texts in memory. */
export async function fixSources(sources: readonly TextSource[], options: LintOptions & FixOptions): Promise<FixOutcome> {
  const scripts = (): Promise<readonly string[]> => Promise.resolve(sources.map(({ path }) => path));
  return fix(toInput(await readSources(sources), sources.length), toReader(sources), options, { scripts });
}

const toTypeSource = (options: ProjectOptions): TypeSource => ({ mode: options.typeInfo ?? 'auto', cwd: options.cwd });

const toGatherOptions = (options: ProjectOptions): GatherOptions => ({
  cwd: options.cwd, paths: options.paths ?? [], exclude: options.exclude ?? [],
  maxFileSize: options.maxFileSize ?? DEFAULT_MAX_FILE_SIZE, prefilter: options.prefilter ?? true,
});

/** The options of one analysis, with all defaults. Throws a `UsageError` for a rule that does not exist. */
export function toAnalyseOptions(options: LintOptions): AnalyseOptions {
  const known = new Set(allRules.map((rule) => rule.id));
  const unknown = [...(options.rules ?? []), ...(options.off ?? []), ...Object.keys(options.severities ?? {})].find((id) => !known.has(id));
  if (unknown !== undefined) throw new UsageError(`There is no rule "${unknown}": --rules lists them all.`);
  const enabled = allRules.filter((rule) => (!options.rules || options.rules.includes(rule.id)) && !options.off?.includes(rule.id));
  const from = options.from ?? (options.to === 'sqlite' ? 'postgres' : 'sqlite');
  const to = options.to ?? (from === 'sqlite' ? 'postgres' : 'sqlite');
  const direction = options.direction ?? (`${from}-to-${to}` as Direction);
  if (from === 'postgres' && !allRules.some((rule) => rule.statement && appliesTo(rule, direction))) {
    throw new UsageError(`There are no rules for the direction ${direction} in this version: it reviews the way from SQLite to PostgreSQL.`);
  }
  return {
    from, to, direction,
    upgradeTypes: options.upgradeTypes ?? false,
    rules: enabled,
    severities: options.severities ?? {},
    languageOf,
  };
}

async function report(input: Input, readText: ReadText, options: LintOptions, types?: TypeSource): Promise<Report> {
  const analyseOptions = toAnalyseOptions(options);
  const analysed = await analyseFacts(input.facts, readText, analyseOptions, types);
  return toReport({ ...analysed, options: analyseOptions, unread: input.unread, files: input, readText });
}

/**
 * Fixes in passes. Before codemods run, the fixes are made that the old engine runs as well: there the most is known of what becomes of a statement's rows.
 * What the checker knows of the program's values is asked once it is converted.
 * What was converted is judged like code that is on its way.
 */
async function fix(input: Input, readerOf: Workspace['readerOf'], options: LintOptions & FixOptions, source: FixSource): Promise<FixOutcome> {
  const request: FixRequest = { safety: options.safety, portableOnly: options.portableOnly ?? false };
  const wanted = options.safety === 'unsafe' && !options.portableOnly ? options.codemods : undefined;
  const asked = toAnalyseOptions(options);
  const types = source.cwd === undefined ? undefined : { mode: source.mode ?? 'auto', cwd: source.cwd, known: new Map() };
  const space: Workspace = { overlay: new Map(), readerOf, facts: input.facts, fixed: 0 };
  await loadPostgresGrammar();
  const first = wanted && prepare(space.facts, asked);
  // In code a column gets its richer type together with what touches it, which is the second step.
  const isSecondStep = asked.upgradeTypes && (first?.facts.some(({ calls }) => calls.length > 0) ?? false);
  const analyseOptions: AnalyseOptions = isSecondStep ? { ...asked, upgradeTypes: false } : asked;
  let conversion: Conversion | undefined;
  let moved: ReadonlySet<string> | undefined;
  if (wanted && first && (await mayConvert(first, wanted, analyseOptions, 'conversion'))) {
    await fixPasses(space, { ...request, portableOnly: true }, analyseOptions, undefined);
    const project = prepare(space.facts, analyseOptions);
    conversion = await convert(project, { ...source, readText: readerOf(new Map(space.overlay)) }, wanted, analyseOptions, 'conversion');
    await change(space, conversion.texts);
    if (conversion.applied.length > 0) moved = oldDdl(project, analyseOptions.from);
  }
  const passOptions = { ...analyseOptions, ...(moved && { moved }) };
  const stays = (conversion?.left.length ?? 0) > 0 ? analyseOptions.from : undefined;
  let analysed = await fixPasses(space, request, passOptions, types, stays);
  let upgrade: Conversion | undefined;
  if (wanted && isSecondStep && (await mayConvert(prepare(space.facts, analyseOptions), wanted, analyseOptions, 'upgrade'))) {
    // The conversion has changed the tree already: whether it was clean was asked before.
    const allowed = { ...wanted, allowDirty: wanted.allowDirty ?? conversion !== undefined };
    const scripts = async (): Promise<readonly string[]> => [...new Set([...await source.scripts(), ...(conversion?.created ?? [])])];
    upgrade = await convert(prepare(space.facts, analyseOptions), { ...source, scripts, readText: readerOf(new Map(space.overlay)) }, allowed, analyseOptions, 'upgrade');
    await change(space, upgrade.texts);
    analysed = await fixPasses(space, request, passOptions, types, stays);
  }
  return {
    texts: space.overlay, fixed: space.fixed, ...(conversion && { conversion }), ...(upgrade && { upgrade }),
    report: toReport({ ...analysed, options: analyseOptions, unread: input.unread, files: input, readText: readerOf(space.overlay) }),
  };
}

/** The keys of DDL that reaches the old engine, or goes nowhere known in code that reaches no other. */
const oldDdl = (project: Project, from: Engine): ReadonlySet<string> =>
  new Set(project.statements.flatMap((statement) => {
    const { engine, fragment } = statement;
    return isDdl(statement) && (engine ?? project.dataLayerOf(fragment.path)) === from ? [movedKey(fragment)] : [];
  }));

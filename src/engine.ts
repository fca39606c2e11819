import { analyse, prepare, type Analysis, type AnalyseOptions } from './analyse.ts';
import type { Direction, Engine, Facts, Report, Safety, Severity, Unread } from './core/types.ts';
import { UsageError, writeAtomically } from './files.ts';
import type { Candidate, ReadText } from './findings.ts';
import { applyFixes, type FixRequest } from './fixing.ts';
import { createReader, gather, readSources, type GatherOptions, type Progress } from './gather.ts';
import { languageOf } from './hosts/index.ts';
import { toReport } from './report.ts';
import { appliesTo } from './rule.ts';
import { rules as allRules } from './rules/index.ts';
import { isDdl } from './sql/ddl.ts';
import { loadPostgresGrammar, isPostgresGrammarLoaded } from './sql/grammar.ts';

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
}

export interface ProjectOptions extends LintOptions, Partial<Omit<GatherOptions, 'cwd'>> {
  readonly cwd: string;
}

export interface FixOptions {
  readonly safety: Safety;
  readonly portableOnly?: boolean;
}

export interface FixOutcome {
  /** New texts of the changed files, without byte order marks. */
  readonly texts: ReadonlyMap<string, string>;
  readonly fixed: number;
  /** What is left after the fixes. */
  readonly report: Report;
}

export const DEFAULT_MAX_FILE_SIZE = 1_000_000;

/** Fixes may uncover others (a nested call, a parameter after its column); more rounds than this never helped. */
const MOST_PASSES = 10;

interface Input {
  readonly facts: readonly Facts[];
  readonly unread: readonly Unread[];
  readonly seen: number;
  readonly skipped: number;
}

/** Reads a project and reports. Writes nothing. Throws a `UsageError` for what the user did wrong. */
export async function lintProject(options: ProjectOptions, progress?: Progress): Promise<Report> {
  return report(await gather(toGatherOptions(options), progress), createReader(options.cwd), options);
}

/**
 * Fixes a project in memory, in passes until nothing changes; `writeFixes` puts the result on the disk.
 * Throws a `UsageError` for what the user did wrong.
 */
export async function fixProject(options: ProjectOptions & FixOptions, progress?: Progress): Promise<FixOutcome> {
  const input = await gather(toGatherOptions(options), progress);
  return fix(input, (overlay) => createReader(options.cwd, overlay), options);
}

/** Writes the texts of an outcome, each file whole or not at all; a byte order mark that a file had it keeps. */
export function writeFixes(cwd: string, outcome: FixOutcome, hasMark: (path: string) => boolean): void {
  for (const [path, text] of outcome.texts) writeAtomically(cwd, path, hasMark(path) ? `\uFEFF${text}` : text);
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
  return fix(toInput(await readSources(sources), sources.length), toReader(sources), options);
}

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

async function report(input: Input, readText: ReadText, options: LintOptions): Promise<Report> {
  const analyseOptions = toAnalyseOptions(options);
  const analysis = await analyseWithGrammars(input.facts, readText, analyseOptions);
  return toReport({ analysis, options: analyseOptions, unread: input.unread, files: input, readText });
}

/** PostgreSQL's grammar is loaded only when a statement is not SQLite's. */
async function analyseWithGrammars(facts: readonly Facts[], readText: ReadText, options: AnalyseOptions): Promise<Analysis> {
  let project = prepare(facts, options);
  if (!isPostgresGrammarLoaded() && project.statements.some((statement) => statement.grammar !== 'sqlite' || statement.hasPostgresSign || (statement.engine === 'postgres' && isDdl(statement)))) {
    await loadPostgresGrammar();
    project = prepare(facts, options);
  }
  return analyse(project, readText, options);
}

async function fix(input: Input, readerOf: (overlay: ReadonlyMap<string, string>) => ReadText, options: LintOptions & FixOptions): Promise<FixOutcome> {
  const request: FixRequest = { safety: options.safety, portableOnly: options.portableOnly ?? false };
  const analyseOptions = toAnalyseOptions(options);
  const overlay = new Map<string, string>();
  await loadPostgresGrammar();
  let facts = input.facts;
  let fixed: readonly Candidate[] = [];
  for (let pass = 0; pass < MOST_PASSES; pass++) {
    const readText = readerOf(overlay);
    const { texts, applied } = applyFixes((await analyseWithGrammars(facts, readText, analyseOptions)).candidates, readText, request);
    if (texts.size === 0) break;
    fixed = [...fixed, ...applied];
    for (const [path, text] of texts) overlay.set(path, text);
    facts = await readAgain(facts, texts);
  }
  const readText = readerOf(overlay);
  const analysis = await analyseWithGrammars(facts, readText, analyseOptions);
  return { texts: overlay, fixed: fixed.length, report: toReport({ analysis, options: analyseOptions, unread: input.unread, files: input, readText }) };
}

async function readAgain(facts: readonly Facts[], texts: ReadonlyMap<string, string>): Promise<readonly Facts[]> {
  const changed = new Map((await readSources([...texts].map(([path, text]) => ({ path, text })))).map((fact) => [fact.path, fact]));
  return facts.map((fact) => changed.get(fact.path) ?? fact);
}

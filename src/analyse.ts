import { readDirectives, siftFindings, toUnusedProblem, type Directive } from './core/ignore.ts';
import { toFingerprint } from './core/fingerprint.ts';
import { SEVERITIES, severityRank } from './core/severity.ts';
import type { Call, Confidence, Direction, Engine, Facts, Finding, Language, Problem, Severity } from './core/types.ts';
import { foreignEngine } from './foreign.ts';
import { placeOf, toFindings, type Candidate, type ReadText } from './findings.ts';
import { link } from './link/index.ts';
import { judgeFix } from './policy.ts';
import { createProject } from './project.ts';
import { appliesTo, type Context, type NamedRule, type Project } from './rule.ts';
import type { EntityTypes } from './sql/evidence.ts';
import { replay } from './sql/replay.ts';
import { createSchemaOf } from './sql/schema-at.ts';
import type { EntityType, Schema } from './sql/schema.ts';
import { orderStatements } from './sql/migrations.ts';
import type { Statement } from './sql/statement.ts';
import { createWaker } from './wake.ts';

export interface AnalyseOptions {
  readonly from: Engine;
  readonly to: Engine;
  readonly direction: Direction;
  readonly upgradeTypes: boolean;
  /** The DDL of a project that codemods have moved in this run: it was written for the old engine, wherever it goes now. */
  readonly moved?: ReadonlySet<string>;
  readonly rules: readonly NamedRule[];
  /** A rule's severity from the configuration. */
  readonly severities: Readonly<Record<string, Severity>>;
  readonly languageOf: (path: string) => Language | undefined;
  /** The only file whose findings are wanted (an editor's); the others are there to understand it. */
  readonly shown?: string;
}

export interface RuleError {
  readonly rule: string;
  readonly path: string;
  readonly message: string;
}

export interface Analysis {
  readonly project: Project;
  readonly context: Context;
  readonly candidates: readonly Candidate[];
  readonly findings: readonly Finding[];
  readonly errors: readonly RuleError[];
}

/** Links the facts of all files and reads their statements. */
export const prepare = (facts: readonly Facts[], options: Pick<AnalyseOptions, 'from' | 'to' | 'moved'>): Project =>
  createProject(link(facts), options.from, options.to, options.moved);

/** The same project with facts that were changed after linking. */
export const withFacts = (facts: readonly Facts[], options: Pick<AnalyseOptions, 'from' | 'to' | 'moved'>): Project =>
  createProject(facts, options.from, options.to, options.moved);

/** Everything after reading: replays the schema, asks the rules and turns their problems into findings. */
export function analyse(project: Project, readText: ReadText, options: AnalyseOptions, schema: Schema = readSchema(project)): Analysis {
  const context: Context = { direction: options.direction, from: options.from, to: options.to, schema, project, upgradeTypes: options.upgradeTypes };
  const errors: RuleError[] = [];
  const active = options.rules.filter((rule) => appliesTo(rule, options.direction));
  const found = collect(project, context, active, errors, options).map((candidate) => adjust(candidate, options));
  const findings = toFindings(found, readText, fingerprintOf);
  const sifted = sift(found, findings, readText, options, active);
  return { project, context, errors, ...sifted };
}

/** The schema of all DDL; what an ORM declares counts where no DDL of that engine declares the table. */
export function readSchema(project: Project): Schema {
  const isOwn = (statement: Statement): boolean => foreignEngine(statement) === undefined && project.whyMadeAnew(statement.fragment.path) === undefined;
  const ordered = orderStatements(project.statements.filter(isOwn));
  const typeOf = entityTypes(project);
  const written = replay(ordered, typeOf);
  const missing = project.declared.filter((statement) => {
    const name = statement.tokens[2]?.text.replace(/^"|"$/g, '').replaceAll('""', '"');
    return name !== undefined && !written.table(name)?.declaredFor.includes(statement.engine!);
  });
  return missing.length === 0 ? written : replay([...missing, ...ordered], typeOf);
}

const TYPES_OF_ENTITIES: Readonly<Record<string, EntityType>> = { boolean: 'boolean', int: 'integer', integer: 'integer' };

/**
 * What entities of an ORM call boolean or a number: the program gives and takes such, whatever its migrations wrote for SQLite. TypeORM fills a table anew
 * under the name `temporary_...` (https://typeorm.io/docs/advanced-topics/migrations).
 */
function entityTypes({ facts }: Project): EntityTypes | undefined {
  const declared = facts.flatMap((fact) => (fact.declarations ?? []).filter((own) => own.isEither && !own.isMigration && own.engine === 'postgres'));
  const types = new Map(declared.flatMap(({ table, columns }) => columns.flatMap(({ name, postgresType }) => {
    const type = TYPES_OF_ENTITIES[postgresType ?? ''];
    return type ? [[`${table}.${name}`.toLowerCase(), type] as const] : [];
  })));
  return types.size === 0 ? undefined : (table, column) => types.get(`${table.replace(/^temporary_/, '')}.${column}`.toLowerCase());
}

const fingerprintOf = (candidate: Candidate, line: string, ordinal: number): string =>
  toFingerprint({
    rule: candidate.rule.id, path: candidate.place.path, line, ordinal,
    statement: candidate.statement?.fragment.kind === 'file' ? undefined : candidate.statement?.text,
    symbol: candidate.statement?.call?.within?.name,
  });

/** Asks all questions; a rule that throws is reported for that file, and the others go on. */
function collect(
  project: Project, context: Context, rules: readonly NamedRule[], errors: RuleError[], { moved, shown }: AnalyseOptions,
): readonly Candidate[] {
  const candidates: Candidate[] = [];
  const attempt = (rule: NamedRule, path: string, ask: () => void): void => {
    try {
      ask();
    } catch (error) {
      if (process.env['DBMIG_RETHROW']) throw error;
      errors.push({ rule: rule.id, path, message: error instanceof Error ? error.message : String(error) });
    }
  };
  const past: Past = moved !== undefined ? 'converted' : showsOldEngine(project, context.from) ? 'seen' : 'unseen';
  const isAsked = (statement: Statement): boolean => (shown === undefined || standsIn(statement, shown)) && project.whyLeft(statement) === undefined;
  const wake = createWaker(rules.filter((rule) => rule.statement));
  const schemaOf = createSchemaOf(project.statements, context.schema);
  for (const statement of project.statements.filter(isAsked)) {
    const schema = schemaOf(statement);
    const own = schema === context.schema ? context : { ...context, schema };
    for (const rule of wake(statement)) attempt(rule, statement.fragment.path, () => askStatement(rule, statement, own, past, candidates));
  }
  const ofBindings = rules.filter((rule) => rule.ofBindings && rule.statement);
  for (const statement of project.composed.filter(isAsked)) {
    for (const rule of ofBindings) attempt(rule, statement.fragment.path, () => askStatement(rule, statement, context, past, candidates));
  }
  for (const question of questions(project, context, rules, shown)) attempt(question.rule, question.path, () => candidates.push(...question.candidates()));
  return candidates;
}

/** Whether any of a statement stands in a file, or its call does. */
const standsIn = ({ fragment, call }: Statement, path: string): boolean =>
  fragment.path === path || call?.path === path || fragment.map.some((stretch) => stretch.path === path);

/** One rule asked about one statement: this is the inner loop of a run. */
function askStatement(rule: NamedRule, statement: Statement, context: Context, past: Past, candidates: Candidate[]): void {
  for (const problem of rule.statement!(statement, context)) {
    const candidate = toStatementCandidate(rule, problem, statement, context, past);
    if (candidate) candidates.push(candidate);
  }
}

/** One rule asked about one fact. */
interface Question {
  readonly rule: NamedRule;
  readonly path: string;
  readonly candidates: () => Iterable<Candidate>;
}

/** What is asked for calls and for the project, after the statements. */
function* questions(project: Project, context: Context, rules: readonly NamedRule[], shown: string | undefined): Iterable<Question> {
  const ofCalls = rules.filter((rule) => rule.call);
  for (const { path, calls } of project.facts) {
    if (shown !== undefined && path !== shown) continue;
    const reviewed = calls.filter((call) => project.whyCallStays(call) === undefined);
    for (const rule of reviewed.length > 0 ? ofCalls : []) yield { rule, path, candidates: () => askCalls(rule, path, reviewed, context) };
  }
  for (const rule of rules) if (rule.project) yield { rule, path: '', candidates: () => askProject(rule, project, context) };
}

function* askCalls(rule: NamedRule, path: string, calls: readonly Call[], context: Context): Iterable<Candidate> {
  for (const call of calls) for (const problem of rule.call!(call, context)) yield toHostCandidate(rule, problem, path);
}

function* askProject(rule: NamedRule, project: Project, context: Context): Iterable<Candidate> {
  for (const problem of rule.project!(project, context)) yield toHostCandidate(rule, problem, problem.path);
}

/** What is known of the old engine in a project: nothing, that it is there, or that this run has moved the code away from it. */
type Past = 'unseen' | 'seen' | 'converted';

/** Whether anything of the project still speaks of the engine it comes from: a driver, a dependency, SQL that goes there. */
const showsOldEngine = (project: Project, from: Engine): boolean =>
  project.facts.some((fact) => fact.drivers.some((use) => use.engine === from) || fact.calls.some((call) => call.engine === from))
  || project.statements.some((statement) => statement.engine === from);

/**
 * A statement that already reaches the new engine and says so (`$1`) was written or reviewed for it: what is only a possible difference there
 * is a matter for review unless the rule has seen the harm, and in a project that never was on the old engine it is nothing.
 */
function toStatementCandidate(
  rule: NamedRule, problem: Problem, statement: Statement, context: Context, past: Past,
): Candidate | undefined {
  const isSilent = problem.silent ?? rule.silent ?? false;
  const isThere = statement.engine === context.to;
  if (isSilent && isThere && past === 'unseen') return undefined;
  const place = placeOf(problem, { statement });
  const { dataLayerOf, isMade } = context.project;
  const { fix, help } = judgeFix(problem, statement, { to: context.to, dataLayer: dataLayerOf(place.path), isMade: isMade(place.path) });
  const { fix: _, ...rest } = problem;
  const isReviewed = past !== 'converted' && !rule.ofDriver && problem.confidence !== 'certain' && isSilent && isThere && statement.tokens.some((token) => /^\$\d/.test(token.text));
  const doubt = isReviewed ? { confidence: 'review' as Confidence, severity: milder(problem.severity ?? rule.severity) } : {};
  return { rule, statement, place, problem: { ...rest, help, ...doubt }, ...(fix && { fix }) };
}

function toHostCandidate(rule: NamedRule, problem: Problem, path: string): Candidate {
  return { rule, problem, place: placeOf(problem, { path }), ...(problem.fix && { fix: problem.fix }) };
}

const milder = (severity: Severity): Severity => SEVERITIES[Math.min(severityRank(severity) + 1, SEVERITIES.length - 1)]!;

const worse = (severity: Severity): Severity => SEVERITIES[Math.max(severityRank(severity) - 1, 0)]!;

/** The configuration's severity wins; else a call whose error is swallowed makes a problem that raises one worse by one. */
function adjust(candidate: Candidate, options: AnalyseOptions): Candidate {
  const configured = options.severities[candidate.rule.id];
  const severity = candidate.problem.severity ?? candidate.rule.severity;
  if (configured) return { ...candidate, problem: { ...candidate.problem, severity: configured } };
  const isSilent = candidate.problem.silent ?? candidate.rule.silent ?? false;
  if (severity !== 'warning' || isSilent || !candidate.statement?.call?.swallowed) return candidate;
  return { ...candidate, problem: { ...candidate.problem, severity: worse(severity) } };
}

/** Takes out what ignore comments cover and adds a finding for each comment that covers nothing. */
function sift(
  candidates: readonly Candidate[], findings: readonly Finding[], readText: ReadText, options: AnalyseOptions, rules: readonly NamedRule[],
): { readonly candidates: readonly Candidate[]; readonly findings: readonly Finding[] } {
  const directives = new Map<string, readonly Directive[]>();
  for (const path of new Set(candidates.map((candidate) => candidate.place.path))) {
    const language = options.languageOf(path);
    const text = readText(path);
    const own = language && text !== undefined ? readDirectives(text, language) : [];
    if (own.length > 0) directives.set(path, own);
  }
  if (directives.size === 0) return { candidates, findings };
  const unusedRule = rules.find((rule) => rule.id === 'unused-ignore');
  const ran = new Set(rules.map((rule) => rule.id));
  const ignored = new Set<Finding>();
  const extra: Candidate[] = [];
  for (const [path, own] of directives) {
    const sifted = siftFindings(own, findings.filter((finding) => finding.path === path), (id) => ran.has(id));
    for (const finding of sifted.ignored) ignored.add(finding);
    if (unusedRule) for (const unused of sifted.unused) extra.push(toHostCandidate(unusedRule, toUnusedProblem(path, readText(path) ?? '', unused), path));
  }
  const keys = new Set([...ignored].map((finding) => keyOf(finding.rule, finding)));
  const kept = [...candidates.filter((candidate) => !keys.has(keyOf(candidate.rule.id, candidate.place))), ...extra];
  return { candidates: kept, findings: toFindings(kept, readText, fingerprintOf) };
}

const keyOf = (rule: string, place: { readonly path: string; readonly start: number; readonly end: number }): string =>
  `${rule}\0${place.path}\0${place.start}\0${place.end}`;

import { analyse, prepare, readSchema, withFacts, type Analysis, type AnalyseOptions } from './analyse.ts';
import type { Engine, Facts } from './core/types.ts';
import type { Candidate, ReadText } from './findings.ts';
import { applyFixes, type FixRequest, type FixResult } from './fixing.ts';
import { readSources } from './gather.ts';
import type { Project } from './rule.ts';
import { isDdl } from './sql/ddl.ts';
import { isPostgresGrammarLoaded, loadPostgresGrammar } from './sql/grammar.ts';
import type { Statement } from './sql/statement.ts';
import { askTypes, type KnownTypes, type TypeAnswers, type TypeInfo } from './type-info.ts';

/** Fixes may uncover others (a nested call, a parameter after its column); more rounds than this never helped. */
const MOST_PASSES = 10;

/** Whose types the checker may be asked for, and where the project stands. */
export interface TypeSource {
  readonly mode: TypeInfo;
  readonly cwd: string;
  /** What it has answered in this run. */
  readonly known?: KnownTypes;
}

export interface Analysed {
  readonly analysis: Analysis;
  /** What the checker was asked, where it was. */
  readonly types?: TypeAnswers;
}

/** PostgreSQL's grammar and TypeScript's checker are loaded only when the facts need them. */
export async function analyseFacts(facts: readonly Facts[], readText: ReadText, options: AnalyseOptions, source?: TypeSource): Promise<Analysed> {
  let project = prepare(facts, options);
  if (!isPostgresGrammarLoaded() && project.statements.some(needsPostgresGrammar)) {
    await loadPostgresGrammar();
    project = withFacts(project.facts, options);
  }
  const schema = readSchema(project);
  const types = source && (await askTypes(project, schema, source.mode, source.cwd, readText, source.known));
  const analysis = analyse(types ? withFacts(types.facts, options) : project, readText, options, schema);
  return { analysis, ...(types && { types }) };
}

const needsPostgresGrammar = (statement: Statement): boolean =>
  statement.grammar !== 'sqlite' || statement.hasPostgresSign || (statement.engine === 'postgres' && isDdl(statement));

/** Texts in memory and what they say, while fixes are made. */
export interface Workspace {
  readonly overlay: Map<string, string>;
  readonly readerOf: (overlay: ReadonlyMap<string, string>) => ReadText;
  facts: readonly Facts[];
  fixed: number;
}

/**
 * Makes the requested fixes until there are none; gives what is left. `stays`: the engine that codemods had to leave code on, whose schema files stay with it.
 */
export async function fixPasses(
  space: Workspace, request: FixRequest, options: AnalyseOptions, types: TypeSource | undefined, stays?: Engine,
): Promise<Analysed> {
  for (let pass = 0; ; pass++) {
    const readText = space.readerOf(space.overlay);
    const analysed = await analyseFacts(space.facts, readText, options, types);
    const { candidates, project } = analysed.analysis;
    const wanted = candidates.filter((one) => !isSchemaOf(stays, one, project));
    const { texts, applied } = pass < MOST_PASSES ? applyFixes(wanted, readText, request) : NO_FIXES;
    if (texts.size === 0) return analysed;
    space.fixed += applied.length;
    await change(space, texts);
  }
}

const isSchemaOf = (engine: Engine | undefined, { statement, fix, place }: Candidate, project: Project): boolean =>
  engine !== undefined && fix?.portable !== true && statement?.fragment.kind === 'file' && project.dataLayerOf(place.path) === engine;

/** Takes new texts in, and reads them again. */
export async function change(space: Workspace, texts: ReadonlyMap<string, string>): Promise<void> {
  for (const [path, text] of texts) space.overlay.set(path, text);
  space.facts = await readAgain(space.facts, texts);
}

const NO_FIXES: FixResult = { texts: new Map(), applied: [] };

async function readAgain(facts: readonly Facts[], texts: ReadonlyMap<string, string>): Promise<readonly Facts[]> {
  const changed = new Map((await readSources([...texts].map(([path, text]) => ({ path, text })))).map((fact) => [fact.path, fact]));
  const known = new Set(facts.map((fact) => fact.path));
  const found = [...changed.values()].filter((fact) => !known.has(fact.path));
  const all = facts.map((fact) => changed.get(fact.path) ?? fact);
  return found.length === 0 ? all : [...all, ...found].sort((a, b) => (a.path < b.path ? -1 : 1));
}

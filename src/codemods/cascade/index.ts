import { posix } from 'node:path';
import { ts, type Node, type Project as MorphProject } from 'ts-morph';
import type { Place, ProposedEdit, Related } from '../../core/types.ts';
import type { NewFile } from '../codemod.ts';
import { specifierOf } from '../specifier.ts';
import { writeEdits } from './edits.ts';
import { convertElements, type Conversions } from './elements.ts';
import { floatingCalls } from './floating.ts';
import { readGraph, type Graph } from './graph.ts';
import { ENDINGS, folderOf, formOf, helperModule, importHelpers } from './in-order.ts';
import { addTo } from './nodes.ts';
import { isEsModule, type Surroundings } from './owner.ts';
import { spread, type Spread } from './spread.ts';

export interface CascadeInput {
  readonly morph: MorphProject;
  /** The path of a file as edits have it. */
  readonly toPath: (absolute: string) => string;
  /** Nodes whose rewritten text will hold an `await`, which the caller's own edits write: the functions around them turn async. */
  readonly seeds: readonly Node[];
  /**
   * Spans that the caller will wrap into an async function of its own: a cascade inside stops at their border. The span of a whole function means
   * that the caller makes this function async.
   */
  readonly regions: readonly Place[];
}

export interface Cascade {
  readonly components: readonly CascadeComponent[];
  /** Calls that nobody waits for, of functions that gave a promise before and do later now what they did at once. */
  readonly floating: readonly ts.Expression[];
}

/** What turns async together. */
export interface CascadeComponent {
  readonly seeds: readonly Node[];
  readonly edits: readonly ProposedEdit[];
  /** A module of helpers, where array methods whose callbacks turned async are not written as loops. */
  readonly created: readonly NewFile[];
  /** How many functions turn async, and how many expressions are awaited. */
  readonly functions: number;
  readonly awaits: number;
  /** Where a promise cannot be awaited; with any of these the edits are not to be applied. */
  readonly barriers: readonly Related[];
}

/**
 * The functions around the seeds become async, their calls are awaited, the functions around those calls become async, and so on across all files.
 * Returns one component for each set of functions that depend on each other, with its edits or its barriers.
 */
export function cascade(input: CascadeInput): Cascade {
  const { morph, toPath, seeds, regions } = input;
  const program = morph.getProgram().compilerObject;
  const graph = graphOf(program);
  const surroundings: Surroundings = {
    regionsOf: (file) => regions.filter((region) => region.path === toPath(file.fileName)),
    allowsAwait: (file) => isEsModule(file, program.getCompilerOptions()),
  };
  const result = spread(graph, seeds.map((seed) => seed.compilerNode), surroundings);
  const conversions = convertElements(graph.checker, result.elements);
  const [first, ...others] = conversions.helpers.keys();
  for (const call of others) result.groups.join(call, first!);
  return { components: toComponents(result, graph, conversions, input), floating: floatingCalls(graph, result.waiting, result.turned) };
}

/** A codemod asks again with other regions: the graph is that of the program, and is read once. */
const graphs = new WeakMap<ts.Program, Graph>();

function graphOf(program: ts.Program): Graph {
  const isForeign = (file: ts.SourceFile): boolean =>
    program.isSourceFileDefaultLibrary(file) || program.isSourceFileFromExternalLibrary(file) || file.fileName.includes('/node_modules/');
  const graph = graphs.get(program) ?? readGraph(program.getTypeChecker(), program.getSourceFiles().filter((file) => !isForeign(file)));
  graphs.set(program, graph);
  return graph;
}

interface Draft {
  readonly seeds: Node[];
  readonly edits: ProposedEdit[];
  readonly created: NewFile[];
  readonly barriers: Related[];
  functions: number;
  awaits: number;
}

function toComponents(result: Spread, graph: Graph, conversions: Conversions, { morph, seeds, toPath }: CascadeInput): readonly CascadeComponent[] {
  const drafts = new Map<ts.Node, Draft>();
  const draftOf = (node: ts.Node): Draft => {
    const key = result.groups.find(node);
    const draft = drafts.get(key) ?? { seeds: [], edits: [], created: [], barriers: [], functions: 0, awaits: 0 };
    drafts.set(key, draft);
    return draft;
  };
  const pathOf = (node: ts.Node): string => toPath(node.getSourceFile().fileName);
  for (const seed of seeds) draftOf(seed.compilerNode).seeds.push(seed);
  for (const [node, message] of [...result.barriers, ...conversions.barriers]) {
    draftOf(node).barriers.push({ path: pathOf(node), span: { start: node.getStart(), end: node.end }, message });
  }
  writeEdits(result, graph, conversions, seeds.map((seed) => seed.compilerNode), (node, edits) => {
    draftOf(node).edits.push(...edits.map((edit) => ({ path: pathOf(node), ...edit })));
  });
  for (const fn of result.turned) draftOf(fn).functions++;
  for (const promise of result.awaited) draftOf(promise).awaits++;
  const [first] = conversions.helpers.keys();
  if (first) addHelpers(draftOf(first), conversions.helpers, pathOf, morph.getSourceFiles().map((file) => file.compilerNode));
  return [...drafts.values()];
}

/** Writes the module with the helpers that are used, and imports them where they are. */
function addHelpers(draft: Draft, helpers: Conversions['helpers'], pathOf: (node: ts.Node) => string, project: readonly ts.SourceFile[]): void {
  const namesOf = new Map<ts.SourceFile, Set<string>>();
  const taken = new Set(project.map(pathOf));
  for (const [call, name] of helpers) addTo(namesOf, call.getSourceFile(), name);
  const files = [...namesOf.keys()];
  const form = formOf(files);
  const folder = folderOf(files.map(pathOf));
  const path = ['in-order', 'array-in-order', 'array-methods-in-order'].map((name) => posix.join(folder, `${name}${ENDINGS[form]}`)).find((one) => !taken.has(one))!;
  draft.created.push({ path, text: helperModule(new Set(helpers.values()), form) });
  for (const [file, names] of namesOf) {
    draft.edits.push({ path: pathOf(file), ...importHelpers(file, specifierOf(file, pathOf(file), path, project), [...names].sort()) });
  }
}

import { dirname, join } from 'node:path/posix';
import type { ts, Project as MorphProject } from 'ts-morph';
import { groupBy } from '../../core/group-by.ts';
import type { Place, ProposedEdit, Related } from '../../core/types.ts';
import type { NewFile } from '../codemod.ts';
import { writeEdits } from './edits.ts';
import { convertElements, type Conversions } from './elements.ts';
import { floatingCalls } from './floating.ts';
import { graphOf, withoutEnding, type Graph } from './graph.ts';
import { helperFiles } from './helpers.ts';
import { isEsModule, type Surroundings } from './owner.ts';
import { spread, type Spread } from './spread.ts';
import { mainEdits, mainOf } from './top-level.ts';

export interface CascadeInput {
  readonly morph: MorphProject;
  /** The path of a file as edits have it. */
  readonly toPath: (absolute: string) => string;
  /** Nodes whose rewritten text will hold an `await`, which the caller's own edits write: the functions around them turn async. */
  readonly seeds: readonly ts.Node[];
  /**
   * Spans that the caller will wrap into an async function of its own: a cascade inside stops at their border. The span of a whole function means
   * that the caller makes this function async.
   */
  readonly regions: readonly Place[];
  /** The text of a file of the project: its `package.json` says which web framework calls the handlers. */
  readonly readText?: (path: string) => string | undefined;
}

export interface Cascade {
  readonly components: readonly CascadeComponent[];
  /** Calls that nobody waits for, of functions that gave a promise before and do later now what they did at once. */
  readonly floating: readonly ts.Expression[];
  /** What gives a promise now and did not before. */
  readonly turned: Spread['turned'];
}

/** What turns async together. */
export interface CascadeComponent {
  readonly seeds: readonly ts.Node[];
  readonly edits: readonly ProposedEdit[];
  /** A module of helpers, where array methods whose callbacks turned async are not written as loops. */
  readonly created: readonly NewFile[];
  /** How many functions turn async, and how many expressions are awaited. */
  readonly functions: number;
  readonly awaits: number;
  /** What behaves otherwise in a way that a person should know. */
  readonly review: readonly Related[];
  /** Where a promise cannot be awaited; with any of these the edits are not to be applied. */
  readonly barriers: readonly Related[];
}

/**
 * The functions around the seeds become async, their calls are awaited, the functions around those calls become async, and so on across all files.
 * Returns one component for each set of functions that depend on each other, with its edits or its barriers.
 */
export function cascade(input: CascadeInput): Cascade {
  const { morph, toPath, seeds, regions, readText } = input;
  const program = morph.getProgram().compilerObject;
  const graph = graphOf(program);
  const byPath = groupBy(regions, ({ path }) => path);
  const surroundings: Surroundings = {
    regionsOf: (file) => byPath.get(toPath(file.fileName)) ?? [],
    allowsAwait: (file) => isEsModule(file, program.getCompilerOptions()),
    isExpress4: (file) => usesExpress4(toPath(file.fileName), readText),
  };
  const result = spread(graph, seeds, surroundings);
  const conversions = convertElements(graph.checker, result.places);
  const [first, ...others] = conversions.helpers.keys();
  for (const node of others) result.groups.join(node, first!);
  return { components: toComponents(result, graph, conversions, input), floating: floatingCalls(graph, result.waiting, result.turned), turned: result.turned };
}

const firstOf = (nodes: ReadonlySet<ts.Node>): ts.Node => [...nodes].reduce((a, b) => (b.pos < a.pos ? b : a));

/** Whether the nearest `package.json` above a file asks for Express 4. */
function usesExpress4(path: string, readText: CascadeInput['readText']): boolean {
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    const text = readText?.(join(folder, 'package.json'));
    if (text !== undefined) return /"express"\s*:\s*"[\^~>=v\s]*4\b/.test(text);
    if (folder === '.' || folder === '/') return false;
  }
}

interface Draft {
  readonly seeds: ts.Node[];
  readonly edits: ProposedEdit[];
  readonly created: NewFile[];
  readonly review: Related[];
  readonly barriers: Related[];
  functions: number;
  awaits: number;
}

function toComponents(result: Spread, graph: Graph, conversions: Conversions, { morph, seeds, toPath }: CascadeInput): readonly CascadeComponent[] {
  const drafts = new Map<ts.Node, Draft>();
  const draftOf = (node: ts.Node): Draft => {
    const key = result.groups.find(node);
    const draft = drafts.get(key) ?? { seeds: [], edits: [], created: [], review: [], barriers: [], functions: 0, awaits: 0 };
    drafts.set(key, draft);
    return draft;
  };
  const pathOf = (node: ts.Node): string => toPath(node.getSourceFile().fileName);
  for (const seed of seeds) draftOf(seed).seeds.push(seed);
  const note = (list: 'barriers' | 'review', node: ts.Node, message: string): void => {
    draftOf(node)[list].push({ path: pathOf(node), span: { start: node.getStart(), end: node.end }, message });
  };
  for (const [node, message] of [...result.barriers, ...conversions.barriers]) note('barriers', node, message);
  for (const [node, message] of result.notes) note('review', node, message);
  const files = morph.getSourceFiles().map((file) => file.compilerNode);
  for (const [file, waiting] of result.places.tops) {
    const main = mainOf(waiting, graph.loaded.has(withoutEnding(file.fileName)));
    if (typeof main === 'string') note('barriers', firstOf(waiting), main);
    else draftOf(file).edits.push(...mainEdits(main).map((edit) => ({ path: pathOf(file), ...edit })));
  }
  writeEdits(result, graph, conversions, seeds, (node, edits) => {
    draftOf(node).edits.push(...edits.map((edit) => ({ path: pathOf(node), ...edit })));
  });
  for (const fn of result.turned) draftOf(fn).functions++;
  for (const promise of result.awaited) draftOf(promise).awaits++;
  const [first] = conversions.helpers.keys();
  const helpers = helperFiles(conversions.helpers, pathOf, files);
  if (first) draftOf(first).edits.push(...helpers.edits);
  if (first) draftOf(first).created.push(...helpers.created);
  return [...drafts.values()];
}

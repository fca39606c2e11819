import { ts, type Node, type Project as MorphProject } from 'ts-morph';
import type { Place, ProposedEdit, Related } from '../../core/types.ts';
import { assertionOf, plainCallIn, type Assertion, type PlainCall } from './assertions.ts';
import { awaitEdits, isReturned, type LocalEdit } from './awaits.ts';
import { asyncEdits, awaitedTypeEdits, returnTypeEdits, settledTypeEdits } from './functions.ts';
import { readGraph, type Graph } from './graph.ts';
import { isEsModule, type Surroundings } from './owner.ts';
import { spread, type Spread } from './spread.ts';

export interface CascadeInput {
  readonly morph: MorphProject;
  /** The path of a file as edits have it. */
  readonly toPath: (absolute: string) => string;
  /** Nodes whose rewritten text will hold an `await`, which the caller's own edits write: the functions around them turn async. */
  readonly seeds: readonly Node[];
  /**
   * Spans that the caller will wrap into an async function of its own: a cascade inside stops at their border. The span of a whole function means that the caller
   * makes this function async.
   */
  readonly regions: readonly Place[];
}

export interface Cascade {
  readonly components: readonly CascadeComponent[];
}

/** What turns async together. */
export interface CascadeComponent {
  readonly seeds: readonly Node[];
  readonly edits: readonly ProposedEdit[];
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
export function cascade({ morph, toPath, seeds, regions }: CascadeInput): Cascade {
  const program = morph.getProgram().compilerObject;
  const files = program.getSourceFiles().filter((file) => !program.isSourceFileFromExternalLibrary(file) && !/\/node_modules\//.test(file.fileName) && !program.isSourceFileDefaultLibrary(file));
  const graph = readGraph(program.getTypeChecker(), files);
  const surroundings: Surroundings = {
    regionsOf: (file) => regions.filter((region) => region.path === toPath(file.fileName)),
    allowsAwait: (file) => isEsModule(file, program.getCompilerOptions()),
  };
  const result = spread(graph, seeds.map((seed) => seed.compilerNode), surroundings);
  return { components: toComponents(result, graph, seeds, toPath) };
}

interface Draft {
  readonly seeds: Node[];
  readonly edits: ProposedEdit[];
  readonly barriers: Related[];
  functions: number;
  awaits: number;
}

function toComponents(result: Spread, graph: Graph, seeds: readonly Node[], toPath: (absolute: string) => string): readonly CascadeComponent[] {
  const drafts = new Map<ts.Node, Draft>();
  const draftOf = (node: ts.Node): Draft => {
    const key = result.componentOf(node);
    const draft = drafts.get(key) ?? { seeds: [], edits: [], barriers: [], functions: 0, awaits: 0 };
    drafts.set(key, draft);
    return draft;
  };
  const write = (node: ts.Node, edits: readonly LocalEdit[]): void => {
    const path = toPath(node.getSourceFile().fileName);
    draftOf(node).edits.push(...edits.map((edit) => ({ path, ...edit })));
  };
  for (const seed of seeds) draftOf(seed.compilerNode).seeds.push(seed);
  for (const [node, message] of result.barriers) {
    draftOf(node).barriers.push({ path: toPath(node.getSourceFile().fileName), span: { start: node.getStart(), end: node.end }, message });
  }
  const { assertions, gone } = readAssertions(result, seeds);
  for (const fn of new Set([...result.turned, ...result.waiting])) if (!gone.has(fn)) write(fn, asyncEdits(fn));
  for (const fn of result.waiting) if (!result.turned.has(fn)) write(fn, settledTypeEdits(fn));
  for (const fn of result.turned) {
    draftOf(fn).functions++;
    write(fn, returnTypeEdits(fn));
    for (const type of graph.returnTypes.get(fn) ?? []) write(type, awaitedTypeEdits(type));
  }
  for (const promise of result.awaited) {
    draftOf(promise).awaits++;
    if (!isReturned(promise)) write(promise, awaitEdits(promise));
  }
  for (const { promise, edits } of assertions) write(promise, edits);
  return [...drafts.values()];
}

/** The assertions that something throws, and the functions in them that are replaced by the one call they hold. */
function readAssertions(result: Spread, seeds: readonly Node[]): { readonly assertions: readonly Assertion[]; readonly gone: ReadonlySet<ts.Node> } {
  const waiting: readonly ts.Node[] = [...result.awaited, ...seeds.map((seed) => seed.compilerNode)];
  const holdsOthers = ({ body }: PlainCall): boolean => waiting.some((node) => node !== body && contains(body, node));
  const gone = new Set<ts.Node>();
  const assertions = [...result.throwing].map((call) => {
    const plain = plainCallIn(call);
    const called = plain && result.awaited.has(plain.body) && !holdsOthers(plain) ? plain : undefined;
    if (called) gone.add(called);
    return assertionOf(call, called);
  });
  return { assertions, gone };
}

const contains = (outer: ts.Node, inner: ts.Node): boolean =>
  outer.getSourceFile() === inner.getSourceFile() && outer.pos <= inner.pos && inner.end <= outer.end;

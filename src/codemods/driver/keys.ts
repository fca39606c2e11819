import { ts } from 'ts-morph';
import { toEdit } from '../../core/positions.ts';
import type { Call, ProposedEdit } from '../../core/types.ts';
import type { Project } from '../../rule.ts';
import { SOURCES } from '../../drivers/sources.ts';
import type { Plan } from './plan.ts';
import { nodeAt } from './sql.ts';

/** The column that an id which is read at a place comes from: the one that the statement returns. */
export function keysOf(plan: Plan, project: Project, path: string): (node: ts.Node) => string {
  const keys = new Map<number, string>();
  for (const fact of project.facts) {
    for (const call of fact.calls) {
      for (const read of idReads(call)) if ((read.path ?? call.path) === path) keys.set(read.end, keyOf(plan, call) ?? 'id');
    }
  }
  return (node) => keys.get(node.end) ?? 'id';
}

const isOfSource = (call: Call): boolean => SOURCES.includes(call.driver ?? '');

const idReads = (call: Call): Call['reads'] =>
  (isOfSource(call) ? call.reads.filter((read) => /^last(?:InsertRowid|ID)$/.test(read.property ?? '') && read.of === 'result') : []);

const INSERT = /^\s*(?:WITH\b[^]*?\)\s*)?(?:INSERT|REPLACE)\s+(?:OR\s+\w+\s+)?INTO\s+["'`[]?(\w+)/i;

/** The name of the key that an INSERT makes. */
function keyOf(plan: Plan, call: Call): string | undefined {
  const table = INSERT.exec(call.fragment?.text ?? '')?.[1];
  return table === undefined ? undefined : plan.schema.table(table)?.rowidAlias;
}

/** The edits that let an INSERT return the id which the program reads from its result, at the call or in the function that runs it. */
export function returningEdits(plan: Plan, project: Project, fileAt: (path: string) => ts.SourceFile | undefined): readonly ProposedEdit[] {
  const calls = project.facts.flatMap((fact) => fact.calls).filter(isOfSource);
  const readers = readingFunctions(calls, fileAt);
  return calls.flatMap((call) => {
    if (idReads(call).length > 0) return returning(call, keyOf(plan, call) ?? 'id');
    const key = isVia(call, readers) ? keyOf(plan, call) : undefined;
    return key === undefined ? [] : returning(call, key);
  });
}

const isVia = (call: Call, functions: ReadonlySet<string>): boolean => call.via !== undefined && functions.has(call.via.split('.').at(-1)!);

/** The names of functions that are given SQL and read the id from its result themselves. */
function readingFunctions(calls: readonly Call[], fileAt: (path: string) => ts.SourceFile | undefined): ReadonlySet<string> {
  const names = new Set<string>();
  const forwarding = calls.filter((call) => call.fragment === undefined);
  for (let before = -1; before !== names.size;) {
    before = names.size;
    for (const call of forwarding) {
      if (idReads(call).length === 0 && !isVia(call, names)) continue;
      const file = fileAt(call.path);
      for (const name of file ? namesAround(nodeAt(file, call)) : []) names.add(name);
    }
  }
  return names;
}

/** The names of the functions around a node, innermost first. */
function namesAround(node: ts.Node | undefined): readonly string[] {
  const names: string[] = [];
  for (let outer = node?.parent; outer; outer = outer.parent) {
    if (!ts.isFunctionLike(outer)) continue;
    const { parent } = outer;
    const isHeld = ts.isVariableDeclaration(parent) || ts.isPropertyAssignment(parent) || ts.isPropertyDeclaration(parent);
    const name = outer.name ?? (isHeld ? parent.name : undefined);
    if (name) names.push(name.getText());
  }
  return names;
}

function returning({ fragment }: Call, key: string): readonly ProposedEdit[] {
  if (!fragment || !INSERT.test(fragment.text) || /\bRETURNING\b/i.test(fragment.text)) return [];
  const end = fragment.text.replace(/[\s;]+$/, '').length;
  const edit = toEdit(fragment, { start: end, end }, ` RETURNING ${key}`);
  return edit ? [edit] : [];
}

import type { Node, SourceFile } from 'ts-morph';
import type { Place, Related } from '../core/types.ts';
import type { CodemodContext, Component } from './codemod.ts';
import { pathOf, spanOf } from './draft.ts';

export interface Moving {
  /** The scripts that go to the new engine: not those of other people, nor a half that stays on the old one, nor what is in a package that serves both. */
  readonly files: readonly SourceFile[];
  /** Those of packages that serve both engines, each with where that shows. */
  readonly kept: ReadonlyMap<SourceFile, Place>;
}

/** `showsBoth` gives what else shows in a script that its package serves both engines, beside a database that is opened behind a condition on the engine. */
export function readMoving(context: CodemodContext, showsBoth: (file: SourceFile) => Node | undefined): Moving {
  const { project } = context;
  const all = context.morph.getSourceFiles().filter((file) => !file.isDeclarationFile() && !file.isInNodeModules());
  const shown = new Map(all.flatMap((file) => {
    const node = showsBoth(file);
    const path = pathOf(context, file);
    return node ? [[project.rootOf(path), { path, ...spanOf(node) }] as const] : [];
  }));
  const open = all.filter((file) => project.twinOf(pathOf(context, file)) === undefined);
  const kept = new Map(open.flatMap((file) => {
    const path = pathOf(context, file);
    const choice = project.engineChoice(path) ?? shown.get(project.rootOf(path));
    return choice ? [[file, choice] as const] : [];
  }));
  return { kept, files: open.filter((file) => !kept.has(file)) };
}

const ADVICE = 'The package serves both engines and chooses one when it starts, so nothing in it is rewritten: choose PostgreSQL in its settings, or take the choice out.';

/** What a codemod says of packages that serve both engines, one component each: `title` names what they have for the old one. */
export function choiceComponents(codemod: string, title: string, choices: readonly (Place | undefined)[]): readonly Component[] {
  const barriers = new Map(choices.flatMap((one): readonly (readonly [string, Related])[] =>
    (one ? [[`${one.path}:${one.start}`, { path: one.path, span: { start: one.start, end: one.end }, message: ADVICE }]] : [])));
  return [...barriers.values()].map((barrier) => ({ codemod, title, edits: [], created: [], converted: [], barriers: [barrier], review: [], steps: [] }));
}

/** Whether a condition on the engine keeps a place from the new one. */
export const stays = (context: CodemodContext, node: Node): boolean =>
  context.project.whyStays(pathOf(context, node.getSourceFile()), node.getStart()) !== undefined;

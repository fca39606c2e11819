import type { Node, SourceFile } from 'ts-morph';
import type { CodemodContext } from './codemod.ts';
import { pathOf } from './draft.ts';

/**
 * The scripts that go to the new engine: not those of other people, nor a half that stays on the old one, nor what is in a package that chooses its engine
 * when it starts. `servesBoth` names what else shows such a package.
 */
export function movingFiles(context: CodemodContext, servesBoth: (file: SourceFile) => boolean): readonly SourceFile[] {
  const { project } = context;
  const files = context.morph.getSourceFiles().filter((file) => !file.isDeclarationFile() && !file.isInNodeModules());
  const both = new Set(files.filter(servesBoth).map((file) => project.rootOf(pathOf(context, file))));
  return files.filter((file) => {
    const path = pathOf(context, file);
    return project.twinOf(path) === undefined && !project.choosesEngine(path) && !both.has(project.rootOf(path));
  });
}

/** Whether a condition on the engine keeps a place from the new one. */
export const stays = (context: CodemodContext, node: Node): boolean =>
  context.project.whyStays(pathOf(context, node.getSourceFile()), node.getStart()) !== undefined;

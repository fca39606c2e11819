import type { Node, SourceFile } from 'ts-morph';
import type { Pieces, ProposedEdit, Related, Span } from '../core/types.ts';
import type { CodemodContext, Component, NewFile } from './codemod.ts';

/** What a codemod has found out about one component so far. Made by `createDraft`, filled while the project is read, closed by `toComponent`. */
export interface Draft {
  readonly edit: (path: string, span: Span, text: string | Pieces) => void;
  /** Edits of a script, by nodes. */
  readonly replace: (node: Node, text: string | Pieces) => void;
  /** The same for a part of a script that is no node. */
  readonly splice: (file: SourceFile, span: Span, text: string) => void;
  readonly create: (file: NewFile) => void;
  readonly converted: (node: Node, message: string) => void;
  /** The same in a file that is no script. */
  readonly convertedAt: (related: Related) => void;
  readonly barrier: (node: Node, message: string) => void;
  readonly review: (node: Node, message: string) => void;
  /** What a step of another module worked out. */
  readonly take: (part: Pick<Component, 'edits' | 'created' | 'barriers' | 'review'>) => void;
  readonly step: (text: string) => void;
  /** Whether an edit that takes text out or replaces it covers a node. */
  readonly isGone: (node: Node) => boolean;
  /** What edits take out of a file, or replace. */
  readonly goneTexts: (file: SourceFile) => readonly string[];
  readonly toComponent: () => Component;
}

export const pathOf = (context: CodemodContext, file: SourceFile): string => context.toPath(file.getFilePath());

export const spanOf = (node: Node): Span => ({ start: node.getStart(), end: node.getEnd() });

/** Collects the edits of one component. The same edit may be proposed twice: it is made once. */
export function createDraft(context: CodemodContext, codemod: string, title: string): Draft {
  const edits = new Map<string, ProposedEdit & { readonly path: string }>();
  const created = new Map<string, NewFile>();
  const notes = { converted: new Map<string, Related>(), barriers: new Map<string, Related>(), review: new Map<string, Related>() };
  const steps = new Set<string>();
  const edit: Draft['edit'] = (path, { start, end }, text) => {
    edits.set(`${path}\0${start}\0${end}\0${typeof text === 'string' ? text : JSON.stringify(text)}`, { path, start, end, text });
  };
  const noteIn = (notesOfKind: Map<string, Related>) => (node: Node, message: string): void => {
    const related = { path: pathOf(context, node.getSourceFile()), span: spanOf(node), message };
    notesOfKind.set(`${related.path}\0${related.span.start}\0${related.span.end}\0${message}`, related);
  };
  return {
    edit,
    replace: (node, text) => edit(pathOf(context, node.getSourceFile()), spanOf(node), text),
    splice: (file, span, text) => edit(pathOf(context, file), span, text),
    create: (file) => created.set(file.path, file),
    convertedAt: (related) => notes.converted.set(`${related.path}\0${related.span.start}`, related),
    converted: noteIn(notes.converted), barrier: noteIn(notes.barriers), review: noteIn(notes.review),
    take: (part) => {
      for (const one of part.edits) edit(one.path ?? '', one, one.text);
      for (const file of part.created) created.set(file.path, file);
      for (const list of ['barriers', 'review'] as const) {
        for (const one of part[list]) notes[list].set(`${one.path}\0${one.span.start}\0${one.span.end}\0${one.message}`, one);
      }
    },
    step: (text) => steps.add(text),
    isGone: (node) => isGone([...edits.values()], pathOf(context, node.getSourceFile()), spanOf(node)),
    goneTexts: (file) => [...edits.values()].filter((one) => one.path === pathOf(context, file)).map(({ start, end }) => file.getFullText().slice(start, end)),
    toComponent: () => ({
      codemod, title, edits: [...edits.values()].sort(byPlace), created: [...created.values()], steps: [...steps],
      converted: sorted(notes.converted), barriers: sorted(notes.barriers), review: sorted(notes.review),
    }),
  };
}

const isGone = (edits: readonly (ProposedEdit & { readonly path: string })[], path: string, span: Span): boolean =>
  edits.some((edit) => edit.path === path && edit.start <= span.start && span.end <= edit.end && edit.start < edit.end
    && (typeof edit.text === 'string' || !edit.text.some((piece) => typeof piece !== 'string' && piece.start <= span.start && span.end <= piece.end)));

const byPlace = (a: ProposedEdit & { readonly path: string }, b: ProposedEdit & { readonly path: string }): number =>
  (a.path < b.path ? -1 : a.path > b.path ? 1 : a.start - b.start || b.end - a.end);

const sorted = (notes: ReadonlyMap<string, Related>): readonly Related[] => [...notes.values()].sort(byRelated);

const byRelated = (a: Related, b: Related): number => (a.path < b.path ? -1 : a.path > b.path ? 1 : a.span.start - b.span.start);

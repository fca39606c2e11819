import type { Node, SourceFile, ts } from 'ts-morph';
import type { Pieces, ProposedEdit, Related, Span } from '../core/types.ts';
import type { CodemodContext, Component, NewFile } from './codemod.ts';

/** A node of TypeScript's tree, or ts-morph's view of it. */
export type AnyNode = Node | ts.Node;

export type FileEdit = ProposedEdit & { readonly path: string };

/** What a codemod has found out about one component so far. Made by `createDraft`, filled while the project is read, closed by `toComponent`. */
export interface Draft {
  readonly pathOf: (node: AnyNode) => string;
  readonly edit: (path: string, span: Span, text: string | Pieces) => void;
  /** Edits of a script, by nodes. */
  readonly replace: (node: AnyNode, text: string | Pieces) => void;
  /** The same for a part of a script that is no node. */
  readonly splice: (file: AnyNode, span: Span, text: string) => void;
  readonly create: (file: NewFile) => void;
  readonly converted: (node: AnyNode, message: string) => void;
  /** The same in a file that is no script. */
  readonly convertedAt: (related: Related) => void;
  readonly barrier: (node: AnyNode, message: string) => void;
  readonly review: (node: AnyNode, message: string) => void;
  /** What a step of another module worked out. */
  readonly take: (part: Partial<Pick<Component, 'edits' | 'created' | 'barriers' | 'review'>>) => void;
  readonly step: (text: string) => void;
  /** The edits so far, in the order in which they were made. */
  readonly edits: () => readonly FileEdit[];
  /** Whether an edit that takes text out or replaces it covers a node. */
  readonly isGone: (node: AnyNode) => boolean;
  /** What edits take out of a file, or replace. */
  readonly goneTexts: (file: SourceFile) => readonly string[];
  readonly toComponent: () => Component;
}

export const pathOf = (context: CodemodContext, file: SourceFile): string => context.toPath(file.getFilePath());

export const spanOf = (node: AnyNode): Span => ({ start: node.getStart(), end: node.getEnd() });

/** Collects the edits of one component. The same edit may be proposed twice: it is made once. */
export function createDraft({ toPath }: Pick<CodemodContext, 'toPath'>, codemod: string, title: string): Draft {
  const edits = new Map<string, FileEdit>();
  const created = new Map<string, NewFile>();
  const notes = { converted: new Map<string, Related>(), barriers: new Map<string, Related>(), review: new Map<string, Related>() };
  const steps = new Set<string>();
  const ofNode: Draft['pathOf'] = (node) => toPath(nameOfFile(node));
  const edit: Draft['edit'] = (path, { start, end }, text) => {
    const key = `${path}\0${start}\0${end}\0${typeof text === 'string' ? text : JSON.stringify(text)}`;
    if (!edits.has(key)) edits.set(key, { path, start, end, text });
  };
  const noteIn = (list: Map<string, Related>) => (node: AnyNode, message: string): void => note(list, { path: ofNode(node), span: spanOf(node), message });
  return {
    pathOf: ofNode, edit,
    replace: (node, text) => edit(ofNode(node), spanOf(node), text),
    splice: (file, span, text) => edit(ofNode(file), span, text),
    create: (file) => created.set(file.path, file),
    convertedAt: (related) => note(notes.converted, related),
    converted: noteIn(notes.converted), barrier: noteIn(notes.barriers), review: noteIn(notes.review),
    take: (part) => {
      for (const one of part.edits ?? []) edit(one.path ?? '', one, one.text);
      for (const file of part.created ?? []) created.set(file.path, file);
      for (const list of ['barriers', 'review'] as const) for (const one of part[list] ?? []) note(notes[list], one);
    },
    step: (text) => steps.add(text),
    edits: () => [...edits.values()],
    isGone: (node) => isGone([...edits.values()], ofNode(node), spanOf(node)),
    goneTexts: (file) => [...edits.values()].filter((one) => one.path === ofNode(file)).map(({ start, end }) => file.getFullText().slice(start, end)),
    toComponent: () => ({
      codemod, title, edits: [...edits.values()].sort(byPlace), created: [...created.values()], steps: [...steps],
      converted: sorted(notes.converted), barriers: sorted(notes.barriers), review: sorted(notes.review),
    }),
  };
}

const nameOfFile = (node: AnyNode): string => {
  const file = node.getSourceFile();
  return 'fileName' in file ? file.fileName : file.getFilePath();
};

function note(list: Map<string, Related>, one: Related): void {
  list.set(`${one.path}\0${one.span.start}\0${one.span.end}\0${one.message}`, one);
}

const isGone = (edits: readonly FileEdit[], path: string, span: Span): boolean =>
  edits.some((edit) => edit.path === path && edit.start <= span.start && span.end <= edit.end && edit.start < edit.end
    && (typeof edit.text === 'string' || !edit.text.some((piece) => typeof piece !== 'string' && piece.start <= span.start && span.end <= piece.end)));

const byPlace = (a: FileEdit, b: FileEdit): number => (a.path < b.path ? -1 : a.path > b.path ? 1 : a.start - b.start || b.end - a.end);

const sorted = (notes: ReadonlyMap<string, Related>): readonly Related[] => [...notes.values()].sort(byRelated);

const byRelated = (a: Related, b: Related): number => (a.path < b.path ? -1 : a.path > b.path ? 1 : a.span.start - b.span.start);

import type { Edit, Pieces, Span } from './types.ts';

/** An edit of one text: plain, or with kept spans of that text which may hold further edits. */
export interface TextEdit extends Span {
  readonly text: string | Pieces;
}

const isPlain = (edit: TextEdit): edit is PlainEdit => typeof edit.text === 'string';

const keptSpans = (edit: TextEdit): readonly Span[] =>
  isPlain(edit) ? [] : (edit.text as Pieces).filter((piece): piece is Span => typeof piece !== 'string');

const contains = (outer: Span, inner: Span): boolean => outer.start <= inner.start && inner.end <= outer.end;

const isDisjoint = (a: Span, b: Span): boolean => a.end <= b.start || b.end <= a.start;

/**
 * Whether both edits can be applied together: they touch different text, or one lies inside a span that the other keeps.
 * Two insertions at one place go together, in the order given.
 */
export function isCompatible(a: TextEdit, b: TextEdit): boolean {
  return isDisjoint(a, b) || keptSpans(a).some((kept) => contains(kept, b)) || keptSpans(b).some((kept) => contains(kept, a));
}

/** The first edit, from left to right, that does not go with an earlier one. */
export function findClash<E extends TextEdit>(edits: readonly E[]): E | undefined {
  let open: readonly E[] = [];
  for (const edit of [...edits].sort((a, b) => a.start - b.start || b.end - a.end)) {
    open = open.filter((other) => other.end > edit.start);
    if (!open.every((other) => isCompatible(edit, other))) return edit;
    open = [...open, edit];
  }
  return undefined;
}

/**
 * Splits an edit whose kept spans stand in their original order into plain edits of the text between them,
 * so that everything kept stays byte-identical. Returns the edit itself where the order changes or a span is used twice.
 */
export function splitAroundKept(edit: TextEdit): readonly TextEdit[] {
  if (isPlain(edit)) return [edit];
  const parts: { start: number; end: number; text: string }[] = [];
  let at = edit.start;
  let text = '';
  for (const piece of edit.text as Pieces) {
    if (typeof piece === 'string') {
      text += piece;
      continue;
    }
    if (piece.start < at || piece.end > edit.end) return [edit];
    parts.push({ start: at, end: piece.start, text });
    at = piece.end;
    text = '';
  }
  parts.push({ start: at, end: edit.end, text });
  return parts.filter((part) => part.start < part.end || part.text !== '');
}

/** Whether `inner` belongs to a span that `outer` keeps. An insertion at the border of `outer` stays outside. */
function isNested(outer: TextEdit, inner: TextEdit): boolean {
  const isAtBorder = inner.start === inner.end && (inner.start === outer.start || inner.end === outer.end);
  return !isAtBorder && keptSpans(outer).some((kept) => contains(kept, inner));
}

/** Outer before inner, left before right; at one place insertions first, then in the order given. */
function sortOuterFirst(edits: readonly TextEdit[]): readonly TextEdit[] {
  const isInsertion = (edit: TextEdit): number => (edit.start === edit.end ? 0 : 1);
  return [...edits].sort((a, b) =>
    a.start - b.start || isInsertion(a) - isInsertion(b) || b.end - a.end || (a.start === a.end ? 0 : Number(isNested(b, a)) - Number(isNested(a, b))));
}

/** The text with all edits applied. The edits must be pairwise compatible. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  return render(text, { start: 0, end: text.length }, sortOuterFirst(edits));
}

function render(text: string, span: Span, sorted: readonly TextEdit[]): string {
  let out = '';
  let at = span.start;
  for (const { edit, inner } of topLevel(sorted)) {
    out += text.slice(at, edit.start) + renderEdit(text, edit, inner);
    at = edit.end;
  }
  return out + text.slice(at, span.end);
}

/** Edits that stand beside each other, with those that are nested in each: only the last that replaces text can hold the next. */
function topLevel(sorted: readonly TextEdit[]): readonly { readonly edit: TextEdit; readonly inner: readonly TextEdit[] }[] {
  const groups: { edit: TextEdit; inner: TextEdit[] }[] = [];
  for (const edit of sorted) {
    const last = groups.findLast((group) => group.edit.start < group.edit.end);
    if (last && isNested(last.edit, edit)) last.inner.push(edit);
    else groups.push({ edit, inner: [] });
  }
  return groups;
}

function renderEdit(text: string, edit: TextEdit, inner: readonly TextEdit[]): string {
  if (isPlain(edit)) return edit.text;
  return (edit.text as Pieces)
    .map((piece) => (typeof piece === 'string' ? piece : render(text, piece, inner.filter((other) => contains(piece, other)))))
    .join('');
}

/** An edit that is plain text. */
export type PlainEdit = Span & { readonly text: string };

/** Compatible edits as disjoint plain ones, in order: what is nested in a kept span becomes part of the edit around it, or stands alone. */
export function flattenEdits(text: string, edits: readonly TextEdit[]): readonly PlainEdit[] {
  return topLevel(sortOuterFirst(edits)).flatMap(({ edit, inner }) => flattenOne(text, edit, inner)).sort((a, b) => a.start - b.start || a.end - b.end);
}

function flattenOne(text: string, edit: TextEdit, inner: readonly TextEdit[]): readonly PlainEdit[] {
  const parts = splitAroundKept(edit);
  if (!parts.every(isPlain)) return [{ start: edit.start, end: edit.end, text: renderEdit(text, edit, inner) }];
  return [...parts, ...flattenEdits(text, inner)];
}

/** One edit as plain text: kept spans hold the original. */
export const toPlainEdits = (text: string, edit: TextEdit): readonly PlainEdit[] => flattenOne(text, edit, []);

/** The smallest plain edit that turns `before` into `after`; undefined when they are equal. */
export function differenceOf(before: string, after: string): (Span & { readonly text: string }) | undefined {
  if (before === after) return undefined;
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start++;
  let end = 0;
  while (end < before.length - start && end < after.length - start && before[before.length - 1 - end] === after[after.length - 1 - end]) end++;
  return { start, end: before.length - end, text: after.slice(start, after.length - end) };
}

/** Groups edits by file, in the order of the paths. */
export function groupByPath(edits: readonly Edit[]): ReadonlyMap<string, readonly Edit[]> {
  const groups = new Map<string, Edit[]>();
  for (const edit of edits) {
    const group = groups.get(edit.path);
    if (group) group.push(edit);
    else groups.set(edit.path, [edit]);
  }
  return new Map([...groups].sort(([a], [b]) => (a < b ? -1 : 1)));
}

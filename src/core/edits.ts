import type { Edit, Pieces, Span } from './types.ts';

/** An edit of one text: plain, or with kept spans of that text which may hold further edits. */
export interface TextEdit extends Span {
  readonly text: string | Pieces;
}

const isPlain = (edit: TextEdit): edit is TextEdit & { readonly text: string } => typeof edit.text === 'string';

const keptSpans = (edit: TextEdit): readonly Span[] =>
  isPlain(edit) ? [] : (edit.text as Pieces).filter((piece): piece is Span => typeof piece !== 'string');

const contains = (outer: Span, inner: Span): boolean => outer.start <= inner.start && inner.end <= outer.end;

const isDisjoint = (a: Span, b: Span): boolean => a.end <= b.start || b.end <= a.start;

/**
 * Whether both edits can be applied together: they touch different text, or one lies inside a span that the other keeps.
 * Two insertions at one place go together, in the order given.
 */
export function isCompatible(a: TextEdit, b: TextEdit): boolean {
  const isSame = a.start === b.start && a.end === b.end;
  if (isSame && a.start < a.end) return keptSpans(a).some((kept) => contains(kept, b) && kept.end - kept.start === b.end - b.start);
  return isDisjoint(a, b) || keptSpans(a).some((kept) => contains(kept, b)) || keptSpans(b).some((kept) => contains(kept, a));
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

/** The text with all edits applied. The edits must be pairwise compatible. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  const sorted = edits.flatMap(splitAroundKept).map((edit, order) => ({ edit, order }));
  sorted.sort((a, b) => a.edit.start - b.edit.start || b.edit.end - a.edit.end || a.order - b.order);
  return render(text, { start: 0, end: text.length }, sorted.map(({ edit }) => edit));
}

function render(text: string, span: Span, edits: readonly TextEdit[]): string {
  let out = '';
  let at = span.start;
  for (let i = 0; i < edits.length; i++) {
    const edit = edits[i]!;
    if (edit.start < at) continue;
    out += text.slice(at, edit.start);
    let next = i + 1;
    while (next < edits.length && edit.start < edit.end && contains(edit, edits[next]!)) next++;
    out += renderEdit(text, edit, edits.slice(i + 1, next));
    at = edit.end;
    if (edit.start < edit.end) i = next - 1;
  }
  return out + text.slice(at, span.end);
}

function renderEdit(text: string, edit: TextEdit, inner: readonly TextEdit[]): string {
  if (isPlain(edit)) return edit.text;
  return (edit.text as Pieces)
    .map((piece) => (typeof piece === 'string' ? piece : render(text, piece, inner.filter((other) => contains(piece, other)))))
    .join('');
}

/** The edit as plain text: kept spans are filled with the original. */
export function toPlainEdits(text: string, edit: TextEdit): readonly (TextEdit & { readonly text: string })[] {
  return splitAroundKept(edit).map((part) => ({ start: part.start, end: part.end, text: isPlain(part) ? part.text : renderEdit(text, part, []) }));
}

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

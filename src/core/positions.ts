import type { Edit, Fragment, Place, Quoting, Span, Stretch } from './types.ts';

/** The stretch that holds `offset`; at a border the one that begins there. */
function stretchAt(map: readonly Stretch[], offset: number): Stretch | undefined {
  let low = 0;
  let high = map.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (map[middle]!.start <= offset) low = middle;
    else high = middle - 1;
  }
  return map[low];
}

const pathOf = (fragment: Fragment, stretch: Stretch): string => stretch.path ?? fragment.path;

const toSource = (stretch: Stretch, offset: number): number =>
  stretch.kind === 'text' ? stretch.from + Math.min(Math.max(offset - stretch.start, 0), stretch.to - stretch.from) : offset <= stretch.start ? stretch.from : stretch.to;

/**
 * Where a span of the fragment stands in its source. A span over several literals is cut to the part in the first one's file.
 * An empty fragment maps to the start of its file.
 */
export function toPlace(fragment: Fragment, span: Span): Place {
  const first = stretchAt(fragment.map, span.start);
  if (!first) return { path: fragment.path, start: 0, end: 0 };
  const path = pathOf(fragment, first);
  const start = first.kind === 'text' ? toSource(first, span.start) : first.from;
  let last = stretchAt(fragment.map, Math.max(span.start, span.end - 1)) ?? first;
  if (pathOf(fragment, last) !== path || last.from < first.from) last = first;
  return { path, start, end: Math.max(start, toSource(last, span.end)) };
}

/**
 * The edit of the source that replaces a span of the fragment by `text`, written in the quoting of the literal it stands in.
 * Undefined when the span cuts an escape or a hole, or reaches over the border of a literal: such a change cannot be made by one edit.
 */
export function toEdit(fragment: Fragment, span: Span, text: string): Edit | undefined {
  const inside = fragment.map.filter((stretch) => stretch.start < span.end && span.start < stretch.end);
  const anchor = inside[0] ?? insertionStretch(fragment.map, span.start);
  if (!anchor) return undefined;
  const path = pathOf(fragment, anchor);
  const quoting = anchor.quoting;
  if (inside.length === 0) {
    const at = span.start <= anchor.start ? anchor.from : toSource(anchor, span.start);
    return { path, start: at, end: at, text: encode(text, quoting) };
  }
  for (let i = 0; i < inside.length; i++) {
    const stretch = inside[i]!;
    if (stretch.kind === 'hole' || pathOf(fragment, stretch) !== path || stretch.quoting !== quoting) return undefined;
    if (i > 0 && inside[i - 1]!.to !== stretch.from) return undefined;
    const isCut = stretch.kind === 'escape' && (span.start > stretch.start || span.end < stretch.end);
    if (isCut) return undefined;
  }
  const last = inside.at(-1)!;
  return { path, start: toSource(anchor, span.start), end: toSource(last, span.end), text: encode(text, quoting) };
}

function insertionStretch(map: readonly Stretch[], offset: number): Stretch | undefined {
  const touching = map.filter((stretch) => stretch.start <= offset && offset <= stretch.end && stretch.kind !== 'hole');
  return touching.find((stretch) => stretch.end === offset && stretch.start < offset) ?? touching[0];
}

const ESCAPES: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t', '\0': '\\0', '\u2028': '\\u2028', '\u2029': '\\u2029' };

/** SQL text as it must be written inside a literal of that quoting. */
export function encode(text: string, quoting: Quoting): string {
  switch (quoting) {
    case 'verbatim':
      return text;
    case 'single':
      return text.replace(/[\\'\n\r\0\u2028\u2029]/g, (character) => ESCAPES[character] ?? `\\${character}`);
    case 'double':
      return text.replace(/[\\"\n\r\0\u2028\u2029]/g, (character) => ESCAPES[character] ?? `\\${character}`);
    case 'template':
      return text.replace(/\\|`|\$\{/g, (sequence) => `\\${sequence}`);
  }
}

/** Start offsets of the lines of a text (LF, CRLF and CR end a line). */
export function lineStarts(text: string): readonly number[] {
  const starts = [0];
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 10 || (code === 13 && text.charCodeAt(i + 1) !== 10)) starts.push(i + 1);
  }
  return starts;
}

/** 1-based line and column of an offset. */
export function toLineColumn(starts: readonly number[], offset: number): { readonly line: number; readonly column: number } {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (starts[middle]! <= offset) low = middle;
    else high = middle - 1;
  }
  return { line: low + 1, column: offset - starts[low]! + 1 };
}

/** The fragment of a whole SQL file. */
export function fileFragment(path: string, text: string): Fragment {
  return { path, text, holes: [], kind: 'file', map: [{ start: 0, end: text.length, from: 0, to: text.length, quoting: 'verbatim', kind: 'text' }] };
}

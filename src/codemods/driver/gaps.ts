import type { ProposedEdit, Span } from '../../core/types.ts';

/**
 * Where whole lines go, the comment above them goes along when nothing else stands below it, and the empty line on one side when there is one on the other
 * side as well, or when the block begins or ends there. `textOf` gives the unchanged text of a file.
 */
export function closeGaps(edits: readonly ProposedEdit[], textOf: (path: string) => string | undefined): readonly ProposedEdit[] {
  const closed = new Map<ProposedEdit, Span>();
  const removals = edits.filter((edit) => edit.text === '' && isWholeLines(textOf(edit.path ?? '') ?? '', edit)).sort((a, b) => a.start - b.start);
  const byEnd = new Map(removals.map((edit) => [`${edit.path}\0${edit.end}`, edit]));
  const starts = new Set(removals.map((edit) => `${edit.path}\0${edit.start}`));
  for (const last of removals) {
    if (starts.has(`${last.path}\0${last.end}`)) continue;
    let first = last;
    for (let before = byEnd.get(`${first.path}\0${first.start}`); before && before !== first; before = byEnd.get(`${first.path}\0${first.start}`)) first = before;
    const text = textOf(last.path ?? '') ?? '';
    const rest = text.slice(last.end);
    const isAlone = /^[ \t]*(?:\r?\n|\}|$)/.test(rest) && !IMPORT.test(text.slice(first.start, last.end));
    const start = isAlone ? first.start - COMMENT.exec(text.slice(0, first.start))![0].length : first.start;
    const before = text.slice(0, start);
    const blankBefore = /(?<=\n)[ \t]*\r?\n$/.exec(before);
    const blankAfter = /^[ \t]*\r?\n/.exec(rest);
    const isDouble = blankAfter && (blankBefore || /\{[ \t]*\r?\n$/.test(before));
    const isLast = blankBefore && /^[ \t]*\}/.test(rest);
    closed.set(last, { start: last.start, end: last.end + (isDouble ? blankAfter[0].length : 0) });
    closed.set(first, { start: start - (isLast ? blankBefore[0].length : 0), end: closed.get(first)?.end ?? first.end });
  }
  return edits.map((edit) => (closed.has(edit) ? { ...edit, ...closed.get(edit)! } : edit));
}

/** The comment above one may be that of the file. */
const IMPORT = /^\s*import\b|\brequire\(/;

/** Comments on lines of their own, directly above. */
const COMMENT = /(?:^[ \t]*(?:\/\/.*|\/\*(?:(?!\*\/).)*\*\/[ \t]*)\r?\n)*$(?![\s\S])/m;

const isWholeLines = (text: string, { start, end }: Span): boolean =>
  start < end && (start === 0 || text[start - 1] === '\n') && (text[end - 1] === '\n' || end === text.length);

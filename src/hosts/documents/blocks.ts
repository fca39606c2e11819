/** A line of a document, with what it stands in. */
export interface Block {
  readonly start: number;
  readonly text: string;
  /** In a fenced block, or of the text. */
  readonly kind: 'prose' | 'code';
  /** The heading it stands under, without its marks; empty before the first. */
  readonly heading: string;
  /** The paragraph, list item or comment that the line belongs to. */
  readonly sentence: () => string;
}

const FENCE = /^ {0,3}(?:>\s*)*(?:[-*+]\s+|\d+\.\s+)?\s*(`{3,}|~{3,})/;
const HEADING = /^ {0,3}#{1,6}\s+(.*?)\s*#*\s*$/;
const ITEM = /^\s*(?:[-*+]|\d+[.)])\s|^\s*\|/;

/** The lines of a Markdown text that hold anything, in order. HTML comments are not text. */
export function readBlocks(text: string): readonly Block[] {
  const visible = text.replace(/<!--[\s\S]*?-->/g, (comment) => comment.replace(/[^\r\n]/g, ' '));
  const lines = [...visible.matchAll(/[^\r\n]+/g)];
  const blocks: Block[] = [];
  let fence: string | undefined;
  let heading = '';
  lines.forEach((line, index) => {
    const content = line[0];
    const mark = FENCE.exec(content)?.[1];
    if (mark && (fence === undefined || (mark[0] === fence[0] && mark.length >= fence.length))) {
      fence = fence === undefined ? mark : undefined;
      return;
    }
    const kind = fence === undefined ? 'prose' : 'code';
    if (kind === 'prose') heading = HEADING.exec(content)?.[1] ?? heading;
    if (content.trim() !== '') blocks.push({ start: line.index, text: content, kind, heading, sentence: () => (kind === 'code' ? content : paragraphAt(visible, lines, index)) });
  });
  return blocks;
}

/** Lines before and after that still say something about one. */
const WIDEST = 10;

/** The lines around one that are of its paragraph: no blank line, heading, fence, list item or table row lies between. */
function paragraphAt(text: string, lines: readonly RegExpExecArray[], index: number): string {
  const isBreak = (at: number): boolean => {
    const before = lines[at - 1];
    const line = lines[at];
    if (!before || !line) return true;
    const gap = text.slice(before.index + before[0].length, line.index);
    return /\n\r?\n|\n\n|\r\r/.test(gap) || before[0].trim() === '' || ITEM.test(line[0]) || HEADING.test(line[0]) || HEADING.test(before[0]) || FENCE.test(line[0]) || FENCE.test(before[0]);
  };
  let first = index;
  while (index - first < WIDEST && !isBreak(first)) first--;
  let last = index;
  while (last - index < WIDEST && last + 1 < lines.length && !isBreak(last + 1)) last++;
  return lines.slice(first, last + 1).map((line) => line[0]).join(' ');
}

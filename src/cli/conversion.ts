import { lineStarts, toLineColumn } from '../core/positions.ts';
import type { Related } from '../core/types.ts';
import type { Conversion } from '../convert.ts';
import { plural } from '../reporter/words.ts';

/**
 * What the codemods did, for the error stream: each component, what was left and why, what to look at, the next steps.
 * To be asked before files are written.
 */
export function describeConversion({ applied, left, created, steps, readText }: Conversion): string {
  const line = ({ path, span, message }: Related): string => `    ${path}:${toLineColumn(lineStarts(readText(path) ?? ''), span.start).line}  ${message}`;
  const lines: string[] = [];
  for (const { title, converted, review } of applied) {
    lines.push(`Converted ${title}: ${plural(converted.length, 'place')}.`);
    if (review.length > 0) lines.push('  To review:', ...review.map(line));
  }
  for (const { title, barriers, standsAlone } of left) {
    lines.push(`Left ${title} as it was, because of ${plural(barriers.length, 'place')}:`, ...barriers.map(line));
    if (!standsAlone) lines.push('  It shares one database, so that it goes over whole: change these places by hand, and run again.');
  }
  if (created.length > 0) lines.push(`Created ${created.join(', ')}.`);
  if (steps.length > 0) lines.push('Next:', ...steps.map((step, index) => `  ${index + 1}. ${step}`));
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`;
}

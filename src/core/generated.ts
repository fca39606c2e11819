/** What a tool wrote is not reviewed: its source is, or it belongs to someone else. */

const LONGEST_HEAD = 400;
const LONGEST_TAIL = 300;
/** Characters to a line, on average, that no one writes. */
const DENSE = 400;
const SHORTEST_DENSE = 8_000;

/**
 * Why a script is taken for generated code, from its bytes (one character each): it names its source map, calls itself generated, or is minified.
 * Undefined for all others.
 */
export function whyGenerated(latin1: string): string | undefined {
  if (/^\/\/# sourceMappingURL=\S+\s*$/m.test(latin1.slice(-LONGEST_TAIL))) return 'the file is generated: it names its source map';
  if (/^\s*(?:\/\/|\/\*|\*).*(?:@generated\b|auto-?generated file|do not edit)/im.test(latin1.slice(0, LONGEST_HEAD)) && /generat/i.test(latin1.slice(0, LONGEST_HEAD))) {
    return 'the file is generated: it says so at its head';
  }
  return latin1.length > SHORTEST_DENSE && latin1.length / countLines(latin1) > DENSE ? 'the file is minified' : undefined;
}

function countLines(text: string): number {
  let lines = 1;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines += 1;
  return lines;
}

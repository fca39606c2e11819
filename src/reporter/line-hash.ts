/** Characters of a hash: GitHub's code scanning looks at this many from the start of the line on. */
const WINDOW = 100;
const BASE = 37n;
const END_OF_FILE = 65535;

/**
 * For each line of a text (0-based) the value that code scanning itself computes as `primaryLocationLineHash`, so that an upload without the
 * sources and one with them name the same alert: a polynomial over the next 100 characters that are no blank or tab, modulo 2^64, and which one
 * it is of the lines with that value (github/codeql-action, src/fingerprints.ts).
 */
export function lineHashes(text: string): readonly string[] {
  const { units, starts } = normalise(text);
  const seen = new Map<string, number>();
  return starts.map((start) => {
    const value = hashFrom(units, start);
    const count = (seen.get(value) ?? 0) + 1;
    seen.set(value, count);
    return `${value}:${count}`;
  });
}

function normalise(text: string): { readonly units: readonly number[]; readonly starts: readonly number[] } {
  const clean = text.replace(/\r\n?/g, '\n').replace(/[ \t]/g, '');
  const units: number[] = [];
  const starts = [0];
  for (let i = 0; i < clean.length; i++) {
    const unit = clean.charCodeAt(i);
    units.push(unit);
    if (unit === 10) starts.push(units.length);
  }
  units.push(END_OF_FILE);
  return { units, starts };
}

function hashFrom(units: readonly number[], start: number): string {
  let value = 0n;
  for (let i = start; i < start + WINDOW; i++) value = BigInt.asUintN(64, value * BASE + BigInt(units[i] ?? 0));
  return value.toString(16);
}

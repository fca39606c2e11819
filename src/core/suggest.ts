/** The word of a list that is most like a misspelt one; undefined when none is near. */
export function closest(word: string, words: readonly string[]): string | undefined {
  const limit = Math.max(2, Math.floor(word.length / 3));
  let best: string | undefined;
  let least = limit + 1;
  for (const candidate of words) {
    const distance = candidate.startsWith(word) && word.length > 2 ? 1 : distanceOf(word, candidate);
    if (distance < least) [best, least] = [candidate, distance];
  }
  return best;
}

/** ` Did you mean "x"?`, or nothing. */
export function didYouMean(word: string, words: readonly string[]): string {
  const near = closest(word, words);
  return near === undefined ? '' : ` Did you mean "${near}"?`;
}

/** Single-character changes and swaps of neighbours that lead from one word to the other (restricted Damerau-Levenshtein distance). */
function distanceOf(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, column) => column)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const change = Math.min(rows[i - 1]![j]! + 1, row[j - 1]! + 1, rows[i - 1]![j - 1]! + (same ? 0 : 1));
      row.push(isSwap ? Math.min(change, rows[i - 2]![j - 2]! + 1) : change);
    }
    rows.push(row);
  }
  return rows[a.length]![b.length]!;
}

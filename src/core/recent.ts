/** Longer texts are rare and their answers large: they are worked out each time. */
const LONGEST = 10_000;

/**
 * The function with its last answers kept, `most` to twice as many of them, so that memory stays bounded however much is asked. What is asked about is
 * a text, or is told by one. Two generations: what is asked again moves to the young one, and the old one goes when the young one is full.
 */
export function rememberRecent<V>(most: number, answer: (about: string) => V): (about: string) => V;
export function rememberRecent<A, V>(most: number, answer: (about: A) => V, keyOf: (about: A) => string): (about: A) => V;
export function rememberRecent<A, V>(most: number, answer: (about: A) => V, keyOf: (about: A) => string = String): (about: A) => V {
  let young = new Map<string, V>();
  let old = new Map<string, V>();
  return (about) => {
    const key = keyOf(about);
    if (key.length > LONGEST) return answer(about);
    if (young.has(key)) return young.get(key)!;
    const value = old.has(key) ? old.get(key)! : answer(about);
    if (young.size >= most) [old, young] = [young, new Map<string, V>()];
    young.set(key, value);
    return value;
  };
}

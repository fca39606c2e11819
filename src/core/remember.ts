/** The function with its answers kept for as long as what they are about lives. The last one is at hand: questions about one thing come in a row. */
export function remember<K extends object, V>(answer: (about: K) => V): (about: K) => V {
  const known = new WeakMap<K, { readonly value: V }>();
  let last: K | undefined;
  let entry: { readonly value: V } | undefined;
  return (about) => {
    if (about === last) return entry!.value;
    let found = known.get(about);
    if (!found) known.set(about, (found = { value: answer(about) }));
    last = about;
    entry = found;
    return found.value;
  };
}

/** The same for an answer about a thing beside another one, such as a tree and a schema. */
export function rememberBoth<A extends object, B extends object, V>(answer: (a: A, b: B) => V): (a: A, b: B) => V {
  const answersBeside = remember((b: B) => remember((a: A) => answer(a, b)));
  return (a, b) => answersBeside(b)(a);
}

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

import { isAlias, isMap, isScalar, isSeq, parseAllDocuments, type Node } from 'yaml';
import type { Span } from '../../core/types.ts';
import type { Entries, Entry } from './entries.ts';

/** The leaves of all documents of a YAML file; aliases are left to the place of their anchor. */
export function readYaml(text: string): Entries {
  const documents = parseAllDocuments(text, { logLevel: 'silent', uniqueKeys: false });
  const entries: Entry[] = [];
  for (const document of documents) {
    const error = document.errors[0];
    if (error) return { entries: [], error: { start: error.pos[0], end: error.pos[1], message: error.message.split('\n')[0]! } };
    if (document.contents) collect(document.contents, [], { start: 0, end: 0 }, entries, text);
  }
  return { entries };
}

function collect(node: Node | null, keys: readonly string[], keySpan: Span, entries: Entry[], text: string): void {
  if (!node || isAlias(node)) return;
  if (isMap(node)) {
    for (const pair of node.items) {
      const key = pair.key as Node;
      if (!isScalar(key) || !key.range) continue;
      const span = { start: key.range[0], end: key.range[1] };
      collect(pair.value as Node | null, [...keys, String(key.value)], span, entries, text);
    }
    return;
  }
  if (isSeq(node)) {
    node.items.forEach((item, index) => collect(item as Node, [...keys, String(index)], keySpan, entries, text));
    return;
  }
  if (!isScalar(node) || !node.range) return;
  const [start, end] = node.range;
  const isQuoted = /["']/.test(text[start] ?? '');
  const valueSpan = isQuoted ? { start: start + 1, end: end - 1 } : { start, end };
  const from = keySpan.end > 0 && keySpan.end <= start ? keySpan.start : start;
  entries.push({ keys, keySpan, value: textOf(node.value), valueSpan, start: from, end });
}

const textOf = (value: unknown): string => (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : '');

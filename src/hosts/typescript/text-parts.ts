import type { Quoting } from '../../core/types.ts';
import type { Node } from './node.ts';

/** A piece of a text that a program builds. */
export type Part = TextPart | HolePart | ChoicePart;

/** Characters that stand in a literal of the source. `escape`: the source spells them otherwise. */
export interface TextPart {
  readonly kind: 'text';
  readonly text: string;
  readonly from: number;
  readonly to: number;
  readonly quoting: Quoting;
  readonly escape?: boolean;
}

/** A value that is not seen, or a text that no literal holds as it is. */
export interface HolePart {
  readonly kind: 'hole';
  /** With the delimiters, where it has some. */
  readonly from: number;
  readonly to: number;
  /** Undefined for text that the program adds itself: the separator of a `join`. */
  readonly node?: Node;
  /** A tagged template sends it as a parameter. */
  readonly isBinding?: boolean;
  /** What it is known or likely to be, tried before anything else. */
  readonly likely?: readonly string[];
  /** Nothing else than `likely` fits. */
  readonly isExact?: boolean;
}

/** One of several texts, the first one preferred. */
export interface ChoicePart {
  readonly kind: 'choice';
  readonly options: readonly Parts[];
}

export type Parts = readonly Part[];

/** The parts of a string literal: runs of the raw text, with escape sequences as their own. */
export function literalParts(source: string, start: number, end: number): Parts {
  const quoting = source[start] === '"' ? 'double' : 'single';
  return rawParts(source, start + 1, end - 1, quoting);
}

/**
 * The parts of `source` from `start` to `end`, the inside of a literal of that quoting. `??` (a name that knex puts in) and `???` (a list that some
 * wrappers put in) are no SQL: they are holes.
 */
export function rawParts(source: string, start: number, end: number, quoting: Quoting): Parts {
  const raw = source.slice(start, end);
  if (!/\\|\?\?/.test(raw)) return raw === '' ? [] : [{ kind: 'text', text: raw, from: start, to: end, quoting }];
  const parts: Part[] = [];
  let at = start;
  for (const next of raw.matchAll(/\\|\?{2,}/g)) {
    const stop = start + next.index;
    if (stop < at) continue;
    if (stop > at) parts.push({ kind: 'text', text: source.slice(at, stop), from: at, to: stop, quoting });
    if (next[0] !== '\\') {
      parts.push({ kind: 'hole', from: stop, to: stop + next[0].length, likely: [next[0] === '??' ? '_x' : '?'] });
      at = stop + next[0].length;
      continue;
    }
    const escape = readEscape(source, stop, end);
    parts.push({ kind: 'text', text: escape.text, from: stop, to: escape.end, quoting, escape: true });
    at = escape.end;
  }
  if (at < end) parts.push({ kind: 'text', text: source.slice(at, end), from: at, to: end, quoting });
  return parts;
}

const SIMPLE: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f', v: '\v', '0': '\0', '\n': '', '\r': '', '\u2028': '', '\u2029': '' };

/** One escape sequence at `at` (ECMAScript, 12.9.4): what it stands for and where it ends. */
function readEscape(source: string, at: number, limit: number): { readonly text: string; readonly end: number } {
  const character = source[at + 1] ?? '';
  const rest = source.slice(at + 2, Math.min(at + 12, limit));
  const hex = character === 'x' ? /^[\da-f]{2}/i.exec(rest) : character === 'u' ? /^(?:[\da-f]{4}|\{[\da-f]+\})/i.exec(rest) : null;
  if (hex) {
    const code = Number.parseInt(hex[0].replace(/[{}]/g, ''), 16);
    return { text: code <= 0x10ffff ? String.fromCodePoint(code) : '', end: at + 2 + hex[0].length };
  }
  if (character === '\r' && source[at + 2] === '\n') return { text: '', end: at + 3 };
  return { text: SIMPLE[character] ?? character, end: Math.min(at + 2, limit) };
}

/** Where the text of a template's n-th piece stands, without delimiters. oxc counts them in, acorn does not. */
export function quasiSpans(template: Node, quasis: readonly Node[]): readonly { readonly start: number; readonly end: number }[] {
  const withDelimiters = quasis[0]?.start === template.start;
  return quasis.map((quasi, index) => {
    if (!withDelimiters) return { start: quasi.start, end: quasi.end };
    return { start: quasi.start + 1, end: quasi.end - (index === quasis.length - 1 ? 1 : 2) };
  });
}

/** The text of parts when every hole is `hole` (a digit where it makes a numbered parameter) and every choice its first option. */
export function plainText(parts: Parts, hole: string): string {
  let text = '';
  for (const part of parts) {
    if (part.kind === 'text') text += part.text;
    else if (part.kind === 'choice') text += plainText(part.options[0] ?? [], hole);
    else text += part.likely?.[0] ?? (/[$?]$/.test(text) ? '1' : hole);
  }
  return text;
}

export const glue = (text: string, at: number): HolePart => ({ kind: 'hole', from: at, to: at, likely: [text], isExact: true });

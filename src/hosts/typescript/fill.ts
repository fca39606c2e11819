import type { Fragment, Hole, Span, Stretch } from '../../core/types.ts';
import { isPostgresGrammarLoaded, parsePostgres, parseSqlite } from '../../sql/grammar.ts';
import { readsNumbered } from '../../sql/parameters.ts';
import { splitStatements } from '../../sql/split.ts';
import { fillersFor, holeName, positionOf, roleOf } from './fillers.ts';
import type { ChoicePart, HolePart, Part, Parts, TextPart } from './text-parts.ts';

export interface Filled {
  readonly fragment: Fragment;
  /** Every statement of it is read by a grammar. Known only where something had to be chosen. */
  readonly parses: boolean | undefined;
  /** SQLite's grammar reads no choice, and PostgreSQL's was not loaded to be asked. */
  readonly wantsPostgres: boolean;
}

/** A place where something is chosen, while one choice is tried. */
interface Slot {
  readonly part: HolePart | ChoicePart;
  readonly at: number;
  readonly options: number;
}

interface Rendering {
  text: string;
  readonly map: Stretch[];
  readonly holes: Hole[];
  readonly conditional: Span[];
  readonly slots: Slot[];
}

const MOST_ATTEMPTS = 60;

/**
 * Makes a fragment of the parts of a text. What fills a hole, and whether an optional part is there, is tried until every statement is read by SQLite's
 * grammar, then until it is read by either, where PostgreSQL's is loaded: the error says which slot before it to change. Where nothing is read the
 * likeliest choice stays.
 */
export function fill(path: string, source: string, parts: Parts, kind: Fragment['kind']): Filled {
  const first = render(path, source, parts, new Map());
  const isFree = first.slots.some((slot) => slot.options > 1);
  if (!isFree) return { fragment: createFragment(path, kind, first), parses: undefined, wantsPostgres: false };
  let chosen: Chosen = { rendering: first, parses: false };
  for (const errorOf of isPostgresGrammarLoaded() ? [sqliteErrorAt, errorAt] : [sqliteErrorAt]) {
    chosen = choose(first, (picks) => render(path, source, parts, picks), errorOf);
    if (chosen.parses) break;
  }
  return { fragment: createFragment(path, kind, chosen.rendering), parses: chosen.parses, wantsPostgres: !chosen.parses && !isPostgresGrammarLoaded() };
}

interface Chosen {
  readonly rendering: Rendering;
  readonly parses: boolean;
}

/** The first choice without an error, or the one that is read furthest. */
function choose(first: Rendering, renderWith: (picks: ReadonlyMap<Part, number>) => Rendering, errorOf: (text: string) => number | undefined): Chosen {
  const picks = new Map<Part, number>();
  let tried = first;
  let best = { rendering: first, share: -1 };
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
    const error = errorOf(tried.text);
    if (error === undefined) return { rendering: tried, parses: true };
    const share = error / (tried.text.length + 1);
    if (share > best.share) best = { rendering: tried, share };
    if (!advance(tried.slots, picks, error)) break;
    tried = renderWith(picks);
  }
  return { rendering: best.rendering, parses: false };
}

/** The fragment with the likeliest choices, of a text that does not begin as SQL: nothing is tried. */
export const fillOnce = (path: string, source: string, parts: Parts, kind: Fragment['kind']): Fragment =>
  createFragment(path, kind, render(path, source, parts, new Map()));

const createFragment = (path: string, kind: Fragment['kind'], { text, map, holes, conditional }: Rendering): Fragment => ({
  path, text, map, holes, kind, ...(conditional.length > 0 && { conditional }),
});

/** Takes the next choice of the last slot before the error; later slots begin again. False when all was tried. */
function advance(slots: readonly Slot[], picks: Map<Part, number>, error: number): boolean {
  const reached = slots.filter((slot) => slot.at <= error);
  const order = reached.length > 0 ? reached : slots.slice(0, 1);
  for (let index = order.length - 1; index >= 0; index--) {
    const slot = order[index]!;
    const next = (picks.get(slot.part) ?? 0) + 1;
    if (next < slot.options) {
      picks.set(slot.part, next);
      for (const later of slots.slice(slots.indexOf(slot) + 1)) picks.delete(later.part);
      return true;
    }
  }
  return false;
}

/** Where the first statement that no loaded grammar reads goes wrong; undefined when all are read. */
export const errorAt = (text: string): number | undefined =>
  firstError(text, (statement) => {
    const sqlite = parseSqlite(statement);
    if (sqlite.ok) return undefined;
    if (!isPostgresGrammarLoaded()) return sqlite.error.start;
    const other = parsePostgres(statement);
    return other.ok || readsNumbered(statement) ? undefined : Math.max(sqlite.error.start, other.error.start);
  });

const sqliteErrorAt = (text: string): number | undefined =>
  firstError(text, (statement) => {
    const result = parseSqlite(statement);
    return result.ok ? undefined : result.error.start;
  });

function firstError(text: string, errorOf: (statement: string) => number | undefined): number | undefined {
  const statements = splitStatements(text);
  if (statements.length === 0) return text.length;
  for (const { start, end } of statements) {
    const error = errorOf(text.slice(start, end));
    if (error !== undefined) return start + error;
  }
  return undefined;
}

function render(path: string, source: string, parts: Parts, picks: ReadonlyMap<Part, number>): Rendering {
  const rendering: Rendering = { text: '', map: [], holes: [], conditional: [], slots: [] };
  const flat = flatten(parts, picks);
  flat.forEach(({ part, isOptional, opens }, index) => {
    const start = rendering.text.length;
    for (const choice of opens) rendering.slots.push({ part: choice, at: start, options: choice.options.length });
    if (part.kind === 'text') addText(rendering, part);
    else addHole(rendering, { path, source, part, after: textAfter(flat, index), pick: picks.get(part) ?? 0 });
    if (isOptional && rendering.text.length > start) rendering.conditional.push({ start, end: rendering.text.length });
  });
  return rendering;
}

/** A part of the chosen text, and the choices that begin with it. */
interface Flat {
  readonly part: Exclude<Part, ChoicePart>;
  readonly isOptional: boolean;
  readonly opens: readonly ChoicePart[];
}

const NO_TEXT: TextPart = { kind: 'text', text: '', from: 0, to: 0, quoting: 'verbatim' };

function flatten(parts: Parts, picks: ReadonlyMap<Part, number>, isOptional = false): readonly Flat[] {
  return parts.flatMap((part): readonly Flat[] => {
    if (part.kind !== 'choice') return [{ part, isOptional, opens: [] }];
    const [head = { part: NO_TEXT, isOptional, opens: [] }, ...tail] = flatten(part.options[picks.get(part) ?? 0] ?? [], picks, true);
    return [{ ...head, opens: [part, ...head.opens] }, ...tail];
  });
}

const textAfter = (flat: readonly Flat[], index: number): string => {
  const next = flat.slice(index + 1).find(({ part }) => part.kind !== 'text' || part.text !== '')?.part;
  return next?.kind === 'text' ? next.text : next?.likely?.[0] ?? ' ';
};

function addText(rendering: Rendering, part: Extract<Part, { kind: 'text' }>): void {
  if (part.text === '' && part.from === part.to) return;
  const start = rendering.text.length;
  rendering.text += part.text;
  rendering.map.push({ start, end: rendering.text.length, from: part.from, to: part.to, quoting: part.quoting, kind: part.escape ? 'escape' : 'text' });
}

interface HoleRequest {
  readonly path: string;
  readonly source: string;
  readonly part: HolePart;
  readonly after: string;
  readonly pick: number;
}

function addHole(rendering: Rendering, { path, source, part, after, pick }: HoleRequest): void {
  const start = rendering.text.length;
  const position = part.isExact ? 'operand' : positionOf(rendering.text, after);
  const name = part.node ? holeName(source.slice(part.node.start, part.node.end)) : '_x';
  const fillers = fillersFor(part, position, name, rendering.holes.length);
  const filler = fillers[Math.min(pick, fillers.length - 1)]!;
  const role = part.node ? roleOf(part, filler, rendering.text, position) : 'unknown';
  rendering.slots.push({ part, at: start, options: fillers.length });
  rendering.text += filler;
  const end = rendering.text.length;
  rendering.map.push({ start, end, from: part.from, to: part.to, quoting: 'verbatim', kind: 'hole' });
  if (part.node) rendering.holes.push({ start, end, source: { path, start: part.node.start, end: part.node.end }, role });
}

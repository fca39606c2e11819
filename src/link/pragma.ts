import type { Fragment, HostOrigin, Origin, Site } from '../core/types.ts';

const HEAD = 'PRAGMA ';
const made = new WeakMap<Site, Fragment>();

/**
 * The statement that `db.pragma('journal_mode = WAL')` sends: the driver puts PRAGMA before the text. Undefined where the text is no plain literal.
 * The word itself stands nowhere in the source, so it cannot be edited.
 */
export function pragmaFragment(path: string, site: Site): Fragment | undefined {
  const known = made.get(site);
  if (known) return known;
  const origin = site.arguments[0]?.origin;
  const literal = origin && literalOf(origin);
  if (literal?.literal === undefined || literal.end - literal.start !== literal.literal.length + 2) return undefined;
  const from = literal.start + 1;
  const fragment: Fragment = {
    path, text: HEAD + literal.literal, holes: [], kind: 'literal',
    map: [
      { start: 0, end: HEAD.length, from, to: from, quoting: 'verbatim', kind: 'hole' },
      { start: HEAD.length, end: HEAD.length + literal.literal.length, from, to: literal.end - 1, quoting: 'single', kind: 'text' },
    ],
  };
  made.set(site, fragment);
  return fragment;
}

const literalOf = (origin: Origin): HostOrigin | undefined =>
  (origin.kind === 'host' ? origin : origin.kind === 'any' ? origin.of.map(literalOf).find((option) => option !== undefined) : undefined);

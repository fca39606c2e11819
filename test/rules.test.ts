import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { rules } from '../src/rules/index.ts';
import { checkClaim } from './support/check.ts';
import { readSpec } from './support/spec.ts';

const folder = new URL('fixtures/rules/', import.meta.url);
const pages = readdirSync(folder).filter((name) => name.endsWith('.md')).map((name) => name.slice(0, -3));
const ids = rules.map((rule) => rule.id);

/** Rules that no fact wakes: the engine itself reports for them. */
const isAsked = (id: string): boolean => rules.some((rule) => rule.id === id && (rule.statement ?? rule.call ?? rule.project) !== undefined);

process.env['DBMIG_RETHROW'] = '1';

describe('rules', () => {
  it.each(ids.filter(isAsked))('%s has a page', (id) => {
    expect(existsSync(new URL(`${id}.md`, folder))).toBe(true);
  });
  it.each(pages)('the page %s has a rule', (page) => {
    expect(ids).toContain(page);
  });
});

for (const page of pages) {
  describe(page, () => {
    const spec = readSpec(readFileSync(new URL(`${page}.md`, folder), 'utf8'));
    it('is the page of its rule', () => expect(spec.id).toBe(page));
    for (const one of spec.cases) {
      for (const claim of one.claims) {
        it(`${one.title} (${page}.md:${one.line}, ${claim.verb}${claim.mode === 'safe' ? '' : ` ${claim.mode}`})`, () => checkClaim(page, one, claim));
      }
    }
  });
}

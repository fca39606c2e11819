import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { rules } from '../src/rules/index.ts';

describe('docs/errors.md', () => {
  it('names rules that there are', () => {
    const named = [...readFileSync('docs/errors.md', 'utf8').matchAll(/\[([a-z-]+)\]\(rules\.md#([a-z-]+)\)/g)].map((match) => [match[1], match[2]]);
    const known = new Set(rules.map((rule) => rule.id));
    expect(named.filter(([text, anchor]) => text !== anchor || !known.has(text ?? ''))).toEqual([]);
    expect(named.length).toBeGreaterThan(50);
  });

  it('answers every row with a rule or a reason', () => {
    const rows = readFileSync('docs/errors.md', 'utf8').split('\n').filter((line) => line.startsWith('| ') && !/^\| (?:error or symptom|construct) \|/.test(line));
    expect(rows.filter((row) => !/\]\(rules\.md#/.test(row) && !/\| none: \S/.test(row))).toEqual([]);
    expect(rows.length).toBeGreaterThan(80);
  });
});

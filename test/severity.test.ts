import { describe, expect, it } from 'vitest';
import { lintSources } from '../src/engine.ts';

const TABLE = 'CREATE TABLE t (id INTEGER PRIMARY KEY, score REAL, hits INTEGER DEFAULT 0);\n';

/** Severity and confidence of the one finding about ORDER BY, with statements beside it. */
async function orderedBy(term: string, ...others: readonly string[]): Promise<string> {
  const text = `${TABLE}${others.map((other) => `${other};\n`).join('')}SELECT id FROM t ORDER BY ${term} DESC LIMIT 1;\n`;
  const { findings } = await lintSources([{ path: 'schema.sql', text }], { rules: ['null-order'] });
  return findings.map(({ severity, confidence }) => `${severity}, ${confidence}`).join('; ');
}

describe('how bad NULL in an order is', () => {
  it('is critical where a NULL can be stored, or nothing is known of what is', async () => {
    expect(await orderedBy('score')).toBe('critical, certain');
    expect(await orderedBy('score', 'INSERT INTO t (id, score) VALUES (1, 2)', 'INSERT INTO t (id) VALUES (2)')).toBe('critical, certain');
    expect(await orderedBy('score', 'INSERT INTO t (id, score) VALUES (1, NULL)')).toBe('critical, certain');
    expect(await orderedBy('score', 'INSERT INTO t VALUES (1, 2, 3)', 'UPDATE t SET score = NULL')).toBe('critical, certain');
    expect(await orderedBy('score + hits')).toBe('critical, certain');
    expect(await orderedBy('hits', 'UPDATE t SET hits = NULL')).toBe('critical, certain');
  });

  it('is a warning where every statement stores a value, or a default does', async () => {
    expect(await orderedBy('hits')).toBe('warning, likely');
    expect(await orderedBy('score', 'INSERT INTO t (id, Score) VALUES (1, 2)')).toBe('warning, likely');
    expect(await orderedBy('score + hits', 'INSERT INTO T VALUES (1, 2, 3)', 'UPDATE t SET score = 4')).toBe('warning, likely');
  });
});

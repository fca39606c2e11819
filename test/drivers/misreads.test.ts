import { describe, expect, it } from 'vitest';
import { BOOLEAN, DATE, JSON_VALUE, NUMBER_AS_TEXT } from '../../src/drivers/misreads.ts';

const run = (code: string, value: unknown): unknown => {
  try {
    // eslint-disable-next-line @typescript-eslint/no-implied-eval -- the examples of the table are code
    return (new Function('value', `return ${code}`) as (own: unknown) => unknown)(value);
  } catch (error) {
    return `throws ${(error as Error).name}`;
  }
};

describe.each(Object.entries({ NUMBER_AS_TEXT, BOOLEAN, DATE, JSON_VALUE }))('%s', (_name, { sqlite, postgres, rows }) => {
  it.each(rows.filter((row) => row.example !== undefined))('$use $operator: $example', ({ example, outcome, use }) => {
    const [before, after] = [run(example!, sqlite), run(example!, postgres)];
    expect(after).not.toEqual(before);
    if (use !== 'assertion') expect(/^throws/.test(String(after))).toBe(outcome === 'error');
  });
});

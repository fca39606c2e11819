import { describe, expect, it } from 'vitest';
import { applyEdits, differenceOf, flattenEdits, isCompatible, splitAroundKept, toPlainEdits } from '../../src/core/edits.ts';

const text = "strftime('%Y', ifnull(a, b))";
const inner = { start: 15, end: 27 };
const outer = { start: 0, end: 28, text: ['to_char(', inner, ", 'YYYY')"] };
const coalesce = { start: 15, end: 21, text: 'coalesce' };

describe('edits', () => {
  it('composes an edit inside a span that another edit keeps', () => {
    expect(isCompatible(outer, coalesce)).toBe(true);
    expect(applyEdits(text, [outer, coalesce])).toBe("to_char(coalesce(a, b), 'YYYY')");
    expect(applyEdits(text, [coalesce, outer])).toBe("to_char(coalesce(a, b), 'YYYY')");
  });

  it('composes inside spans that change their order', () => {
    const swap = { start: 0, end: 9, text: ['g(', { start: 6, end: 7 }, ', ', { start: 3, end: 4 }, ')'] };
    const edits = [swap, { start: 3, end: 4, text: 'AA' }, { start: 6, end: 7, text: 'BB' }];
    expect(applyEdits('ff(a, b) c', edits.map((edit) => ({ ...edit, end: edit === swap ? 8 : edit.end })))).toBe('g(BB, AA) c');
  });

  it('keeps everything between kept spans byte-identical', () => {
    expect(splitAroundKept(outer).map((part) => [part.start, part.end])).toEqual([[0, 15], [27, 28]]);
    expect(toPlainEdits(text, outer)).toEqual([{ start: 0, end: 15, text: 'to_char(' }, { start: 27, end: 28, text: ", 'YYYY')" }]);
  });

  it('refuses edits of the same text and of text that another edit drops', () => {
    expect(isCompatible({ start: 0, end: 8, text: 'x' }, { start: 4, end: 9, text: 'y' })).toBe(false);
    expect(isCompatible({ start: 0, end: 8, text: 'x' }, { start: 2, end: 3, text: 'y' })).toBe(false);
    expect(isCompatible(outer, { start: 9, end: 13, text: "'%m'" })).toBe(false);
  });

  it('applies two insertions at one place in the order given', () => {
    const edits = [{ start: 1, end: 1, text: 'X' }, { start: 1, end: 1, text: 'Y' }];
    expect(applyEdits('ab', edits)).toBe('aXYb');
  });

  it('inserts at both borders of a replaced span', () => {
    expect(applyEdits('abc', [{ start: 1, end: 2, text: 'B' }, { start: 1, end: 1, text: '<' }, { start: 2, end: 2, text: '>' }])).toBe('a<B>c');
  });

  it('wraps what another edit rearranges', () => {
    const swap = { start: 0, end: 6, text: [{ start: 5, end: 6 }, ' @> ', { start: 0, end: 1 }] };
    const wrap = { start: 0, end: 6, text: ['not (', { start: 0, end: 6 }, ')'] };
    for (const edits of [[swap, wrap], [wrap, swap]]) {
      expect(applyEdits('a IN b', edits)).toBe('not (b @> a)');
      expect(applyEdits('a IN b', flattenEdits('a IN b', edits))).toBe('not (b @> a)');
    }
  });

  it('flattens nested edits to disjoint ones', () => {
    expect(flattenEdits(text, [outer, coalesce])).toEqual([
      { start: 0, end: 15, text: 'to_char(' }, { start: 15, end: 21, text: 'coalesce' }, { start: 27, end: 28, text: ", 'YYYY')" },
    ]);
  });

  it('finds the smallest difference', () => {
    expect(differenceOf('a == b', 'a = b')).toEqual({ start: 3, end: 4, text: '' });
    expect(differenceOf('same', 'same')).toBeUndefined();
  });
});

import { describe, expect, test } from 'vitest';
import { applyEdits } from '../../src/core/edits.ts';
import { readDirectives, siftFindings, toUnusedProblem } from '../../src/core/ignore.ts';
import type { Edit, Language } from '../../src/core/types.ts';

const finding = (line: number, rule = 'a'): { readonly rule: string; readonly line: number; readonly endLine: number } => ({ rule, line, endLine: line });

const keptLines = (text: string, lines: readonly number[], language: Language = 'typescript', rule = 'a'): readonly number[] =>
  siftFindings(readDirectives(text, language), lines.map((line) => finding(line, rule)), () => true).kept.map((one) => one.line);

describe('which lines a comment covers', () => {
  test.each<[string, string, Language, readonly number[]]>([
    ['its own line', 'x(); // dbmig-ignore\nx();', 'typescript', [2]],
    ['the next line', '// dbmig-ignore-next-line\nx();\nx();', 'typescript', [1, 3]],
    ['the line after several next-line comments', '// dbmig-ignore-next-line a\n// dbmig-ignore-next-line b\nx();\nx();', 'typescript', [1, 2, 4]],
    ['a block', 'x();\n/* dbmig-ignore-start */\nx();\n/* dbmig-ignore-end */\nx();', 'typescript', [1, 5]],
    ['a block that is never closed', 'x();\n-- dbmig-ignore-start\nx();', 'sql', [1]],
    ['the file', 'x();\n# dbmig-ignore-file', 'yaml', []],
    ['SQL in a string', "query(`\n  -- dbmig-ignore-next-line a -- known\n  SELECT 1`);", 'typescript', [1, 2]],
    ['Markdown', '<!-- dbmig-ignore-next-line -->\ntext', 'markdown', [1]],
  ])('%s', (_, text, language, expected) => {
    const lines = text.split('\n').map((_line, index) => index + 1);
    expect(keptLines(text, lines, language)).toEqual(expected);
  });

  test('a comment of another language is no comment', () => {
    expect(keptLines('SELECT 1 # dbmig-ignore', [1], 'sql')).toEqual([1]);
  });

  test('a word that only begins like one is none', () => {
    expect(keptLines('x(); // dbmig-ignored', [1])).toEqual([1]);
  });

  test('named rules only', () => {
    const text = 'x(); // dbmig-ignore a, c -- because';
    expect(keptLines(text, [1])).toEqual([]);
    expect(keptLines(text, [1], 'typescript', 'b')).toEqual([1]);
  });
});

describe('a comment that covers nothing', () => {
  const after = (text: string, rules: readonly string[] = []): string => {
    const { unused } = siftFindings(readDirectives(text, 'typescript'), rules.map((rule) => finding(1, rule)), () => true);
    const edits = unused.flatMap((one) => (toUnusedProblem('a.ts', text, one).fix?.edits ?? []) as readonly Edit[]);
    return applyEdits(text, edits);
  };

  test.each([
    ['x(); // dbmig-ignore\nx();', [], 'x();\nx();'],
    ['  // dbmig-ignore-next-line a -- why\nx();', [], 'x();'],
    ['x(); /* dbmig-ignore */ y();', [], 'x(); y();'],
    ['x(); // dbmig-ignore a, b -- why', ['a'], 'x(); // dbmig-ignore a -- why'],
    ['// dbmig-ignore-start\nx();\n// dbmig-ignore-end\ny();', [], 'x();\ny();'],
    ['x(); // dbmig-ignore', ['a'], 'x(); // dbmig-ignore'],
  ])('%j', (text, rules, expected) => {
    expect(after(text, rules)).toBe(expected);
  });

  test('a rule that did not run is never called unused', () => {
    expect(siftFindings(readDirectives('x(); // dbmig-ignore a', 'typescript'), [], () => false).unused).toEqual([]);
  });
});

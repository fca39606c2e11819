import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Io } from '../src/cli/io.ts';
import { createProgress } from '../src/cli/progress.ts';

describe('progress', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  const watch = (isErrorTerminal: boolean): { readonly lines: string[]; readonly progress: ReturnType<typeof createProgress> } => {
    const lines: string[] = [];
    const io = { isErrorTerminal, writeError: (text: string) => void lines.push(text) } as unknown as Io;
    return { lines, progress: createProgress(io) };
  };

  test('counts from the second second on, ten times a second at most, and leaves nothing behind', () => {
    const { lines, progress } = watch(true);
    progress.report!(1, 100);
    expect(lines).toEqual([]);
    vi.advanceTimersByTime(1100);
    progress.report!(40, 100);
    progress.report!(41, 100);
    vi.advanceTimersByTime(150);
    progress.report!(60, 100);
    progress.end();
    expect(lines).toEqual(['\r40 of 100 files', '\r60 of 100 files', '\r\u001B[K']);
  });

  test('says nothing when it was quick', () => {
    const { lines, progress } = watch(true);
    progress.report!(1, 1);
    progress.end();
    expect(lines).toEqual([]);
  });

  test('says nothing where no terminal is', () => {
    expect(watch(false).progress.report).toBeUndefined();
  });
});

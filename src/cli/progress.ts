import type { Progress } from '../gather.ts';
import type { Io } from './io.ts';

const FIRST_AFTER = 1000;
const EVERY = 100;

/** One line on a terminal's error stream that counts the files, from the second second on; `end` takes it away. */
export function createProgress(io: Io): { readonly report: Progress | undefined; readonly end: () => void } {
  if (!io.isErrorTerminal) return { report: undefined, end: () => undefined };
  const start = Date.now();
  let last = 0;
  return {
    report: (done, all) => {
      const now = Date.now();
      if (now - start < FIRST_AFTER || now - last < EVERY) return;
      last = now;
      io.writeError(`\r${done} of ${all} files`);
    },
    end: () => {
      if (last > 0) io.writeError('\r\u001B[K');
    },
  };
}

#!/usr/bin/env node
import { once } from 'node:events';
import { main } from './cli/main.ts';

const { stdout, stderr } = process;

// A reader that closes early, like `head`, ends the output, not the program.
stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

process.exitCode = await main(process.argv.slice(2), {
  cwd: process.cwd(),
  env: process.env,
  get input() { return process.stdin; },
  write: async (text) => {
    if (!stdout.write(text)) await Promise.race([once(stdout, 'drain'), once(stdout, 'close')]);
  },
  writeError: (text) => void stderr.write(text),
  columns: stdout.isTTY ? stdout.columns : undefined,
  isErrorTerminal: stderr.isTTY,
  // This file is dist/cli.js, or src/cli.ts in the repository.
  root: new URL('..', import.meta.url),
});

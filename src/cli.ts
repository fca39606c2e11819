#!/usr/bin/env node
import module from 'node:module';
import { setFlagsFromString } from 'node:v8';
import { main } from './cli/main.ts';

// V8 compiles a function with its optimizer so early that compiling costs a third of a run's CPU, and most runs are over before that pays. The threshold is
// plain data to V8: it may be set while a program runs. From version 12 on it counts calls, before that the bytes of code that a function has run.
setFlagsFromString(Number.parseInt(process.versions.v8, 10) < 12 ? '--interrupt-budget=1000000' : '--invocation-count-for-turbofan=20000');

// Nor does it pay for WebAssembly: optimizing the large functions of PostgreSQL's grammar takes as long as reading 30,000 statements with V8's baseline code,
// which is a fifth slower, and it begins with the first one. Node 24 takes the first of these flags only before its start, so it gets a budget out of reach.
setFlagsFromString('--liftoff-only --wasm-tiering-budget=2000000000');

// From Node 22 on, the compiled code of our modules is kept for the next run (https://nodejs.org/api/module.html#moduleenablecompilecachecachedir).
(module as { readonly enableCompileCache?: () => unknown }).enableCompileCache?.();

const { stdout, stderr } = process;

// A reader that closes early, like `head`, ends the output, not the program.
stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

/** Waits until the reader takes more, or has gone; leaves no listener behind. */
const drained = (): Promise<void> => new Promise((resolve) => {
  const done = (): void => {
    stdout.off('drain', done).off('close', done);
    resolve();
  };
  stdout.on('drain', done).on('close', done);
});

process.exitCode = await main(process.argv.slice(2), {
  cwd: process.cwd(),
  env: process.env,
  get input() { return process.stdin; },
  write: async (text) => {
    if (!stdout.write(text) && !stdout.destroyed) await drained();
  },
  writeError: (text) => void stderr.write(text),
  columns: stdout.isTTY ? stdout.columns : undefined,
  isErrorTerminal: stderr.isTTY,
  // This file is dist/cli.js, or src/cli.ts in the repository.
  root: new URL('..', import.meta.url),
});

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import type { SpecFile } from './spec.ts';

/** What stands in for SQLite's drivers. */
const STAND_INS: Readonly<Record<string, string>> = {
  'better-sqlite3': 'sync', 'node:sqlite': 'sync', sqlite3: 'callbacks', sqlite: 'callbacks',
};

/** Runs `src/main.ts` or `src/main.js` of a page and returns what it prints until its exported `done` is there. */
export async function executeFiles(files: readonly SpecFile[]): Promise<readonly string[]> {
  const texts = new Map(files.map(({ path, text }) => [`/${path}`, text]));
  const find = (path: string): string | undefined => [path, `${path}.ts`, `${path}.js`].find((one) => texts.has(one));
  const entry = find('/src/main')!;
  const bundle = await build({
    entryPoints: [entry], bundle: true, write: false, format: 'esm', platform: 'node', target: 'node20', packages: 'external', logLevel: 'silent',
    plugins: [{
      name: 'pages',
      setup: (hooks) => {
        hooks.onResolve({ filter: /^(?:\/|\.)/, namespace: 'page' }, ({ path, importer }) => ({ path: find(new URL(path, `page://x${importer}`).pathname)!, namespace: 'page' }));
        hooks.onResolve({ filter: /^\/src\/main/ }, ({ path }) => ({ path, namespace: 'page' }));
        hooks.onResolve({ filter: /./, namespace: 'page' }, ({ path }) => (STAND_INS[path] === undefined ? undefined : { path: resolve(`test/support/sqlite/${STAND_INS[path]}.mjs`) }));
        hooks.onLoad({ filter: /./, namespace: 'page' }, ({ path }) => ({ contents: texts.get(path)!, loader: path.endsWith('ts') ? 'ts' : 'js', resolveDir: process.cwd() }));
      },
    }],
  });
  // Inside the project, so that the packages are found.
  const folder = mkdtempSync('test/codemods/page-');
  const lines: string[] = [];
  const { log } = console;
  console.log = (...values: readonly unknown[]) => void lines.push(values.map((value) => (typeof value === 'string' ? value : JSON.stringify(value))).join(' '));
  try {
    writeFileSync(join(folder, 'page.mjs'), bundle.outputFiles[0]!.text);
    const page = await import(/* @vite-ignore */ pathToFileURL(resolve(folder, 'page.mjs')).href) as { readonly done: Promise<unknown> };
    await page.done;
  } finally {
    console.log = log;
    rmSync(folder, { recursive: true });
  }
  return lines;
}

// Runs a TypeScript script of this repository on any supported Node: bundles it into memory with esbuild and imports it.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const [script, ...args] = process.argv.slice(2);
if (!script) {
  console.error('usage: node scripts/run.mjs <script.ts> [arguments]');
  process.exit(2);
}
const result = await build({
  entryPoints: [resolve(script)], bundle: true, platform: 'node', format: 'esm', target: 'node20', packages: 'external', write: false,
});
// Inside the repository, so that packages are found.
const folder = mkdtempSync(join(import.meta.dirname, '../node_modules/.dbmig-script-'));
const file = join(folder, 'script.mjs');
writeFileSync(file, result.outputFiles[0].text);
process.argv = [process.argv[0], resolve(script), ...args];
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
await import(pathToFileURL(file).href);

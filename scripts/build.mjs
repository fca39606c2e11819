// Builds dist/: one bundled, code-split ESM program; type declarations come from tsc.
import { rmSync } from 'node:fs';
import { build } from 'esbuild';

rmSync('dist', { recursive: true, force: true });
await build({
  entryPoints: { cli: 'src/cli.ts', index: 'src/index.ts' },
  outdir: 'dist', bundle: true, splitting: true, platform: 'node', format: 'esm', target: 'node20', packages: 'external',
  chunkNames: 'chunks/[name]-[hash]', legalComments: 'none', logLevel: 'warning',
  // Half of the text: it is read at every start. Names stay, for those who read a stack.
  minifyWhitespace: true, minifySyntax: true,
});

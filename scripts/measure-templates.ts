/**
 * How many of the SQL texts with holes in real projects are read by a grammar once they are filled.
 * Usage: node scripts/run.mjs scripts/measure-templates.ts [--misses] <folder>...
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { listFiles } from '../src/files.ts';
import { loadParser, parseTypeScript } from '../src/hosts/typescript/parse.ts';
import { errorAt } from '../src/hosts/typescript/fill.ts';
import { readScopes } from '../src/hosts/typescript/scopes.ts';
import { createSqlReader } from '../src/hosts/typescript/sql-text.ts';
import { loadPostgresGrammar } from '../src/sql/grammar.ts';

const showsMisses = process.argv.includes('--misses');
const folders = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
await loadParser();
await loadPostgresGrammar();

const isScript = (path: string): boolean => /\.(?:[cm]?[jt]sx?|vue|svelte)$/.test(path) && !/\.(?:min|bundle)\.[cm]?js$|\.d\.[cm]?ts$/.test(path);

for (const folder of folders) {
  const counts = { files: 0, unparsed: 0, plain: 0, plainRead: 0, holes: 0, holesRead: 0 };
  for (const path of (await listFiles(folder, [], [], isScript)).paths) {
    const text = readFileSync(join(folder, path), 'utf8').replace(/^\uFEFF/, '');
    if (text.length > 1_000_000) continue;
    counts.files += 1;
    const parsed = parseTypeScript({ path, text, language: 'typescript' });
    if (!parsed.program) {
      counts.unparsed += 1;
      if (showsMisses) console.log(`  ${path}: ${parsed.unread[0]?.reason}`);
      continue;
    }
    for (const fragment of createSqlReader({ path, text, scopes: readScopes(parsed.program) }).unclaimed([])) {
      const isRead = errorAt(fragment.text) === undefined;
      const kind = fragment.holes.length > 0 ? 'holes' : 'plain';
      counts[kind] += 1;
      if (isRead) counts[`${kind}Read`] += 1;
      else if (showsMisses) console.log(`  ${path}: ${fragment.text.slice(0, 600).replace(/\s+/g, ' ')}   AT ${errorAt(fragment.text)}`);
    }
  }
  const share = (part: number, all: number): string => (all === 0 ? '-' : `${((100 * part) / all).toFixed(1)} %`);
  console.log(`${folder.split('/').at(-1)}: ${counts.files} files (${counts.unparsed} not parsed), plain ${counts.plainRead}/${counts.plain} ${share(counts.plainRead, counts.plain)}, with holes ${counts.holesRead}/${counts.holes} ${share(counts.holesRead, counts.holes)}`);
}

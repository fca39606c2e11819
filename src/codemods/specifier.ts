import { posix } from 'node:path';
import { ts } from 'ts-morph';

const RELATIVE = /(?:from|import|require\()\s*['"](\.{1,2}\/[^'"]*)['"]/g;
const ENDING = /\.[cm]?[jt]sx?$/;
const ASSET = /\.(?:json5?|css|s[ac]ss|less|svg|png|jpe?g|gif|webp|vue|svelte|astro|wasm|sql|html?|md|txt|ya?ml)$/;

/**
 * The specifier by which `file`, at `path`, imports the module `target` (paths of the project). Its ending is spelled as the file's own relative imports
 * spell theirs, else as most of `files` do, else as Node wants it where it loads ES modules itself.
 */
export function specifierOf(file: ts.SourceFile, path: string, target: string, files: readonly ts.SourceFile[]): string {
  const relative = posix.relative(posix.dirname(path), target);
  const bare = (relative.startsWith('.') ? relative : `./${relative}`).replace(ENDING, '');
  const own = ENDING.exec(target)?.[0] ?? '';
  const style = styleOf([file]) ?? styleOfMost(files, isModule(file)) ?? (needsEnding(file) ? 'compiled' : 'none');
  return bare + (style === 'none' ? '' : style === 'source' ? own : own.replace('ts', 'js').replace('x', ''));
}

/** `source`: as the file is called; `compiled`: as it is called once it is compiled. */
type Style = 'none' | 'source' | 'compiled';

function styleOf(files: readonly ts.SourceFile[]): Style | undefined {
  const counts = new Map<Style, number>();
  for (const file of files) {
    for (const [, specifier] of file.text.matchAll(RELATIVE)) {
      if (ASSET.test(specifier!)) continue;
      const ending = ENDING.exec(specifier!)?.[0];
      const style: Style = ending === undefined ? 'none' : /ts/.test(ending) ? 'source' : 'compiled';
      counts.set(style, (counts.get(style) ?? 0) + 1);
    }
  }
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0];
}

/** The style of most files of a project, ES modules or not: asked for by each file without relative imports of its own. */
const styles = new WeakMap<readonly ts.SourceFile[], Map<boolean, Style | undefined>>();

function styleOfMost(files: readonly ts.SourceFile[], areModules: boolean): Style | undefined {
  const known = styles.get(files) ?? new Map<boolean, Style | undefined>();
  styles.set(files, known);
  if (!known.has(areModules)) known.set(areModules, styleOf(files.filter((file) => isModule(file) === areModules)));
  return known.get(areModules);
}

const isModule = (file: ts.SourceFile): boolean => ts.isExternalModule(file);

const needsEnding = (file: ts.SourceFile): boolean =>
  isModule(file) && (file.impliedNodeFormat === ts.ModuleKind.ESNext || /\.(?:mjs|mts|js)$/.test(file.fileName));

import { dirname, join } from 'node:path/posix';
import { isSourceModule } from './driver/names.ts';

/**
 * TypeScript gives `any` for `require(...)` in a TypeScript file. Declarations say what the calls of a project give: the project's own modules, where one path
 * means the same module everywhere, and the drivers.
 */
export function requireDeclarations(scripts: readonly { readonly path: string; readonly text: string }[], root: string): string | undefined {
  const byName = new Map(scripts.map(({ path }) => [withoutEnding(path), path]));
  const modules = new Map<string, string | undefined>();
  for (const { path, text } of scripts) {
    if (!/\.[cm]?tsx?$/.test(path)) continue;
    for (const [, specifier] of text.matchAll(/\brequire\(\s*['"]([^'"\n]+)['"]\s*\)/g)) {
      const name = moduleOf(specifier!, path, byName, root);
      modules.set(specifier!, modules.has(specifier!) && modules.get(specifier!) !== name ? undefined : name);
    }
  }
  const overloads = [...modules].flatMap(([specifier, name]) => (name === undefined ? [] : [`(id: ${JSON.stringify(specifier)}): typeof import(${JSON.stringify(name)});`]));
  if (overloads.length === 0) return undefined;
  return `declare namespace NodeJS {\ninterface Require {\n${overloads.join('\n')}\n(id: string): any;\n}\n}\ndeclare var require: NodeJS.Require;\n`;
}

function moduleOf(specifier: string, path: string, byName: ReadonlyMap<string, string>, root: string): string | undefined {
  if (!specifier.startsWith('.')) return isSourceModule(specifier) ? specifier : undefined;
  const name = withoutEnding(join(dirname(path), specifier));
  const found = byName.get(name) ?? byName.get(join(name, 'index'));
  return found === undefined ? undefined : join(root, withoutEnding(found));
}

const withoutEnding = (path: string): string => path.replace(/\.[cm]?[jt]sx?$/, '');

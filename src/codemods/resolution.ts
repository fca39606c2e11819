import { join } from 'node:path';
import { ts, type ResolutionHostFactory } from 'ts-morph';
import { createResolver, type WorkspacePackage } from '../core/resolve.ts';

/**
 * Finds modules as TypeScript does, and where that finds none as the linker does: a repository has one program here, but a tsconfig.json with paths of its own
 * in each package, and packages that are not built or linked yet. `paths` are those of the scripts, relative to `root`.
 */
export function createResolution(
  root: string, paths: readonly string[], packages: readonly WorkspacePackage[], toPath: (absolute: string) => string,
): ResolutionHostFactory {
  const scripts = new Set(paths);
  const resolve = createResolver(paths, packages);
  const names = packages.map(({ name }) => name);
  const isOwn = (specifier: string): boolean => names.some((name) => specifier === name || specifier.startsWith(`${name}/`));
  const ownModule = (from: string, specifier: string): ts.ResolvedModuleFull | undefined => {
    const path = resolve(toPath(from), specifier);
    const extension = path === undefined ? undefined : /\.[cm]?[jt]sx?$/.exec(path)?.[0];
    return path !== undefined && extension !== undefined ? { resolvedFileName: join(root, path), extension, isExternalLibraryImport: false } : undefined;
  };
  return (host, optionsNow) => {
    const cache = ts.createModuleResolutionCache(root, (name) => name, optionsNow());
    return {
      resolveModuleNames: (specifiers, from, _reused, redirected, options, file) => specifiers.map((specifier, index) => {
        const mode = file && ts.getModeForResolutionAtIndex(file, index, options);
        const found = ts.resolveModuleName(specifier, from, options, host, cache, redirected, mode).resolvedModule;
        const isFound = found && (scripts.has(toPath(found.resolvedFileName)) || !isOwn(specifier));
        return isFound ? found : ownModule(from, specifier) ?? found;
      }),
    };
  };
}

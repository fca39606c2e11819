import { join } from 'node:path';
import { ModuleKind, ModuleResolutionKind, Project, ScriptTarget, ts } from 'ts-morph';
import { declarationsOf, declarationsPath, sources } from '../../src/codemods/driver/declarations.ts';
import type { SpecFile } from './spec.ts';

/** What test files of the pages take from a test runner. */
const RUNNER = `declare module 'vitest' { export const it: any; export const test: any; export const describe: any; export const expect: any;
export const vi: { mock(path: string, factory?: (importOriginal: <T>() => Promise<T>) => unknown): void; [name: string]: any };
export const beforeEach: any; export const afterEach: any; export const beforeAll: any; export const afterAll: any }`;

/** The errors of types in the TypeScript files of each page. They are read as if they stood in this project, so that its packages have their types. */
export function pageTypeErrors(pages: readonly { readonly title: string; readonly files: readonly SpecFile[] }[]): ReadonlyMap<string, readonly string[]> {
  const project = new Project({
    skipAddingFilesFromTsConfig: true,
    compilerOptions: {
      strict: true, noEmit: true, skipLibCheck: true, esModuleInterop: true, target: ScriptTarget.ES2022, module: ModuleKind.ESNext,
      moduleResolution: ModuleResolutionKind.Bundler, types: ['node'],
    },
  });
  project.createSourceFile(join(process.cwd(), 'test/pages/runner.d.ts'), RUNNER);
  for (const driver of sources) project.createSourceFile(declarationsPath(driver), declarationsOf(driver));
  const own = pages.flatMap(({ title, files }, index) => files.filter(({ path }) => /\.ts$/.test(path)).map(({ path, text }) => ({
    title, file: project.createSourceFile(join(process.cwd(), `test/pages/${index}`, path), text),
  })));
  const errors = new Map<string, string[]>();
  for (const { title, file } of own) {
    for (const one of file.getPreEmitDiagnostics()) {
      const text = `${file.getBaseName()}:${one.getLineNumber()} ${ts.flattenDiagnosticMessageText(one.compilerObject.messageText, ' ')}`;
      errors.set(title, [...(errors.get(title) ?? []), text]);
    }
  }
  return errors;
}

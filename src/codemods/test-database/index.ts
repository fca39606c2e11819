import { posix } from 'node:path';
import { ts } from 'ts-morph';
import { isTestPath } from '../../core/test-path.ts';
import { isEsModule } from '../cascade/owner.ts';
import type { CodemodContext, NewFile } from '../codemod.ts';
import { moduleText, type ModuleKind } from '../driver/module-text.ts';
import type { PackageName } from '../packages.ts';
import { embeddedPostgres } from './embedded.ts';
import { testSchemas } from './schemas.ts';
import { STAND_IN } from './stand-in.ts';

/** The database of the tests: the module that opens it stands beside the support module, which asks for it under a test runner. */
export interface TestDatabase {
  readonly file: NewFile;
  /** The support module's expression for the server of a database called `name`. */
  readonly open: (errorClass: string | undefined) => string;
  readonly devDependency?: PackageName;
}

/** The path of the module beside a support module that opens the database of the tests. */
export const testModuleOf = (support: string): string => posix.join(posix.dirname(support), `postgres-for-tests${posix.extname(support)}`);

/** Undefined for a project without tests. `support`: the path of the support module, `neighbour`: a module beside it, `standsIn`: a mock needs `standIn`. */
export function testDatabase(
  { options, morph, toPath }: CodemodContext, support: string, kind: ModuleKind, neighbour: ts.SourceFile, standsIn: boolean,
): TestDatabase | undefined {
  if (!morph.getSourceFiles().some((file) => isTestPath(toPath(file.getFilePath())))) return undefined;
  const path = testModuleOf(support);
  const file = (text: string): NewFile => ({ path, text: moduleText(standsIn ? text + STAND_IN : text, kind) });
  const compiler = morph.getCompilerOptions();
  const isModule = isEsModule(neighbour, compiler);
  if (options.testDatabase === 'url') return { file: file(testSchemas(isModule)), open: () => 'testServer(name, connect)' };
  const mayWait = isModule && (compiler.target ?? ts.ScriptTarget.ESNext) >= ts.ScriptTarget.ES2017;
  return { file: file(embeddedPostgres({ isEsModule: isModule, mayWait })), open: (errorClass) => `testServer(${['name', ...(errorClass ? [errorClass] : [])].join(', ')})`, devDependency: '@electric-sql/pglite' };
}

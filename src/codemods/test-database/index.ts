import { posix } from 'node:path';
import { isTestPath } from '../../sql/migrations.ts';
import type { CodemodContext, NewFile } from '../codemod.ts';
import { moduleText, PARSERS, type ModuleKind } from '../driver/module-text.ts';
import { EMBEDDED_POSTGRES } from './embedded.ts';
import { TEST_SCHEMAS } from './schemas.ts';

/** The database of the tests: the module that opens it stands beside the support module, which asks for it under a test runner. */
export interface TestDatabase {
  readonly file: NewFile;
  /** The support module's expression for the server of a database called `name`. */
  readonly open: string;
  readonly devDependency?: { readonly name: string; readonly version: string };
}

export const EMBEDDED_PACKAGE = { name: '@electric-sql/pglite', version: '^0.5.14' };

/** Undefined for a project without tests. `support` is the path of the support module. */
export function testDatabase({ options, morph, toPath }: CodemodContext, support: string, kind: ModuleKind): TestDatabase | undefined {
  if (!morph.getSourceFiles().some((file) => isTestPath(toPath(file.getFilePath())))) return undefined;
  const path = posix.join(posix.dirname(support), `postgres-for-tests${posix.extname(support)}`);
  if (options.testDatabase === 'url') return { file: { path, text: moduleText(TEST_SCHEMAS, kind) }, open: 'testServer(name, connect)' };
  return { file: { path, text: moduleText(EMBEDDED_POSTGRES.replace('PARSERS', () => PARSERS), kind) }, open: 'testServer(name)', devDependency: EMBEDDED_PACKAGE };
}

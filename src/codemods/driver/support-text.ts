import type { Target } from '../codemod.ts';
import { moduleText, type ModuleKind } from './module-text.ts';
import { databaseText, HEAD } from './support-database.ts';
import { helpersFor } from './support-helpers.ts';
import type { SupportName } from './support.ts';
import { TARGETS } from './support-targets.ts';

/** The server that tests connect to: the module that has it, and the expression that asks it, given the class of the errors where the program names it. */
export interface TestServer {
  readonly specifier: string;
  readonly open: (errorClass: string | undefined) => string;
}

export interface SupportNeeds {
  /** What the project's code takes from the module. */
  readonly uses: ReadonlySet<SupportName>;
  /** The names of the schema that have capital letters and are declared in quotes. */
  readonly names: readonly string[];
  /** The old driver ran statements in an order of its own. */
  readonly isOrdered: boolean;
  /** Some code goes on after a statement that failed, perhaps in a transaction. */
  readonly goesOn: boolean;
  readonly tests?: TestServer | undefined;
}

/** The text of the support module for a library, with what the project needs of it. */
export function supportText(target: Target, kind: ModuleKind, { uses, names, isOrdered, goesOn, tests }: SupportNeeds): string {
  const own = TARGETS[target];
  const needed = new Set<SupportName>([...uses, ...(uses.has('batch') ? (['numbered', 'named'] as const) : [])]);
  const errors = uses.has('DatabaseError') ? [`/** The class of the errors that the server sends; \`code\` is the SQLSTATE. */\nexport ${own.errorClass === 'DatabaseError' ? '{ DatabaseError }' : `const DatabaseError = ${own.errorClass}`};\n`] : [];
  const imports = ["import { AsyncLocalStorage } from 'node:async_hooks';", ...own.imports, ...(tests ? [`import { isUnderTest, testServer } from '${tests.specifier}';`] : [])].join('\n');
  const used = uses.has('DatabaseError') ? imports : imports.replace('DatabaseError, ', '').replace(', messages', '');
  const database = databaseText({
    isOrdered, goesOn, hasBatch: uses.has('batch'), openForTests: tests?.open(uses.has('DatabaseError') ? 'DatabaseError' : undefined),
  });
  return moduleText([`${used}\n`, HEAD, own.open, database, ...errors, ...helpersFor(needed, names)].join('\n'), kind);
}

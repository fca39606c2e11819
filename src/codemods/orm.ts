import type { Codemod } from './codemod.ts';
import { codemod as drizzle } from './drizzle/index.ts';

/** The codemods of ORMs and query builders. They come before those of drivers, whose clients they open themselves. */
export const ormCodemods: readonly Codemod[] = [drizzle];

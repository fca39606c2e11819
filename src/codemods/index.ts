import { builders } from './builders/index.ts';
import type { Codemod } from './codemod.ts';
import { driver } from './driver/index.ts';

/** All codemods, in the order in which they run. */
export const codemods: readonly Codemod[] = [...builders, driver];

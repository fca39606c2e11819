import { builders } from './builders/index.ts';
import type { Codemod } from './codemod.ts';
import { driver } from './driver/index.ts';
import { upgradeTypes } from './upgrade-types/index.ts';

/** All codemods, in the order in which they run. */
export const codemods: readonly Codemod[] = [...builders, driver];

/** What goes on from there with `--upgrade-types`, when the SQL is PostgreSQL's. */
export const secondStep: readonly Codemod[] = [upgradeTypes];

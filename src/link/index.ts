import type { Facts } from '../core/types.ts';

/** Joins what one file says with what others say about it. */
export const link = (facts: readonly Facts[]): readonly Facts[] => facts;

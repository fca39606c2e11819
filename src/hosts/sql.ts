import type { Facts } from '../core/types.ts';
import { fileFragment } from '../core/positions.ts';
import { emptyFacts, type Host } from './host.ts';

/** An SQL file is one fragment: its whole text. */
export const host: Host = {
  read: (source): Facts => ({ ...emptyFacts(source), fragments: [fileFragment(source.path, source.text)] }),
};

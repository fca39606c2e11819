import type { Call, Engine, Fragment } from '../core/types.ts';
import type { Target } from './targets.ts';

const QUOTED = /'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|\/\*[\s\S]*?\*\//g;
const POSTGRES = /\$\d|::\s*\w|\bilike\b|\bdistinct\s+on\b|\bnow\s*\(\s*\)|\binterval\b|\bjsonb\b|\btimestamptz\b/i;
const SQLITE = /(?<![\w?])\?(?![?|&])|\bpragma\b|\binsert\s+or\s+\w+|\bautoincrement\b|\bdatetime\s*\(|\bstrftime\s*\(|\bsqlite_master\b/i;

/** The engine that a text is plainly written for; undefined where it could be for both. */
export function spelledFor(text: string): Engine | undefined {
  const bare = text.replace(QUOTED, "''");
  const isPostgres = POSTGRES.test(bare);
  return isPostgres === SQLITE.test(bare) ? undefined : isPostgres ? 'postgres' : 'sqlite';
}

/**
 * The calls of one site for one of its drivers. Where the text is chosen by a condition and the choices are spelled for two engines, each text goes
 * to the driver of its engine; a text whose driver the site does not show is nobody's.
 */
export function forEngine(base: Call, fragments: readonly Fragment[], targets: readonly Target[]): readonly Call[] {
  const spellings = fragments.map((fragment) => (fragments.length > 1 ? spelledFor(fragment.text) : undefined));
  const isMixed = spellings.includes('postgres') && spellings.includes('sqlite');
  return fragments.flatMap((fragment, index) => {
    const spelled = isMixed ? spellings[index] : undefined;
    if (spelled === undefined || base.engine === undefined || spelled === base.engine) return [{ ...base, fragment }];
    if (targets.some((target) => target.of.engine === spelled)) return [];
    const { engine: _engine, driver: _driver, ...rest } = base;
    return [{ ...rest, fragment }];
  });
}

import type { Mention } from '../../core/types.ts';
import type { Entry } from './entries.ts';
import { isSqliteKey, signOf } from './signs.ts';

const INSTALL = /\b(?:apk|apt|apt-get|yum|dnf|brew|pacman)\b[^\n]*?\s(sqlite3?(?:-dev|-libs)?|libsqlite3-(?:dev|0))(?=$|[\s\\;&|=])/m;
/** The value is the name of the engine or of its driver: `DB_TYPE=sqlite`, `client: better-sqlite3`. */
const NAMES_SQLITE = /^(?:better-)?(?:sqlite3?|libsql|turso|node:sqlite|bun:sqlite)$/i;

const LONGEST = 200;

/** What an entry of a configuration file says about an engine; undefined when it says nothing. */
export function readMention(path: string, text: string, entry: Entry): Mention | undefined {
  const raw = text.slice(entry.valueSpan.start, entry.valueSpan.end);
  const found = readValue(entry, raw) ?? readKey(entry, raw);
  if (!found) return undefined;
  const { start, end } = found;
  const key = nameOf(entry);
  return {
    path, start, end, engine: found.engine, kind: entry.keys.includes('volumes') && found.kind !== 'command' ? 'volume' : found.kind,
    text: text.slice(start, end).slice(0, LONGEST), ...(key && { key }), entry: lineOf(text, entry), ...(entry.isComment && { isHistory: true }),
  };
}

type Found = Pick<Mention, 'start' | 'end' | 'engine' | 'kind'>;

function readValue(entry: Entry, raw: string): Found | undefined {
  const { start } = entry.valueSpan;
  const install = INSTALL.exec(raw);
  if (install) {
    const at = start + install.index + install[0].length - install[1]!.length;
    return { start: at, end: at + install[1]!.length, engine: 'sqlite', kind: 'package' };
  }
  const sign = signOf(raw);
  if (sign) return { start: start + sign.start, end: start + sign.end, engine: sign.engine, kind: sign.kind };
  if (NAMES_SQLITE.test(raw.trim())) return { ...entry.valueSpan, engine: 'sqlite', kind: 'setting' };
  const volume = entry.keys.includes('volumes') ? /[\w.-]*sqlite[\w.-]*/i.exec(raw) : undefined;
  return volume ? { start: start + volume.index, end: start + volume.index + volume[0].length, engine: 'sqlite', kind: 'volume' } : undefined;
}

function readKey(entry: Entry, raw: string): Found | undefined {
  const key = nameOf(entry);
  if (key === undefined || entry.keys.length === 0 || (raw !== '' && /^(?:true|false|\d+)$/.test(raw) && !/sqlite/i.test(key))) return undefined;
  return isSqliteKey(key) && key.length < 80 ? { start: entry.keySpan.start, end: entry.valueSpan.end, engine: 'sqlite', kind: 'setting' } : undefined;
}

/** The innermost key that is a name, not a position in a list. */
const nameOf = (entry: Entry): string | undefined => entry.keys.findLast((key) => !/^\d+$/.test(key));

/** The lines of an entry that has them for itself. */
function lineOf(text: string, entry: Entry): { start: number; end: number } {
  const start = text.lastIndexOf('\n', entry.start - 1) + 1;
  const end = text.indexOf('\n', entry.end);
  return { start, end: end < 0 ? text.length : end + 1 };
}

import type { Facts, Mention, Setting, Source, Span } from '../../core/types.ts';
import { isDatabaseKey } from '../config/signs.ts';
import { emptyFacts, type Host } from '../host.ts';
import { readBlocks, type Block } from './blocks.ts';

/** A word for SQLite, its drivers and its files. */
const SQLITE = /better-sqlite3|\bSQLITE_[A-Z_]+|aiosqlite|node:sqlite|bun:sqlite|sqlite3?(?:\+\w+)?:\/[^\s)`"'<>|]*|libsql|\bsql\.js\b|(?<![\w./~${}-])[\w./~${}-]{1,200}\.sqlite3?\b|\bSQLite(?: ?3)?\b/gi;
/** A file name in code; in a sentence `.db` is too often something else. */
const FILE = /(?<![\w./~${}:-])[\w./~${}:-]{0,200}[\w}]\.db\b(?!\.)/g;

/** What only SQLite reads, in an example. */
const ONLY_SQLITE = /\bINSERT OR (?:REPLACE|IGNORE)\b|\bAUTOINCREMENT\b|\bPRAGMA [a-z_]+|\bdatetime\('now'|\bsqlite_master\b|\bWITHOUT ROWID\b/gi;

/** Sentences that tell how it was, why it was left, or that both engines may be used. */
const HISTORY = /\bmigrat|\bported?\b|\bmoved?\b|\bswitch|\bpreviously|\bformer|\bno longer|\binstead of|\brather than|\breplac|\blegacy|\bused to\b|\bunlike|\bfrom sqlite|\bcompared|\bvs\.?\b|\bnot sqlite|\bwithout sqlite|\bdropped|\bremoved?|\bdeprecat|\bold(?:er)?\b|\bconvert|\bimport(?:ed|ing)?\b|\bupgrad|\bwas\b|\bwere\b|\bhistor|\bsqlite (?:to|->|→|or|and|\/) ?(?:postgres|mysql)|\b(?:postgres(?:ql)?|mysql|mariadb),? ?(?:or|and|\/|,) (?:\w+,? (?:or |and )?)?sqlite/i;
const HISTORY_PATH = /\d{4}-\d\d-\d\d|(?:^|[/._-])(?:reports?|audits?|reviews?|todo)(?:[/._-]|$)|change-?log|changes|history|release|migrat|upgrad|\badr\b|decisions?|\brfcs?\b|proposals?|postmortem|blog|archive|roadmap|(?:^|[/._-])plans?(?:[/._-]|$)/i;
const HISTORY_HEADING = /migrat|upgrad|changelog|history|from sqlite|breaking|deprecated|v?\d+\.\d+/i;

const LONGEST = 200;

/** What a document says about SQLite and which settings it documents. SQL in it is not run by anything and is not read as SQL. */
function readDocument(source: Source): Facts {
  const blocks = readBlocks(source.text);
  return {
    ...emptyFacts(source),
    mentions: blocks.flatMap((block) => readMention(source, block)),
    settings: blocks.flatMap((block) => readSettings(source.path, block)),
  };
}

/** One mention a line: the first word for SQLite in it. */
function readMention(source: Source, block: Block): readonly Mention[] {
  const match = firstMatch(SQLITE, block.text) ?? (block.kind === 'code' ? (firstMatch(FILE, block.text) ?? firstMatch(ONLY_SQLITE, block.text)) : undefined);
  if (!match) return [];
  const isTold = block.kind === 'prose' || /^\s*(?:#|\/\/|--)/.test(block.text);
  const isHistory = HISTORY_PATH.test(source.path) || HISTORY_HEADING.test(block.heading) || (isTold && HISTORY.test(block.sentence()));
  return [{
    path: source.path, start: block.start + match.start, end: block.start + match.end, engine: 'sqlite', kind: block.kind,
    text: block.text.trim().slice(0, LONGEST), ...(block.heading && { key: block.heading }), ...(isHistory && { isHistory: true }),
  }];
}

function firstMatch(pattern: RegExp, text: string): Span | undefined {
  pattern.lastIndex = 0;
  const match = pattern.exec(text);
  return match ? { start: match.index, end: match.index + match[0].length } : undefined;
}

/** Keys in capitals: in inline code, as the first cell of a table row, and as `KEY=value` in code. */
const INLINE_KEY = /`([A-Z][A-Z0-9]*_[A-Z0-9_]+|PG[A-Z]+)(?:=([^`]*))?`/g;
const CELL_KEY = /^\s*\|\s*\**([A-Z][A-Z0-9]*_[A-Z0-9_]+)\**\s*\|/g;
const CODE_KEY = /^\s*(?:#\s*)?(?:export\s+|-e\s+|-\s+|ENV\s+)?([A-Z][A-Z0-9]*_[A-Z0-9_]+|PG[A-Z]+)\s*[=:]\s*(\S*)/g;
/** `database.pool_size` in inline code. */
const DOTTED_KEY = /`((?:database|db|postgres|pg|pool)(?:\.(?!(?:[cm]?[jt]sx?|md|sql|py|rs|ya?ml|json)`)[A-Za-z][\w-]*)+)`/g;

/** `pool.ntp.org` is a host. */
const DOMAIN = /\.(?:org|com|net|io|dev|local|internal|example)$/;

function readSettings(path: string, block: Block): readonly Setting[] {
  const patterns = block.kind === 'code' ? [CODE_KEY] : [CELL_KEY, INLINE_KEY, DOTTED_KEY];
  const found = new Map<string, Setting>();
  for (const pattern of patterns) {
    for (const match of block.text.matchAll(pattern)) {
      const key = match[1]!;
      if (found.has(key) || !isDatabaseKey(key) || DOMAIN.test(key)) continue;
      const start = block.start + match.index + match[0].indexOf(key);
      found.set(key, { path, start, end: start + key.length, key, kind: 'document', ...(match[2] && { value: match[2] }) });
    }
  }
  return [...found.values()];
}

export const host: Host = { read: readDocument };

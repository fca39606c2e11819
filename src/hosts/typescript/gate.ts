import { drivers } from '../../drivers/index.ts';
import { rules } from '../../rules/index.ts';

/**
 * The gate: two patterns over the bytes of a file, one character each. A file that neither fits holds no SQL, no driver, no setting of a database and no
 * word that a rule waits for; files that only use what another file declares are read because that file asks for them (see gather.ts).
 */

/** What may stand between the quote and the first word: white space, its escapes, a continued line, parentheses, a comment of one line. */
const LEAD = String.raw`["'\x60](?:\s|\\[nrt]|\\\r?\n|\(|--[^\n]*\n|/\*[^*]*\*/)*`;

/** First words with what must follow, as they stand in upper and in lower case. */
const PAIRS: readonly string[] = [
  'SELECT', 'INSERT', 'REPLACE INTO', 'UPDATE', 'DELETE', 'WITH', 'CREATE', 'ALTER', 'DROP', 'PRAGMA', 'TRUNCATE', 'BEGIN', 'ATTACH', 'DETACH', 'VALUES', 'EXPLAIN', 'LISTEN',
];
/** Words that are whole statements, or begin ones that only databases know; in lower case they are everyday words. */
const ALONE: readonly string[] = [
  'BEGIN', 'COMMIT', 'ROLLBACK', 'END', 'VACUUM', 'ANALYZE', 'REINDEX', 'SAVEPOINT', 'RELEASE', 'SET', 'SHOW', 'COPY', 'GRANT', 'REVOKE', 'COMMENT', 'LOCK', 'NOTIFY', 'DO',
  'CALL', 'DECLARE', 'FETCH', 'EXECUTE', 'DISCARD', 'REFRESH', 'UNLISTEN', 'CLOSE',
];
/** Statements that stand at the beginning of a line of a template, after comments or in a script. */
const LINES = String.raw`\n[ \t]*(?:SELECT|INSERT (?:INTO|OR)|DELETE FROM|UPDATE \w|CREATE (?:TABLE|INDEX|UNIQUE|VIEW|TRIGGER)|ALTER TABLE|DROP (?:TABLE|INDEX)|WITH \w|PRAGMA|insert into|delete from|create table|alter table|drop table)\b`;

const space = (words: string): string => words.replaceAll(' ', String.raw`\s+`);
const titled = (word: string): string => word[0]! + word.slice(1).toLowerCase();

const SQL = new RegExp([
  `${LEAD}(?:(?:${[...PAIRS, ...PAIRS.map((word) => word.toLowerCase()), ...PAIRS.map(titled)].map(space).join('|')})(?:\\s|\\\\[nrt(]|\\()+[^\\s)]|(?:${ALONE.join('|')})\\b)`,
  LINES,
].join('|'));

/** Words of databases, of their settings, and of what drivers give back. */
const WORDS: readonly string[] = [
  'sqlite', 'SQLITE', 'Sqlite', 'SQLite', 'postgres', 'POSTGRES', 'Postgres', 'libsql', 'LIBSQL', ':memory:', 'lastInsertRowid', 'lastID\\b', '\\.prepare\\(', '\\.pragma\\(',
  '[pP]ool(?:[A-Z._]|\\s*[:=])', '_POOL|POOL_', '[mM]ax_?[cC]onnections?|MAX_CONNECTIONS?', '[cC]onnection_?[lL]imit|CONNECTION_LIMIT',
  '[iI]dle_?(?:[iI]n_?[tT]ransaction_?)?[tT]imeout|IDLE_(?:IN_TRANSACTION_)?TIMEOUT', '[cC]onnect(?:ion)?_?[tT]imeout|CONNECT(?:ION)?_TIMEOUT',
  '(?:acquire|statement|query|checkout)_?[tT]imeout|(?:ACQUIRE|STATEMENT|QUERY|CHECKOUT)_TIMEOUT',
  '\\b(?:DB|DATABASE|PG)_?(?:URL|URI|DSN|HOST|PORT|USER|PASS|NAME|PATH|FILE|DATABASE|SSL|MAX|CONNECTION|DIALECT|TYPE|CLIENT)',
];

const escape = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
const modules = drivers.flatMap((driver) => driver.modules).map((name) => escape(name.replace(/\/\*$/, '')));
const types = drivers.flatMap((driver) => Object.keys(driver.globalTypes ?? {}));
const signals = rules.flatMap((rule) => rule.signals ?? []);

const NAMES = new RegExp([
  `["'\\x60](?:${[...new Set(modules)].join('|')})(?:/[^"'\\x60\\n]*)?["'\\x60]`,
  ...WORDS,
  ...[...types, ...signals].map(escape),
].join('|'));

/** Whether the text of a TypeScript or JavaScript file (one character a byte) can hold facts. Says yes too often, and never no in vain. */
export const mayHoldFacts = (latin1: string, _path: string): boolean => NAMES.test(latin1) || SQL.test(latin1);

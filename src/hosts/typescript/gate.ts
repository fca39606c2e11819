import { drivers } from '../../drivers/index.ts';
import { looksLikeSql } from './looks-like-sql.ts';
import { signals } from './signals.ts';

/**
 * The gate: two patterns over the bytes of a file, one character each. A file that neither fits holds no SQL, no driver, no setting of a database and no
 * word that a rule waits for; files that only use what another file declares are read because that file asks for them (see gather.ts).
 */

/** What may stand between the quote and the first word: white space, its escapes, a continued line, parentheses, a comment of one line. */
const LEAD = String.raw`["'\x60](?:\s|\\[nrt]|\\\r?\n|\(|--[^\n]*\n|/\*[^*]*\*/)*`;

const OBJECT = 'TABLE|INDEX|VIEW|TRIGGER|SCHEMA|EXTENSION|TYPE|FUNCTION|SEQUENCE|DATABASE|ROLE|MATERIALIZED|TEMP|TEMPORARY|UNIQUE|VIRTUAL|UNLOGGED';
const NAME = String.raw`(?:["\x60\[]?[\w.$]+["\x60\]]?|\$\{[^}]*\})`;

/** First words with what must follow; they stand in upper case, in lower case, or with a capital. */
const PAIRS: readonly string[] = [
  String.raw`INSERT\s+(?:INTO|OR)\b`, String.raw`REPLACE\s+INTO\b`, String.raw`DELETE\s+FROM\b`, `CREATE\\s+(?:OR\\s+REPLACE\\s+)?(?:${OBJECT})\\b`,
  `ALTER\\s+(?:${OBJECT})\\b`, `DROP\\s+(?:${OBJECT})\\b`, String.raw`TRUNCATE\s+TABLE\b`, String.raw`BEGIN\s+(?:DEFERRED|IMMEDIATE|EXCLUSIVE|TRANSACTION)\b`,
  String.raw`(?:ATTACH|DETACH)\s+DATABASE\b`, String.raw`VALUES\s*\(`, String.raw`EXPLAIN\s+(?:QUERY|ANALYZE|SELECT|INSERT|UPDATE|DELETE|WITH)\b`, String.raw`PRAGMA\s+\w`,
];
/** The same with names between their words. */
const NAMED: readonly string[] = [
  `WITH\\s+(?:RECURSIVE\\s|${NAME}\\s*(?:\\([^)]*\\)\\s*)?AS\\b)`, `UPDATE\\s+(?:OR\\s+\\w+\\s+|ONLY\\s+)?${NAME}(?:\\s+(?:AS\\s+)?\\w+)?\\s+SET\\b`,
];
/** In upper case a SELECT is SQL; else it must go on as SQL does. */
const SELECTS = String.raw`SELECT\s+\S|SELECT\b(?:\\[nrt]|\$\{)|[sS]elect\s+[^"'\x60]{0,300}?(?:[=?*,;(\n$:@]|\bfrom\b)|UPDATE\s+\S|WITH\s+\$\{|TRUNCATE\s+\w|LISTEN\s+\w|(?:ATTACH|DETACH)\s+\S`;
/** Words that are whole statements, or begin ones that only databases know; in lower case they are everyday words. */
const ALONE: readonly string[] = [
  'BEGIN', 'COMMIT', 'ROLLBACK', 'END', 'VACUUM', 'ANALYZE', 'REINDEX', 'SAVEPOINT', 'RELEASE', String.raw`SET\s+\w`, 'SHOW', String.raw`COPY\s+\S`, 'GRANT', 'REVOKE', String.raw`COMMENT\s+ON`, String.raw`LOCK\s+TABLE`, 'NOTIFY',
  String.raw`DO\s+[$']`, String.raw`CALL\s+\w`, String.raw`DECLARE\s+\w`, String.raw`FETCH\s+\w`, String.raw`EXECUTE\s+\w`, 'DISCARD', 'REFRESH', 'UNLISTEN',
];
/** Statements that stand at the beginning of a line of a template, after comments or in a script. */
const LINES = String.raw`\n[ \t]*(?:SELECT|INSERT (?:INTO|OR)|DELETE FROM|UPDATE \w|CREATE (?:TABLE|INDEX|UNIQUE|VIEW|TRIGGER)|ALTER TABLE|DROP (?:TABLE|INDEX)|WITH \w|PRAGMA|insert into|delete from|create table|alter table|drop table)\b`;

/** The words of a pattern in lower case, and with a capital; names of classes like `\s` stay. */
const spelled = (pattern: string): readonly string[] => [
  pattern,
  pattern.replace(/(?<!\\)\b[A-Z]{2,}\b/g, (word) => word.toLowerCase()),
  pattern.replace(/(?<!\\)\b[A-Z]{2,}\b/g, (word, at: number) => (!pattern.slice(0, at).includes('\\s') ? word[0]! + word.slice(1).toLowerCase() : word.toLowerCase())),
];

const SQL = new RegExp(`${LEAD}(?:${[...PAIRS, ...NAMED].flatMap(spelled).join('|')}|${SELECTS}|${ALONE.map((word) => (word.includes('\\') ? word : `${word}\\b`)).join('|')})|${LINES}`, 'g');

/** Whether a text begins as a statement does; sentences are no statements. */
function holdsSql(latin1: string): boolean {
  for (const { index } of latin1.matchAll(SQL)) if (!isSentence(latin1, index)) return true;
  return false;
}

/** A name before the bracket that databases and their wrappers take SQL under. */
const TAKES_SQL = /(?:prepare|query|exec|execute|run|get|all|each|one|rows?|raw|unsafe|sql|statement)\s*(?:<[^()]*>)?\(\s*$/i;

/**
 * `'Select a file from the list'`: a capital begins it, the reader would not take it for SQL where nobody is seen to execute it, and it is the whole
 * literal. Texts that cannot be followed here are no sentences.
 */
function isSentence(latin1: string, start: number): boolean {
  const quote = latin1[start]!;
  const end = latin1.indexOf(quote, start + 1);
  if (!/["'`]/.test(quote) || end < 0 || end - start > LONGEST_SENTENCE) return false;
  const text = latin1.slice(start + 1, end).replace(/\$\{[^{}]*\}/g, '_x');
  const isWhole = !text.includes('\\') && !text.includes('${') && !/^\s*\+/.test(latin1.slice(end + 1, end + 80));
  return isWhole && /^[A-Z][a-z]/.test(text) && !looksLikeSql(text) && !TAKES_SQL.test(latin1.slice(Math.max(0, start - 80), start));
}

const LONGEST_SENTENCE = 200;

/** Words of databases, of their settings, and of what drivers give back. */
const WORDS: readonly string[] = [
  'sqlite(?:_|3?:)', '\\.sqlite', 'SQLITE', 'SqliteError', 'postgres(?:ql)?:', 'POSTGRES', 'libsql:', 'LIBSQL', ':memory:', 'lastInsertRowid', 'lastID\\b', '\\.prepare\\(', '\\.pragma\\(', '\\b(?:DataTypes|Sequelize)\\.[A-Z]',
  '\\.(?:run|exec|execute|query|unsafe|raw)\\(\\s*["\'\x60]\\s*(?:begin|commit|rollback|end|savepoint|release|vacuum|analyze)\\b',
  '[pP]ool(?:[A-Z._]|\\s*[:=])', '_POOL|POOL_', '[mM]ax_?[cC]onnections?|MAX_CONNECTIONS?', '[cC]onnection_?[lL]imit|CONNECTION_LIMIT',
  '[iI]dle_?(?:[iI]n_?[tT]ransaction_?)?[tT]imeout|IDLE_(?:IN_TRANSACTION_)?TIMEOUT', '[cC]onnect(?:ion)?_?[tT]imeout|CONNECT(?:ION)?_TIMEOUT',
  '(?:acquire|statement|query|checkout)_?[tT]imeout|(?:ACQUIRE|STATEMENT|QUERY|CHECKOUT)_TIMEOUT',
  '\\b(?:DB|DATABASE|PG)_?(?:URL|URI|DSN|HOST|PORT|USER|PASS|NAME|PATH|FILE|DATABASE|SSL|MAX|CONNECTION|DIALECT|TYPE|CLIENT)',
];

const escape = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
const modules = drivers.flatMap((driver) => driver.modules).map((name) => escape(name.replace(/\/\*$/, '')));
const types = drivers.flatMap((driver) => Object.keys(driver.globalTypes ?? {}));

/** Where the name of a module stands: imports, requires, mocks. The name of an engine is often spelled like one of a module. */
const IMPORTS = String.raw`(?:from|import|require(?:__)?|module|proxyquire|replace(?:Esm)?|[mM]ock(?:Module)?|Actual|Original)\s*(?:<[^()]*>\s*)?\(?\s*(?:/\*[^*]*\*/\s*)*["'\x60]`;

const NAMES = new RegExp([
  `${IMPORTS}(?:${[...new Set(modules)].join('|')})(?:/[^"'\\x60\\n]*)?["'\\x60]`,
  ...WORDS,
  ...[...types, ...signals].map(escape),
].join('|'));

/** Whether the text of a TypeScript or JavaScript file (one character a byte) can hold facts. Says yes too often, and never no in vain. */
export const mayHoldFacts = (latin1: string, _path: string): boolean => NAMES.test(latin1) || holdsSql(latin1);

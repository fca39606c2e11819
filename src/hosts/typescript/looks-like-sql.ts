/** What may stand before the first word: white space, comments, parentheses. */
const LEAD = String.raw`^(?:\s|--[^\n]*\n|/\*[\s\S]*?\*/|\()*`;
const NAME = String.raw`(?:["\x60\[]?[\w.$]+["\x60\]]?)`;

/** The first words of statements; what follows must be there too, so that prose and labels are left out. */
const STATEMENTS: readonly string[] = [
  String.raw`SELECT\s+(?:DISTINCT\s+|ALL\s+)?\S`,
  String.raw`INSERT\s+(?:OR\s+(?:IGNORE|REPLACE|ROLLBACK|ABORT|FAIL)\s+)?INTO\s+\S`,
  String.raw`REPLACE\s+INTO\s+\S`,
  String.raw`UPDATE\s+(?:OR\s+\w+\s+)?(?:ONLY\s+)?${NAME}(?:\s+(?:AS\s+)?\w+)?\s+SET\s+\S`,
  String.raw`DELETE\s+FROM\s+\S`,
  String.raw`WITH\s+(?:RECURSIVE\s+)?${NAME}\s*(?:\([^)]*\)\s*)?AS\s*(?:NOT\s+MATERIALIZED\s*|MATERIALIZED\s*)?\(`,
  String.raw`CREATE\s+(?:OR\s+REPLACE\s+)?(?:TEMP(?:ORARY)?\s+|UNIQUE\s+|VIRTUAL\s+|UNLOGGED\s+|MATERIALIZED\s+)*(?:TABLE|INDEX|VIEW|TRIGGER|SCHEMA|EXTENSION|TYPE|FUNCTION|SEQUENCE|DATABASE|ROLE)\s+\S`,
  String.raw`ALTER\s+(?:TABLE|INDEX|SEQUENCE|TYPE|DATABASE|VIEW)\s+\S`,
  String.raw`DROP\s+(?:TABLE|INDEX|VIEW|TRIGGER|SCHEMA|EXTENSION|TYPE|FUNCTION|SEQUENCE|DATABASE|MATERIALIZED\s+VIEW)\s+\S`,
  String.raw`PRAGMA\s+\w`,
  String.raw`TRUNCATE\s+(?:TABLE\s+)?\w`,
  String.raw`BEGIN\s+(?:DEFERRED|IMMEDIATE|EXCLUSIVE|TRANSACTION)\b`,
  String.raw`(?:ATTACH|DETACH)\s+(?:DATABASE\s+)?\S`,
  String.raw`(?:VALUES)\s*\(`,
  String.raw`EXPLAIN\s+(?:QUERY\s+PLAN\s+|ANALYZE\s+)?(?:SELECT|INSERT|UPDATE|DELETE|WITH)\b`,
  String.raw`LISTEN\s+\w+\s*;?\s*$`,
];

const LOOSE = new RegExp(`${LEAD}(?:BEGIN|COMMIT|ROLLBACK|END|VACUUM|ANALYZE|REINDEX|SAVEPOINT|RELEASE|SET|SHOW|COPY|GRANT|REVOKE|COMMENT\\s+ON|LOCK|DO|CALL|NOTIFY|DECLARE|FETCH|EXECUTE)\\b`);
const STRICT = new RegExp(`${LEAD}(?:${STATEMENTS.join('|')})`, 'i');
const FIRST_WORD = `${LEAD}(?:SELECT|INSERT|REPLACE|UPDATE|DELETE|WITH|CREATE|ALTER|DROP|PRAGMA|TRUNCATE|BEGIN|ATTACH|DETACH|VALUES|EXPLAIN|LISTEN)\\b`;
const VERB = new RegExp(FIRST_WORD, 'i');
const UPPER_VERB = new RegExp(FIRST_WORD);

/** Whether a text may be the beginning of SQL: its first word is one that statements begin with. */
export const beginsLikeSql = (text: string): boolean => VERB.test(text);

/** Whether a text that a database call carries begins as a statement does; words of every day must stand in upper case. */
export const mayBeStatement = (text: string): boolean => STRICT.test(text) || LOOSE.test(text);

const LOWER_DDL = /^\s*(?:create|alter|drop|truncate)\s+(?:table|unique\s+index|index|view|trigger)\s+\w/;

/**
 * Whether a text that nobody is seen to execute is SQL: it begins as a statement, goes on as one, and is not prose ("Select a file", "Delete from cart").
 * It must also be read by a grammar before it counts.
 */
export function looksLikeSql(text: string): boolean {
  if (!STRICT.test(text)) return false;
  const isUpper = UPPER_VERB.test(text);
  const hasSigns = /[=?*,;(]|\n|\$\d|[:@]\w/.test(text);
  if (!isUpper && isProse(text) && /^\W*(?:Select|With|Update|Listen|Explain)\b/.test(text)) return false;
  if (!isUpper) return (hasSigns || LOWER_DDL.test(text)) && !/[.!…]\s*$/.test(text);
  return hasSigns || /\b(?:FROM|INTO|TABLE|INDEX|VIEW|TRIGGER|PRAGMA|BEGIN|ATTACH|DETACH|LISTEN|TRUNCATE)\b/.test(text) || /^SELECT\s+(?:\d+|'[^']*')\s*;?\s*$/.test(text.trim());
}

/** Whether a text may be prose although it begins as a statement: its first word is no keyword in upper case, and nothing in it is SQL's alone. */
export const isProse = (text: string): boolean => !UPPER_VERB.test(text) && !/\n|[=*;]|\?\s*(?:$|[),])|\$\d/.test(text);

/**
 * Words that SQLite takes for names where PostgreSQL does not (SQLite: https://sqlite.org/lang_keywords.html; PostgreSQL, Appendix C:
 * https://www.postgresql.org/docs/current/sql-keywords-appendix.html); found by trying each word in each place on both engines.
 */
const words = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/));

const RESERVED = `analyse analyze any array asc asymmetric authorization binary both collation column concurrently cross desc do end fetch for freeze full grant
ilike initially inner lateral leading left like natural offset only outer overlaps placing right similar some symmetric tablesample trailing variadic verbose window with`;

/** Reserved as the name of a column. */
export const RESERVED_COLUMNS = words(`${RESERVED} current_catalog current_role current_schema current_user localtime localtimestamp session_user system_user user ctid tableoid xmin`);

/** Read as a value of PostgreSQL's own, without an error. */
export const SPECIAL_VALUES = words('current_catalog current_role current_schema current_user localtime localtimestamp session_user system_user user ctid tableoid xmin');

/** Reserved as the name or alias of a table. */
export const RESERVED_TABLES = words(`${RESERVED} cast current_catalog current_date current_role current_schema current_time current_timestamp current_user
localtime localtimestamp session_user system_user user`);

/** Read otherwise as a column's alias without AS. */
export const RESERVED_BARE_ALIASES = words('array char character day fetch filter for grant hour month notnull offset over overlaps precision second window with within without year');

/** PostgreSQL's fully reserved words, and those that are so as names of functions (manual, appendix C). */
const RESERVED = new Set(
  ('all analyse analyze and any array as asc asymmetric authorization binary both case cast check collate collation column concurrently constraint create '
    + 'cross current_catalog current_date current_role current_schema current_time current_timestamp current_user default deferrable desc distinct do else end '
    + 'except false fetch for foreign freeze from full grant group having ilike in initially inner intersect into is isnull join lateral leading left like limit '
    + 'localtime localtimestamp natural not notnull null offset on only or order outer overlaps placing primary references returning right select session_user '
    + 'similar some symmetric table tablesample then to trailing true union unique user using variadic verbose when where window with').split(' '),
);

/**
 * A name as PostgreSQL must find it written. A name that was declared in quotes keeps its case and needs them; any other folds to lower case
 * wherever it stands, so it is written as it was.
 */
export function writeName(name: string, isQuoted = false): string {
  const isPlain = /^[a-z_][a-z0-9_]*$/i.test(name) && !RESERVED.has(name.toLowerCase());
  const needsQuotes = !isPlain || (isQuoted && name !== name.toLowerCase());
  return needsQuotes ? `"${name.replaceAll('"', '""')}"` : name;
}

/**
 * How the messages of violated constraints read. PostgreSQL names the constraint where SQLite names the columns.
 * https://sqlite.org/rescode.html#constraint, https://www.postgresql.org/docs/current/ddl-constraints.html
 */
export interface ErrorText {
  /** What SQLite's message says, or its first words, as it stands in a text or in a regular expression. */
  readonly sqlite: RegExp;
  /** The words of PostgreSQL's message, in English. */
  readonly postgres: string;
  /** A whole message of PostgreSQL's. */
  readonly message: string;
}

const COLUMNS = String.raw`(?: constraint(?: failed(?:: ?[\w.\\]+(?:, [\w.\\]+)*)?)?)?`;

export const ERROR_TEXTS: readonly ErrorText[] = [
  { sqlite: new RegExp(`\\bUNIQUE\\b${COLUMNS}`), postgres: 'unique constraint', message: 'duplicate key value violates unique constraint "t_a_key"' },
  {
    sqlite: new RegExp(`\\bFOREIGN KEY\\b${COLUMNS}`), postgres: 'foreign key constraint',
    message: 'insert or update on table "t" violates foreign key constraint "t_a_fkey"',
  },
  { sqlite: new RegExp(`\\bNOT NULL\\b${COLUMNS}`), postgres: 'not-null constraint', message: 'null value in column "a" of relation "t" violates not-null constraint' },
  { sqlite: new RegExp(`\\bCHECK\\b${COLUMNS}`), postgres: 'check constraint', message: 'new row for relation "t" violates check constraint "t_a_check"' },
];

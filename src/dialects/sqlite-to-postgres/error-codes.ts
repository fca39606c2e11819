/** How PostgreSQL says what an error of SQLite's says. https://sqlite.org/rescode.html, https://www.postgresql.org/docs/current/errcodes-appendix.html */
export interface ErrorCode {
  /** SQLite's result code, or the part of its message that programs look for, in lower case. */
  readonly sqlite: string;
  readonly sqlstates: readonly string[];
  readonly meaning: string;
}

export const ERROR_CODES: readonly ErrorCode[] = [
  { sqlite: 'SQLITE_CONSTRAINT_UNIQUE', sqlstates: ['23505'], meaning: 'unique_violation' },
  { sqlite: 'SQLITE_CONSTRAINT_PRIMARYKEY', sqlstates: ['23505'], meaning: 'unique_violation' },
  { sqlite: 'SQLITE_CONSTRAINT_ROWID', sqlstates: ['23505'], meaning: 'unique_violation' },
  { sqlite: 'SQLITE_CONSTRAINT_FOREIGNKEY', sqlstates: ['23503'], meaning: 'foreign_key_violation' },
  { sqlite: 'SQLITE_CONSTRAINT_NOTNULL', sqlstates: ['23502'], meaning: 'not_null_violation' },
  { sqlite: 'SQLITE_CONSTRAINT_CHECK', sqlstates: ['23514'], meaning: 'check_violation' },
  { sqlite: 'SQLITE_CONSTRAINT_TRIGGER', sqlstates: ['P0001'], meaning: 'raise_exception' },
  { sqlite: 'SQLITE_CONSTRAINT_DATATYPE', sqlstates: ['22P02', '42804'], meaning: 'a value of another type' },
  { sqlite: 'SQLITE_CONSTRAINT', sqlstates: ['23505', '23503', '23502', '23514'], meaning: 'integrity_constraint_violation' },
  { sqlite: 'SQLITE_BUSY', sqlstates: ['40001', '40P01', '55P03'], meaning: 'serialization_failure, deadlock_detected, lock_not_available' },
  { sqlite: 'SQLITE_LOCKED', sqlstates: ['40P01', '55P03'], meaning: 'deadlock_detected, lock_not_available' },
  { sqlite: 'SQLITE_READONLY', sqlstates: ['25006'], meaning: 'read_only_sql_transaction' },
  { sqlite: 'SQLITE_FULL', sqlstates: ['53100'], meaning: 'disk_full' },
  { sqlite: 'SQLITE_MISMATCH', sqlstates: ['22P02', '42804'], meaning: 'a value of another type' },
  { sqlite: 'SQLITE_TOOBIG', sqlstates: ['54000'], meaning: 'program_limit_exceeded' },
  { sqlite: 'SQLITE_INTERRUPT', sqlstates: ['57014'], meaning: 'query_canceled' },
  { sqlite: 'SQLITE_AUTH', sqlstates: ['42501'], meaning: 'insufficient_privilege' },
  { sqlite: 'SQLITE_CANTOPEN', sqlstates: ['08001', '08006'], meaning: 'the connection could not be made' },
  { sqlite: 'SQLITE_NOTADB', sqlstates: ['08001', '08006'], meaning: 'the connection could not be made' },
  { sqlite: 'SQLITE_CORRUPT', sqlstates: ['XX001'], meaning: 'data_corrupted' },
  { sqlite: 'SQLITE_ERROR', sqlstates: ['42601', '42P01', '42703'], meaning: 'syntax_error, undefined_table, undefined_column' },
  { sqlite: 'unique constraint failed', sqlstates: ['23505'], meaning: 'unique_violation' },
  { sqlite: 'foreign key constraint failed', sqlstates: ['23503'], meaning: 'foreign_key_violation' },
  { sqlite: 'not null constraint failed', sqlstates: ['23502'], meaning: 'not_null_violation' },
  { sqlite: 'check constraint failed', sqlstates: ['23514'], meaning: 'check_violation' },
  { sqlite: 'database is locked', sqlstates: ['40001', '40P01', '55P03'], meaning: 'serialization_failure, deadlock_detected, lock_not_available' },
  { sqlite: 'database table is locked', sqlstates: ['40001', '40P01', '55P03'], meaning: 'serialization_failure, deadlock_detected, lock_not_available' },
  { sqlite: 'no such table', sqlstates: ['42P01'], meaning: 'undefined_table' },
  { sqlite: 'no such column', sqlstates: ['42703'], meaning: 'undefined_column' },
  { sqlite: 'duplicate column name', sqlstates: ['42701'], meaning: 'duplicate_column' },
];

/** The row of a code or message; extended codes without a row of their own have that of their primary code (`SQLITE_BUSY_SNAPSHOT`). */
export const findErrorCode = (text: string): ErrorCode | undefined => {
  const key = text.startsWith('SQLITE_') ? text : text.toLowerCase();
  return ERROR_CODES.find((row) => row.sqlite === key) ?? ERROR_CODES.find((row) => row.sqlite.startsWith('SQLITE_') && key.startsWith(`${row.sqlite}_`));
};

/** The row of a message, or of its first words, as programs look for it: `UNIQUE constraint`, `duplicate column`, and `UNIQUE` alone in capitals. */
export const findErrorMessage = (text: string): ErrorCode | undefined => {
  const key = text.toLowerCase();
  const isBegun = text === 'UNIQUE' || key.trim().includes(' ');
  return ERROR_CODES.find((row) => row.sqlite === key || (isBegun && row.sqlite.startsWith(key)));
};

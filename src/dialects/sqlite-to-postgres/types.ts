import { rememberRecent } from '../../core/remember.ts';
import type { Row } from '../row.ts';

/**
 * Type names as they stand in SQLite DDL, and what keeps the program's view of them on PostgreSQL. SQLite keeps any value in any column and
 * looks at the name only for an affinity (https://sqlite.org/datatype3.html#determination_of_column_affinity); sizes are never enforced.
 */
export interface TypeRow extends Row {
  /** Matches the declared name in upper case, white space single, without its size. */
  readonly name: RegExp;
  /** The size that must stand there for the row to apply, as `10` or `10,2`. */
  readonly size?: RegExp;
  readonly postgres: string;
  /** The richer type that `--upgrade-types` chooses; `(size)` is replaced by the declared size. */
  readonly upgrade?: string;
  readonly why: string;
}

const AFFINITY = 'SQLite, Datatypes, 3.1 Determination of column affinity: https://sqlite.org/datatype3.html#determination_of_column_affinity';
const NUMERIC_TYPES = 'PostgreSQL, 8.1 Numeric types: https://www.postgresql.org/docs/current/datatype-numeric.html';
const CHARACTER_TYPES = 'PostgreSQL, 8.3 Character types: https://www.postgresql.org/docs/current/datatype-character.html';
const TIME_TYPES = 'PostgreSQL, 8.5 Date/time types: https://www.postgresql.org/docs/current/datatype-datetime.html';

type Outcome = 'error' | 'different' | 'same';

const stores = (sqlite: string, postgres: string, literal: string, unchanged: Outcome): TypeRow['example'] => ({
  sqlite: `CREATE TABLE x (a ${sqlite}); INSERT INTO x VALUES (${literal}); SELECT a FROM x`,
  postgres: `CREATE TABLE x (a ${postgres}); INSERT INTO x VALUES (${literal.replace(/^x'(.*)'$/i, "'\\x$1'")}); SELECT a FROM x`,
  unchanged,
});

const loud = { severity: 'critical', safety: 'safe' } as const;
const enforced = { severity: 'warning', safety: 'safe' } as const;
const quiet = { severity: 'critical', silent: true, safety: 'safe' } as const;

/** In the order in which they are tried. */
export const TYPES: readonly TypeRow[] = [
  { name: /^INTEGER$/, size: /./, postgres: 'bigint', ...loud, manual: NUMERIC_TYPES,
    why: 'PostgreSQL takes no display width', example: stores('INTEGER(10)', 'BIGINT', '5', 'error') },
  { name: /^INTEGER$/, postgres: 'bigint', severity: 'warning', safety: 'safe', manual: NUMERIC_TYPES,
    why: 'SQLite keeps 64 bits in it, PostgreSQL 32: a larger value raises 22003', example: stores('INTEGER', 'BIGINT', '3000000000', 'error') },
  { name: /^TINYINT$/, size: /^1$/, postgres: 'smallint', upgrade: 'boolean', ...loud, manual: NUMERIC_TYPES,
    why: 'PostgreSQL has no such type', example: stores('TINYINT(1)', 'SMALLINT', '1', 'error') },
  { name: /^(?:INT|INT4|INT2|SMALLINT|INT8|BIGINT)$/, size: /./, postgres: 'bigint', ...loud, manual: NUMERIC_TYPES,
    why: 'PostgreSQL takes no display width', example: stores('INT(11)', 'BIGINT', '5', 'error') },
  { name: /^(?:INT|INT4)$/, postgres: 'bigint', severity: 'warning', safety: 'safe', manual: NUMERIC_TYPES,
    why: 'SQLite keeps 64 bits whatever the name says; PostgreSQL raises 22003 for what is too wide', example: stores('INT', 'BIGINT', '3000000000', 'error') },
  { name: /^(?:TINYINT|MEDIUMINT)$/, postgres: 'bigint', ...loud, manual: NUMERIC_TYPES,
    why: 'PostgreSQL has no such type', example: stores('TINYINT', 'BIGINT', '5', 'error') },
  { name: /UNSIGNED/, postgres: 'bigint', ...loud, manual: NUMERIC_TYPES,
    why: 'PostgreSQL has no unsigned integers', example: stores('UNSIGNED BIG INT', 'BIGINT', '5', 'error') },
  { name: /^YEAR$/, postgres: 'smallint', ...loud, manual: NUMERIC_TYPES,
    why: 'PostgreSQL has no such type', example: stores('YEAR', 'SMALLINT', '2024', 'error') },
  { name: /^(?:SERIAL|BIGSERIAL|SMALLSERIAL)$/, postgres: 'bigint', severity: 'warning', safety: 'safe', manual: AFFINITY,
    why: 'in SQLite it is only a name that generates nothing', example: stores('SERIAL', 'BIGINT', '5', 'same') },
  { name: /^(?:BOOLEAN|BOOL)$/, postgres: 'smallint', upgrade: 'boolean', ...loud, manual: 'PostgreSQL, 8.6 Boolean type: https://www.postgresql.org/docs/current/datatype-boolean.html',
    why: 'SQLite keeps the numbers 0 and 1 in it, which PostgreSQL refuses for a boolean column (42804)', example: stores('BOOLEAN', 'SMALLINT', '1', 'error') },
  { name: /^BIT$/, postgres: 'smallint', upgrade: 'boolean', ...loud, manual: 'PostgreSQL, 8.10 Bit string types: https://www.postgresql.org/docs/current/datatype-bit.html',
    why: 'in PostgreSQL it is a string of bits', example: stores('BIT', 'SMALLINT', '1', 'error') },
  { name: /^(?:REAL|FLOAT4)$/, postgres: 'double precision', ...quiet, manual: NUMERIC_TYPES,
    why: 'SQLite keeps 8 bytes, PostgreSQL 4: digits are lost', example: stores('REAL', 'DOUBLE PRECISION', '123456789.123', 'different') },
  { name: /^FLOAT$/, size: /^(?:\d|1\d|2[0-4])$/, postgres: 'double precision', ...quiet, manual: NUMERIC_TYPES,
    why: 'with up to 24 bits it is a 4-byte real in PostgreSQL', example: stores('FLOAT(24)', 'DOUBLE PRECISION', '123456789.123', 'different') },
  { name: /^FLOAT$/, size: /,/, postgres: 'double precision', ...loud, manual: NUMERIC_TYPES,
    why: 'PostgreSQL takes one number in the parentheses', example: stores('FLOAT(10,2)', 'DOUBLE PRECISION', '1.5', 'error') },
  { name: /^(?:DOUBLE|DOUBLE PRECISION)$/, size: /./, postgres: 'double precision', ...loud, manual: NUMERIC_TYPES,
    why: 'PostgreSQL has no such type', example: stores('DOUBLE(10,2)', 'DOUBLE PRECISION', '1.5', 'error') },
  { name: /^DOUBLE$/, postgres: 'double precision', ...loud, manual: NUMERIC_TYPES,
    why: 'PostgreSQL calls it DOUBLE PRECISION', example: stores('DOUBLE', 'DOUBLE PRECISION', '1.5', 'error') },
  { name: /^(?:NUMERIC|DECIMAL)$/, size: /./, postgres: 'numeric', upgrade: 'numeric(size)', severity: 'critical', silent: true, safety: 'safe', manual: NUMERIC_TYPES,
    why: 'SQLite ignores precision and scale, PostgreSQL rounds to the scale', example: stores('DECIMAL(10,2)', 'NUMERIC', '1.239', 'different') },
  { name: /^NUMBER$/, postgres: 'numeric', upgrade: 'numeric(size)', ...loud, manual: NUMERIC_TYPES,
    why: 'PostgreSQL has no such type', example: stores('NUMBER(10)', 'NUMERIC', '5', 'error') },
  { name: /^(?:MONEY|CURRENCY)$/, postgres: 'numeric', upgrade: 'numeric(19,4)', ...quiet, manual: 'PostgreSQL, 8.2 Monetary types: https://www.postgresql.org/docs/current/datatype-money.html',
    why: 'in PostgreSQL it is read back as a text with a currency sign', example: stores('MONEY', 'NUMERIC', '1.5', 'different') },
  { name: /^(?:VARCHAR|CHARACTER VARYING)$/, size: /./, postgres: 'text', upgrade: 'varchar(size)', ...enforced, manual: CHARACTER_TYPES,
    why: 'SQLite never enforced the length, PostgreSQL refuses what is longer (22001)', example: stores('VARCHAR(3)', 'TEXT', "'abcdef'", 'error') },
  { name: /^(?:CHAR|CHARACTER|NCHAR|NATIONAL CHARACTER|BPCHAR)$/, postgres: 'text', upgrade: 'varchar(size)', ...quiet, manual: CHARACTER_TYPES,
    why: 'PostgreSQL pads it with blanks to its length, and refuses what is longer', example: stores('CHARACTER(20)', 'TEXT', "'abc'", 'different') },
  { name: /^(?:NVARCHAR|NVARCHAR2|VARCHAR2|VARYING CHARACTER|NATIVE CHARACTER|NATIONAL VARCHAR|NATIONAL CHARACTER VARYING)$/, postgres: 'text', upgrade: 'varchar(size)', ...loud,
    manual: CHARACTER_TYPES, why: 'PostgreSQL has no such type', example: stores('NVARCHAR(100)', 'TEXT', "'abc'", 'error') },
  { name: /^TEXT$/, size: /./, postgres: 'text', upgrade: 'varchar(size)', ...loud, manual: CHARACTER_TYPES,
    why: 'PostgreSQL takes no length here', example: stores('TEXT(255)', 'TEXT', "'abc'", 'error') },
  { name: /^(?:CLOB|TINYTEXT|MEDIUMTEXT|LONGTEXT|NTEXT)$/, postgres: 'text', ...loud, manual: CHARACTER_TYPES,
    why: 'PostgreSQL has no such type', example: stores('CLOB', 'TEXT', "'abc'", 'error') },
  { name: /^STRING$/, postgres: 'text', ...loud, manual: AFFINITY,
    why: 'PostgreSQL has no such type; in SQLite a text of digits in it was stored as a number', example: stores('STRING', 'TEXT', "'abc'", 'error') },
  { name: /^(?:BLOB|TINYBLOB|MEDIUMBLOB|LONGBLOB|BINARY|VARBINARY|IMAGE|BYTES)$/, postgres: 'bytea', ...loud,
    manual: 'PostgreSQL, 8.4 Binary data types: https://www.postgresql.org/docs/current/datatype-binary.html',
    why: 'PostgreSQL calls it BYTEA', example: stores('BLOB', 'BYTEA', "x'0102'", 'error') },
  { name: /^(?:DATETIME|DATETIME2|SMALLDATETIME|DATETIMEOFFSET)$/, postgres: 'text', upgrade: 'timestamptz', ...loud, manual: TIME_TYPES,
    why: 'PostgreSQL has no such type; SQLite keeps the text that was written', example: stores('DATETIME', 'TEXT', "'2024-01-15 10:30:00'", 'error') },
  { name: /^(?:TIMESTAMP|TIMESTAMPTZ|TIMESTAMP WITH TIME ZONE|TIMESTAMP WITHOUT TIME ZONE)$/, postgres: 'text', upgrade: 'timestamptz', ...quiet, manual: TIME_TYPES,
    why: 'SQLite keeps the text that was written, PostgreSQL a point in time that drivers return as a Date',
    example: stores('TIMESTAMPTZ', 'TEXT', "'2024-01-15 10:30:00+02:00'", 'different') },
  { name: /^DATE$/, postgres: 'text', upgrade: 'date', ...quiet, manual: TIME_TYPES,
    why: 'SQLite keeps the text that was written, PostgreSQL a date without time of day that drivers return as a Date',
    example: stores('DATE', 'TEXT', "'2024-01-15 10:30:00'", 'different') },
  { name: /^TIME$/, postgres: 'text', upgrade: 'time', ...quiet, severity: 'warning', manual: TIME_TYPES,
    why: 'SQLite keeps the text that was written, PostgreSQL writes it anew', example: stores('TIME', 'TEXT', "'10:30'", 'different') },
  { name: /^(?:JSON|JSONB)$/, postgres: 'text', upgrade: 'jsonb', ...quiet, severity: 'warning', manual: 'PostgreSQL, 8.14 JSON types: https://www.postgresql.org/docs/current/datatype-json.html',
    why: 'SQLite keeps the text, PostgreSQL a document that drivers return parsed', example: stores('JSONB', 'TEXT', `'{"b":1,"a":2}'`, 'same') },
  { name: /^UUID$/, postgres: 'text', upgrade: 'uuid', severity: 'warning', silent: true, safety: 'safe', manual: 'PostgreSQL, 8.12 UUID type: https://www.postgresql.org/docs/current/datatype-uuid.html',
    why: 'SQLite keeps any text, PostgreSQL only a uuid, in lower case', example: stores('UUID', 'TEXT', "'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11'", 'different') },
  { name: /^(?:GUID|UNIQUEIDENTIFIER)$/, postgres: 'text', upgrade: 'uuid', ...loud, manual: AFFINITY,
    why: 'PostgreSQL has no such type', example: stores('GUID', 'TEXT', "'a0eebc99'", 'error') },
  { name: /^(?:POINT|LINE|BOX|PATH|POLYGON|CIRCLE|INET|CIDR|MACADDR|INTERVAL|XML|TSVECTOR|OID|NAME)$/, postgres: 'text', severity: 'warning', silent: true, safety: 'safe', manual: AFFINITY,
    why: 'in SQLite it is only a name, in PostgreSQL a type of its own', example: stores('POINT', 'TEXT', "'1,2'", 'different') },
  { name: /^ANY$/, postgres: 'text', severity: 'warning', safety: 'safe', manual: 'SQLite, STRICT tables: https://sqlite.org/stricttables.html',
    why: 'in PostgreSQL it is no type of columns', example: stores('ANY', 'TEXT', "'007x'", 'error') },
  { name: /^$/, postgres: 'text', severity: 'critical', safety: 'unsafe', condition: 'the column holds texts only', manual: AFFINITY,
    why: 'PostgreSQL needs a type', example: stores('', 'TEXT', "'abc'", 'error') },
];

/** Types that PostgreSQL reads under the name that SQLite gives them, with the same meaning: they stay. */
const SAME = /^(?:TEXT|VARCHAR|CHARACTER VARYING|NUMERIC|DECIMAL|DOUBLE PRECISION|FLOAT|FLOAT8|BYTEA|BIGINT|INT8|SMALLINT|INT2|CITEXT)$/;

/** What is known of a column beside its name; texts as written. */
export interface ColumnEvidence {
  readonly name: string;
  /** As declared, `''` without one. */
  readonly type: string;
  readonly default?: string | undefined;
  /** The CHECKs of the column and those of the table, joined. */
  readonly checks?: string | undefined;
  /** Type of the literals that the project inserts into the column; `wide`: integers that need more than 16 bits, `big`: more than 32. */
  readonly literals?: 'integer' | 'wide' | 'big' | 'real' | 'text' | undefined;
  /** The PostgreSQL type of the column that this one references. */
  readonly references?: string | undefined;
  /** The type that the entity of the same table gives it. */
  readonly entityType?: 'boolean' | 'integer' | undefined;
}

export interface TypeChoice {
  readonly postgres: string;
  readonly upgrade?: string;
  readonly why: string;
  /** The row that says it; undefined where the name may stay, or is unknown. */
  readonly row?: TypeRow;
  /** The evidence that decided against the row, as a clause. */
  readonly evidence?: string;
  /** The declared name may stand in PostgreSQL DDL as it is. */
  readonly stays: boolean;
}

/** `  Varchar ( 20 )` as name `VARCHAR` and size `20`. */
export function readTypeName(type: string): { readonly name: string; readonly size: string } {
  const match = /^([^(]*)(?:\(([^)]*)\)?)?(.*)$/s.exec(type.trim());
  const name = `${match?.[1] ?? ''} ${match?.[3] ?? ''}`.replace(/["'`[\]]/g, '').replace(/\s+/g, ' ').trim().toUpperCase();
  return { name, size: (match?.[2] ?? '').replace(/\s+/g, '') };
}

/** The row for a declared SQLite type; undefined for names that stay and for names that nobody knows. */
export function findTypeRow(type: string): TypeRow | undefined {
  const { name, size } = readTypeName(type);
  return TYPES.find((row) => row.name.test(name) && (!row.size || (size !== '' && row.size.test(size))));
}

const FLAG_NAME = /^(?:is|has|can|should|was|did|allow|allows|enable|use|uses|needs|requires|show|hide|notify)_|^(?:is|has|can|should)[A-Z]|(?:^|_)(?:enabled|disabled|active|deleted|archived|completed|done|verified|visible|hidden|locked|published|seen|pinned|favorite|starred|public|private|required|flag|default|admin|banned|read)$/i;
const EPOCH_DEFAULT = /unixepoch|strftime\s*\(\s*'%s'/i;
const TEXT_TIME_DEFAULT = /current_timestamp|datetime\s*\(\s*'now'|strftime\s*\(\s*'%Y-%m-%d[T ]/i;
/** Names of columns whose whole numbers may need more than 32 bits: moments, sizes in bytes, amounts, hashes, keys of other tables and of other systems. */
const WIDE_NAME = /(?:_at|At|_ms|_us|_ns|_millis|Millis)$|(?<!run|play|life|down|up|over)time|date|created|modified|expir|epoch|size|bytes|amount|balance|price|cost|total|hash|checksum|crc|snowflake|offset|seed|nonce|^ts$/i;
/** A reference to a row: as wide as the key it names. */
const KEY_NAME = /(?:_id|Id|ID)$/i;
const WIDE_DEFAULT = /unixepoch|strftime|julianday|random\s*\(|\d{10}/i;
const TIME_NAME = /(?:_at|_on|At|_time|_timestamp|^timestamp|_date)$/;

/** A column that holds 0 and 1 only: its CHECK says so, or its name and its default do. */
export function isFlag(column: ColumnEvidence): boolean {
  const { name } = readTypeName(column.type);
  if (!/INT|^BOOL|^BIT$/.test(name)) return false;
  if (/^BOOL|^BIT$/.test(name)) return true;
  return hasFlagCheck(column) || /^\(?\s*(?:true|false)\s*\)?$/i.test(column.default ?? '') || (FLAG_NAME.test(column.name) && /^\(?\s*(?:[01]|true|false)\s*\)?$/i.test(column.default ?? ''));
}

const hasFlagCheck = ({ name, checks }: ColumnEvidence): boolean =>
  checks !== undefined && checks !== '' && new RegExp(`(?<![\\w$])["\`[]?${escapeRegExp(name)}["\`\\]]?\\s+in\\s*\\(\\s*(?:0\\s*,\\s*1|1\\s*,\\s*0|null\\s*,\\s*0\\s*,\\s*1)\\s*(?:,\\s*null\\s*)?\\)`, 'i').test(checks);

const escapeRegExp = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

const KEPT_CHOICES = 1000;

/** The PostgreSQL type that keeps what the program sees, and the richer one, by name, default, CHECKs and use. */
export const chooseType = rememberRecent(KEPT_CHOICES, (column: ColumnEvidence): TypeChoice => {
  const { name, size } = readTypeName(column.type);
  const row = findTypeRow(column.type);
  const byEvidence = chooseByEvidence(column, name);
  if (byEvidence) return { ...byEvidence, ...(row && { row }), stays: /^BOOL/.test(name) || (byEvidence.postgres === 'integer' && isPlainInteger(column)) };
  const upgrade = upgradeOf(column, row, size);
  if (row) return { postgres: row.postgres, ...(upgrade && { upgrade }), why: row.why, row, stays: false };
  if (SAME.test(name)) return { postgres: sameAs(name), ...(upgrade && { upgrade }), why: 'the name means the same in both', stays: true };
  return { postgres: byAffinity(name), why: `${name || 'it'} is no type of PostgreSQL; SQLite knows it only by its affinity`, stays: false };
}, ({ name, type, default: value, checks, literals, references, entityType }) => [name, type, value, checks, literals, references, entityType].join('\0'));

const isWhole = (column: ColumnEvidence): boolean => column.literals === 'integer' || column.literals === 'wide' || column.literals === 'big';

function chooseByEvidence(column: ColumnEvidence, name: string): Omit<TypeChoice, 'row' | 'stays'> | undefined {
  const declared = column.default ?? '';
  if (column.entityType === 'boolean' && /INT|^BOOL|^BIT$/.test(name)) return { postgres: 'boolean', why: 'the entity of the table gives and takes booleans, which PostgreSQL keeps in no number' };
  if (isPlainInteger(column) && (column.entityType === 'integer' || column.references === 'integer')) {
    return { postgres: 'integer', why: 'the entity reads a number, and int8 arrives as text' };
  }
  if (isFlag(column) && /INT/.test(name)) {
    return { postgres: 'integer', upgrade: 'boolean', why: 'the column holds 0 and 1', evidence: hasFlagCheck(column) ? 'its CHECK allows 0 and 1' : 'it has the default of a flag' };
  }
  const isTime = /^(?:DATETIME2?|TIMESTAMP|TIMESTAMPTZ|DATE|SMALLDATETIME)$/.test(name);
  if (isTime && !TEXT_TIME_DEFAULT.test(declared) && (EPOCH_DEFAULT.test(declared) || /^\(?\s*-?\d+\s*\)?$/.test(declared) || isWhole(column))) {
    return { postgres: 'bigint', why: 'the column holds seconds or milliseconds', evidence: 'its default or the values written are numbers' };
  }
  if (isTime && /julianday/i.test(declared)) return { postgres: 'double precision', why: 'the column holds a julian day', evidence: 'its default is one' };
  if (/^(?:SMALLINT|INT2)$/.test(name) && isWhole(column) && column.literals !== 'integer') {
    return { postgres: 'bigint', why: 'PostgreSQL keeps 16 bits in it', evidence: 'larger values are written' };
  }
  if (name !== '') return undefined;
  return chooseUntyped(column, declared);
}

/** INTEGER as it is written most often, for anything from a flag to milliseconds. */
export const isPlainInteger = (column: ColumnEvidence): boolean => /^(?:INTEGER|INT|INT4)$/.test(column.type.trim().toUpperCase());

/** Whether the name, the default or the values written show that more than 32 bits are stored. */
export const showsWidth = (column: ColumnEvidence): boolean => WIDE_NAME.test(column.name) || WIDE_DEFAULT.test(column.default ?? '') || column.literals === 'big';

/** Whether a column of an ORM, whose int8 arrives as text, is worth 64 bits: it shows that more than 32 are stored, or its name is that of a reference. */
export const needsWidth = (column: ColumnEvidence): boolean => showsWidth(column) || KEY_NAME.test(column.name);

function chooseUntyped(column: ColumnEvidence, declared: string): Omit<TypeChoice, 'row' | 'stays'> | undefined {
  const why = 'PostgreSQL needs a type';
  if (column.references) return { postgres: column.references, why, evidence: 'it references a column of that type' };
  if (column.literals) {
    const postgres = isWhole(column) ? 'bigint' : column.literals === 'real' ? 'double precision' : 'text';
    return { postgres, why, evidence: 'the values written are of that type' };
  }
  if (EPOCH_DEFAULT.test(declared) || /^\(?\s*[-+]?\d+\s*\)?$/.test(declared)) return { postgres: 'bigint', why, evidence: 'its default is a whole number' };
  if (/^\(?\s*[-+]?\d*\.\d+\s*\)?$/.test(declared)) return { postgres: 'double precision', why, evidence: 'its default is a number' };
  if (/^\(?\s*x'/i.test(declared)) return { postgres: 'bytea', why, evidence: 'its default is a blob' };
  if (/^(?:id|rowid|count|size|position|age|year)$|_(?:id|count|size|position|order|index|ms|seconds|bytes)$/i.test(column.name)) {
    return { postgres: 'bigint', why, evidence: 'its name is that of a number' };
  }
  return undefined;
}

function upgradeOf(column: ColumnEvidence, row: TypeRow | undefined, size: string): string | undefined {
  if (row?.upgrade) return size ? row.upgrade.replace('(size)', `(${size})`) : row.upgrade.replace('(size)', '');
  const isText = /^(?:TEXT|VARCHAR)$/.test(readTypeName(column.type).name);
  if (!isText) return undefined;
  if (TEXT_TIME_DEFAULT.test(column.default ?? '') && (TIME_NAME.test(column.name) || /date|time|created|updated/i.test(column.name))) return 'timestamptz';
  return /json_valid\s*\(/i.test(column.checks ?? '') || /_json$|Json$/.test(column.name) ? 'jsonb' : undefined;
}

const sameAs = (name: string): string =>
  /^(?:NUMERIC|DECIMAL)$/.test(name) ? 'numeric'
  : /^(?:FLOAT|FLOAT8|DOUBLE PRECISION)$/.test(name) ? 'double precision'
  : /^(?:BYTEA|CITEXT)$/.test(name) ? name.toLowerCase()
  : /^(?:BIGINT|INT8)$/.test(name) ? 'bigint'
  : /^(?:SMALLINT|INT2)$/.test(name) ? 'smallint'
  : /^(?:VARCHAR|CHARACTER VARYING)$/.test(name) ? 'character varying' : 'text';

/** The rules of affinity in their order; a name without any has NUMERIC affinity, which keeps texts as well. */
const byAffinity = (name: string): string =>
  /INT/.test(name) ? 'bigint' : /CHAR|CLOB|TEXT/.test(name) ? 'text' : /BLOB/.test(name) ? 'bytea' : /REAL|FLOA|DOUB/.test(name) ? 'double precision' : 'text';

/** Whether `--upgrade-types` may choose the type although SQLite never checked the values: what must hold of them. */
export const UPGRADE_CONDITION: Readonly<Record<string, string>> = {
  boolean: 'the column holds 0, 1 and NULL only',
  timestamptz: 'every value is a date and time in UTC or with its zone',
  date: 'every value is a date',
  time: 'every value is a time of day',
  jsonb: 'every value is valid JSON and the program takes the driver\'s parsed value',
  uuid: 'every value is a uuid in lower case',
};

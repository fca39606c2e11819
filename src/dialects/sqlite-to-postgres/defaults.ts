import type { Safety } from '../../core/types.ts';
import type { Row } from '../row.ts';

/** What a column is, as far as its default matters. */
export type DefaultClass = 'text' | 'timestamptz' | 'date' | 'time' | 'integer' | 'real' | 'boolean' | 'jsonb' | 'bytea' | 'uuid';

/** A default as it stands in SQLite DDL, and its equal on PostgreSQL for each kind of column; an empty text: it may stay. */
export interface DefaultRow extends Row {
  readonly id: string;
  /** Matches the expression without the parentheses around it, white space single. Groups go into the replacement as `$1`. */
  readonly pattern: RegExp;
  readonly postgres: Partial<Readonly<Record<DefaultClass, string>>>;
  readonly why: string;
}

const DATES = 'SQLite, Date and time functions: https://sqlite.org/lang_datefunc.html';
const CREATE = 'SQLite, CREATE TABLE, 3.2 The DEFAULT clause: https://sqlite.org/lang_createtable.html#dfltval';
const UUID = 'PostgreSQL, 9.14 UUID functions: https://www.postgresql.org/docs/current/functions-uuid.html';
const JSON_PAGE = 'SQLite, JSON functions: https://sqlite.org/json1.html';

const example = (type: string, sqlite: string, postgresType: string, postgres: string, unchanged: 'error' | 'different' | 'same', read = 'b', masked = true): DefaultRow['example'] => ({
  sqlite: `CREATE TABLE x (a TEXT, b ${type} DEFAULT ${sqlite}); INSERT INTO x (a) VALUES ('1'); SELECT ${read} FROM x`,
  postgres: `CREATE TABLE x (a TEXT, b ${postgresType} DEFAULT ${postgres}); INSERT INTO x (a) VALUES ('1'); SELECT ${read} FROM x`,
  unchanged, masked,
});

const utc = (format: string): string => `to_char(now() AT TIME ZONE 'UTC', '${format}')`;
const loud: { readonly severity: 'critical'; readonly safety: Safety } = { severity: 'critical', safety: 'safe' };

const SECONDS = 'floor(extract(epoch FROM now()))::bigint';
const MILLISECONDS = 'floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint';
const NOW = String.raw`(?:'now'(?: ?, ?'utc')?)`;
const EPOCH = String.raw`(?:strftime ?\( ?'%s' ?(?:, ?${NOW} ?)?\)|unixepoch ?\( ?(?:${NOW})? ?\))`;
const EPOCH_NUMBER = String.raw`(?:${EPOCH}|cast ?\( ?${EPOCH} as (?:int|integer|bigint) ?\))`;
const whole = (source: string): RegExp => new RegExp(`^${source}$`, 'i');

export const DEFAULTS: readonly DefaultRow[] = [
  { id: 'current_timestamp', pattern: whole('current_timestamp'), ...loud, silent: true, manual: CREATE,
    postgres: { text: utc('YYYY-MM-DD HH24:MI:SS'), timestamptz: '', date: "(now() AT TIME ZONE 'UTC')::date" },
    why: "it is the UTC text 'YYYY-MM-DD HH:MM:SS' in SQLite and a point in time in the session's zone in PostgreSQL",
    example: example('TEXT', 'CURRENT_TIMESTAMP', 'TEXT', utc('YYYY-MM-DD HH24:MI:SS'), 'different') },
  { id: 'datetime', pattern: whole(String.raw`datetime ?\( ?(?:${NOW})? ?\)`), ...loud, manual: DATES,
    postgres: { text: utc('YYYY-MM-DD HH24:MI:SS'), timestamptz: 'CURRENT_TIMESTAMP', date: "(now() AT TIME ZONE 'UTC')::date" },
    why: 'PostgreSQL has no function datetime()', example: example('TEXT', "(datetime('now'))", 'TEXT', `(${utc('YYYY-MM-DD HH24:MI:SS')})`, 'error') },
  { id: 'datetime localtime', pattern: whole(String.raw`datetime ?\( ?'now' ?, ?'localtime' ?\)`), severity: 'critical', safety: 'unsafe', condition: "the session's time zone is that of the old machine", manual: DATES,
    postgres: { text: "to_char(now(), 'YYYY-MM-DD HH24:MI:SS')", timestamptz: 'CURRENT_TIMESTAMP' },
    why: 'PostgreSQL has no function datetime()', example: example('TEXT', "(datetime('now', 'localtime'))", 'TEXT', "(to_char(now(), 'YYYY-MM-DD HH24:MI:SS'))", 'error') },
  { id: 'current_date', pattern: whole('current_date'), severity: 'warning', safety: 'safe', silent: true, manual: CREATE,
    postgres: { text: utc('YYYY-MM-DD'), date: "(now() AT TIME ZONE 'UTC')::date" },
    why: 'it is the day in UTC in SQLite and the day in the zone of the session in PostgreSQL', example: example('TEXT', 'CURRENT_DATE', 'TEXT', utc('YYYY-MM-DD'), 'same') },
  { id: 'date', pattern: whole(String.raw`date ?\( ?(?:${NOW})? ?\)`), ...loud, manual: DATES,
    postgres: { text: utc('YYYY-MM-DD'), date: "(now() AT TIME ZONE 'UTC')::date", timestamptz: "date_trunc('day', now(), 'UTC')" },
    why: 'date() takes the zone of the session in PostgreSQL', example: example('TEXT', "(date('now'))", 'TEXT', `(${utc('YYYY-MM-DD')})`, 'same') },
  { id: 'current_time', pattern: whole('current_time'), ...loud, silent: true, manual: CREATE, postgres: { text: utc('HH24:MI:SS'), time: "(now() AT TIME ZONE 'UTC')::time" },
    why: 'it is the UTC text HH:MM:SS in SQLite and a time with its zone in PostgreSQL', example: example('TEXT', 'CURRENT_TIME', 'TEXT', utc('HH24:MI:SS'), 'different') },
  { id: 'time', pattern: whole(String.raw`time ?\( ?(?:${NOW})? ?\)`), ...loud, manual: DATES, postgres: { text: utc('HH24:MI:SS'), time: "(now() AT TIME ZONE 'UTC')::time" },
    why: 'PostgreSQL has no function time()', example: example('TEXT', "(time('now'))", 'TEXT', `(${utc('HH24:MI:SS')})`, 'error') },
  { id: 'strftime iso', pattern: whole(String.raw`strftime ?\( ?'%Y-%m-%dT%H:%M:%fZ' ?(?:, ?${NOW} ?)?\)`), ...loud, manual: DATES,
    postgres: { text: utc('YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), timestamptz: 'CURRENT_TIMESTAMP' },
    why: 'PostgreSQL has no function strftime()', example: example('TEXT', "(strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))", 'TEXT', `(${utc('YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')})`, 'error') },
  { id: 'strftime iso seconds', pattern: whole(String.raw`strftime ?\( ?'%(?:Y-%m-%dT%H:%M:%S|FT%T)Z' ?(?:, ?${NOW} ?)?\)`), ...loud, manual: DATES,
    postgres: { text: utc('YYYY-MM-DD"T"HH24:MI:SS"Z"'), timestamptz: 'CURRENT_TIMESTAMP' },
    why: 'PostgreSQL has no function strftime()', example: example('TEXT', "(strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))", 'TEXT', `(${utc('YYYY-MM-DD"T"HH24:MI:SS"Z"')})`, 'error') },
  { id: 'strftime no zone', pattern: whole(String.raw`strftime ?\( ?'%Y-%m-%dT%H:%M:%S' ?(?:, ?${NOW} ?)?\)`), ...loud, manual: DATES,
    postgres: { text: utc('YYYY-MM-DD"T"HH24:MI:SS'), timestamptz: 'CURRENT_TIMESTAMP' },
    why: 'PostgreSQL has no function strftime()', example: example('TEXT', "(strftime('%Y-%m-%dT%H:%M:%S', 'now'))", 'TEXT', `(${utc('YYYY-MM-DD"T"HH24:MI:SS')})`, 'error') },
  { id: 'strftime fraction', pattern: whole(String.raw`strftime ?\( ?'%Y-%m-%d %H:%M:%f' ?(?:, ?${NOW} ?)?\)`), ...loud, manual: DATES,
    postgres: { text: utc('YYYY-MM-DD HH24:MI:SS.MS'), timestamptz: 'CURRENT_TIMESTAMP' },
    why: 'PostgreSQL has no function strftime()', example: example('TEXT', "(strftime('%Y-%m-%d %H:%M:%f', 'now'))", 'TEXT', `(${utc('YYYY-MM-DD HH24:MI:SS.MS')})`, 'error') },
  { id: 'strftime datetime', pattern: whole(String.raw`strftime ?\( ?'%Y-%m-%d %H:%M:%S' ?(?:, ?${NOW} ?)?\)`), ...loud, manual: DATES,
    postgres: { text: utc('YYYY-MM-DD HH24:MI:SS'), timestamptz: 'CURRENT_TIMESTAMP' },
    why: 'PostgreSQL has no function strftime()', example: example('TEXT', "(strftime('%Y-%m-%d %H:%M:%S', 'now'))", 'TEXT', `(${utc('YYYY-MM-DD HH24:MI:SS')})`, 'error') },
  { id: 'strftime day', pattern: whole(String.raw`strftime ?\( ?'%Y-%m-%d' ?(?:, ?${NOW} ?)?\)`), ...loud, manual: DATES,
    postgres: { text: utc('YYYY-MM-DD'), date: "(now() AT TIME ZONE 'UTC')::date" },
    why: 'PostgreSQL has no function strftime()', example: example('TEXT', "(strftime('%Y-%m-%d', 'now'))", 'TEXT', `(${utc('YYYY-MM-DD')})`, 'error') },
  { id: 'unixepoch', pattern: whole(EPOCH_NUMBER), ...loud, manual: DATES, postgres: { integer: SECONDS, real: SECONDS, text: `${SECONDS}::text`, timestamptz: 'CURRENT_TIMESTAMP' },
    why: 'PostgreSQL counts the seconds by extract(epoch FROM now())', example: example('INTEGER', '(unixepoch())', 'BIGINT', `(${SECONDS})`, 'error') },
  { id: 'unixepoch milliseconds', pattern: whole(String.raw`(?:${EPOCH_NUMBER}|\( ?${EPOCH_NUMBER} ?\)) ?\* ?1000(?:\.0)?`), ...loud, manual: DATES,
    postgres: { integer: `${SECONDS} * 1000`, real: `${SECONDS} * 1000` },
    why: 'PostgreSQL counts the seconds by extract(epoch FROM now())', example: example('INTEGER', "(strftime('%s', 'now') * 1000)", 'BIGINT', `(${SECONDS} * 1000)`, 'error') },
  { id: 'milliseconds', ...loud, manual: DATES,
    pattern: whole(String.raw`(?:cast ?\( ?)?(?:\(? ?unixepoch ?\( ?(?:'now' ?, ?)?'subsec(?:ond)?' ?\) ?\* ?1000(?:\.0)? ?\)?|\( ?julianday ?\( ?'now' ?\) ?- ?2440587\.5 ?\) ?\* ?(?:86400000(?:\.0)?|86400(?:\.0)? ?\* ?1000(?:\.0)?))(?: as (?:int|integer|bigint) ?\))?`),
    postgres: { integer: MILLISECONDS, real: MILLISECONDS, timestamptz: 'CURRENT_TIMESTAMP' },
    why: 'PostgreSQL counts the seconds by extract(epoch FROM now())', example: example('INTEGER', "(CAST(unixepoch('subsec') * 1000 AS INTEGER))", 'BIGINT', `(${MILLISECONDS})`, 'error') },
  { id: 'julianday', pattern: whole(String.raw`julianday ?\( ?(?:${NOW})? ?\)`), ...loud, manual: DATES,
    postgres: { real: '(extract(epoch FROM now()) / 86400 + 2440587.5)::double precision', timestamptz: 'CURRENT_TIMESTAMP' },
    why: 'PostgreSQL has no function julianday()',
    example: example('REAL', "(julianday('now'))", 'DOUBLE PRECISION', '((extract(epoch FROM now()) / 86400 + 2440587.5)::double precision)', 'error', 'CASE WHEN b > 2400000 THEN 1 ELSE 0 END') },
  { id: 'uuid expression', ...loud, manual: UUID, pattern: /^(?=.*randomblob ?\( ?4 ?\))(?=.*'-4')(?=.*randomblob ?\( ?6 ?\)).*$/i,
    postgres: { text: 'gen_random_uuid()::text', uuid: 'gen_random_uuid()' }, why: 'PostgreSQL has no randomblob(); gen_random_uuid() gives a uuid of version 4',
    example: example('TEXT', "(lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2) || '-a' || substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6))))",
      'TEXT', '(gen_random_uuid()::text)', 'error', 'length(b)') },
  { id: 'hex random 16', pattern: whole(String.raw`lower ?\( ?hex ?\( ?randomblob ?\( ?16 ?\) ?\) ?\)`), ...loud, manual: UUID, postgres: { text: "replace(gen_random_uuid()::text, '-', '')", uuid: 'gen_random_uuid()' },
    why: 'PostgreSQL has no randomblob()', example: example('TEXT', '(lower(hex(randomblob(16))))', 'TEXT', "(replace(gen_random_uuid()::text, '-', ''))", 'error', 'length(b)') },
  { id: 'upper hex random 16', pattern: whole(String.raw`hex ?\( ?randomblob ?\( ?16 ?\) ?\)`), ...loud, manual: UUID, postgres: { text: "upper(replace(gen_random_uuid()::text, '-', ''))" },
    why: 'PostgreSQL has no randomblob()', example: example('TEXT', '(hex(randomblob(16)))', 'TEXT', "(upper(replace(gen_random_uuid()::text, '-', '')))", 'error', 'length(b)') },
  { id: 'hex random 8', pattern: whole(String.raw`lower ?\( ?hex ?\( ?randomblob ?\( ?8 ?\) ?\) ?\)`), ...loud, manual: UUID, postgres: { text: "right(replace(gen_random_uuid()::text, '-', ''), 15) || left(gen_random_uuid()::text, 1)" },
    why: 'PostgreSQL has no randomblob()', example: example('TEXT', '(lower(hex(randomblob(8))))', 'TEXT', "(right(replace(gen_random_uuid()::text, '-', ''), 15) || left(gen_random_uuid()::text, 1))", 'error', 'length(b)') },
  { id: 'randomblob 16', pattern: whole(String.raw`randomblob ?\( ?16 ?\)`), ...loud, manual: UUID, postgres: { bytea: 'uuid_send(gen_random_uuid())' },
    why: 'PostgreSQL has no randomblob()', example: example('BLOB', '(randomblob(16))', 'BYTEA', '(uuid_send(gen_random_uuid()))', 'error', 'length(b)') },
  { id: 'random', pattern: whole(String.raw`random ?\( ?\)`), severity: 'critical', silent: true, safety: 'unsafe', condition: 'any 64-bit number will do', manual: UUID,
    postgres: { integer: "('x' || substr(md5(gen_random_uuid()::text), 1, 16))::bit(64)::bigint" },
    why: 'random() is a 64-bit integer in SQLite and a fraction between 0 and 1 in PostgreSQL',
    example: example('INTEGER', '(random())', 'BIGINT', "(('x' || substr(md5(gen_random_uuid()::text), 1, 16))::bit(64)::bigint)", 'same', 'CASE WHEN b = 0 THEN 0 ELSE 1 END') },
  { id: 'json_array', pattern: whole(String.raw`json_array ?\( ?\)`), severity: 'critical', safety: 'safe', manual: JSON_PAGE, postgres: { text: "'[]'", jsonb: "'[]'" },
    why: 'json_array() gives json in PostgreSQL, from version 16 on', example: example('TEXT', '(json_array())', 'TEXT', "('[]')", 'same') },
  { id: 'json_object', pattern: whole(String.raw`json_object ?\( ?\)`), severity: 'critical', safety: 'safe', manual: JSON_PAGE, postgres: { text: "'{}'", jsonb: "'{}'" },
    why: 'json_object() gives json in PostgreSQL, from version 16 on', example: example('TEXT', '(json_object())', 'TEXT', "('{}')", 'same') },
  { id: 'json literal', pattern: /^json ?\( ?('[^']*') ?\)$/i, severity: 'critical', safety: 'safe', manual: JSON_PAGE, postgres: { text: '$1', jsonb: '$1' },
    why: 'json() gives json in PostgreSQL, from version 17 on', example: example('TEXT', "(json('{}'))", 'TEXT', "('{}')", 'same') },
];

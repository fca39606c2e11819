import type { Engine, Mention } from '../../core/types.ts';

export interface Sign {
  readonly engine: Engine;
  readonly kind: Mention['kind'];
  /** In the text that was asked. */
  readonly start: number;
  readonly end: number;
}

/** What a connection URL or a file name says about the engine, most telling first. */
const SIGNS: readonly (readonly [RegExp, Engine, Mention['kind']])[] = [
  [/(?<![\w./-])(?:jdbc:)?sqlite(?:\+\w+)?:[^\s"'`,]*/i, 'sqlite', 'url'],
  [/\blibsql:\/\/[^\s"'`,]*/i, 'sqlite', 'url'],
  [/\bfile:[^\s"'`,]*\.(?:db|sqlite3?)\b[^\s"'`,]*/i, 'sqlite', 'url'],
  [/:memory:/, 'sqlite', 'url'],
  [/\b(?:jdbc:)?postgres(?:ql)?(?:\+\w+)?:\/\/[^\s"'`,]*/i, 'postgres', 'url'],
  [/(?:^|[/:])(?:postgres|postgis\/postgis|pgvector\/pgvector|timescale\/timescaledb[\w-]*|bitnami\/postgresql|supabase\/postgres|pgrouting\/pgrouting|cimg\/postgres)(?=$|[:@])/i, 'postgres', 'image'],
  [/(?:^|[\s;&|"'(])sqlite3(?=\s+[^\s=:]*(?:\.(?:db|sqlite3?)\b|\$|"|'|~|\/))/, 'sqlite', 'command'],
  [/(?:^|[\s;&|"'(])(?:psql|pg_dump|pg_restore|pg_isready|createdb|initdb|pg_ctl)(?=\s|$)/, 'postgres', 'command'],
  [/(?<![\w@.\-/${}:~\\])[\w@.\-/${}:~\\]{0,200}[\w}]\.(?:sqlite3?)\b(?:-(?:wal|shm|journal))?/i, 'sqlite', 'path'],
  [/(?<![\w@.\-/${}:~\\])(?:[\w@.\-${}~\\]{0,100}\/[\w@.\-/${}:~\\]{0,200}|(?<!.)[\w-]{1,100})[\w}]\.db\b(?:-(?:wal|shm|journal))?(?![\w.])/, 'sqlite', 'path'],
];

/** Files that end in `.db` and hold something else. */
const NO_DATABASE = /thumbs\.db|geo\w*\.db|\.mmdb|trivy|apk\/|\/lib\/(?:apk|rpm|dpkg|pacman)|tzdata|mysql|mongo|berkeley|leveldb|cert\d|key\d\.db/i;

/** The first sign of an engine in the value of a setting or in a line of a script. */
export function signOf(text: string): Sign | undefined {
  for (const [pattern, engine, kind] of SIGNS) {
    const match = pattern.exec(text);
    if (!match || (kind === 'path' && NO_DATABASE.test(match[0]))) continue;
    const lead = /^[\s;&|"'(:]*/.exec(match[0])![0].length;
    const start = match.index + (kind === 'command' ? lead : 0);
    return { engine, kind, start, end: match.index + match[0].length };
  }
  return undefined;
}

/** Keys that can only mean a SQLite file, whatever their value. */
const SQLITE_KEY = /(?:^|[_.-])(?:SQLITE3?|LIBSQL)(?:$|[_.-])|^(?:.*_)?(?:DB|DATABASE)_(?:PATH|FILE|FILENAME|FILE_PATH)$/i;

export const isSqliteKey = (key: string): boolean => SQLITE_KEY.test(key) || /^sqlite[A-Z]\w*|[a-z]Sqlite[A-Z]?\w*$/.test(key);

/** Keys that have to do with a database, its connection or its pool. */
const DATABASE_KEY = /(?:^|[_.-])(?:db|dsn|database|databases|sqlite3?|libsql|turso|pg|pghost|postgres|postgresql|sql|pool|pgbouncer|knex|typeorm|prisma|sequelize)(?=$|[_.-]|[A-Z])|(?:^|[a-z_.-])pool(?=$|[_.A-Z-]|size)|^PG[A-Z]+$|max_?connections?|connection_?(?:limit|timeout|string|url|pool)|statement_?timeout|idle_?(?:in_?transaction|timeout)|(?:^|[_.a-z])(?:database|db)(?:url|path|host|name|pool|file)/i;

/** Services that are not a database of the project, with keys that look like one's. */
const OTHER_SERVICE = /sentry|redis|mongo|mysql|elastic|clickhouse|influx|firebase/i;

export const isDatabaseKey = (key: string): boolean => DATABASE_KEY.test(key) && !OTHER_SERVICE.test(key);

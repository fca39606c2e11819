/** `database.poolSize` and `DATABASE_POOL_SIZE` as `database_pool_size`. */
const toWords = (key: string): string => key.replace(/([a-z0-9])([A-Z])/g, '$1_$2').replace(/[.-]/g, '_').toLowerCase();

/** Keys that tune a pool or a connection. */
const POOL_KEY =
  /(?:^|_)pool(?:size)?(?:_|$)|max_connections?|connection_limit|(?:idle|connect(?:ion)?|acquire|statement|query|checkout)_(?:in_transaction_)?timeout|max_overflow|recycle|max_lifetime|pre_ping/;

/** They must be about a database, not about a pool of workers, threads or sockets. */
const OTHER_POOL = /worker|thread|process|http|socket|redis|amqp|rabbit|browser|puppeteer|playwright|render|buffer|memory|mining|liquidity|token|staking|ws_|smtp|mail|session_pool|user_pool|cognito|mysql/;

const DATABASE = /(?:^|_)(?:db|database|pg|postgres\w*|sql|pool|poolsize|knex|typeorm|prisma)(?:_|$)|max_connections|connection_limit/;

export const isPoolSetting = (key: string): boolean => {
  const words = toWords(key);
  return POOL_KEY.test(words) && !OTHER_POOL.test(words) && DATABASE.test(words);
};

/** Variables that the server's image, the driver or a tool reads by itself. */
export const isImplicit = (key: string): boolean => /^(?:PG[A-Z]+|POSTGRES_[A-Z]+|POSTGRESQL_[A-Z]+|PGBOUNCER_\w+|POSTGRESQL__\w+|TYPEORM_\w+)$/.test(key) && !/POOL|MAX|TIMEOUT/.test(key);

/** `poolSize` of `config.database.poolSize`. */
export const lastName = (key: string): string => key.slice(key.lastIndexOf('.') + 1);

/** Options of a connection and the keys that mean the same, in a config or the environment. */
const MEANINGS: Readonly<Record<string, RegExp>> = {
  max: /(?:^|[_.])(?:(?:db|database|pg|postgres(?:ql)?)_?)?(?:pool_?(?:max|size|limit)|max_?pool(?:_?size)?|(?:pool_?)?max_?connections?|connection_?limit)$|\.pool\.max$/i,
  min: /pool_?min|min_?(?:pool|connections?)|\.pool\.min$/i,
  idleTimeoutMillis: /idle_?timeout/i,
  connectionTimeoutMillis: /connect(?:ion)?_?timeout|acquire_?timeout/i,
  statement_timeout: /statement_?timeout/i,
  query_timeout: /query_?timeout/i,
  host: /^(?:PG|(?:DB|DATABASE|POSTGRES(?:QL)?)_)HOST(?:NAME)?$|(?:^|\.)(?:db|database|postgres|pg)\.host(?:name)?$/i,
  port: /^(?:PG|(?:DB|DATABASE|POSTGRES(?:QL)?)_)PORT$|(?:^|\.)(?:db|database|postgres|pg)\.port$/i,
  user: /^(?:PG|(?:DB|DATABASE|POSTGRES(?:QL)?)_)USER(?:NAME)?$|(?:^|\.)(?:db|database|postgres|pg)\.user(?:name)?$/i,
  password: /^(?:PG|(?:DB|DATABASE|POSTGRES(?:QL)?)_)PASS(?:WORD)?$|(?:^|\.)(?:db|database|postgres|pg)\.pass(?:word)?$/i,
  database: /^PGDATABASE$|^(?:DB|DATABASE)_NAME$|^POSTGRES(?:QL)?_DB$|(?:^|\.)(?:db|database|postgres|pg)\.(?:name|database)$/i,
  connectionString: /^(?:DATABASE|DB|POSTGRES(?:QL)?|PG)_?(?:URL|URI|DSN|CONNECTION_STRING)$|(?:^|\.)(?:db|database|postgres|pg)\.?(?:url|uri|dsn|connectionString)$/i,
};

const SAME: Readonly<Record<string, string>> = {
  idle_timeout: 'idleTimeoutMillis', connect_timeout: 'connectionTimeoutMillis', hostname: 'host', username: 'user', pass: 'password', db: 'database', url: 'connectionString',
};

/** The settings that mean what an option of a connection means. */
export const meansOption = (option: string, key: string): boolean => MEANINGS[SAME[option] ?? option]?.test(key) ?? false;

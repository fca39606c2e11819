import { readdirSync, readFileSync } from 'node:fs';
import { pool } from './pool.js';

const FOLDER = new URL('../../migrations/', import.meta.url);

async function isFresh(): Promise<boolean> {
  const { rows } = await pool.query("SELECT name FROM sqlite_master WHERE type = 'table' AND name = 'schema_migrations'");
  return rows.length === 0;
}

/** Runs the files of `migrations/` that have not run yet, each in its own transaction. */
export async function migrate(): Promise<void> {
  if (await isFresh()) {
    await pool.query('CREATE TABLE schema_migrations (name text PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT now())');
  }
  const { rows } = await pool.query<{ name: string }>('SELECT name FROM schema_migrations');
  const applied = new Set(rows.map((row) => row.name));
  for (const name of readdirSync(FOLDER).sort()) {
    if (applied.has(name)) continue;
    const client = await pool.connect();
    try {
      await client.query('BEGIN IMMEDIATE');
      await client.query(readFileSync(new URL(name, FOLDER), 'utf8'));
      await client.query('INSERT INTO schema_migrations (name) VALUES ($1)', [name]);
      await client.query('COMMIT');
    } catch (error) {
      await client.query('ROLLBACK');
      throw error;
    } finally {
      client.release();
    }
  }
}

import { pool } from '../db/pool.js';

export async function setPreference(name: string, value: string): Promise<void> {
  await pool.query('INSERT OR REPLACE INTO preferences (name, value) VALUES (?, ?)', [name, value]);
}

/** An upsert that was moved by hand and is right. */
export async function setDefault(name: string, value: string): Promise<void> {
  await pool.query('INSERT INTO preferences (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING', [name, value]);
}

export async function preference(name: string): Promise<string | undefined> {
  const { rows } = await pool.query('SELECT value FROM preferences WHERE name = $1', [name]);
  return rows[0]?.value;
}

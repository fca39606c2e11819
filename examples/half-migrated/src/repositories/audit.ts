import { query } from '../db/query.js';

export async function record(actor: string, action: string): Promise<void> {
  await query(
    'INSERT INTO audit_log (actor, action, at) VALUES (:actor, :action, :at)',
    { actor, action, at: Date.now() },
  );
}

export async function mentions(who: string) {
  const { rows } = await query(
    'SELECT id, actor, action FROM audit_log WHERE actor = @who OR action = @who ORDER BY id',
    { who },
  );
  return rows;
}

export async function latest(limit: number) {
  const { rows } = await query('SELECT id, actor, action FROM audit_log ORDER BY id DESC LIMIT $limit', { limit });
  return rows;
}

/** Keeps the log short. Runs every night. */
export async function trim(keep: number): Promise<number> {
  const result = await query(
    'DELETE FROM audit_log WHERE id <= (SELECT max(id) FROM audit_log) - $1', [keep]);
  return result.rowCount ?? 0;
}

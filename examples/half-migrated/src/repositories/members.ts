import { pool } from '../db/pool.js';

export interface Member {
  id: number;
  email: string;
  fullName: string;
  active: boolean;
}

export async function addMember(email: string, fullName: string): Promise<number> {
  await pool.query('INSERT OR IGNORE INTO members (email, full_name) VALUES (?1, ?2)', [email, fullName]);
  const { rows } = await pool.query('SELECT last_insert_rowid() AS id');
  return Number(rows[0].id);
}

export async function findMember(email: string): Promise<Member | undefined> {
  const { rows } = await pool.query('SELECT id, email, full_name AS fullName, is_active FROM members WHERE email = $1', [email]);
  const row = rows[0];
  if (!row) return undefined;
  return { id: Number(row.id), email: row.email, fullName: row.fullName, active: row.is_active === 1 };
}

export async function setActive(id: number, active: boolean): Promise<void> {
  await pool.query('UPDATE members SET is_active = $1 WHERE id = $2', [active ? 1 : 0, id]);
}

export async function suspend(id: number, until: Date): Promise<void> {
  await pool.query('UPDATE members SET suspended_until = $1 WHERE id = $2', [until.toISOString(), id]);
}

/** Members who joined since a day; the caller gives a real Date. */
export async function joinedSince(day: Date): Promise<Member[]> {
  const { rows } = await pool.query(
    `SELECT id::int AS id, email, full_name AS "fullName", is_active AS active
       FROM members
      WHERE joined_at >= $1 AND is_active
      ORDER BY joined_at DESC`,
    [day],
  );
  return rows;
}

export async function renameMember(id: number, fullName: string): Promise<boolean> {
  const result = await pool.query('UPDATE members SET full_name = $1 WHERE id = $2', [fullName, id]);
  return result.rowCount === 1;
}

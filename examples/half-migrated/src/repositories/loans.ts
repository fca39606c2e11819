import { pool } from '../db/pool.js';
import { config } from '../config.js';

export async function lend(memberId: number, toolId: number): Promise<number> {
  const { rows } = await pool.query('SELECT count(*) AS open FROM loans WHERE tool_id = $1 AND returned_at IS NULL', [toolId]);
  if (rows[0].open !== 0) throw new Error('The tool is out');
  const due = new Date(Date.now() + config.loanDays * 86_400_000);
  const inserted = await pool.query(
    'INSERT INTO loans (member_id, tool_id, due_at) VALUES ($1, $2, $3) RETURNING id',
    [memberId, toolId, due],
  );
  return Number(inserted.rows[0].id);
}

export async function giveBack(loanId: number): Promise<void> {
  await pool.query("UPDATE loans SET returned_at = datetime('now') WHERE id = $1", [loanId]);
}

export async function dueBefore(when: string) {
  const { rows } = await pool.query('SELECT id, member_id, due_at FROM loans WHERE due_at < $1 ORDER BY due_at', [when]);
  return rows;
}

export async function monthly() {
  const { rows } = await pool.query(
    `SELECT strftime('%Y-%m', borrowed_at) AS month, count(*)::int AS loans
       FROM loans
      GROUP BY 1
      ORDER BY 1`,
  );
  return rows;
}

export async function forget(loanId: number) {
  return pool.query('DELETE FROM loans WHERE rowid = ?', [loanId]);
}

/** Whether a member may borrow: nothing of theirs is late. */
export async function mayBorrow(memberId: number): Promise<boolean> {
  const { rows } = await pool.query(
    'SELECT EXISTS (SELECT 1 FROM loans WHERE member_id = $1 AND returned_at IS NULL AND due_at < now()) AS late',
    [memberId],
  );
  return !rows[0].late;
}

import { Router } from 'express';
import pg from 'pg';
import { config } from '../config.js';
import { monthly } from '../repositories/loans.js';

export const reports = Router();

reports.get('/reports/monthly', async (_request, response) => {
  response.json(await monthly());
});

reports.get('/reports/late', async (_request, response) => {
  const pool = new pg.Pool({ connectionString: config.database.url });
  const { rows } = await pool.query(
    `SELECT m.email, t.name, l.due_at
       FROM loans l
       JOIN members m ON m.id = l.member_id
       JOIN tools t ON t.id = l.tool_id
      WHERE l.returned_at IS NULL AND l.due_at < now()
      ORDER BY l.due_at`,
  );
  await pool.end();
  response.json(rows);
});

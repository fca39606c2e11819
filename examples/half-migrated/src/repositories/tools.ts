import { pool } from '../db/pool.js';

export interface ShelfLabel {
  shelf: string;
  names: string;
  toolCount: number;
}

export async function searchTools(text: string, page: number) {
  const { rows } = await pool.query(
    `SELECT id, name, ifnull(details ->> 'note', '') AS note
       FROM tools
      WHERE name LIKE $1
      ORDER BY serviced_at
      LIMIT $2, 20`,
    [`%${text}%`, page * 20],
  );
  return rows;
}

export async function toolsOnShelf(shelf: string) {
  const { rows } = await pool.query(
    'SELECT `id`, name FROM tools WHERE shelf == ? AND retired = 0', [shelf]);
  return rows;
}

export async function shelfLabels(): Promise<ShelfLabel[]> {
  const { rows } = await pool.query(`
    SELECT shelf,
           group_concat(name, ', ') AS names,
           count(*) AS toolCount
      FROM tools
     WHERE shelf GLOB 'A*'
     GROUP BY shelf`);
  return rows.map((row) => ({ shelf: row.shelf, names: row.names, toolCount: row.toolCount }));
}

export async function brandsMatching(part: string): Promise<string[]> {
  const { rows } = await pool.query(
    `SELECT json_extract(details, '$.brand') AS brand
       FROM tools
      WHERE instr(name, $1) > 0`,
    [part],
  );
  return rows.map((row) => row.brand);
}

export async function scrap(): Promise<void> {
  await pool.query('UPDATE tools SET retired = true WHERE shelf = "scrap"');
}

/** The question marks here are text and an operator of jsonb, not parameters. */
export async function unclear(key: string) {
  const { rows } = await pool.query(
    `SELECT id, 'what is this?' AS note
       FROM tools
      WHERE details ? 'question' AND details ->> $1 IS NOT NULL
      ORDER BY id`,
    [key],
  );
  return rows;
}

export async function addTool(name: string, shelf: string, details: Record<string, unknown>): Promise<number> {
  const { rows } = await pool.query(
    'INSERT INTO tools (name, shelf, details) VALUES ($1, $2, $3) RETURNING id',
    [name, shelf, details],
  );
  return Number(rows[0].id);
}

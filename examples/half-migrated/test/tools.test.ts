import { afterAll, beforeAll, expect, test } from 'vitest';

process.env.DATABASE_URL = process.env.TEST_DATABASE_URL;

const { pool } = await import('../src/db/pool.js');
const { migrate } = await import('../src/db/migrate.js');
const { addTool, shelfLabels } = await import('../src/repositories/tools.js');

beforeAll(async () => {
  await migrate();
  await pool.query('TRUNCATE tools CASCADE');
});

afterAll(() => pool.end());

test('labels a shelf with what is on it', async () => {
  await addTool('Hammer', 'A1', {});
  await addTool('Saw', 'A1', {});
  expect(await shelfLabels()).toEqual([{ shelf: 'A1', names: 'Hammer, Saw', toolCount: 2 }]);
});

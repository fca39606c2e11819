import { beforeEach, expect, test, vi } from 'vitest';
import { addMember, findMember, setActive } from '../src/repositories/members.js';

const execute = vi.fn();

vi.mock('../src/db/pool.js', () => ({
  getDb: () => ({ prepare: () => ({ run: execute, get: execute }) }),
}));

beforeEach(() => execute.mockReset());

test('finds a member by email', async () => {
  execute.mockReturnValue({ id: 1, email: 'ada@example.org', is_active: 1 });
  expect(await findMember('ada@example.org')).toMatchObject({ id: 1, active: true });
});

test('switches a member off', async () => {
  await addMember('ada@example.org', 'Ada');
  await setActive(1, false);
  expect(execute).toHaveBeenCalledTimes(2);
});

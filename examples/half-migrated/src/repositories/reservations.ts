import { legacyDb } from '../db/legacy.js';

interface Reservation {
  member: number;
  tool: number;
  startsAt: string;
}

export function reserve(reservation: Reservation): number {
  const result = legacyDb()
    .prepare('INSERT OR REPLACE INTO reservations (member_id, tool_id, starts_at) VALUES (@member, @tool, @startsAt)')
    .run(reservation);
  return Number(result.lastInsertRowid);
}

export function cancel(id: number): boolean {
  return legacyDb().prepare('DELETE FROM reservations WHERE id = ?').run(id).changes === 1;
}

export function confirmed(toolId: number) {
  return legacyDb().prepare('SELECT id, member_id FROM reservations WHERE tool_id = ? AND confirmed = 1').all(toolId);
}

import { readFileSync } from 'node:fs';
import { beforeEach, expect, test } from 'vitest';
import { legacyDb } from '../src/db/legacy.js';
import { cancel, reserve } from '../src/repositories/reservations.js';

// Reservations still live in SQLite, so this test still may.
beforeEach(() => {
  legacyDb(':memory:').exec(readFileSync('migrations/002_reservations.sql', 'utf8'));
});

test('a reservation can be cancelled once', () => {
  const id = reserve({ member: 1, tool: 1, startsAt: '2030-01-01' });
  expect(cancel(id)).toBe(true);
  expect(cancel(id)).toBe(false);
});

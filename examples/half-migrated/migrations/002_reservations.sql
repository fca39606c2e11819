PRAGMA foreign_keys = ON;

CREATE TABLE reservations (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  member_id INTEGER NOT NULL,
  tool_id INTEGER NOT NULL,
  starts_at DATETIME NOT NULL,
  created_at TEXT NOT NULL DEFAULT (datetime('now')),
  confirmed INTEGER NOT NULL DEFAULT 0 CHECK (confirmed IN (0, 1)),
  signature BLOB
);

CREATE UNIQUE INDEX one_reservation_a_day ON reservations (tool_id, starts_at);

CREATE TABLE preferences (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
) WITHOUT ROWID;

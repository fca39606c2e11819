import Database from 'better-sqlite3';
import { config } from '../config.js';

let handle: Database.Database | undefined;

/** The old database: only the reservations still live here. */
export function legacyDb(path: string = config.legacyPath): Database.Database {
  if (!handle) {
    handle = new Database(path);
    handle.pragma('journal_mode = WAL');
  }
  return handle;
}

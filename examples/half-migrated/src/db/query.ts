import type { QueryResult } from 'pg';
import { pool } from './pool.js';

/** Runs a statement on any free connection. */
export function query(sql: string, values?: any): Promise<QueryResult> {
  return pool.query(sql, values);
}

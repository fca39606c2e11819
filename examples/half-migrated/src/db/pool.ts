import pg from 'pg';
import { config } from '../config.js';

export const pool = new pg.Pool({
  connectionString: config.database.url,
  max: 10,
  connectionTimeoutMillis: config.database.connectTimeoutMs,
});

import type { ValueTypes } from './driver.ts';

/** SQLite hands out what was stored: numbers, text and blobs; dates, booleans and JSON are what the program wrote (https://sqlite.org/datatype3.html). */
export const SQLITE_VALUES: ValueTypes = {
  int4: 'number', int8: 'number', numeric: 'number', float8: 'number', timestamp: 'string', timestamptz: 'string', date: 'string', time: 'string',
  boolean: 'number', json: 'string', bytea: 'bytes', text: 'string',
};

/** `pg` and what is built on its types (https://github.com/brianc/node-pg-types#use): int8 and numeric stay text because they do not fit a double. */
export const PG_VALUES: ValueTypes = {
  int4: 'number', int8: 'string', numeric: 'string', float8: 'number', timestamp: 'Date', timestamptz: 'Date', date: 'Date', time: 'string',
  boolean: 'boolean', json: 'object', bytea: 'bytes', text: 'string',
};

import type { Table } from '../../sql/schema.ts';
import { isSameName } from '../../sql/tree.ts';

/** What PostgreSQL asks of the columns that a foreign key points at. */

const KINDS: readonly (readonly [RegExp, string])[] =
  [[/^(?:bigint|integer|smallint|numeric|double|real)/, 'number'], [/^(?:text|character|char|varchar)/, 'text'], [/^uuid/, 'uuid'], [/^bytea/, 'bytea']];

const kindOf = (type: string | undefined): string | undefined => KINDS.find(([pattern]) => pattern.test(type ?? ''))?.[1];

/** Whether columns of two types can be a key and its target; types that are not known are. */
export function areComparable(from: string | undefined, to: string | undefined): boolean {
  const [one, other] = [kindOf(from), kindOf(to)];
  return !one || !other || one === other;
}

/** Whether the columns are the primary key or a unique key of the table. */
export function isUnique(table: Table, columns: readonly string[]): boolean {
  const isKey = (key: readonly string[]): boolean => key.length === columns.length && key.every((name) => columns.some((other) => isSameName(name, other)));
  return isKey(table.primaryKey) || table.uniqueKeys.some(isKey);
}

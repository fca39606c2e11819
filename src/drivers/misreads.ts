import type { ResultRead } from '../core/types.ts';

/**
 * What JavaScript makes of a value that arrives as another type than SQLite's drivers gave. Every row carries an expression over `value` that
 * test/drivers/misreads.test.ts evaluates with both values of its table.
 */
export interface Misread {
  readonly use: ResultRead['use'];
  /** Where the use has an operator; a row without it is for uses without. */
  readonly operator?: RegExp;
  /** The other operand, the method or the declared type. */
  readonly detail?: RegExp;
  readonly notDetail?: RegExp;
  /** What happens, to be read after the column: "it ...". `{}` stands for the detail. */
  readonly effect: string;
  /** `error`: it throws; `changed`: it answers otherwise and nothing is said. */
  readonly outcome: 'error' | 'changed';
  /** Only the declared type or a text for people is wrong: what it leads to is not seen. */
  readonly isLikely?: boolean;
  /** Absent where only the compiler reads it. */
  readonly example?: string;
}

export interface MisreadTable {
  /** What SQLite's drivers give, and what a driver of PostgreSQL gives, for the examples. */
  readonly sqlite: unknown;
  readonly postgres: unknown;
  readonly rows: readonly Misread[];
}

/** Declared types that hold nothing else, but null: `number | string` is ready for either. */
const ONLY_NUMBER = /^(?:number|null|undefined|[01]|[\s|])+$/;
const ONLY_STRING = /^(?:string|null|undefined|[\s|])+$/;

/** int8 and numeric, which node-postgres and postgres.js hand out as text. */
export const NUMBER_AS_TEXT: MisreadTable = {
  sqlite: 0, postgres: '0',
  rows: [
    { use: 'compare-number', operator: /^[!=]==$/, effect: 'is compared with {}: a text is never equal to a number', outcome: 'changed', example: 'value === 0' },
    { use: 'arithmetic', operator: /^\+=?$/, effect: 'is used in a sum {}: `+` joins texts', outcome: 'changed', example: 'value + 1' },
    { use: 'arithmetic', detail: /^to(?:Fixed|Precision)$/, effect: 'has no method {}: the call throws', outcome: 'error', example: 'value.toFixed(2)' },
    { use: 'condition', effect: 'is a condition: the text "0" is true', outcome: 'changed', example: 'value ? 1 : 2' },
    { use: 'date-parse', detail: /^(?:new )?Date$/, effect: 'is given to {}, which reads a text as a calendar date and takes digits for none, or for a year', outcome: 'changed', example: 'new Date(value).getTime()' },
    { use: 'assertion', detail: /^-?\d/, effect: 'is expected to be {}', outcome: 'error', example: 'value === 0' },
    { use: 'typed', detail: ONLY_NUMBER, effect: 'is declared as {}', outcome: 'changed', isLikely: true },
  ],
};

/** Booleans, which SQLite keeps as 1 and 0. `true == 1` holds in JavaScript, `true === 1` does not. */
export const BOOLEAN: MisreadTable = {
  sqlite: 1, postgres: true,
  rows: [
    { use: 'compare-number', operator: /^[!=]==$/, effect: 'is compared with {}, which it never equals', outcome: 'changed', example: 'value === 1' },
    { use: 'typed', detail: ONLY_NUMBER, effect: 'is declared as {}', outcome: 'changed', isLikely: true },
  ],
};

/** Timestamps and dates, which SQLite keeps as text and every driver of PostgreSQL gives as `Date`. */
export const DATE: MisreadTable = {
  sqlite: '2026-01-02 03:04:05', postgres: new Date(Date.UTC(2026, 0, 2, 3, 4, 5)),
  rows: [
    { use: 'string-method', effect: 'has no method {}: the call throws', outcome: 'error', example: 'value.slice(0, 10)' },
    { use: 'compare-string', operator: /^[!=]==?$/, effect: 'is compared with {}: a Date is never equal to that text', outcome: 'changed', example: "value === '2026-01-02 03:04:05'" },
    { use: 'compare-string', operator: /^[<>]=?$/, effect: 'is compared with {}: a Date is a number there and the text is none, so it is always false', outcome: 'changed', example: "value < '2026-02'" },
    { use: 'arithmetic', operator: /^\+=?$/, notDetail: /^['"`]/, effect: 'is used in a sum {}: `+` joins the long form of the date', outcome: 'changed', example: 'value + 1' },
    { use: 'concatenation', effect: 'becomes part of a text, in the long form of `Date.toString()`', outcome: 'changed', isLikely: true, example: '`${value}`' },
    { use: 'typed', detail: ONLY_STRING, effect: 'is declared as {}', outcome: 'changed', isLikely: true },
    { use: 'typed', detail: ONLY_NUMBER, effect: 'is declared as {}', outcome: 'changed', isLikely: true },
  ],
};

/** json and jsonb, which SQLite keeps as text and every driver of PostgreSQL parses. */
export const JSON_VALUE: MisreadTable = {
  sqlite: '{"a":1}', postgres: { a: 1 },
  rows: [
    { use: 'json-parse', effect: 'is parsed already: {} of an object throws', outcome: 'error', example: 'JSON.parse(value)' },
    { use: 'string-method', notDetail: /^(?:slice|includes|indexOf|concat)$/, effect: 'is an object without a method {}: the call throws', outcome: 'error', example: 'value.trim()' },
    { use: 'compare-string', operator: /^[!=]==?$/, detail: /^['"`](?:[[{]|['"`]$)/, effect: 'is compared with {}: an object is never equal to a text', outcome: 'changed', example: "value === '{\"a\":1}'" },
    { use: 'concatenation', effect: 'becomes the text `[object Object]`', outcome: 'changed', isLikely: true, example: '`${value}`' },
    { use: 'typed', detail: ONLY_STRING, effect: 'is declared as {}', outcome: 'changed', isLikely: true },
  ],
};

export const findMisread = (table: MisreadTable, read: ResultRead): Misread | undefined =>
  table.rows.find((row) => row.use === read.use && fits(row.operator, read.operator, true) && fits(row.detail, read.detail, false) && row.notDetail?.test(read.detail ?? '') !== true);

/** `isExact`: a use that says more than the row asks for is another use. */
function fits(pattern: RegExp | undefined, text: string | undefined, isExact: boolean): boolean {
  if (pattern === undefined) return !isExact || text === undefined;
  return text !== undefined && pattern.test(text);
}

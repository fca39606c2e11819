import type { HostType, Problem, ResultRead } from '../core/types.ts';
import type { ValueTypes } from '../drivers/driver.ts';
import { findDriver } from '../drivers/lookup.ts';
import { defineRule, type Context } from '../rule.ts';
import type { TypeClass } from '../sql/infer.ts';
import { resultColumns, type ResultColumnFact } from '../sql/results.ts';
import type { Statement } from '../sql/statement.ts';
import { isSameName } from '../sql/tree.ts';

/** The columns whose values SQLite's drivers gave as text or numbers and PostgreSQL's give as something else. */
const VALUE: Partial<Record<TypeClass, keyof ValueTypes>> = {
  timestamp: 'timestamp', timestamptz: 'timestamptz', date: 'date', boolean: 'boolean', json: 'json', bytea: 'bytea',
};

interface Harm {
  /** To be read after "`x` arrives as a Date and". */
  readonly what: string;
  readonly isSilent: boolean;
  readonly help: string;
}

const NAMES: Partial<Record<HostType, string>> = { Date: 'a Date', boolean: 'a boolean', object: 'what the JSON holds, parsed' };

/** What becomes of a value of the driver's type where the code takes it for SQLite's. */
function harmOf(type: HostType, read: ResultRead): Harm | undefined {
  const detail = read.detail === undefined ? '' : ` \`${read.detail.slice(0, 40)}\``;
  if (type === 'Date') return harmOfDate(read, detail);
  if (type === 'boolean' && read.use === 'compare-number' && /^[!=]==$/.test(read.operator ?? '===')) {
    return { what: `is compared with${detail}: a boolean is never identical to a number`, isSilent: true, help: 'Test the value itself: `if (row.x)`, `!row.x`.' };
  }
  if (type === 'boolean' && read.use === 'assertion' && /^[01]$/.test(read.detail ?? '')) {
    return { what: `is expected to be${detail}`, isSilent: false, help: 'Expect true or false.' };
  }
  if (type === 'object' && read.use === 'json-parse') {
    return { what: 'is parsed once more: JSON.parse of an object throws, of a string or number it may not', isSilent: false, help: 'Use the value as it is; where both engines must run, parse only strings.' };
  }
  return type === 'object' && read.use === 'string-method'
    ? { what: `the method${detail} of strings is called on it`, isSilent: false, help: 'Use the value as it is, or JSON.stringify() it first.' }
    : undefined;
}

/** Methods of strings that a Date has not; `toString` and `valueOf` it has. */
const STRINGS_OWN = /^(?:slice|substring|substr|split|replace|replaceAll|startsWith|endsWith|includes|indexOf|match|trim|localeCompare|padStart|padEnd|charAt|concat|toLowerCase|toUpperCase)$/;

function harmOfDate(read: ResultRead, detail: string): Harm | undefined {
  switch (read.use) {
    case 'string-method':
      return STRINGS_OWN.test(read.detail ?? '')
        ? { what: `has no method${detail}`, isSilent: false, help: 'Use `toISOString()` first, or format it in the query with to_char().' }
        : undefined;
    case 'compare-string':
      return { what: `is compared with${detail}: with === it is never equal, with < and > it becomes its English text or a number`, isSilent: true, help: 'Compare moments: `row.x.getTime()`, or `toISOString()` on this side.' };
    case 'concatenation':
      return { what: 'is put into a text: it becomes `Fri Jan 02 2026 ...` in the zone of the process', isSilent: true, help: 'Use `toISOString()`.' };
    case 'assertion':
      return /^["'`]\d{4}-/.test(read.detail ?? '') ? { what: `is expected to be${detail}`, isSilent: false, help: 'Expect a Date, or its `toISOString()`.' } : undefined;
    default:
      return undefined;
  }
}

function* statement(statement: Statement, context: Context): Iterable<Problem> {
  const { call } = statement;
  const values = findDriver(call?.driver)?.values;
  if (!call || !values || statement.engine !== 'postgres' || call.reads.length === 0) return;
  for (const column of resultColumns(statement, context.schema) ?? []) {
    const key = VALUE[column.type];
    if (!key) continue;
    const type = values[key];
    const reads = call.reads.filter((read) => read.of !== 'result' && read.property !== undefined && isOf(read.property, column));
    // Code that asks for the type first is written for both.
    for (const read of reads) {
      const harm = harmOf(type, read);
      if (harm) yield toProblem(call.path, column, type, read, harm);
    }
  }
}

const isOf = (property: string, column: ResultColumnFact): boolean => isSameName(property, column.sqliteName) || isSameName(property, column.postgresName);

const toProblem = (path: string, column: ResultColumnFact, type: HostType, read: ResultRead, harm: Harm): Problem => ({
  path: read.path ?? path, start: read.start, end: read.end,
  silent: harm.isSilent,
  confidence: column.column && !column.column.isPostgresTypeDeclared ? 'likely' : 'certain',
  message: `\`${read.property ?? column.sqliteName}\` arrives as ${NAMES[type] ?? type} from PostgreSQL and ${harm.what}.`,
  help: harm.help,
});

export default defineRule({
  summary: 'Results that PostgreSQL\'s drivers give as Date, boolean or parsed JSON and the code takes for text or numbers',
  why: 'SQLite\'s drivers hand out what was stored: text timestamps, 0 and 1, JSON text. From columns of the types timestamp, date, boolean and json PostgreSQL\'s drivers make Dates, booleans and objects: '
    + '`row.active === 1` is never true, `row.created_at.slice(0, 10)` throws, `JSON.parse(row.meta)` throws. What each driver gives was asked of the drivers themselves.',
  construct: 'results taken for SQLite\'s types',
  severity: 'critical',
  category: 'changes-result',
  ofDriver: true,
  manual: ['node-postgres, data types: https://node-postgres.com/features/types', 'postgres.js, types: https://github.com/porsager/postgres#custom-types'],
  statement,
});

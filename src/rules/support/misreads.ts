import type { HostType, Problem, ResultRead } from '../../core/types.ts';
import type { ValueTypes } from '../../drivers/driver.ts';
import { findDriver } from '../../drivers/lookup.ts';
import { findMisread, type Misread, type MisreadTable } from '../../drivers/misreads.ts';
import type { Context } from '../../rule.ts';
import { resultColumns, type ResultColumnFact } from '../../sql/results.ts';
import type { TypeClass } from '../../sql/infer.ts';
import type { Statement } from '../../sql/statement.ts';
import { isSameName } from '../../sql/tree.ts';

/** A column of a result that the program reads as what SQLite's driver gave, and the worst of these reads. */
export interface Found {
  readonly column: ResultColumnFact;
  readonly read: ResultRead;
  readonly misread: Misread;
  /** The harm is seen in the code, and the column's type stands in the project. */
  readonly isSure: boolean;
}

/** The driver's word for a type of PostgreSQL, and the names under which a program registers an own parser for it (node-pg-types). */
const TYPES: Partial<Readonly<Record<TypeClass, { readonly value: keyof ValueTypes; readonly parser: RegExp }>>> = {
  bigint: { value: 'int8', parser: /^20$|INT8|BIGINT/i },
  numeric: { value: 'numeric', parser: /^1700$|NUMERIC|DECIMAL/i },
  boolean: { value: 'boolean', parser: /^16$|BOOL/i },
  timestamp: { value: 'timestamp', parser: /^1114$|TIMESTAMP$/i },
  timestamptz: { value: 'timestamptz', parser: /^1184$|TIMESTAMPTZ/i },
  date: { value: 'date', parser: /^1082$|\bDATE$/i },
  json: { value: 'json', parser: /^114$|JSON$/i },
  jsonb: { value: 'json', parser: /^3802$|JSONB/i },
};

/** A parser whose type is not written out may be for any. */
const isOpen = (parser: string): boolean => !/^\d+$|builtins|TypeId|^INT8$/.test(parser);

/** Whether the program turns the type into something else itself, for all its queries. */
const isParsed = (parsers: readonly string[], type: RegExp): boolean => parsers.some((parser) => type.test(parser) || isOpen(parser));

/** What the driver of a statement hands out for a type of PostgreSQL; undefined where the program may have changed that. */
function arrivalOf(statement: Statement, context: Context): (type: TypeClass) => HostType | undefined {
  const driver = statement.call?.driver;
  const values = findDriver(driver)?.values;
  const converts = context.project.facts.some((fact) => fact.connections.some((own) => own.driver === driver && own.options.some((option) => /^types\b/.test(option.key))));
  const parsers = context.project.facts.flatMap((fact) => fact.typeParsers ?? []);
  return (type) => {
    const row = TYPES[type];
    return !row || !values || converts || isParsed(parsers, row.parser) ? undefined : values[row.value];
  };
}

/**
 * The columns of a statement for PostgreSQL that its driver gives as `arrives` and that the program reads as SQLite's value, one of each. A column
 * that the program converts somewhere (`ready`), or whose type it asks, is left alone: it is known there.
 */
export function* misreadsOf(
  statement: Statement, context: Context, table: MisreadTable, arrives: HostType, isWanted: (type: TypeClass) => boolean, ready?: ResultRead['use'],
): Iterable<Found> {
  const reads = statement.call?.reads ?? [];
  if (statement.engine !== context.to || reads.length === 0) return;
  const arrival = arrivalOf(statement, context);
  for (const column of resultColumns(statement, context.schema) ?? []) {
    if (column.column?.isOnlyOnSqlite || !isWanted(column.type) || arrival(column.type) !== arrives) continue;
    const own = reads.filter((read) => read.of !== 'result' && read.property !== undefined && (isSameName(read.property, column.sqliteName) || isSameName(read.property, column.postgresName)));
    if (own.some((read) => read.use === ready || asksType(read))) continue;
    const found = own.flatMap((read) => {
      const misread = findMisread(table, read);
      return misread ? [{ column, read, misread, isSure: misread.isLikely !== true && column.column?.isPostgresTypeDeclared !== false }] : [];
    });
    const worst = found.find(({ misread }) => misread.isLikely !== true) ?? found[0];
    if (worst && isFirst(context, worst, statement)) yield worst;
  }
}

/** `typeof row.meta === 'string'`: the program is ready for more than one type. */
const asksType = (read: ResultRead): boolean => read.use === 'read' && /^(?:typeof|instanceof|Array\.isArray)$/.test(read.detail ?? '');

const reported = new WeakMap<Context, Set<string>>();

/** A declared type is read by many statements: the first of them speaks for all. */
function isFirst(context: Context, { read, misread }: Found, statement: Statement): boolean {
  if (misread.use !== 'typed') return true;
  let places = reported.get(context);
  if (!places) reported.set(context, (places = new Set()));
  const place = `${read.path ?? statement.call!.path}:${read.start}`;
  const isNew = !places.has(place);
  places.add(place);
  return isNew;
}

/** The effect with the other operand in it. */
export const effectOf = ({ misread, read }: Found): string =>
  misread.effect.replace('{}', read.detail === undefined ? '' : `\`${read.detail.slice(0, 40)}\``).replace(/ +(?=:|$)/g, '');

/** A problem at the read itself. `what`: the column's type and what it arrives as. */
export const atRead = (statement: Statement, found: Found, what: string): Omit<Problem, 'help'> => ({
  path: found.read.path ?? statement.call!.path, start: found.read.start, end: found.read.end, silent: found.misread.outcome === 'changed',
  ...(!found.isSure && { severity: 'warning' as const, confidence: 'likely' as const }),
  message: `\`${found.column.sqliteName}\` is ${what}; it ${effectOf(found)}.`,
});

import type { Binding, DeclaredColumn, Origin, SiteArgument } from '../core/types.ts';
import type { HandleValue } from './values.ts';
import type { World } from './world.ts';

/**
 * What becomes of a value before it is sent. `given`: nothing, the driver gets it. `numbers`: Dates, texts and objects are written as the column wants them,
 * numbers are handed on or refused. `width`: all is written as the column wants it, only its width is left. `text`: it is put into the text of the statement
 * as a literal, and one of a number is none of a boolean.
 */
export type Sent = 'given' | 'numbers' | 'width' | 'text';

/** A column that a query builder or an ORM stores a value in or compares with one. */
export interface Part {
  readonly table: string;
  readonly column: string;
  readonly use: 'compare' | 'insert' | 'set';
  readonly operator?: string;
  readonly value: SiteArgument;
  readonly sent: Sent;
}

/** The parts of one call, and whose they are. */
export interface Found {
  readonly driver: string;
  readonly engine: HandleValue['engine'];
  readonly parts: readonly Part[];
}

const NUMBER = /^(?:number|epoch-ms|epoch-s|bigint|flag)$/;
const EPOCH = /^epoch-/;
const NARROW = /^(?:integer|int\d?|smallint|real)/;

/** Whether a value reaches the column as it is, so that its type matters. */
export function isSentAsGiven({ type }: Binding, sent: Sent, column: DeclaredColumn | undefined): boolean {
  switch (sent) {
    case 'given': return true;
    case 'numbers': return NUMBER.test(type);
    case 'width': return EPOCH.test(type) && NARROW.test(column?.postgresType ?? '');
    case 'text': return NUMBER.test(type) && column?.postgresType === 'boolean';
  }
}

/** A column as the program calls it, and what it is compared with or set to. */
export interface Given {
  readonly column: string;
  readonly operator?: string;
  readonly value: SiteArgument;
}

/** The properties of an object, or of each of a list. */
export const valuesOf = (argument: SiteArgument | undefined): readonly Given[] =>
  (argument?.elements ? argument.elements : argument ? [argument] : []).flatMap((one) =>
    (one.properties ?? []).flatMap((property) => (property.name === '' || property.isSpread ? [] : [{ column: property.name, value: property }])));

export const propertyOf = (argument: SiteArgument | undefined, name: string): SiteArgument | undefined =>
  argument?.properties?.find((property) => property.name === name);

/** The handle that is called, or whose method is. */
export function handleOf(world: World, path: string, callee: Origin): HandleValue | undefined {
  const own = world.evaluate(path, callee).find((value) => value.kind === 'handle' || value.kind === 'method');
  return own?.kind === 'method' ? own.of : own?.kind === 'handle' ? own : undefined;
}

/** The text of a literal. */
export const textOf = ({ text }: SiteArgument): string | undefined => /^(['"`])([^'"`$]*)\1$/.exec(text)?.[2];

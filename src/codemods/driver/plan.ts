import type { ts } from 'ts-morph';
import type { Span } from '../../core/types.ts';
import type { Method } from '../../drivers/driver.ts';
import type { Schema } from '../../sql/schema.ts';
import type { DriverDraft } from './draft.ts';
import type { Handles, HandleType } from './handles.ts';
import type { SqlReader } from './sql.ts';

/** What every step of the conversion is given. */
export interface Plan {
  readonly draft: DriverDraft;
  readonly checker: ts.TypeChecker;
  readonly handles: Handles;
  readonly sql: SqlReader;
  readonly schema: Schema;
  /** The names of the schema that have capital letters and are declared in quotes: texts that are put together at run time have them without. */
  readonly names: readonly string[];
  /** The package that the converted code needs. */
  readonly target: string;
  /** Whether a connection of a driver is made at a place, as the facts know it where no type tells. */
  readonly isOpening: (path: string, span: Span) => boolean;
}

/** Names of tables and columns that PostgreSQL keeps as they are declared: in quotes, with capital letters. */
export const quotedNames = ({ tables }: Schema): readonly string[] =>
  [...new Set(tables.flatMap((table) => [table, ...table.columns]).filter(({ isQuoted, name }) => isQuoted && /^\w*[A-Z]\w*$/.test(name)).map(({ name }) => name))].sort();

/** A call of a handle's method. */
export interface HandleCall {
  readonly call: ts.CallExpression;
  readonly handle: HandleType;
  readonly method: Method;
  readonly name: string;
  readonly receiver: ts.Expression;
}

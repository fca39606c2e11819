import type { Binding, HostType } from '../../core/types.ts';
import type { Context } from '../../rule.ts';
import { boundColumns, type BoundColumn } from '../../sql/parameter-columns.ts';
import type { Column } from '../../sql/schema.ts';
import type { Statement } from '../../sql/statement.ts';

/** How PostgreSQL keeps a moment: with a zone, without one, or only the day. */
export type MomentType = 'zoned' | 'plain' | 'date';

const TYPES: readonly (readonly [RegExp, MomentType])[] = [
  [/^(?:timestamp(?:\s*\(\d\))? with time zone|timestamptz)/, 'zoned'],
  [/^timestamp(?! with time zone)/, 'plain'],
  [/^date$/, 'date'],
];

export const momentOf = (postgresType: string): MomentType | undefined => TYPES.find(([pattern]) => pattern.test(postgresType))?.[1];

/** As a reader calls the column: `sessions.expires_at, a timestamp with time zone`. */
export const nameColumn = (bound: { readonly table: { readonly name: string }; readonly column: Column }): string =>
  `\`${bound.table.name}.${bound.column.name}\` (${bound.column.postgresType})`;

/** The values that a statement for PostgreSQL binds to columns of a kind, without those it casts. */
export function* boundTo<T>(statement: Statement, context: Context, kindOf: (column: Column) => T | undefined): Iterable<BoundColumn & { readonly kind: T }> {
  if (statement.engine !== context.to) return;
  for (const bound of boundColumns(statement, context.schema)) {
    const kind = bound.cast === undefined ? kindOf(bound.column) : undefined;
    if (kind !== undefined) yield { ...bound, kind };
  }
}

/** The place of a bound value, for a problem. */
export const placeOfBinding = (binding: Binding): { readonly path: string; readonly start: number; readonly end: number } =>
  ({ path: binding.path, start: binding.start, end: binding.end });

export const originOf = (binding: Binding): { readonly related?: readonly NonNullable<Binding['origin']>[] } => (binding.origin ? { related: [binding.origin] } : {});

/** Text of a moment that was cut or rewritten so that its zone is gone. */
const WITHOUT_ZONE = /\.toISOString\(\)[\s\S]*(?:\.(?:slice|substring|substr|split)\(|\.replace(?:All)?\((?:\/[^/]*[Zz][^/]*\/|['"`]Z)[^,]*,\s*['"`]{2})|\.toLocale(?:Date|Time)?String\(|\.toDateString\(|\.format\(\s*['"`][^'"`Z]*['"`]\s*\)/;

/** What the written expression says about a text: made from a Date with its zone, without it, or nothing. */
export function textOfMoment(binding: Binding): 'iso' | 'cut' | 'text' | undefined {
  if (WITHOUT_ZONE.test(binding.text)) return 'cut';
  if (binding.type === 'iso-string') return 'iso';
  return TEXTS.has(binding.type) ? 'text' : undefined;
}

const TEXTS: ReadonlySet<HostType> = new Set(['string']);

/** `x` of `x.toISOString()`. */
export function dateBehind(binding: Binding): { readonly start: number; readonly end: number } | undefined {
  const match = /^([\w$.]+|new Date\([^()]*\))\.toISOString\(\)$/.exec(binding.text);
  return match ? { start: binding.start, end: binding.start + match[1]!.length } : undefined;
}

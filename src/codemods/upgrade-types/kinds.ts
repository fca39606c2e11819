import type { Leaf } from '../../sql/column-reader.ts';
import { documents, flags, formOfText, moments, type MomentForm } from './values.ts';
import type { ValueKind } from './trail.ts';

/** What becomes of a place in SQL: it stays, it changes, its parameter's values are looked at, or (undefined) nobody knows. */
export type LeafChange = 'stays' | 'bound' | { readonly text: string; readonly of?: 'whole' } | undefined;

/** A richer type, and what must hold of everything that touches a column so that it may have it. */
export interface UpgradeKind {
  readonly id: string;
  /** As DDL writes it. */
  readonly type: string;
  /** The types that the faithful conversion declares, as PostgreSQL's grammar calls them. */
  readonly from: RegExp;
  readonly values: ValueKind;
  /** A value that is stored, compared or given back beside the column. */
  readonly leaf: (leaf: Leaf, text: (span: { readonly start: number; readonly end: number }) => string) => LeafChange;
  /** Operators that mean the same of the richer type. */
  readonly operators: RegExp;
  /** Whether its values have the same order, and the same ones are equal. */
  readonly isOrdered: boolean;
  /** Functions of which a column may be the argument; with the cast that the argument needs. */
  readonly functions: ReadonlyMap<string, string>;
  /** Types that it may be cast to as before. */
  readonly casts: RegExp;
  /** Whether the program may see another value than before. */
  readonly readsMatter: boolean;
}

const literalFlag = (value: string | number): LeafChange => (value === 1 ? { text: 'TRUE' } : value === 0 ? { text: 'FALSE' } : undefined);

const flag: UpgradeKind = {
  id: 'boolean', type: 'BOOLEAN', from: /^int[248]$/, values: flags, readsMatter: true,
  leaf: (leaf, text) => {
    switch (leaf.kind) {
      case 'literal': return literalFlag(leaf.value);
      case 'toggle': return { text: `NOT ${text(leaf.of)}`, of: 'whole' };
      case 'parameter': return leaf.cast === undefined || leaf.cast === 'bool' ? 'bound' : undefined;
      case 'null': case 'column': return 'stays';
      default: return undefined;
    }
  },
  operators: /^(?:=|<>|!=)$/, isOrdered: true,
  functions: new Map([['sum', '::int'], ['avg', '::int'], ['max', '::int'], ['min', '::int']]), casts: /^int4$/,
};

const isDocument = (value: string | number): boolean => {
  try {
    return typeof value === 'string' && JSON.parse(value) !== undefined;
  } catch {
    return false;
  }
};

const document: UpgradeKind = {
  id: 'jsonb', type: 'JSONB', from: /^text$/, values: documents, readsMatter: true,
  leaf: (leaf) => {
    switch (leaf.kind) {
      case 'literal': return isDocument(leaf.value) ? 'stays' : undefined;
      case 'parameter': return leaf.cast === undefined || /^jsonb?$/.test(leaf.cast) ? 'bound' : undefined;
      case 'null': case 'column': return 'stays';
      default: return undefined;
    }
  },
  operators: /^$/, isOrdered: false, functions: new Map(), casts: /^jsonb?$/,
};

/** The formats that the rules write for SQLite's CURRENT_TIMESTAMP and for toISOString(), and what cuts a moment to what they keep. */
const FORMATS: Readonly<Record<MomentForm, { readonly format: string; readonly unit: string }>> = {
  sqlite: { format: 'YYYY-MM-DD HH24:MI:SS', unit: 'second' },
  iso: { format: 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"', unit: 'milliseconds' },
};

/** The form of the texts that a statement writes; undefined where it writes none, or another. */
export const formOfLeaf = (leaf: Leaf): MomentForm | undefined => {
  if (leaf.kind === 'literal') return typeof leaf.value === 'string' ? formOfText(leaf.value) : undefined;
  return leaf.kind === 'moment' ? (['sqlite', 'iso'] as const).find((form) => FORMATS[form].format === leaf.format) : undefined;
};

/** `now() AT TIME ZONE 'UTC'` is now(). */
const momentText = (written: string, unit: string): string => {
  const plain = /^([\w.]+\(\s*\)|current_timestamp)\s+at\s+time\s+zone\s+'utc'$/i.exec(written.trim())?.[1];
  return `date_trunc('${unit}', ${plain ?? `(${written}) AT TIME ZONE 'UTC'`})`;
};

const moment = (form: MomentForm): UpgradeKind => ({
  id: 'timestamptz', type: 'TIMESTAMPTZ', from: /^text$/, values: moments(form), readsMatter: false,
  leaf: (leaf, text) => {
    switch (leaf.kind) {
      case 'literal': return formOfLeaf(leaf) !== form ? undefined : form === 'iso' ? 'stays' : { text: `'${leaf.value}Z'` };
      case 'moment': return formOfLeaf(leaf) === form ? { text: momentText(text(leaf.of), FORMATS[form].unit), of: 'whole' } : undefined;
      case 'parameter': return leaf.cast === undefined || leaf.cast === 'timestamptz' ? 'bound' : undefined;
      case 'null': case 'column': return 'stays';
      default: return undefined;
    }
  },
  operators: /^(?:=|<>|!=|<|<=|>|>=|(?:NOT )?BETWEEN)$/, isOrdered: true, functions: new Map([['max', ''], ['min', '']]), casts: /^timestamptz$/,
});

export const KINDS = { boolean: flag, jsonb: document, iso: moment('iso'), sqlite: moment('sqlite') } as const;

export type KindName = keyof typeof KINDS;

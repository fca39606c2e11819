import type { Span } from '../core/types.ts';
import { isPostgresGrammarLoaded, parsePostgres, readsPostgres, utf16Offset } from './grammar.ts';
import { readParameters } from './parameters.ts';
import type { Statement } from './statement.ts';
import { tokenize, type Token } from './tokens.ts';

/** A node of libpg-query's tree: `{ InsertStmt: {...} }`, lists and plain values below. */
export type Json = { readonly [key: string]: unknown };

export const isJson = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);
export const field = (node: unknown, ...keys: readonly string[]): unknown => keys.reduce<unknown>((at, key) => (isJson(at) ? at[key] : undefined), node);
export const string = (node: unknown, ...keys: readonly string[]): string => {
  const value = field(node, ...keys);
  return typeof value === 'string' ? value : '';
};
export const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** The text of a `String` node. */
export const name = (node: unknown): string | undefined => {
  const text = field(node, 'String', 'sval');
  return typeof text === 'string' ? text : undefined;
};

/** The last of a list of names: the function's or the type's, without its schema. */
export const lastName = (names: unknown): string => list(names).map(name).at(-1) ?? '';

/** All objects of a tree, outer before inner. */
export function collect(tree: unknown): readonly Json[] {
  if (Array.isArray(tree)) return tree.flatMap(collect);
  return isJson(tree) ? [tree, ...Object.values(tree).flatMap(collect)] : [];
}

/** A statement in PostgreSQL's tree; locations are asked for as spans of the statement's text. */
export interface PostgresReading {
  /** The type of the statement, `SelectStmt`, and what is in it. */
  readonly type: string;
  readonly body: Json;
  readonly tokens: readonly Token[];
  /** The index of the token that a location speaks of; -1 without one. */
  readonly tokenAt: (location: unknown) => number;
  /** From the first of the tokens to the last, in the text of the statement. */
  readonly spanOf: (first: number, last?: number) => Span;
}

/** Reads a statement whose parameters may be spelled in any way; undefined where PostgreSQL's grammar does not read it, or is not loaded. */
export function readPostgresTree({ text }: Pick<Statement, 'text'>): PostgresReading | undefined {
  if (!isPostgresGrammarLoaded()) return undefined;
  const spelled = readsPostgres(text) ? [] : readParameters({ tokens: tokenize(text), grammar: 'none', text }).filter(({ style }) => style !== 'dollar');
  const numbered = spelled.reduceRight((written, { start, end, number }) => `${written.slice(0, start)}$${number}${written.slice(end)}`, text);
  const parsed = parsePostgres(numbered);
  const statement = parsed.ok ? field(list(field(parsed.tree, 'stmts'))[0], 'stmt') : undefined;
  const [type] = isJson(statement) ? Object.keys(statement) : [];
  const body = type === undefined ? undefined : field(statement, type);
  if (type === undefined || !isJson(body)) return undefined;
  const tokens = tokenize(numbered);
  const original = (offset: number): number => {
    let moved = 0;
    for (const { start, end, number } of spelled) if (start + moved < offset) moved += `$${number}`.length - (end - start);
    return offset - moved;
  };
  return {
    type, body, tokens,
    tokenAt: (location) => {
      const offset = utf16Offset(numbered, typeof location === 'number' ? location : 0);
      return tokens.findIndex((token) => token.start <= offset && offset < token.end);
    },
    spanOf: (first, last = first) => ({ start: original(tokens[first]!.start), end: original(tokens[last]!.end) }),
  };
}

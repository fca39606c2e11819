import type { Span } from '../core/types.ts';
import { isPostgresGrammarLoaded, parsePostgres } from './grammar.ts';
import type { ColumnPair } from './parameter-columns.ts';
import { collect, field, isJson, list, name, string, type Json } from './postgres-tree.ts';
import type { Schema, Table } from './schema.ts';
import type { Statement } from './statement.ts';
import { isSameName, tokenAt } from './tree.ts';

/** The pairs of a statement that only PostgreSQL reads, from its own tree. Names are looked up among all tables of the statement. */
export function postgresPairs(statement: Statement, schema: Schema): readonly ColumnPair[] {
  if (statement.grammar !== 'postgres' || !isPostgresGrammarLoaded()) return [];
  const result = parsePostgres(statement.text);
  if (!result.ok) return [];
  const nodes = collect(result.tree);
  const tables = nodes.flatMap((node) => {
    const table = schema.table(string(node, 'relname'));
    return table ? [{ table, name: string(node, 'alias', 'aliasname') || table.name }] : [];
  });
  if (tables.length === 0) return [];
  const found: ColumnPair[] = [];
  const offsets = byteOffsets(statement.text);
  const add = (column: ReturnType<typeof columnOf>, use: ColumnPair['use'], value: unknown, operator?: string): void => {
    const read = valueOf(statement, offsets, value);
    if (column && read) found.push({ ...column, use, ...read, ...(operator && { operator }) });
  };
  for (const node of nodes) pairsOfNode(node, tables, schema, add);
  return found;
}

type Named = readonly { readonly table: Table; readonly name: string }[];

function pairsOfNode(node: Json, tables: Named, schema: Schema, add: (column: ReturnType<typeof columnOf>, use: ColumnPair['use'], value: unknown, operator?: string) => void): void {
  const expr = node['A_Expr'];
  if (isJson(expr)) {
    const operator = list(expr['name']).map(name).join('');
    const use = /^[!~]*~~?\*?$/.test(operator) ? 'like' : /^(?:=|<>|<|<=|>|>=|BETWEEN.*|NOT BETWEEN.*)$/.test(operator) ? 'compare' : undefined;
    if (!use || /_(?:ANY|ALL)$/.test(String(expr['kind']))) return;
    const right = field(expr['rexpr'], 'List', 'items');
    for (const value of Array.isArray(right) ? right : [expr['rexpr']]) add(columnOf(expr['lexpr'], tables), use, value, operator);
    add(columnOf(expr['rexpr'], tables), use, expr['lexpr'], operator);
  }
  const insert = node['InsertStmt'];
  if (isJson(insert)) {
    const table = schema.table(string(insert, 'relation', 'relname'));
    const named = list(insert['cols']).map((column) => table?.column(string(column, 'ResTarget', 'name')));
    const columns = named.length > 0 ? named : (table?.columns ?? []);
    for (const row of list(field(insert, 'selectStmt', 'SelectStmt', 'valuesLists'))) list(field(row, 'List', 'items')).forEach((value, at) => {
      const column = columns[at];
      if (table && column) add({ table, column }, 'insert', value);
    });
    assignments(field(insert, 'onConflictClause', 'targetList'), table, add);
  }
  const update = node['UpdateStmt'];
  if (isJson(update)) assignments(update['targetList'], schema.table(string(update, 'relation', 'relname')), add);
}

function assignments(targets: unknown, table: Table | undefined, add: (column: ReturnType<typeof columnOf>, use: ColumnPair['use'], value: unknown) => void): void {
  for (const target of list(targets)) {
    const column = table?.column(string(target, 'ResTarget', 'name'));
    if (table && column) add({ table, column }, 'set', field(target, 'ResTarget', 'val'));
  }
}

function columnOf(node: unknown, tables: Named): Pick<ColumnPair, 'table' | 'column'> | undefined {
  const parts = list(field(node, 'ColumnRef', 'fields')).map(name);
  const own = parts.at(-1);
  if (own === undefined || parts.length > 2) return undefined;
  const candidates = tables.filter((table) => (parts.length === 1 || isSameName(table.name, parts[0] ?? '')) && table.table.column(own));
  const distinct = new Set(candidates.map((candidate) => candidate.table));
  const [table] = distinct;
  const column = table?.column(own);
  return table && column && distinct.size === 1 ? { table, column } : undefined;
}

/** Where a value stands, without a cast around it; parameters, literals and names only. */
function valueOf(statement: Statement, offsets: readonly number[] | undefined, node: unknown): Pick<ColumnPair, 'value' | 'cast'> | undefined {
  const cast = field(node, 'TypeCast');
  if (isJson(cast)) {
    const inner = valueOf(statement, offsets, cast['arg']);
    const type = list(field(cast['typeName'], 'names')).map(name).at(-1);
    return inner && { value: inner.value, cast: inner.cast ?? type ?? '' };
  }
  const location = field(node, 'ParamRef', 'location') ?? field(node, 'A_Const', 'location') ?? field(node, 'ColumnRef', 'location');
  const isPlain = isJson(node) && (node['ParamRef'] ?? node['A_Const'] ?? node['ColumnRef']);
  if (!isPlain) return undefined;
  const token = tokenAt(statement.tokens, toUtf16(offsets, typeof location === 'number' ? location : 0));
  return token && { value: spanOfValue(token) };
}

const spanOfValue = (token: Span & { readonly text: string }): Span => ({ start: token.start, end: token.start + (/^\$\d+/.exec(token.text)?.[0].length ?? token.end - token.start) });

/** UTF-16 offsets of the bytes at which characters begin; undefined for plain ASCII, where both are one. */
function byteOffsets(text: string): readonly number[] | undefined {
  if (!/[^\u0000-\u007f]/.test(text)) return undefined;
  const offsets: number[] = [];
  let at = 0;
  for (const character of text) {
    for (let i = 0; i < Buffer.byteLength(character); i++) offsets.push(at);
    at += character.length;
  }
  return offsets;
}

const toUtf16 = (offsets: readonly number[] | undefined, byte: number): number => offsets?.[byte] ?? byte;

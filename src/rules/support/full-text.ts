import type { Pieces } from '../../core/types.ts';
import type { Context } from '../../rule.ts';
import { nodesOf, quoteText } from '../../sql/rewrite.ts';
import type { Schema, Table } from '../../sql/schema.ts';
import type { Statement } from '../../sql/statement.ts';
import { isSameName, spanOf, unwrap, type Expr } from '../../sql/tree.ts';

/** A full-text table as a statement uses it. */
export interface FullTextSource {
  readonly table: Table;
  /** The name that stands for it in the statement. */
  readonly alias: string;
  /** The text search configuration that comes nearest to its tokenizer. */
  readonly configuration: 'simple' | 'english';
  /** It has no rows of its own (`content=`). */
  readonly isIndexOnly: boolean;
}

const isFullText = (schema: Schema, name: string): boolean => /^fts[345]$/.test(schema.table(name)?.module ?? '');

/** The full-text table of a name; undefined for any other table. */
export function fullTextSource(context: Context, name: string, alias: string): FullTextSource | undefined {
  const table = context.schema.table(name);
  if (!table || !isFullText(context.schema, name)) return undefined;
  const args = argumentsOf(context, name);
  return { table, alias, configuration: args.some((arg) => /tokenize.*porter/i.test(arg)) ? 'english' : 'simple', isIndexOnly: args.some((arg) => /tokenize.*trigram|^content\s*=\s*["']?\w/i.test(arg)) };
}

/** The full-text tables that a statement reads or changes. */
export function fullTextSources(statement: Statement, context: Context): readonly FullTextSource[] {
  const found: FullTextSource[] = [];
  const add = (name: string, alias: string): void => {
    const source = fullTextSource(context, name, alias);
    if (source) found.push(source);
  };
  for (const source of nodesOf(statement, 'TableSelectTable')) add(source.tblName.objName.text, source.alias?.name.text ?? source.tblName.objName.text);
  const { tree } = statement;
  if (tree?.type === 'DeleteStmt' || tree?.type === 'UpdateStmt') add(tree.tblName.objName.text, tree.tblName.objName.text);
  return found;
}

function argumentsOf(context: Context, name: string): readonly string[] {
  for (const { tree } of context.project.statements) if (tree?.type === 'CreateVirtualTableStmt' && isSameName(tree.tblName.objName.text, name)) return (tree.args ?? []).map((arg) => arg.trim());
  return [];
}

/** The full-text table that the left side of MATCH names, by itself or by one of its columns. */
export function sourceOfMatch(sources: readonly FullTextSource[], lhs: Expr): { readonly source: FullTextSource; readonly column?: string } | undefined {
  const name = lhs.type === 'Id' ? lhs.name : lhs.type === 'NameExpr' ? lhs.name.text : lhs.type === 'QualifiedExpr' ? lhs.column.text : undefined;
  if (name === undefined) return undefined;
  const whole = sources.find((source) => isSameName(source.alias, name) || isSameName(source.table.name, name));
  if (whole) return { source: whole };
  const source = sources.find((one) => one.table.column(name) !== undefined && (lhs.type !== 'QualifiedExpr' || isSameName(lhs.table.text, one.alias)));
  return source && { source, column: name };
}

const TOKEN = /\s*(?:("(?:[^"]|"")*")|(\(|\))|([\p{L}\p{N}_]+)|(\S))(\s*\*)?/guy;

/** A query of FTS5 (https://sqlite.org/fts5.html#full_text_query_syntax) as to_tsquery() reads it; undefined for column filters, NEAR and the like. */
export function toTsquery(query: string): string | undefined {
  const parts: string[] = [];
  let wantsOperator = false;
  for (const [, phrase, bracket, word, other, star] of query.trim().matchAll(TOKEN)) {
    if (other !== undefined || /^NEAR$/.test(word ?? '')) return undefined;
    if (word && /^(?:AND|OR|NOT)$/.test(word)) {
      parts.push(word === 'AND' ? '&' : word === 'OR' ? '|' : '& !');
      wantsOperator = false;
      continue;
    }
    if (wantsOperator && bracket !== ')') parts.push('&');
    const words = phrase ? phrase.slice(1, -1).split(/[^\p{L}\p{N}_]+/u).filter((one) => one !== '') : word ? [word] : [];
    if (words.length > 0) parts.push(words.join(' <-> ') + (star ? ':*' : ''));
    else if (bracket) parts.push(bracket);
    wantsOperator = bracket !== '(';
  }
  return parts.length > 0 ? parts.join(' ').replace(/\( /g, '(').replace(/ \)/g, ')').replace(/! /g, '!') : undefined;
}

/** The query of a MATCH: a literal is translated, anything else is left to websearch_to_tsquery(). */
export function queryOf(source: FullTextSource, expr: Expr): Pieces | undefined {
  const value = unwrap(expr);
  if (value.type !== 'StringLiteral') return [`websearch_to_tsquery('${source.configuration}', `, spanOf(expr), ')'];
  const query = toTsquery(value.value);
  return query === undefined ? undefined : [`to_tsquery('${source.configuration}', ${quoteText(query)})`];
}

/** The tsvector column: the one that PostgreSQL's declaration has, else the one that the rewriting of the table makes. */
export function vectorOf(source: FullTextSource, column: string | undefined, isAlone: boolean): string {
  const prefix = isAlone ? '' : `${source.alias}.`;
  if (column !== undefined) return `to_tsvector('${source.configuration}', coalesce(${prefix}${column}, ''))`;
  return prefix + (source.table.columns.find((one) => one.postgresType === 'tsvector')?.name ?? 'tsv');
}

import { Node, type CallExpression, type ObjectLiteralExpression } from 'ts-morph';
import { DEFAULTS, type DefaultClass } from '../../dialects/sqlite-to-postgres/defaults.ts';
import { needsWidth } from '../../dialects/sqlite-to-postgres/types.ts';
import { spanOf, type Draft } from '../draft.ts';
import { calleeName, unwrap, type Link } from '../syntax.ts';
import { builderName, COLUMNS, WIDE, type ColumnRow } from './tables.ts';

/** One column of a table: the call of its builder and the calls chained to it. */
export interface ColumnCall {
  readonly builder: string;
  readonly call: CallExpression;
  readonly chain: readonly Link[];
}

/** Rewrites all of a column but its builder's name, which is that of the row; undefined for a builder that is no column, or a mode that nobody knows. */
export function convertColumn(draft: Draft, column: ColumnCall, quote: string): ColumnRow | undefined {
  const last = column.call.getArguments().at(-1);
  const config = last && Node.isObjectLiteralExpression(last) ? last : undefined;
  const mode = config ? modeOf(config) : '';
  const found = COLUMNS.find((one) => one.builder === builderName(column.builder) && one.modes.includes(mode ?? '?'));
  if (!found) return undefined;
  const row = found.postgres === 'integer' && isWide(column) ? WIDE : found;
  rewriteConfig(draft, column.call, config, row, quote);
  for (const link of column.chain) convertLink(draft, link, row.kind);
  if (found.postgres === 'integer') convertKey(draft, column.chain);
  if (row.builder === 'blob' && mode === 'bigint') {
    draft.review(column.call, "A blob of mode bigint holds the digits as text: copy its rows with convert_from(value, 'UTF8')::numeric.");
  }
  return row;
}

/** Whether the name or the default shows more than 32 bits, as for any other declaration of a column. */
function isWide({ call, chain }: ColumnCall): boolean {
  const [name] = call.getArguments();
  const property = call.getFirstAncestor((one) => Node.isPropertyAssignment(one));
  const written = name && Node.isStringLiteral(name) ? name.getLiteralText() : Node.isPropertyAssignment(property) ? property.getName() : '';
  const given = chain.find((link) => link.name === 'default')?.call.getArguments()[0]?.getText().replace(/^sql`|`$/g, '');
  return needsWidth({ name: written, type: 'INTEGER', default: given });
}

/** The mode as written; `''` for none, undefined where it is no literal. */
function modeOf(config: ObjectLiteralExpression): string | undefined {
  const property = config.getProperty('mode');
  if (!property) return '';
  const value = Node.isPropertyAssignment(property) ? property.getInitializer() : undefined;
  const literal = value && unwrap(value);
  return literal && Node.isStringLiteral(literal) ? literal.getLiteralText() : undefined;
}

/** Writes the configuration that PostgreSQL's builder takes. What stays as it is keeps its bytes. */
function rewriteConfig(draft: Draft, call: CallExpression, config: ObjectLiteralExpression | undefined, row: ColumnRow, quote: string): void {
  const properties = config?.getProperties() ?? [];
  const kept = properties.filter((property) => Node.isPropertyAssignment(property) && row.keeps.includes(property.getName()));
  if (kept.length === properties.length && row.options.length === 0) return;
  const parts = [...kept.map((property) => property.getText()), ...row.options.map((option) => option.replaceAll("'", quote))];
  const text = parts.length > 0 ? `{ ${parts.join(', ')} }` : '';
  const [name] = call.getArguments().filter((argument) => argument !== config);
  const from = name?.getEnd() ?? (config ?? call.getLastChildOrThrow()).getStart();
  const close = call.getEnd() - 1;
  if (config && text !== '') draft.replace(config, text);
  else if (config || text !== '') draft.splice(call.getSourceFile(), { start: from, end: config ? close : from }, `${name && text !== '' ? ', ' : ''}${text}`);
}

function convertLink(draft: Draft, link: Link, kind: DefaultClass): void {
  const [first, second] = link.call.getArguments();
  const file = link.call.getSourceFile();
  if (!first) return;
  if (link.name === 'default') convertDefault(draft, link.call, first, kind);
  if (link.name === 'generatedAlwaysAs' && second) draft.splice(file, { start: first.getEnd(), end: link.call.getEnd() - 1 }, '');
  if (link.name === 'primaryKey') draft.splice(file, spanOf(first), '');
}

/** `primaryKey()` of an integer names the rowid, which SQLite fills when no value is given (https://sqlite.org/lang_createtable.html#rowid). */
function convertKey(draft: Draft, chain: readonly Link[]): void {
  const key = chain.find((link) => link.name === 'primaryKey');
  if (!key || chain.some((link) => /^(?:\$default|\$defaultFn|default|references)$/.test(link.name))) return;
  draft.splice(key.call.getSourceFile(), { start: key.call.getEnd(), end: key.call.getEnd() }, '.generatedByDefaultAsIdentity()');
}

/** Rows of defaults that are the moment of the insertion, whatever the unit: a timestamp column takes them as one. */
const NOW = new Set(['current_timestamp', 'datetime', 'unixepoch', 'unixepoch milliseconds', 'milliseconds']);

function convertDefault(draft: Draft, call: CallExpression, argument: Node, kind: DefaultClass): void {
  const tagged = unwrap(argument);
  const template = Node.isTaggedTemplateExpression(tagged) ? tagged.getTemplate() : undefined;
  const name = calleeName(call);
  if (!template || !name || !Node.isNoSubstitutionTemplateLiteral(template)) return;
  const sql = withoutParentheses(template.getLiteralText().replace(/\s+/g, ' ').trim());
  const row = DEFAULTS.find((one) => one.pattern.test(sql));
  const wanted = row?.postgres[kind];
  if (row && kind === 'timestamptz' && NOW.has(row.id)) draft.splice(call.getSourceFile(), { start: name.getStart(), end: call.getEnd() }, 'defaultNow()');
  else if (kind === 'boolean' && /^[01]$/.test(sql)) draft.replace(argument, String(sql === '1'));
  else if (row && wanted !== undefined) {
    if (wanted !== '') draft.replace(template, `\`${sql.replace(row.pattern, wanted)}\``);
  } else if (sql.includes('(')) draft.review(argument, `The default ${sql} is SQLite's: write what PostgreSQL has for it.`);
}

/** The expression without the parentheses that SQLite wants around it. */
function withoutParentheses(sql: string): string {
  if (!sql.startsWith('(')) return sql;
  let depth = 0;
  for (let at = 0; at < sql.length; at++) {
    if (sql[at] === '(') depth++;
    else if (sql[at] === ')' && --depth === 0) return at === sql.length - 1 ? withoutParentheses(sql.slice(1, -1).trim()) : sql;
  }
  return sql;
}
